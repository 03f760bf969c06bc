// Package suggest finds what people meant when they wrote something close to
// it: the did-you-mean behind every message.
package suggest

import "github.com/payloadlint/payloadlint/rules/internal/suggest"

// Closest lists at most most candidates near word, the best first: those that
// differ only in case or separators and, only where there are none, those at a
// Distance of at most a third of the word's length (and at least one), case and
// separators aside. Candidates equal to word are left out. The order is
// deterministic.
func Closest(word string, candidates []string, most int) []string {
	return suggest.Closest(word, candidates, most)
}

// Distance is the number of single-character insertions, deletions,
// substitutions and swaps of neighbours between a and b (optimal string
// alignment), counted in runes; limit+1 where it is more than limit.
func Distance(a, b string, limit int) int { return suggest.Distance(a, b, limit) }
