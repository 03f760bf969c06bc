package jsondoc

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"sort"
	"sync"
	"unicode/utf8"
)

// MaxValues is the largest number of values and keys in one document. It
// bounds the memory that a hostile file can ask for to about 0.8 GB.
const MaxValues = 1 << 25

// Parse reads one JSON text, white space around it allowed and nothing else; a
// byte order mark before it is read over and told by BOM. The error is always
// a *SyntaxError. The name is for messages only; src is kept and must not
// change afterwards.
func Parse(name string, src []byte) (*Document, error) {
	return parse(&Document{name: name, src: src})
}

// ParseAt is Parse for a part of a file (a line of a JSONL stream): base gives
// line, column and byte offset, all from 0, at which src starts there.
func ParseAt(name string, src []byte, base Position) (*Document, error) {
	return parse(&Document{name: name, src: src, base: base})
}

// ParsePython is Parse that takes NaN, Infinity and -Infinity for numbers, as
// Python's json does and as ComfyUI writes them; so does Embedded for the
// strings of such a document. Source: validate-prompt.md §0.
func ParsePython(name string, src []byte) (*Document, error) {
	return parse(&Document{name: name, src: src, python: true})
}

func parse(d *Document) (*Document, error) {
	s := scanner{src: d.src, d: d}
	err := s.check()
	if err != nil {
		d.dups = nil
		err.doc = d
		return nil, err
	}
	d.nodes = s.nodes
	return d, nil
}

// state is what the scanner expects next.
type state uint8

const (
	wantRoot         state = iota
	wantMember             // the value after a colon
	wantFirstElement       // a value or ]
	wantElement            // the value after a comma
	wantFirstKey           // a key or }
	wantKey                // the key after a comma
	wantColon              // only for diagnoses
	afterValue
)

// scanner fills a Document. Parents are found through the nodes themselves:
// hostile depth costs neither the goroutine's stack nor a stack of ours.
type scanner struct {
	src    []byte
	d      *Document
	nodes  []node
	parent uint32 // innermost open container, if depth > 0
	depth  int
	comma  int // offset of the last comma
}

// check looks at the bytes as a whole, then scans them.
func (s *scanner) check() *SyntaxError {
	if uint64(len(s.src)) > MaxSize {
		return syntaxError(CauseTooLarge, 0, 0)
	}
	if err := encodingOf(s.src); err != nil {
		return err
	}
	from := 0
	if bytes.HasPrefix(s.src, []byte(bom)) {
		s.d.bom = true
		from = len(bom)
	}
	valid := utf8.Valid(s.src)
	err := s.run(from)
	if !valid {
		// Whichever comes first in the file is the cause of the other.
		if bad := firstInvalid(s.src); err == nil || err.at >= bad || err.Cause == CauseTruncated {
			err = diagnoseEncoding(s.src, bad)
		}
	}
	return err
}

const bom = "\xEF\xBB\xBF"

