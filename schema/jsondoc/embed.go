package jsondoc

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// cut says that from inner offset `in` on, the host's offset is `out` plus the
// distance; cuts are sorted by in. An escape of one decoded byte needs a
// single cut, after it.
type cut struct{ in, out uint32 }

// hostOffset maps an offset of an embedded document to its host's document.
func (d *Document) hostOffset(offset int) int {
	offset = min(max(offset, 0), len(d.src))
	k := sort.Search(len(d.cuts), func(k int) bool { return int(d.cuts[k].in) > offset }) - 1
	c := d.cuts[k] // the first cut is at 0
	return int(c.out) + offset - int(c.in)
}

// Embedded parses the JSON text that the string v holds, as the `workflow`
// field and getJsonApiFormat's data.prompt do. Positions of the result, and of
// the returned *SyntaxError, are mapped back to v's own file. A value that is not
// a string is read as it is; a missing one is an empty text.
func (v Value) Embedded() (*Document, error) {
	if v.d == nil {
		return parse(&Document{})
	}
	n := v.node()
	if n.kind != String {
		d := &Document{name: v.d.name, src: v.Raw(), host: v, cuts: []cut{{0, n.start}}, python: v.d.python}
		d.holes = d.innerHoles()
		return parse(d)
	}
	body := v.d.src[n.start+1 : n.end-1]
	d := &Document{name: v.d.name, host: v, cuts: []cut{{0, n.start + 1}}, python: v.d.python}
	if n.flags&flagEscaped == 0 {
		d.src = body
		d.holes = d.innerHoles()
		return parse(d)
	}
	escapes := bytes.Count(body, []byte{'\\'})
	if escapes > maxValues {
		err := syntaxError(CauseTooLarge, 0, 0)
		err.doc = d
		return nil, err
	}
	d.src = make([]byte, 0, len(body))
	d.cuts = append(make([]cut, 0, escapes+1), d.cuts...)
	// Offsets fit 32 bits: the host's document was no larger than MaxSize.
	at := n.start + 1
	for {
		j := bytes.IndexByte(body, '\\')
		if j < 0 {
			d.src = append(d.src, body...)
			d.holes = d.innerHoles()
			return parse(d)
		}
		d.src = append(d.src, body[:j]...)
		at += uint32(j)
		if c := body[j+1]; c == '"' || c == '\\' {
			// By far the most: quotes, and the escapes of the inner text.
			d.src = append(d.src, c)
			at += 2
			d.cuts = append(d.cuts, cut{uint32(len(d.src)), at})
			body = body[j+2:]
			continue
		}
		r, size := decodeEscape(body[j:])
		first := len(d.src)
		d.src = utf8.AppendRune(d.src, r)
		// Every byte of a character that was escaped points at the backslash.
		for k := first + 1; k < len(d.src); k++ {
			d.cuts = append(d.cuts, cut{uint32(k), at})
		}
		at += uint32(size)
		d.cuts = append(d.cuts, cut{uint32(len(d.src)), at})
		body = body[j+size:]
	}
}

// FileSpan maps a span of this document to byte offsets of the outermost file.
func (d *Document) FileSpan(s Span) Span {
	for d.host.Exists() {
		s = Span{d.hostOffset(s.Start), d.hostOffset(s.End)}
		d = d.host.d
	}
	if d.origin != nil {
		return d.origin.Span(s)
	}
	return Span{s.Start + d.base.Offset, s.End + d.base.Offset}
}

// FileText is text as it must stand in the outermost file to mean text here:
// escaped once for every string that carries this document. With FileSpan it
// makes an edit of the file out of an edit of this document.
func (d *Document) FileText(text string) string {
	for d.host.Exists() {
		if d.host.Is(String) {
			text = quoteInner(text)
		}
		d = d.host.d
	}
	return text
}
