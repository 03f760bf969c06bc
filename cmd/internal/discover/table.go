package discover

import (
	"hash/maphash"
	"slices"
)

// table is a map from texts that is filled once and asked little: a million
// patterns go into it for a few thousand files. It has no pointer but those of the
// texts, does not move them, and looks at another's text only where the hashes are
// the same.
type table[V any] struct {
	seed maphash.Seed
	// slots are at least twice as many as entries, a power of two.
	slots   []slot
	entries []entry[V]
}

// slot says where an entry is: index counts from 1, 0 is none.
type slot struct{ hash, index uint32 }

type entry[V any] struct {
	key   string
	value V
}

// fewestSlots is how many there are at first.
const fewestSlots = 16

// get is the value of a key, the zero value where there is none.
func (t *table[V]) get(key string) (v V) {
	if len(t.entries) == 0 {
		return v
	}
	if s := t.find(key, uint32(maphash.String(t.seed, key))); s.index != 0 {
		return t.entries[s.index-1].value
	}
	return v
}

// at is the value of a key, to be set before the next call.
func (t *table[V]) at(key string) *V {
	if 2*len(t.entries) >= len(t.slots) {
		t.grow()
	}
	hash := uint32(maphash.String(t.seed, key)) // its lower half
	s := t.find(key, hash)
	if s.index == 0 {
		t.entries = append(t.entries, entry[V]{key: key})
		*s = slot{hash, uint32(len(t.entries))} // a file of patterns is far smaller
	}
	return &t.entries[s.index-1].value
}

// find is the slot of a key, or the free one where it belongs.
func (t *table[V]) find(key string, hash uint32) *slot {
	mask := uint32(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.index == 0 || s.hash == hash && t.entries[s.index-1].key == key {
			return s
		}
	}
}

// grow makes twice as many slots, with room for as many entries as they are for.
func (t *table[V]) grow() {
	if t.slots == nil {
		t.seed = maphash.MakeSeed()
	}
	old := t.slots
	t.slots = make([]slot, max(fewestSlots, 2*len(old)))
	t.entries = slices.Grow(t.entries, len(t.slots)/2-len(t.entries))
	mask := uint32(len(t.slots) - 1)
	for _, s := range old {
		if s.index == 0 {
			continue
		}
		i := s.hash & mask
		for t.slots[i].index != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = s
	}
}
