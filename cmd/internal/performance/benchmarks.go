package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// result is one benchmark's line.
type result struct {
	name   string
	ns     float64
	allocs string
	// median is what the benchmark reports as such in nanoseconds, 0 where it does
	// not.
	median float64
}

func (r result) duration() time.Duration { return time.Duration(r.ns) }

var benchmarkLine = regexp.MustCompile(`(?m)^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+([0-9.]+) ns/op(.*)$`)

var reportedMedian = regexp.MustCompile(`([0-9.]+) ms-median`)

var allocations = regexp.MustCompile(`(\d+) allocs/op`)

// parseBenchmarks reads what go test -bench prints, by name without the prefix
// Benchmark. Of several runs of one the fastest counts: what else the machine does
// only adds.
func parseBenchmarks(text string) map[string]result {
	out := map[string]result{}
	for _, m := range benchmarkLine.FindAllStringSubmatch(text, -1) {
		r := result{name: m[1]}
		r.ns, _ = strconv.ParseFloat(m[2], 64) // the expression admits numbers only
		if a := allocations.FindStringSubmatch(m[3]); a != nil {
			r.allocs = a[1]
		}
		if t := reportedMedian.FindStringSubmatch(m[3]); t != nil {
			r.median, _ = strconv.ParseFloat(t[1], 64)
			r.median *= 1e6
		}
		if was, ok := out[r.name]; ok {
			r.ns, r.median = min(r.ns, was.ns), min(r.median, was.median)
		}
		out[r.name] = r
	}
	return out
}

// aim is a benchmark that has to be fast enough.
type aim struct {
	what, name, floor string
	most              time.Duration
	// rate shows how many are done in a second.
	rate bool
	// median is that of the runs and not the mean.
	median bool
	// times is the greatest ratio to the floor, in place of most.
	times float64
	// floorName says what the floor does, gjson.ValidBytes where it is "".
	floorName string
}

var aims = []aim{
	{what: "one request of 1 KB in memory, 11 overrides, 189 nodes", name: "FullCheck/check", floor: "FullCheck/floor", most: 12 * time.Microsecond},
	{what: "an edit of a request of 1,000 items against 1,000 nodes, to its diagnostics", name: "Editor/diagnostics/outputs", most: 20 * time.Millisecond, median: true},
	{what: "the same, to a completion", name: "Editor/completion/outputs", most: 20 * time.Millisecond, median: true},
	{what: "10,000 source files that mention nothing", name: "Sources/check", floor: "Sources/floor", floorName: "walking and reading them", times: 1.5},
	{what: "prompts of the corpus, parsed and validated", name: "Corpus/parsed", floor: "Corpus/floor", most: 10 * time.Microsecond, rate: true},
}

func (a aim) row(r, floor result) row {
	if a.times > 0 {
		return ratioRow(a.what, r.duration(), floor.duration(), a.floorName, a.times)
	}
	if a.median {
		r.ns = r.median
	}
	out := row{what: a.what, measured: show(r.duration()), aim: show(a.most), met: yes(r.duration() <= a.most)}
	if a.rate {
		out.measured = fmt.Sprintf("%s a second and core", thousands(int(1e9/r.ns)))
		out.aim = thousands(int(time.Second/a.most)) + " a second and core"
	} else if r.allocs != "" {
		out.measured += ", " + r.allocs + " allocations"
	}
	if floor.ns > 0 {
		out.floor, out.ratio = "gjson.ValidBytes: "+show(floor.duration()), fmt.Sprintf("%.2f", r.ns/floor.ns)
	}
	return out
}

// flat are the benchmarks whose cost must not grow with the size at all.
const flat = "Override/"

var twoSizes = regexp.MustCompile(`^(.+)/(\d+)$`)

// growths are the benchmarks that were run at two sizes, with how much the
// larger cost more and how much larger it was.
func growths(results map[string]result) []row {
	bySize := map[string][]result{}
	for name, r := range results {
		if m := twoSizes.FindStringSubmatch(name); m != nil {
			bySize[m[1]] = append(bySize[m[1]], r)
		}
	}
	var out []row
	for name, list := range bySize {
		if len(list) != 2 {
			continue
		}
		slices.SortFunc(list, func(a, b result) int { return size(a) - size(b) })
		small, large := list[0], list[1]
		grown := float64(size(large)) / float64(size(small))
		if strings.HasPrefix(name, flat) {
			grown = 1
		}
		ratio := large.ns / small.ns
		out = append(out, row{
			what:     fmt.Sprintf("%s, %s to %s", strings.ReplaceAll(name, "_", " "), thousands(size(small)), thousands(size(large))),
			measured: show(small.duration()) + " to " + show(large.duration()), ratio: fmt.Sprintf("%.2f", ratio),
			aim: fmt.Sprintf("at most %.3g", 1.5*grown), met: yes(ratio <= 1.5*grown),
		})
	}
	slices.SortFunc(out, func(a, b row) int { return strings.Compare(a.what, b.what) })
	return out
}

func size(r result) int {
	n, _ := strconv.Atoi(r.name[strings.LastIndexByte(r.name, '/')+1:]) // twoSizes matched it
	return n
}
