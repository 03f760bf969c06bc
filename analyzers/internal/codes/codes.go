// Package codes holds sets of business codes, small enough to be carried along
// every path of a function: one bit per row of the code table, one for success
// and one for every number that the table does not know.
package codes

import (
	"math/bits"
	"slices"
	"sync"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Set is a set of codes.
type Set struct{ lo, hi uint64 }

// Two bits are fixed: success, and numbers that the table does not know.
const (
	bitSuccess = 0
	bitOther   = 1
	firstRow   = 2
)

// rows is the table in order of number, success (0, and 200 on some pages) left
// out.
var rows = sync.OnceValue(func() []code.Entry {
	return slices.DeleteFunc(code.All(), func(e code.Entry) bool { return e.Retry == code.RetryNone })
})

func single(bit int) Set {
	switch {
	case bit < 64:
		return Set{lo: 1 << bit}
	case bit < 128:
		return Set{hi: 1 << (bit - 64)}
	}
	// The table would have to grow fourfold first; the unknown numbers are the
	// honest place for what does not fit.
	return Other()
}

// Success is the set of 0 alone.
func Success() Set { return single(bitSuccess) }

// Other is the set of numbers that the table does not know.
func Other() Set { return single(bitOther) }

// Of returns the set of one code, Other when the table does not know it.
func Of(c code.Code) Set {
	if c == 0 {
		return Success()
	}
	i, ok := slices.BinarySearchFunc(rows(), c, func(e code.Entry, c code.Code) int { return int(e.Code) - int(c) })
	if !ok {
		return Other()
	}
	return single(firstRow + i)
}

// All is every code there is.
func All() Set {
	s := Success().Union(Other())
	for i := range rows() {
		s = s.Union(single(firstRow + i))
	}
	return s
}

// ForEndpoints is what the endpoints answer, with success and the numbers that
// a later server may add. No endpoint at all stands for every endpoint.
func ForEndpoints(kinds []endpoint.Kind) Set {
	s := Success().Union(Other())
	if len(kinds) == 0 {
		kinds = []endpoint.Kind{endpoint.Unknown}
	}
	for _, k := range kinds {
		for _, e := range code.All() {
			if e.Answers(k) {
				s = s.Union(Of(e.Code))
			}
		}
	}
	return s
}

// named are the rows by official name.
var named = sync.OnceValue(func() map[string]code.Entry {
	out := map[string]code.Entry{}
	for _, e := range code.All() {
		if e.Name != "" {
			out[e.Name] = e
		}
	}
	return out
})

// ByName returns the row with an official name, whose case matters.
func ByName(name string) (code.Entry, bool) {
	e, ok := named()[name]
	return e, ok
}

// Where returns the members for which keep holds; success and the unknown
// numbers are never members of the result.
func (s Set) Where(keep func(code.Entry) bool) Set {
	var out Set
	for i, e := range rows() {
		if b := single(firstRow + i); s.Has(b) && keep(e) {
			out = out.Union(b)
		}
	}
	return out
}

// Numbers splits s by a test of the number. The unknown numbers may be on
// either side, success counts as 0.
func (s Set) Numbers(test func(code.Code) bool) (yes, no Set) {
	yes = s.Where(func(e code.Entry) bool { return test(e.Code) })
	if s.Has(Success()) && test(0) {
		yes = yes.Union(Success())
	}
	no = s.Minus(yes)
	return yes.Union(s.Intersect(Other())), no
}

// Union returns the members of either set.
func (s Set) Union(t Set) Set { return Set{s.lo | t.lo, s.hi | t.hi} }

// Intersect returns the members of both sets.
func (s Set) Intersect(t Set) Set { return Set{s.lo & t.lo, s.hi & t.hi} }

// Minus returns the members of s that are not in t.
func (s Set) Minus(t Set) Set { return Set{s.lo &^ t.lo, s.hi &^ t.hi} }

// Has reports whether s and t share a member.
func (s Set) Has(t Set) bool { return s.lo&t.lo|s.hi&t.hi != 0 }

// Empty reports whether the set has no members.
func (s Set) Empty() bool { return s == Set{} }

// Len is the number of members.
func (s Set) Len() int { return bits.OnesCount64(s.lo) + bits.OnesCount64(s.hi) }

// Key identifies the set in a map.
func (s Set) Key() [2]uint64 { return [2]uint64{s.lo, s.hi} }

// FromKey is the set that Key identifies.
func FromKey(k [2]uint64) Set { return Set{lo: k[0], hi: k[1]} }

// Entries lists the members that the table knows, by number.
func (s Set) Entries() []code.Entry {
	var out []code.Entry
	for i, e := range rows() {
		if s.Has(single(firstRow + i)) {
			out = append(out, e)
		}
	}
	return out
}

// States are the members that are not failures but states of a task (804, 813).
func (s Set) States() Set {
	return s.Where(func(e code.Entry) bool { return e.Retry == code.KeepPolling })
}

// Failures are the members that are neither success nor a state.
func (s Set) Failures() Set {
	return s.Where(func(e code.Entry) bool { return e.Retry != code.KeepPolling })
}

// Waiting are the members that go away by themselves (415, 421).
func (s Set) Waiting() Set {
	return s.Where(func(e code.Entry) bool { return e.Retry == code.WaitAndRetry })
}

// Fatal are the members that the same request will meet again: the request or
// the account must change first.
func (s Set) Fatal() Set {
	return s.Where(func(e code.Entry) bool {
		return e.Retry == code.FixRequest || e.Retry == code.AccountMatter || e.Final
	})
}

// NeverResubmit are the members after which sending again can cost money twice.
func (s Set) NeverResubmit() Set {
	return s.Where(func(e code.Entry) bool { return e.Retry == code.NeverResubmit })
}
