package main

import (
	"strings"
	"testing"
)

// What other work on the machine adds to one of several runs does not count.
func TestTheQuietestOfSeveralRunsCounts(t *testing.T) {
	results := parseBenchmarks(`
BenchmarkGrowth/cycles/20000-2     	       5	 300000 ns/op	 58765830 B/op	  259998 allocs/op
BenchmarkGrowth/cycles/20000-2     	       5	 200000 ns/op	 58765830 B/op	  259998 allocs/op
BenchmarkGrowth/cycles/40000-2     	       5	 900000.5 ns/op
BenchmarkGrowth/cycles/40000-2     	       5	 500000 ns/op
BenchmarkEditor/completion/outputs-2     	     100	 9000000 ns/op	         8.250 ms-median
BenchmarkEditor/completion/outputs-2     	     100	 7000000 ns/op	         9.500 ms-median
`)
	rows := growths(results)
	if len(rows) != 1 || rows[0].ratio != "2.50" || rows[0].met != "yes" || rows[0].what != "Growth/cycles, 20,000 to 40,000" {
		t.Errorf("growths %+v", rows)
	}
	if r := results["Editor/completion/outputs"]; r.ns != 7e6 || r.median != 8.25e6 {
		t.Errorf("%+v", r)
	}
	a := aim{what: "x", name: "Editor/completion/outputs", most: 20e6, median: true}
	if r := a.row(results[a.name], result{}); r.measured != "8.25 ms" || r.met != "yes" {
		t.Errorf("%+v", r)
	}
	a = aim{what: "x", name: "Growth/cycles/40000", times: 1.5}
	if r := a.row(results[a.name], results["Growth/cycles/20000"]); r.ratio != "2.50" || r.met != "no" || r.aim != "at most 1.5 × floor" {
		t.Errorf("%+v", r)
	}
}

func TestEditsRow(t *testing.T) {
	r, err := editsRow("=== RUN\n    x_test.go:1: 10000 edits: 5250 kB before, 5253 kB after\n")
	if err != nil || r.ratio != "1.00" || r.met != "yes" || !strings.Contains(r.measured, "5,250 kB to 5,253 kB") || !strings.HasPrefix(r.what, "10,000 edits") {
		t.Errorf("%+v %v", r, err)
	}
	if r, err = editsRow("20 edits: 5250 kB before, 9999 kB after"); err != nil || r.met != "no" {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := editsRow("ok"); err == nil {
		t.Error("nothing was logged")
	}
}

func TestPeakOfAProgram(t *testing.T) {
	if _, err := readPeak("1234\n"); err != nil {
		t.Error(err)
	}
	if n, err := readPeak("no"); err == nil {
		t.Error(n)
	}
}
