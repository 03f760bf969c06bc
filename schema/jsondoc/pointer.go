package jsondoc

import (
	"sort"
	"strconv"
	"strings"
)

// Pointer is the value's JSON Pointer (RFC 6901) in its own document; "" for
// the root. A key has the pointer of its member.
func (v Value) Pointer() string {
	if v.d == nil || v.i == 0 {
		return ""
	}
	var parts []string
	i := v.i
	if v.node().flags&flagKey != 0 {
		i++
	}
	for i != 0 {
		p := v.d.nodes[i].parent
		if v.d.nodes[p].kind == Object {
			parts = append(parts, escapePointer(Value{v.d, i - 1}.Text()))
		} else {
			parts = append(parts, strconv.Itoa(v.d.ordinal(p, i)))
		}
		i = p
	}
	var b strings.Builder
	for j := len(parts) - 1; j >= 0; j-- {
		b.WriteByte('/')
		b.WriteString(parts[j])
	}
	return b.String()
}

func escapePointer(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

// ordinal is the index of element i in array p.
func (d *Document) ordinal(p, i uint32) int {
	list := d.elements(p)
	return sort.Search(len(list), func(k int) bool { return list[k] >= i })
}

// manyElements is the index up to which an array is counted through.
const manyElements = 32

// elements are the elements of array p. The list is kept, so that many
// pointers into one long array stay linear.
func (d *Document) elements(p uint32) []uint32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	list, ok := d.children[p]
	if !ok {
		n := &d.nodes[p]
		list = make([]uint32, 0, n.count)
		for c := p + 1; c < n.next; c = d.nodes[c].next {
			list = append(list, c)
		}
		if d.children == nil {
			d.children = map[uint32][]uint32{}
		}
		d.children[p] = list
	}
	return list
}

// FilePointer is Pointer in the outermost file: a place inside JSON that a
// string carries has the pointer of that string.
func (v Value) FilePointer() string {
	if v.d == nil {
		return ""
	}
	for v.d.host.Exists() {
		v = v.d.host
	}
	return v.Pointer()
}

// At resolves a JSON Pointer (RFC 6901); missing when nothing is there or the
// pointer is none.
func (d *Document) At(pointer string) Value {
	v := d.Root()
	if pointer == "" {
		return v
	}
	if pointer[0] != '/' {
		return Value{}
	}
	for part := range strings.SplitSeq(pointer[1:], "/") {
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		if v.Kind() == Array {
			n, err := strconv.ParseUint(part, 10, 32)
			if err != nil || len(part) > 1 && part[0] == '0' {
				return Value{}
			}
			v = v.Index(int(n))
		} else {
			v = v.Get(part)
		}
		if !v.Exists() {
			return v
		}
	}
	return v
}
