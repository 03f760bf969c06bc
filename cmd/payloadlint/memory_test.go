package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
)

const (
	// mostPeak is how much memory the program may take for a stream, in KiB, and
	// mostKept how many bytes more may be alive at its end than after its first
	// tenth: what is under way differs by up to a megabyte.
	mostPeak = 64 << 10
	mostKept = 2 << 20
)

// streamPeak is a program that checks a stream of as many lines as its first
// argument says, in the format of the second, and fails when its memory is more
// than was promised or grows with the length. The file of the third is the
// definition. Every line has findings.
func streamPeak() {
	lines, _ := strconv.Atoi(os.Args[1])
	debug.SetGCPercent(gcPercent)
	runtime.GOMAXPROCS(2) // each more takes memory of its own, once
	in := &growingStream{lines: lines}
	if status := Main([]string{"-f", os.Args[2], "-w", os.Args[3], "--stdin-filename", "s.jsonl", "-"}, in, io.Discard, os.Stderr); status != exitFindings {
		fatal("exit status", status)
	}
	if grown := in.last - in.first; grown > mostKept {
		fatal(grown, "bytes more are alive at the end of", lines, "lines than after a tenth of them")
	}
	if peak := highWater(); peak > mostPeak {
		fatal("peak of", peak>>10, "MiB, at most", mostPeak>>10, "are wanted")
	}
}

// filePeak is a program that checks one request with as many faults as its first
// argument says and fails when it takes more memory than twenty times the request's
// size and what a stream may take.
func filePeak() {
	faults, _ := strconv.Atoi(os.Args[1])
	debug.SetGCPercent(gcPercent)
	runtime.GOMAXPROCS(2)
	var b bytes.Buffer
	b.WriteString(`{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "1"}`)
	for i := range faults {
		fmt.Fprintf(&b, `,{"nodeId": "%d", "fieldname": "text"}`, i)
	}
	b.WriteString("]}")
	size := b.Len()
	if status := Main([]string{"-f", "json", "-"}, &b, io.Discard, os.Stderr); status != exitFindings {
		fatal("exit status", status)
	}
	if peak, most := highWater(), 20*size>>10+mostPeak; peak > most {
		fatal("peak of", peak>>10, "MiB for", size>>20, "MiB of input, at most", most>>10, "are wanted")
	}
}

func fatal(why ...any) {
	fmt.Fprintln(os.Stderr, why...)
	os.Exit(99)
}

// growingStream makes the lines of a stream as they are read and looks at the heap
// after the first tenth of them and at the end.
type growingStream struct {
	lines, made int
	rest        []byte
	first, last int64
}

func (s *growingStream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		switch s.made {
		case s.lines / 10:
			s.first = alive()
		case s.lines:
			s.last = alive()
			return 0, io.EOF
		}
		s.rest = s.line()
		s.made++
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// line is a request in which half of the overrides are wrong, each in a way of its
// own.
func (s *growingStream) line() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"apiKey": "${RUNNINGHUB_API_KEY}", "workflowId": "1904136902449209346", "webhookUrl": "https://example.com/%d", "nodeInfoList": [`, s.made)
	for k := range 12 {
		if k > 0 {
			b.WriteString(", ")
		}
		node, field, value := 2, "scale_by", fmt.Sprint(1+k, ".5")
		switch k % 4 {
		case 0:
			node = 1000 + s.made + k
		case 1:
			field = fmt.Sprintf("scale_by_%d", s.made)
		}
		fmt.Fprintf(&b, `{"nodeId": "%d", "fieldName": %q, "fieldValue": %q}`, node, field, value)
	}
	b.WriteString("]}\n")
	return b.Bytes()
}

// alive is how many bytes of the heap are in use.
func alive() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools keep goes with the second
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

var hwm = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// highWater is the largest resident set of this process so far in KiB, 0 where the
// system does not say.
func highWater() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	m := hwm.FindSubmatch(text)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1])) // digits
	return n
}
