package editor

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// kind is what a node of the tree is.
type kind uint8

const (
	missing kind = iota // a value that is not written yet
	scalar              // a number, a word
	text                // a string
	array
	object
)

// tree is a JSON value as far as somebody has typed it. Nothing is an error: a
// value may be missing, a string or bracket may be open.
type tree struct {
	kind       kind
	start, end int // of a missing value, where it may be written
	open       bool
	parent     *tree
	key        *tree // of a member
	children   []*tree
}

// reader makes a tree.
type reader struct {
	src []byte
	at  int
	// in is the innermost open bracket.
	in *tree
	// key is the key that waits for its value, colon says that its colon was
	// read, fresh that a comma or bracket came last.
	key          *tree
	colon, fresh bool
}

// parse reads a text in one pass.
func parse(src []byte) *tree {
	r := &reader{src: src, in: &tree{kind: array, end: len(src), open: true}, fresh: true}
	root := r.in
	var outer []*tree
	for r.at < len(src) {
		switch c := src[r.at]; c {
		case ' ', '\t', '\r', '\n':
			r.at++
		case '{', '[':
			n := &tree{kind: object, start: r.at, end: len(src), open: true}
			if c == '[' {
				n.kind = array
			}
			r.add(n)
			outer = append(outer, r.in)
			r.in, r.key, r.colon, r.fresh = n, nil, false, true
			r.at++
		case '}', ']':
			r.absent()
			r.at++
			if len(outer) == 0 {
				continue
			}
			r.in.end, r.in.open = r.at, false
			r.in, r.key, r.colon, r.fresh = outer[len(outer)-1], nil, false, false
			outer = outer[:len(outer)-1]
		case ',':
			r.absent()
			r.at++
			r.fresh = true
		case ':':
			r.colonRead()
			r.at++
		case '"':
			r.add(r.string())
		default:
			r.add(r.word())
		}
	}
	r.absent()
	return root
}

// absent gives the key that waits a missing value.
func (r *reader) absent() {
	if r.key == nil {
		return
	}
	from := r.key.end
	if r.colon {
		from = r.key.children[0].end
		r.key.children = nil
	}
	r.attach(&tree{kind: missing, start: from, end: r.at})
}

// attach makes n a child of the innermost bracket, under the key that waits.
func (r *reader) attach(n *tree) {
	n.parent, n.key = r.in, r.key
	if n.key != nil {
		n.key.parent, n.key.children = r.in, nil
	}
	r.in.children = append(r.in.children, n)
	r.key, r.colon, r.fresh = nil, false, false
}

// add takes a value, or a key of an object.
func (r *reader) add(n *tree) {
	if r.in.kind == object && r.key == nil && n.kind == text {
		r.key = n
		return
	}
	if r.in.kind == object && r.key != nil && !r.colon && n.kind == text {
		at := r.at
		r.at = n.start
		r.absent()
		r.at, r.key = at, n
		return
	}
	r.attach(n)
}

// colonRead takes a colon: what was read as a value is a key where the value
// before it is missing.
func (r *reader) colonRead() {
	mark := &tree{start: r.at, end: r.at + 1}
	if r.key != nil {
		r.key.children, r.colon = []*tree{mark}, true
		return
	}
	if n := len(r.in.children); r.in.kind == object && n > 0 && !r.fresh && r.in.children[n-1].kind == text {
		last := r.in.children[n-1]
		from := last.start
		if last.key != nil {
			from = last.key.end
			for from < last.start && r.src[from] != ':' {
				from++
			}
			from = min(from+1, last.start)
		}
		r.in.children[n-1] = &tree{kind: missing, start: from, end: last.start, key: last.key, parent: r.in}
		last.key = nil
		last.children = []*tree{mark}
		r.key, r.colon = last, true
	}
}

// string reads a string, which ends with its line at the latest.
func (r *reader) string() *tree {
	n := &tree{kind: text, start: r.at}
	for r.at++; r.at < len(r.src) && r.src[r.at] != '\n'; r.at++ {
		switch r.src[r.at] {
		case '\\':
			if r.at+1 < len(r.src) && r.src[r.at+1] != '\n' {
				r.at++
			}
		case '"':
			r.at++
			n.end = r.at
			return n
		}
	}
	n.end, n.open = r.at, true
	return n
}

func (r *reader) word() *tree {
	n := &tree{kind: scalar, start: r.at}
	for r.at < len(r.src) && !strings.ContainsRune(" \t\r\n{}[],:\"", rune(r.src[r.at])) {
		r.at++
	}
	n.end = r.at
	return n
}

// text is the content of a string, or a scalar as it is written.
func (n *tree) text(src []byte) string {
	if n == nil || n.kind != text && n.kind != scalar {
		return ""
	}
	raw := src[n.start:n.end]
	if n.kind == scalar {
		return string(raw)
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return strings.ToValidUTF8(strings.Trim(string(raw), `"`), string(utf8.RuneError))
}

// get is the value of a key of an object; nil where it has none.
func (n *tree) get(src []byte, key string) *tree {
	if n == nil || n.kind != object {
		return nil
	}
	for _, c := range n.children {
		if c.key != nil && c.key.text(src) == key {
			return c
		}
	}
	return nil
}

// name is the key that a value has in its object, "" where it has none.
func (n *tree) name(src []byte) string {
	if n == nil {
		return ""
	}
	return n.key.text(src)
}

// covers reports whether an offset is in a value, or at an edge of a scalar.
func (n *tree) covers(at int) bool {
	if n.kind == object || n.kind == array {
		return n.start < at && (at < n.end || n.open && at <= n.end)
	}
	if n.kind == text {
		return n.start < at && (at < n.end || n.open && at <= n.end) || n.start == at
	}
	return n.start <= at && at <= n.end
}

// find is the innermost bracket around an offset, the value in it that covers
// the offset, and whether it is the value's key that does.
func (n *tree) find(at int) (in, value *tree, key bool) {
	in = n
	for {
		next := (*tree)(nil)
		for _, c := range in.children {
			if c.key != nil && c.key.covers(at) {
				return in, c, true
			}
			if c.covers(at) {
				next = c
				break
			}
		}
		if next == nil || next.kind != object && next.kind != array {
			return in, next, false
		}
		in = next
	}
}
