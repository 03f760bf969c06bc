package jsondoc

import (
	"bytes"
	"hash/maphash"
	"math/bits"
	"sync"
)

// keyFilter is a set of hashes of the keys that an object has so far. It is
// full as soon as two of them meet: then the object may have a key twice.
type keyFilter uint64

const fullFilter = ^keyFilter(0)

// add adds a key, given with its quotes. Length, first and last byte make most
// keys of an object differ; an escaped one may be any other.
func (f keyFilter) add(key []byte, flags uint8) keyFilter {
	n := len(key)
	h := (uint32(n)<<16 | uint32(key[1])<<8 | uint32(key[n-2])) * 0x9E3779B1
	bit := keyFilter(1) << (h >> 26)
	if f&bit != 0 || flags&flagEscaped != 0 {
		return fullFilter
	}
	return f | bit
}

func (f keyFilter) mayRepeat() bool { return f == fullFilter }

// suspend leaves an open object for a container in it: until it is closed, its
// end and next have room for the filter.
func (n *node) suspend(count uint32, keys keyFilter) {
	n.count, n.end, n.next = count, uint32(keys), uint32(keys>>32)
}

// keys is what suspend has kept.
func (n *node) keys() keyFilter { return keyFilter(n.next)<<32 | keyFilter(n.end) }

// keySeed makes collisions unpredictable: a hostile file can't choose keys
// that all meet in one slot.
var keySeed = maphash.MakeSeed()

// fewKeys is how many keys are compared pairwise: cheaper up to here.
const fewKeys = 16

// maxDuplicates bounds what a hostile file can make Duplicates hold.
const maxDuplicates = 1 << 20

// findDuplicates records the repeated keys of the object at p, in linear time.
// Offsets and indexes fit 32 bits: see MaxSize and maxValues.
func (d *Document) findDuplicates(nodes []node, p, count uint32) {
	end := uint32(len(nodes))
	if count <= fewKeys {
		for i := p + 1; i < end; i = nodes[i+1].next {
			for j := p + 1; j < i; j = nodes[j+1].next {
				if sameKey(d.src, &nodes[j], &nodes[i]) {
					d.addDuplicate(j, i)
					break
				}
			}
		}
		return
	}
	t := slotPool.Get().(*[]uint32)
	size := 1 << bits.Len32(count*2)
	if len(*t) < size {
		*t = make([]uint32, size)
	}
	slots := (*t)[:size]
	clear(slots)
	for i := p + 1; i < end; i = nodes[i+1].next {
		slot := keySlot(d.src, nodes, slots, keyBytes(d.src, &nodes[i]))
		if *slot == 0 {
			*slot = i
		} else {
			d.addDuplicate(*slot, i)
		}
	}
	if size <= 1<<16 {
		slotPool.Put(t)
	}
}

// slotPool keeps the hash table of the keys of one object for the next.
var slotPool = sync.Pool{New: func() any { return new([]uint32) }}

// keySlot is the slot of a key in the open hash table of an object: it holds
// the index of the key, or 0 (the root, never a key) when there is none yet.
func keySlot(src []byte, nodes []node, slots []uint32, key []byte) *uint32 {
	mask := uint64(len(slots) - 1)
	for k := maphash.Bytes(keySeed, key) & mask; ; k = (k + 1) & mask {
		slot := &slots[k]
		if *slot == 0 || bytes.Equal(keyBytes(src, &nodes[*slot]), key) {
			return slot
		}
	}
}

// manyKeys is the number of keys up to which an object is searched from its
// beginning; one of more gets a keyIndex once it has been searched askedOften.
const (
	manyKeys   = 64
	askedOften = 4
)

// keyIndex finds the members of an object of many keys.
type keyIndex struct {
	asked int
	slots []uint32 // see keySlot; of repeated keys the last
}

// keyIndex is the index of the object at p, nil as long as it does not pay.
func (d *Document) keyIndex(p uint32) []uint32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.indexes[p]
	if x == nil {
		if d.indexes == nil {
			d.indexes = map[uint32]*keyIndex{}
		}
		x = &keyIndex{}
		d.indexes[p] = x
	}
	if x.asked++; x.slots == nil && x.asked > askedOften {
		x.slots = make([]uint32, 1<<bits.Len32(d.nodes[p].count*2))
		for i := p + 1; i < d.nodes[p].next; i = d.nodes[i+1].next {
			*keySlot(d.src, d.nodes, x.slots, keyBytes(d.src, &d.nodes[i])) = i
		}
	}
	return x.slots
}

// lookUp is Value.Member by an index.
func (d *Document) lookUp(slots []uint32, key string) Member {
	if i := *keySlot(d.src, d.nodes, slots, []byte(key)); i != 0 {
		return Member{Value{d, i}, Value{d, i + 1}}
	}
	return Member{}
}

// keyBytes is the decoded content of a string.
func keyBytes(src []byte, n *node) []byte {
	body := src[n.start+1 : n.end-1]
	if n.flags&flagEscaped != 0 {
		return appendUnescaped(nil, body)
	}
	return body
}

func sameKey(src []byte, a, b *node) bool {
	if (a.flags|b.flags)&flagEscaped == 0 {
		return a.end-a.start == b.end-b.start && string(src[a.start+1:a.end-1]) == string(src[b.start+1:b.end-1])
	}
	return string(keyBytes(src, a)) == string(keyBytes(src, b))
}

func (d *Document) addDuplicate(first, second uint32) {
	if len(d.dups) < maxDuplicates {
		d.dups = append(d.dups, [2]Member{{Value{d, first}, Value{d, first + 1}}, {Value{d, second}, Value{d, second + 1}}})
	}
}
