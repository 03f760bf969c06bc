// Package fix applies the edits that findings carry. It changes the bytes that
// edits name and no others; whether the result is right is for the caller to
// check again.
package fix

import (
	"cmp"
	"slices"

	"github.com/payloadlint/payloadlint/rules/rule"
)

// Fixes are the fixes of findings, in order, those without one left out.
func Fixes(findings []rule.Finding) []rule.Fix {
	var out []rule.Fix
	for i := range findings {
		if f := findings[i].Fix; f != nil && len(f.Edits) > 0 {
			out = append(out, *f)
		}
	}
	return out
}

// Apply makes the fixes in src and says how many it made; src is not changed.
// A fix is made whole or not at all. Where two touch the same bytes, or insert
// at the same place, the one that begins first (or, beginning together, comes
// first) is made and the other is left for a second run over the result, as is
// a fix that does not fit src or would change nothing.
func Apply(src []byte, fixes []rule.Fix) (out []byte, applied int) {
	var order [][]rule.Edit
	for _, f := range fixes {
		edits := slices.Clone(f.Edits)
		slices.SortStableFunc(edits, byPlace)
		if fits(src, edits) {
			order = append(order, edits)
		}
	}
	slices.SortStableFunc(order, func(a, b []rule.Edit) int { return byPlace(a[0], b[0]) })
	var taken []rule.Edit
	for _, edits := range order {
		if !slices.ContainsFunc(edits, func(e rule.Edit) bool { return clashes(taken, e) }) {
			for _, e := range edits {
				at, _ := slices.BinarySearchFunc(taken, e, byPlace)
				taken = slices.Insert(taken, at, e)
			}
			applied++
		}
	}
	if applied == 0 {
		return slices.Clone(src), 0
	}
	size := len(src)
	for _, e := range taken {
		size += len(e.New) - (e.End - e.Start)
	}
	out = make([]byte, 0, size)
	at := 0
	for _, e := range taken {
		out = append(append(out, src[at:e.Start]...), e.New...)
		at = e.End
	}
	return append(out, src[at:]...), applied
}

func byPlace(a, b rule.Edit) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// fits reports whether sorted edits lie in src, apart from each other, and
// change it.
func fits(src []byte, edits []rule.Edit) bool {
	changes := false
	for i, e := range edits {
		if e.Start < 0 || e.End < e.Start || e.End > len(src) || i > 0 && touch(edits[i-1], e) {
			return false
		}
		changes = changes || string(src[e.Start:e.End]) != e.New
	}
	return changes
}

// touch reports whether two edits want the same bytes or the same place.
func touch(a, b rule.Edit) bool {
	return a.Start == b.Start || a.Start < b.End && b.Start < a.End
}

// clashes reports whether e touches one of the sorted edits taken, which do not
// touch each other: only its neighbours can.
func clashes(taken []rule.Edit, e rule.Edit) bool {
	at, _ := slices.BinarySearchFunc(taken, e, byPlace)
	return at < len(taken) && touch(taken[at], e) || at > 0 && touch(taken[at-1], e)
}