// run scans the text from offset i. The bytes of strings are not checked to be
// UTF-8 here; all else is.
func (s *scanner) run(i int) *SyntaxError {
	src := s.src
	nodes := make([]node, 0, min(len(src)/8+2, 512))
	var parent uint32
	depth, comma, st := 0, -1, wantRoot
	fail := func(i int, st state) *SyntaxError {
		s.nodes, s.parent, s.depth, s.comma = nodes, parent, depth, comma
		return s.diagnose(i, st)
	}
	for {
		if i < len(src) && src[i] <= ' ' {
			i = skipSpace(src, i)
		}
		if i >= len(src) {
			if st == afterValue && depth == 0 {
				s.nodes = nodes
				sort.SliceStable(s.d.dups, func(a, b int) bool { return s.d.dups[a].Second.Start < s.d.dups[b].Second.Start })
				return nil
			}
			return fail(i, st)
		}
		c := src[i]
		if st == afterValue {
			if depth == 0 {
				return fail(i, st)
			}
			p := &nodes[parent]
			switch {
			case c == ',':
				comma = i
				i++
				st = wantElement
				if p.kind == Object {
					st = wantKey
				}
				continue
			case c == '}' && p.kind == Object, c == ']' && p.kind == Array:
				i++
				p.end, p.next = uint32(i), uint32(len(nodes))
				if p.count > 1 && p.kind == Object {
					s.d.findDuplicates(nodes, parent)
				}
				parent = p.parent
				depth--
				continue
			}
			return fail(i, st)
		}
		if cap(nodes)-len(nodes) < 2 {
			if len(nodes) >= MaxValues {
				return syntaxError(CauseTooLarge, i, i+1)
			}
			nodes = grow(nodes, i, len(src))
		}
		switch st {
		case wantFirstKey, wantKey:
			if c != '"' {
				if c == '}' && st == wantFirstKey {
					break
				}
				return fail(i, st)
			}
			end, flags := scanString(src, i)
			if end < 0 {
				s.nodes, s.parent, s.depth, s.comma = nodes, parent, depth, comma
				return s.diagnoseString(i, -end, true)
			}
			nodes[parent].count++
			// There is room: see grow above.
			nodes = nodes[:len(nodes)+1]
			k := &nodes[len(nodes)-1]
			k.start, k.end, k.next, k.parent = uint32(i), uint32(end), uint32(len(nodes)), parent
			k.kind, k.flags = String, flags|flagKey
			i = end
			if i < len(src) && src[i] <= ' ' {
				i = skipSpace(src, i)
			}
			if i >= len(src) || src[i] != ':' {
				return fail(i, wantColon)
			}
			i++
			st = wantMember
			continue
		case wantFirstElement:
			if c == ']' {
				break
			}
			nodes[parent].count++
		case wantElement:
			nodes[parent].count++
		}
		nodes = nodes[:len(nodes)+1]
		n := &nodes[len(nodes)-1]
		n.start, n.parent = uint32(i), parent
		switch c {
		case '{', '[':
			if depth >= MaxDepth {
				nodes = nodes[:len(nodes)-1]
				return syntaxError(CauseTooDeep, i, i+1)
			}
			n.kind, st = Object, wantFirstKey
			if c == '[' {
				n.kind, st = Array, wantFirstElement
			}
			parent = uint32(len(nodes) - 1)
			depth++
			i++
			continue
		case '}', ']':
			nodes = nodes[:len(nodes)-1]
			if c == '}' && st != wantFirstKey || c == ']' && st != wantFirstElement {
				return fail(i, st)
			}
			i++
			p := &nodes[parent]
			p.end, p.next = uint32(i), uint32(len(nodes))
			parent = p.parent
			depth--
			st = afterValue
			continue
		case '"':
			end, flags := scanString(src, i)
			if end < 0 {
				s.nodes, s.parent, s.depth, s.comma = nodes[:len(nodes)-1], parent, depth, comma
				return s.diagnoseString(i, -end, false)
			}
			n.kind, n.flags, i = String, flags, end
		case 't', 'f', 'n':
			word, kind := "null", Null
			switch c {
			case 't':
				word, kind, n.flags = "true", Bool, flagTrue
			case 'f':
				word, kind = "false", Bool
			}
			end := i + len(word)
			if end > len(src) || string(src[i:end]) != word || end < len(src) && isWordByte(src[end]) {
				nodes = nodes[:len(nodes)-1]
				return fail(i, st)
			}
			n.kind, i = kind, end
		default:
			end, ok := scanNumber(src, i)
			if !ok && s.d.python {
				end, ok = scanNonFinite(src, i)
			}
			if !ok {
				nodes = nodes[:len(nodes)-1]
				return fail(i, st)
			}
			n.kind, i = Number, end
		}
		n.end, n.next = uint32(i), uint32(len(nodes))
		st = afterValue
	}
}

// grow makes room for the rest of the text, judged by what was read so far: a
// document of one kind throughout is moved once.
func grow(nodes []node, done, size int) []node {
	guess := len(nodes) * 2
	if done > 0 {
		guess = max(len(nodes)+len(nodes)/4, int(float64(len(nodes))*float64(size)/float64(done)*1.08)) + 16
	}
	out := make([]node, len(nodes), min(guess, MaxValues+2))
	copy(out, nodes)
	return out
}

