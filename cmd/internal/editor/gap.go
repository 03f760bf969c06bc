package editor

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// gap is a place between two parts of a literal of another language, where
// nothing is written yet: what stands before and after it, and how the literal
// writes its members.
type gap struct {
	file int // the offset in the file
	// comma says that a comma or an opening bracket comes before, more that a
	// member or element follows.
	comma, more bool
	// value says that the value of a member is missing here.
	value bool
}

// blankGap is what may be between a part of a literal and a place in it. Each
// line of a notebook is a string of its own.
var blankGap = sync.OnceValue(func() *regexp.Regexp {
	const space = `(\s|\\n(",\s*")?)*`
	return regexp.MustCompile(`^` + space + `,?` + space + `$`)
})

// gapAt is the place of an offset of the file between two parts of the region,
// and the innermost bracket around it; ok is false where there is none.
func (r *Region) gapAt(at int) (s *scope, g gap, ok bool) {
	o := r.doc.Origin()
	if o == nil {
		return nil, g, false
	}
	if s, ok := r.missingAt(at); ok {
		return s, gap{file: at, value: true}, true
	}
	file := r.doc.File().Source()
	for i := 1; i < len(o.Pieces); i++ {
		before, after := &o.Pieces[i-1], &o.Pieces[i]
		if before.File.End > at || after.File.Start < at || after.File.Start > len(file) {
			continue
		}
		left, right := file[before.File.End:at], file[at:after.File.Start]
		if !blankGap().Match(left) || !blankGap().Match(right) {
			continue
		}
		prev, next := r.src[before.End-1], r.src[after.Start]
		g = gap{file: at, comma: bytes.IndexByte(left, ',') >= 0 || prev == '{' || prev == '[', more: next != '}' && next != ']'}
		s = &scope{Region: r, at: before.End, in: r.bracket(before.End)}
		return s, g, s.in != r.root
	}
	return nil, g, false
}

// missingAt is the scope of a value that is missing at an offset of the file.
func (r *Region) missingAt(at int) (s *scope, ok bool) {
	file := r.doc.File().Source()
	for _, h := range r.doc.Holes() {
		from, to := min(at, h.File.Start), max(at, h.File.Start)
		if h.File.Start == h.File.End && h.Start < h.End && to <= len(file) && len(bytes.TrimSpace(file[from:to])) == 0 {
			s = &scope{Region: r, at: h.Start + 1}
			s.in, s.value, s.key = r.root.find(s.at)
			return s, s.value != nil && !s.key && s.in.kind == object
		}
	}
	return nil, false
}

// bracket is the innermost bracket around a place between two tokens.
func (r *Region) bracket(at int) *tree {
	in := r.root
	for {
		next := in
		for _, c := range in.children {
			if (c.kind == object || c.kind == array) && c.start < at && at < c.end {
				next = c
			}
		}
		if next == in {
			return in
		}
		in = next
	}
}

// manner is how a literal of another language writes the members of an object,
// as one that is there shows.
type manner struct {
	quote           func(value, old []byte) ([]byte, bool)
	key, value, sep string
	open, close     string
}

var (
	separator  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^ ?(:|=>|=) ?$`) })
	identifier = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_]\w*$`) })
)

// manner looks for the nearest member whose value is a string.
func (r *Region) manner(in *tree) (m manner, ok bool) {
	for ; in != nil; in = in.parent {
		for _, c := range in.children {
			for _, n := range append([]*tree{c}, c.children...) {
				if m, ok = r.mannerOf(n); ok {
					return m, true
				}
			}
		}
	}
	return m, false
}

// mannerOf is the manner of a member.
func (r *Region) mannerOf(n *tree) (m manner, ok bool) {
	o, file := r.doc.Origin(), r.doc.File().Source()
	if n.kind != text || n.key == nil || o.Quote == nil {
		return m, false
	}
	ks, ke := r.outside(n.key)
	vs, ve := r.outside(n)
	bs, be := r.outside(n.parent)
	if !slices.IsSorted([]int{0, bs, ks, ke, vs, ve, be, len(file)}) || bs == be || vs == ve {
		return m, false
	}
	m = manner{o.Quote, string(file[ks:ke]), string(file[vs:ve]), string(file[ke:vs]), string(file[bs]), string(file[be-1])}
	brackets := m.open + m.close
	return m, separator().MatchString(m.sep) && (brackets == "{}" || brackets == "[]")
}

// literal writes a JSON value.
func (m *manner) literal(json string) (string, bool) {
	switch json {
	case "[]":
		return json, true
	case "{}":
		return m.open + m.close, true
	}
	text, ok := m.quote([]byte(json), []byte(m.value))
	return string(text), ok
}

// member writes a member of an object.
func (m *manner) member(key, value string) (string, bool) {
	name := key
	if !identifier().MatchString(m.key) || !identifier().MatchString(key) {
		text, ok := m.quote([]byte(quoted(key)), []byte(m.key))
		if !ok {
			return "", false
		}
		name = string(text)
	}
	written, ok := m.literal(value)
	return name + m.sep + written, ok
}

// gapRun offers what may be written in a gap.
func (c *completer) gapRun() {
	switch {
	case c.gap.value:
		c.values(c.value.name(c.src))
	case !c.gap.comma:
	case c.in.kind == object:
		c.keys()
	case c.isList(c.in):
		c.newItem()
	}
}

// gapValue offers a value.
func (c *completer) gapValue(i Item, json string) {
	m, ok := c.manner(c.in)
	if !ok {
		return
	}
	i.Start, i.End = c.gap.file, c.gap.file
	if i.New, ok = m.literal(json); ok {
		c.items = append(c.items, i)
	}
}

// gapKey offers a member.
func (c *completer) gapKey(i Item, key, value string) {
	m, ok := c.manner(c.in)
	if !ok {
		return
	}
	i.Start, i.End = c.gap.file, c.gap.file
	if i.New, ok = m.member(key, value); !ok {
		return
	}
	if c.gap.more {
		i.New += ", "
	}
	c.items = append(c.items, i)
}

// gapItem offers an item of a list.
func (c *completer) gapItem(label string, keys []string) {
	m, ok := c.manner(c.in)
	if !ok {
		return
	}
	var parts []string
	for n, key := range keys {
		written, ok := m.member(key, `""`)
		if !ok {
			return
		}
		mid := len(written) - len(m.value[:1])
		parts = append(parts, written[:mid]+hole(n+1)+written[mid:])
	}
	c.insert(label, m.open+strings.Join(parts, ", ")+m.close, jsondoc.Span{Start: c.gap.file, End: c.gap.file})
}
