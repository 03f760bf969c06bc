package suggest

import "math/bits"

// Distance is the number of single-character insertions, deletions,
// substitutions and swaps of neighbours between a and b (optimal string
// alignment), counted in runes. It gives up and returns limit+1 as soon as the
// distance must exceed limit.
func Distance(a, b string, limit int) int {
	var bufferA, bufferB [bufferSize]rune
	return distance(appendRunes(bufferA[:0], a), appendRunes(bufferB[:0], b), limit)
}

func appendRunes(buffer []rune, s string) []rune {
	for _, r := range s {
		buffer = append(buffer, r)
	}
	return buffer
}

// mask is the set of a text's characters, by their lowest six bits.
type mask uint64

func maskOf(text []rune) mask {
	var m mask
	for _, r := range text {
		m |= 1 << (uint32(r) & 63)
	}
	return m
}

// near reports whether texts with these characters can be within limit: an
// insertion, deletion or substitution makes up for one character that only one
// of the texts has, a swap for none.
func (m mask) near(other mask, limit int) bool {
	return bits.OnesCount64(uint64(m&^other)) <= limit && bits.OnesCount64(uint64(other&^m)) <= limit
}

// distance is Distance of runes.
func distance(a, b []rune, limit int) int {
	// What two texts begin and end with alike never counts.
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case len(b)-len(a) > limit:
		return limit + 1
	case len(a) == 0:
		return len(b)
	case limit <= 1:
		return min(atMostOne(a, b), limit+1)
	}
	return banded(a, b, limit)
}

// atMostOne is the distance of two texts that neither begin nor end alike, 2
// standing for all that is more than 1. Neither is empty.
func atMostOne(a, b []rune) int {
	if len(b) == 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0] {
		return 1
	}
	return 2
}

// row is one row of the table of distances.
type row [bufferSize + 1]int

// banded fills in the table of distances, but only as far from its diagonal as
// limit allows. The shorter text is a.
func banded(a, b []rune, limit int) int {
	var rows [3]row
	before, prev, cur := rows[0][:], rows[1][:], rows[2][:]
	if len(a) > bufferSize {
		before, prev, cur = make([]int, len(a)+1), make([]int, len(a)+1), make([]int, len(a)+1)
	}
	far := limit + 1
	for i := range len(a) + 1 {
		prev[i] = min(i, far)
	}
	for j := 1; j <= len(b); j++ {
		from, to := max(1, j-limit), min(len(a), j+limit)
		cur[from-1] = far
		if from == 1 {
			cur[0] = min(j, far)
		}
		best := cur[from-1]
		for i := from; i <= to; i++ {
			d := prev[i-1]
			if a[i-1] != b[j-1] {
				d = min(d, cur[i-1], prev[i]) + 1
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d = min(d, before[i-2]+1)
				}
			}
			cur[i] = d
			best = min(best, d)
		}
		if best > limit {
			return far
		}
		if to < len(a) {
			cur[to+1] = far
		}
		before, prev, cur = prev, cur, before
	}
	return min(prev[len(a)], far)
}
