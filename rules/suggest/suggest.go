// Package suggest finds what people meant when they wrote something close to
// it: the did-you-mean behind every message.
package suggest

import "github.com/payloadlint/payloadlint/rules/internal/suggest"

// Word is what somebody wrote.
type Word string

// Among lists at most most candidates near w, the best first: those that differ
// only in case or separators and, only where there are none, those at a Distance
// of at most a third of the word's length (and at least one), case and
// separators aside. Candidates equal to w are left out. The order is
// deterministic.
func (w Word) Among(candidates []string, most int) []string {
	return suggest.Closest(string(w), candidates, most)
}

// Distance is the number of single-character insertions, deletions,
// substitutions and swaps of neighbours between w and another (optimal string
// alignment), counted in runes; limit+1 where it is more than limit.
func (w Word) Distance(other string, limit int) int {
	return suggest.Distance(string(w), other, limit)
}
