package jsondoc

// Value is a place in a Document. The zero Value is missing.
type Value struct {
	d *Document
	i uint32
}

func (v Value) node() *node { return &v.d.nodes[v.i] }

// Exists reports whether there is a value at all (null is one).
func (v Value) Exists() bool { return v.d != nil }

// Document is the document the value belongs to; nil for a missing value.
func (v Value) Document() *Document { return v.d }

// Kind is the value's JSON type, Missing for the zero Value.
func (v Value) Kind() Kind {
	if v.d == nil {
		return Missing
	}
	return v.node().kind
}

// Is reports whether the value has kind k.
func (v Value) Is(k Kind) bool { return v.Kind() == k }

// Span is the value's place in the source, quotes and brackets included.
func (v Value) Span() Span {
	if v.d == nil {
		return Span{}
	}
	n := v.node()
	return Span{int(n.start), int(n.end)}
}

// Raw is the value as it stands in the source. It must not be changed.
func (v Value) Raw() []byte {
	if v.d == nil {
		return nil
	}
	n := v.node()
	return v.d.src[n.start:n.end]
}

// Text is a string's decoded content, a number's literal as written, "true",
// "false" or "null"; containers give their raw JSON and a missing value "".
// An escaped lone surrogate decodes to U+FFFD.
func (v Value) Text() string {
	if v.d == nil {
		return ""
	}
	n := v.node()
	start, end := n.start, n.end
	if n.kind == String {
		start, end = start+1, end-1
	}
	if n.flags&flagEscaped == 0 {
		if v.d.text != "" {
			return v.d.text[start:end]
		}
		return string(v.d.src[start:end])
	}
	raw := v.d.src[n.start:n.end]
	return string(appendUnescaped(make([]byte, 0, len(raw)), raw[1:len(raw)-1]))
}

// TextBytes is Text without the copy where there is nothing to decode. The
// bytes must not be changed.
func (v Value) TextBytes() []byte {
	if v.d == nil {
		return nil
	}
	n := v.node()
	raw := v.d.src[n.start:n.end]
	if n.kind != String {
		return raw
	}
	if n.flags&flagEscaped == 0 {
		return raw[1 : len(raw)-1]
	}
	return []byte(v.Text())
}

// True reports whether the value is the literal true.
func (v Value) True() bool { return v.d != nil && v.node().flags&flagTrue != 0 }

// EqualText reports whether the value is a string whose content is s, without
// allocating in the usual case.
func (v Value) EqualText(s string) bool {
	if v.d == nil {
		return false
	}
	n := v.node()
	return n.kind == String && v.d.textIs(n, s)
}

func (d *Document) textIs(n *node, s string) bool {
	if n.flags&flagEscaped == 0 {
		return int(n.end-n.start) == len(s)+2 && string(d.src[n.start+1:n.end-1]) == s
	}
	// An escape is never shorter than what it stands for.
	return int(n.end-n.start) >= len(s)+2 && string(keyBytes(d.src, n)) == s
}

// Len is the number of members or elements; 0 for scalars.
func (v Value) Len() int {
	if v.d == nil {
		return 0
	}
	return int(v.node().count)
}

// Member is one key of an object with its value.
type Member struct {
	key   Value
	Value Value
}

// Key is the decoded key.
func (m Member) Key() string { return m.key.Text() }

// KeyIs reports whether the decoded key is s, without allocating in the usual
// case.
func (m Member) KeyIs(s string) bool { return m.key.d != nil && m.key.d.textIs(m.key.node(), s) }

// KeyValue is the key as a Value, for its place. Its Pointer is that of the
// member.
func (m Member) KeyValue() Value { return m.key }

// Exists reports whether the member is there.
func (m Member) Exists() bool { return m.key.d != nil }

// Members iterates over an object's members in document order, repeated keys
// included; over nothing for any other kind.
func (v Value) Members() func(yield func(Member) bool) {
	return func(yield func(Member) bool) {
		if v.Kind() != Object {
			return
		}
		d, end := v.d, v.node().next
		for i := v.i + 1; i < end; {
			val := Value{d, i + 1}
			if !yield(Member{Value{d, i}, val}) {
				return
			}
			i = val.node().next
		}
	}
}

// Elements iterates over an array's elements with their index; over nothing
// for any other kind.
func (v Value) Elements() func(yield func(int, Value) bool) {
	return func(yield func(int, Value) bool) {
		if v.Kind() != Array {
			return
		}
		d, end := v.d, v.node().next
		n := 0
		for i := v.i + 1; i < end; n++ {
			val := Value{d, i}
			if !yield(n, val) {
				return
			}
			i = val.node().next
		}
	}
}

// EscapedStrings iterates over the strings of the value's subtree, itself
// included and keys excluded, that are written with at least one backslash.
func (v Value) EscapedStrings() func(yield func(Value) bool) {
	return func(yield func(Value) bool) {
		if v.d == nil {
			return
		}
		for i, end := v.i, v.node().next; i < end; i++ {
			n := &v.d.nodes[i]
			if n.kind == String && n.flags&(flagEscaped|flagKey) == flagEscaped && !yield(Value{v.d, i}) {
				return
			}
		}
	}
}

// Get returns the value of an object's member, the last one where the key is
// repeated (as Python, encoding/json and Jackson read it); missing when there
// is none or v is not an object.
func (v Value) Get(key string) Value { return v.Member(key).Value }

// Member is Get with the key's place.
func (v Value) Member(key string) Member {
	if v.Kind() != Object {
		return Member{}
	}
	d, end := v.d, v.node().next
	if v.node().count > manyKeys {
		if slots := d.keyIndex(v.i); slots != nil {
			return d.lookUp(slots, key)
		}
	}
	var found Member
	for i := v.i + 1; i < end; {
		if d.textIs(&d.nodes[i], key) {
			found = Member{Value{d, i}, Value{d, i + 1}}
		}
		i = d.nodes[i+1].next
	}
	return found
}

// Index returns the n-th element of an array, missing when there is none.
func (v Value) Index(n int) Value {
	if n < 0 || n >= v.Len() || v.Kind() != Array {
		return Value{}
	}
	if n > manyElements {
		return Value{v.d, v.d.elements(v.i)[n]}
	}
	i := v.i + 1
	for ; n > 0; n-- {
		i = v.d.nodes[i].next
	}
	return Value{v.d, i}
}

// Parent is the container a value is in, missing for the root. For a key it is
// the object.
func (v Value) Parent() Value {
	if v.d == nil || v.i == 0 {
		return Value{}
	}
	return Value{v.d, v.node().parent}
}

// Same reports whether two Values are the same place of the same document.
func (v Value) Same(w Value) bool { return v.d == w.d && v.i == w.i }
