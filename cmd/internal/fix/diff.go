package fix

import (
	"bytes"
	"strconv"
	"strings"
)

// context is the number of unchanged lines around a change.
const context = 3

// maxDistance bounds the lines that may differ before Diff stops looking for
// the smallest difference and shows one block replaced by another.
const maxDistance = 1000

// Diff is the unified diff between two versions of a file as `diff -u` and git
// write it, "" where they are equal. name is in both headers, as a/name
// and b/name. mask hides secrets in what is shown and must keep lengths; nil
// hides nothing.
func Diff(name string, old, updated []byte, mask func([]byte) []byte) string {
	if bytes.Equal(old, updated) {
		return ""
	}
	a, b := lines(old), lines(updated)
	showA, showB := a, b
	if mask != nil {
		// A mask that does not keep its promise must not show what it hides.
		if ma, mb := mask(old), mask(updated); len(ma) == len(old) && len(mb) == len(updated) {
			showA, showB = cutLike(ma, a), cutLike(mb, b)
		} else {
			return ""
		}
	}
	var out strings.Builder
	out.WriteString("--- a/" + name + "\n+++ b/" + name + "\n")
	for _, h := range hunks(script(a, b), len(a)) {
		out.WriteString("@@ -" + extent(h.a, h.endA) + " +" + extent(h.b, h.endB) + " @@\n")
		atA, atB := h.a, h.b
		for _, c := range h.changes {
			for atA < c.a {
				write(&out, ' ', showA[atA])
				atA++
				atB++
			}
			for ; atA < c.endA; atA++ {
				write(&out, '-', showA[atA])
			}
			for ; atB < c.endB; atB++ {
				write(&out, '+', showB[atB])
			}
		}
		for ; atA < h.endA; atA++ {
			write(&out, ' ', showA[atA])
		}
	}
	return out.String()
}

func write(out *strings.Builder, mark byte, line []byte) {
	out.WriteByte(mark)
	out.Write(line)
	if len(line) == 0 || line[len(line)-1] != '\n' {
		out.WriteString("\n\\ No newline at end of file\n")
	}
}

// extent is a hunk's line range; an empty one names the line before it.
func extent(from, to int) string {
	switch to - from {
	case 0:
		return strconv.Itoa(from) + ",0"
	case 1:
		return strconv.Itoa(from + 1)
	}
	return strconv.Itoa(from+1) + "," + strconv.Itoa(to-from)
}

func lines(b []byte) [][]byte {
	if len(b) == 0 {
		return nil
	}
	out := bytes.SplitAfter(b, []byte("\n"))
	if len(out[len(out)-1]) == 0 {
		out = out[:len(out)-1]
	}
	return out
}

// cutLike cuts masked text where the lines it came from were cut.
func cutLike(masked []byte, like [][]byte) [][]byte {
	out := make([][]byte, 0, len(like))
	for _, l := range like {
		out = append(out, masked[:len(l)])
		masked = masked[len(l):]
	}
	return out
}

// change replaces the lines [a,endA) of the old text by [b,endB) of the new.
type change struct{ a, endA, b, endB int }

type hunk struct {
	change
	changes []change
}

// hunks joins changes whose contexts meet.
func hunks(changes []change, oldLines int) []hunk {
	var out []hunk
	for _, c := range changes {
		if n := len(out); n > 0 && c.a-out[n-1].changes[len(out[n-1].changes)-1].endA <= 2*context {
			out[n-1].changes = append(out[n-1].changes, c)
			continue
		}
		before := min(context, c.a)
		out = append(out, hunk{change{a: c.a - before, b: c.b - before}, []change{c}})
	}
	for i := range out {
		last := out[i].changes[len(out[i].changes)-1]
		after := min(context, oldLines-last.endA)
		out[i].endA, out[i].endB = last.endA+after, last.endB+after
	}
	return out
}

// script finds the changed lines by Myers' algorithm, after taking away what
// both texts begin and end with.
func script(a, b [][]byte) []change {
	head, endA, endB := common(a, b)
	a, b = a[head:endA], b[head:endB]
	whole := []change{{head, endA, head, endB}}
	limit := min(len(a)+len(b), maxDistance)
	// reach[k] is the furthest line of a on diagonal k; trace keeps them all.
	reach := map[int]int{1: 0}
	var trace []map[int]int
	for d := 0; d <= limit; d++ {
		row, done := step(a, b, d, reach)
		trace = append(trace, row)
		if done {
			return back(trace, head, len(a), len(b))
		}
		reach = row
	}
	return whole
}

// common finds the lines that both begin with and both end with.
func common(a, b [][]byte) (head, endA, endB int) {
	for head < len(a) && head < len(b) && bytes.Equal(a[head], b[head]) {
		head++
	}
	endA, endB = len(a), len(b)
	for endA > head && endB > head && bytes.Equal(a[endA-1], b[endB-1]) {
		endA--
		endB--
	}
	return head, endA, endB
}

// step goes as far as d edits reach; done means to the end of both.
func step(a, b [][]byte, d int, reach map[int]int) (row map[int]int, done bool) {
	row = make(map[int]int, d+1)
	for k := -d; k <= d; k += 2 {
		x := reach[k-1] + 1
		if k == -d || k != d && reach[k-1] < reach[k+1] {
			x = reach[k+1]
		}
		y := x - k
		for x < len(a) && y < len(b) && bytes.Equal(a[x], b[y]) {
			x++
			y++
		}
		row[k] = x
		if x >= len(a) && y >= len(b) {
			return row, true
		}
	}
	return row, false
}

// back walks the trace from the end and collects the changes in order.
func back(trace []map[int]int, head, x, y int) []change {
	var out []change
	for d := len(trace) - 1; d > 0; d-- {
		k := x - y
		prev := trace[d-1]
		from := k - 1
		if right, ok := prev[k-1]; !ok {
			from = k + 1
		} else if down, ok := prev[k+1]; ok && right < down {
			from = k + 1
		}
		px := prev[from]
		py := px - from
		// The step itself: one line taken away, or one put in.
		c := change{a: head + px, endA: head + px, b: head + py, endB: head + py}
		if from == k-1 {
			c.endA++
		} else {
			c.endB++
		}
		if n := len(out); n > 0 && c.endA == out[n-1].a && c.endB == out[n-1].b {
			out[n-1].a, out[n-1].b = c.a, c.b
		} else {
			out = append(out, c)
		}
		x, y = px, py
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}
