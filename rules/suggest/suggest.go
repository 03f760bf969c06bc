// Package suggest finds what people meant when they wrote something close to
// it: the did-you-mean behind every message.
package suggest

import (
	"sort"
	"strings"
	"unicode"
)

// Distance is the number of single-character insertions, deletions,
// substitutions and swaps of neighbours between a and b (optimal string
// alignment), counted in runes. It gives up and returns limit+1 as soon as the
// distance must exceed limit.
func Distance(a, b string, limit int) int {
	if isASCII(a) && isASCII(b) {
		// What two texts begin and end with alike never counts.
		for a != "" && b != "" && a[0] == b[0] {
			a, b = a[1:], b[1:]
		}
		for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
			a, b = a[:len(a)-1], b[:len(b)-1]
		}
		// Most candidates are far away, and that shows at once.
		if limit == 1 || a == "" && b == "" {
			return atMostOne(a, b)
		}
	}
	ra, rb := []rune(a), []rune(b)
	if len(ra) > len(rb) {
		ra, rb = rb, ra
	}
	if len(rb)-len(ra) > limit {
		return limit + 1
	}
	before, prev, cur := make([]int, len(ra)+1), make([]int, len(ra)+1), make([]int, len(ra)+1)
	for i := range prev {
		prev[i] = i
	}
	for j := 1; j <= len(rb); j++ {
		cur[0] = j
		best := cur[0]
		for i := 1; i <= len(ra); i++ {
			cost := 1
			if ra[i-1] == rb[j-1] {
				cost = 0
			}
			d := min(prev[i]+1, cur[i-1]+1, prev[i-1]+cost)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				d = min(d, before[i-2]+1)
			}
			cur[i] = d
			best = min(best, d)
		}
		if best > limit {
			return limit + 1
		}
		before, prev, cur = prev, cur, before
	}
	return min(prev[len(ra)], limit+1)
}

// atMostOne is the distance of two texts that neither begin nor end alike, 2
// standing for all that is more than 1.
func atMostOne(a, b string) int {
	switch {
	case a == "" && b == "":
		return 0
	case len(a) <= 1 && len(b) <= 1, len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return 1
	}
	return 2
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// fold removes what people vary without meaning to: case, blanks, '-' and '_'.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' || r == '-' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// Closest lists at most most candidates near word, the best first: those that
// differ only in case or separators and, only where there is none, by distance,
// at most a third of the word's length (and at least one) away. Candidates equal to word are left
// out. The order is deterministic.
func Closest(word string, candidates []string, most int) []string {
	type scored struct {
		s string
		d int
	}
	var found []scored
	folded := fold(word)
	limit := max(1, len([]rune(folded))/3)
	for _, c := range candidates {
		if c == word {
			continue
		}
		f := fold(c)
		if f == folded {
			found = append(found, scored{c, 0})
		} else if d := Distance(folded, f, limit); d <= limit && d < len([]rune(f)) {
			found = append(found, scored{c, d})
		}
	}
	sort.SliceStable(found, func(i, j int) bool {
		if found[i].d != found[j].d {
			return found[i].d < found[j].d
		}
		return found[i].s < found[j].s
	})
	var out []string
	for _, f := range found {
		// A name that differs in nothing that matters leaves no doubt.
		if len(out) == most || found[0].d == 0 && f.d > 0 {
			break
		}
		if len(out) == 0 || out[len(out)-1] != f.s {
			out = append(out, f.s)
		}
	}
	return out
}
