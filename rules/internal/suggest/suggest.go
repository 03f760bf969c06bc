// Package suggest finds what people meant when they wrote something close to
// it: the did-you-mean behind every message.
package suggest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Closest lists at most most candidates near word, the best first: those that
// differ only in case or separators and, only where there are none, those at a
// Distance of at most a third of the word's length (and at least one), case and
// separators aside. Candidates equal to word are left out. The order is
// deterministic.
//
// A candidate that is far away costs some nanoseconds and no allocation. To ask
// about many words among the same candidates, use Among.
func Closest(word string, candidates []string, most int) []string {
	var wordBuffer, buffer [bufferSize]rune
	s := newSearch(word, wordBuffer[:0])
	var found []scored
	for _, c := range candidates {
		if c == word || !s.longEnough(c) {
			continue
		}
		folded := fold(buffer[:0], c)
		if d, ok := s.near(folded, maskOf(folded)); ok {
			found = append(found, scored{c, d})
		}
	}
	return best(found, most)
}

// index is a list of candidates prepared for many questions.
type index struct {
	texts []string
	folds [][]rune
	masks []mask
}

// Among is Closest for many words among the same candidates, which must not
// change afterwards. The function is safe for concurrent use.
func Among(candidates []string) func(word string, most int) []string {
	x := &index{texts: candidates, folds: make([][]rune, len(candidates)), masks: make([]mask, len(candidates))}
	size := 0
	for _, c := range candidates {
		size += utf8.RuneCountInString(c)
	}
	all := make([]rune, 0, size)
	for i, c := range candidates {
		from := len(all)
		all = fold(all, c)
		x.folds[i] = all[from:len(all):len(all)]
		x.masks[i] = maskOf(x.folds[i])
	}
	return x.closest
}

func (x *index) closest(word string, most int) []string {
	var buffer [bufferSize]rune
	s := newSearch(word, buffer[:0])
	var found []scored
	for i, m := range x.masks {
		if !s.mask.near(m, s.limit) { // near asks it too, but this needs no call
			continue
		}
		if d, ok := s.near(x.folds[i], m); ok && x.texts[i] != word {
			found = append(found, scored{x.texts[i], d})
		}
	}
	return best(found, most)
}

// search is one question.
type search struct {
	word  []rune // folded
	mask  mask
	limit int // the distance of the last candidate that counts
}

// scored is a candidate that is near.
type scored struct {
	text     string
	distance int
}

func newSearch(word string, buffer []rune) search {
	folded := fold(buffer, word)
	return search{word: folded, mask: maskOf(folded), limit: max(1, len(folded)/3)}
}

// longEnough excludes what is too short to be near: no text has more runes than
// bytes. (What is too long may be so by its separators.)
func (s *search) longEnough(c string) bool { return len(c) >= len(s.word)-s.limit }

// near gives the distance of a folded candidate, ok when it counts.
func (s *search) near(folded []rune, m mask) (d int, ok bool) {
	if !s.mask.near(m, s.limit) || max(len(folded)-len(s.word), len(s.word)-len(folded)) > s.limit {
		return 0, false
	}
	d = distance(s.word, folded, s.limit)
	return d, d == 0 || d <= s.limit && d < len(folded)
}

// best is what was found, the best first, without repetitions.
func best(found []scored, most int) []string {
	slices.SortFunc(found, func(a, b scored) int {
		if a.distance != b.distance {
			return a.distance - b.distance
		}
		return strings.Compare(a.text, b.text)
	})
	var out []string
	for _, f := range found {
		// A name that differs in nothing that matters leaves no doubt.
		if len(out) == most || found[0].distance == 0 && f.distance > 0 {
			break
		}
		if len(out) == 0 || out[len(out)-1] != f.text {
			out = append(out, f.text)
		}
	}
	return out
}

// bufferSize is the length in runes up to which texts are compared without an
// allocation.
const bufferSize = 64

// fold appends s without what people vary without meaning to: case, blanks,
// '-' and '_'.
func fold(buffer []rune, s string) []rune {
	for _, r := range s {
		switch {
		case r == '_' || r == '-' || r == ' ':
			continue
		case r >= utf8.RuneSelf:
			if unicode.IsSpace(r) {
				continue
			}
			r = unicode.ToLower(r)
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r >= '\t' && r <= '\r':
			continue
		}
		buffer = append(buffer, r)
	}
	return buffer
}