func skipSpace(src []byte, i int) int {
	for i < len(src) && (src[i] == ' ' || src[i] == '\n' || src[i] == '\r' || src[i] == '\t') {
		i++
	}
	return i
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

func isDigit(c byte) bool { return c-'0' <= 9 }

// scanNonFinite finds the end of the numbers that only Python's json has.
func scanNonFinite(src []byte, i int) (int, bool) {
	for _, word := range [...]string{"NaN", "Infinity", "-Infinity"} {
		if end := i + len(word); end <= len(src) && string(src[i:end]) == word && (end == len(src) || !isWordByte(src[end])) {
			return end, true
		}
	}
	return i, false
}

// scanNumber finds the end of the JSON number at i.
func scanNumber(src []byte, i int) (int, bool) {
	if i < len(src) && src[i] == '-' {
		i++
	}
	from := i
	for i < len(src) && isDigit(src[i]) {
		i++
	}
	if i == from || i-from > 1 && src[from] == '0' {
		return i, false
	}
	if i < len(src) && src[i] == '.' {
		i++
		from = i
		for i < len(src) && isDigit(src[i]) {
			i++
		}
		if i == from {
			return i, false
		}
	}
	if i < len(src) && src[i]|0x20 == 'e' {
		i++
		if i < len(src) && (src[i] == '+' || src[i] == '-') {
			i++
		}
		from = i
		for i < len(src) && isDigit(src[i]) {
			i++
		}
		if i == from {
			return i, false
		}
	}
	return i, i >= len(src) || !isWordByte(src[i]) && src[i] != '.'
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// scanString finds the end of the string that opens at i. When the string is
// broken, end is minus the offset of the byte that breaks it (len(src) for a
// string that never ends).
func scanString(src []byte, i int) (end int, flags uint8) {
	i++
	for {
		// Eight bytes at a time up to the first quote, backslash or control
		// character: the lowest bit set in m is exact, those above may not be.
		for i+8 <= len(src) {
			w := binary.LittleEndian.Uint64(src[i:])
			q, b := w^(ones*'"'), w^(ones*'\\')
			m := ((q-ones)&^q | (b-ones)&^b | (w-ones*0x20)&^w) & highs
			if m != 0 {
				i += bits.TrailingZeros64(m) >> 3
				goto special
			}
			i += 8
		}
		for i < len(src) && src[i] != '"' && src[i] != '\\' && src[i] >= 0x20 {
			i++
		}
		if i >= len(src) {
			return -len(src), flags
		}
	special:
		if src[i] == '"' {
			return i + 1, flags
		}
		if src[i] != '\\' {
			return -i, flags
		}
		flags |= flagEscaped
		n := validEscape(src[i:])
		if n == 0 {
			return -i, flags
		}
		i += n
	}
}

// validEscape is the length of the escape at the start of b, 0 when it is none.
func validEscape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(b) < 6 {
			return 0
		}
		for _, c := range b[2:6] {
			if !isHex(c) {
				return 0
			}
		}
		return 6
	}
	return 0
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// keyTable is an open hash table of the keys of one object, kept for the next.
type keyTable struct{ slots []uint32 }

var keyTables = sync.Pool{New: func() any { return &keyTable{} }}

// keySeed makes collisions unpredictable: a hostile file can't choose keys
// that all meet in one slot.
var keySeed = maphash.MakeSeed()

// fewKeys is how many keys are compared pairwise: cheaper up to here.
const fewKeys = 16

// maxDuplicates bounds what a hostile file can make Duplicates hold.
const maxDuplicates = 1 << 20

// findDuplicates records the repeated keys of the object at p, in linear time.
// Offsets and indexes fit 32 bits: see MaxSize and MaxValues.
func (d *Document) findDuplicates(nodes []node, p uint32) {
	count, end := int(nodes[p].count), uint32(len(nodes))
	if count <= fewKeys {
		// Length, first and last byte tell most keys apart; escaped ones are
		// alike until they are decoded.
		var keys, marks [fewKeys]uint32
		n, escaped := 0, false
		for i := p + 1; i < end; i = nodes[i+1].next {
			k := &nodes[i]
			mark := (k.end-k.start)<<16 | uint32(d.src[k.start+1])<<8 | uint32(d.src[k.end-2])
			escaped = escaped || k.flags&flagEscaped != 0
			for j, other := range marks[:n] {
				if (mark == other || escaped) && d.sameKey(&nodes[keys[j]], k) {
					d.addDuplicate(nodes, keys[j], i)
					break
				}
			}
			keys[n], marks[n] = i, mark
			n++
		}
		return
	}
	t := keyTables.Get().(*keyTable)
	size := 1 << bits.Len(uint(count*2))
	if len(t.slots) < size {
		t.slots = make([]uint32, size)
	}
	slots := t.slots[:size]
	clear(slots)
	for i := p + 1; i < end; i = nodes[i+1].next {
		h := maphash.Bytes(keySeed, d.keyBytes(&nodes[i]))
		for k := int(h & uint64(size-1)); ; k = (k + 1) & (size - 1) {
			// A slot holds the key's index; 0 is the root, never a key.
			first := slots[k]
			if first == 0 {
				slots[k] = i
				break
			}
			if d.sameKey(&nodes[first], &nodes[i]) {
				d.addDuplicate(nodes, first, i)
				break
			}
		}
	}
	if size <= 1<<16 {
		keyTables.Put(t)
	}
}

func (d *Document) keyBytes(n *node) []byte {
	body := d.src[n.start+1 : n.end-1]
	if n.flags&flagEscaped != 0 {
		return appendUnescaped(nil, body)
	}
	return body
}

func (d *Document) sameKey(a, b *node) bool {
	if (a.flags|b.flags)&flagEscaped == 0 {
		return a.end-a.start == b.end-b.start && string(d.src[a.start+1:a.end-1]) == string(d.src[b.start+1:b.end-1])
	}
	return string(d.keyBytes(a)) == string(d.keyBytes(b))
}

func (d *Document) addDuplicate(nodes []node, first, second uint32) {
	if len(d.dups) == maxDuplicates {
		return
	}
	a, b := &nodes[first], &nodes[second]
	d.dups = append(d.dups, Duplicate{
		Key:   string(d.keyBytes(b)),
		First: Span{int(a.start), int(a.end)}, Second: Span{int(b.start), int(b.end)},
		FirstValue: Value{d, first + 1}, SecondValue: Value{d, second + 1},
	})
}
