package jsondoc

import (
	"cmp"
	"slices"
)

// Piece is the part [Start,End) of a text that stands for the bytes File of a
// file. Of an Exact piece each byte stands for its own; any other is a whole
// (an escape, a quote in another language, a number in another spelling).
type Piece struct {
	Start, End int
	File       Span
	Exact      bool
}

// Hole is a part of a text that no reader of the file can know. In JSON it is
// written as a string (HoleValue, HoleString: [Start,End) with its quotes) or
// as nothing at all (HoleMembers, HoleElements: Start == End, inside the object
// or array that may hold more than is written).
type Hole struct {
	Start, End int
	Kind       HoleKind
	// File is the expression in the file.
	File Span
}

// HoleKind is what is unknown.
type HoleKind uint8

// The kinds of holes.
const (
	// HoleValue is any value: nodeId: str(i).
	HoleValue HoleKind = iota
	// HoleString is a string of which a part at least is unknown: f"a {b}".
	HoleString
	// HoleMembers is an object that may have further members: {...rest}.
	HoleMembers
	// HoleElements is an array that may have further elements: [*rest].
	HoleElements
)

// Origin says which bytes of a file of another kind the text of a document was
// made of.
type Origin struct {
	// File is that file, made by Lines.
	File *Document
	// At is where the text stands in the file, for what has no piece.
	At Span
	// Pieces and Holes are sorted by Start; pieces do not overlap.
	Pieces []Piece
	Holes  []Hole
	// Plain means that the text is JSON in the file, too: what is exact may be
	// written as it is.
	Plain bool
	// Quote writes a JSON scalar as a literal of the file's language in the
	// manner of the literal it replaces; nil where nobody knows how. ok is false
	// where that cannot be done.
	Quote func(value, old []byte) (literal []byte, ok bool)
}

// Lines is a file of another kind: a document without values that knows its
// lines.
func Lines(name string, src []byte) *Document { return &Document{name: name, src: src} }

// Parse is the function Parse for a text that was made of parts of another file: the
// positions of the document, and of the returned *SyntaxError, are those of
// that file.
func (o *Origin) Parse(src []byte) (*Document, error) {
	return parse(&Document{name: o.File.name, src: src, origin: o, holes: o.Holes})
}

// Span is the place of the part s of the text in the file: from where its first
// byte that has a place stands to where its last one ends. A part without any
// has the place where it would stand; without pieces, that is where At begins.
func (o *Origin) Span(s Span) Span {
	if len(o.Pieces) == 0 {
		return Span{o.At.Start, o.At.Start}
	}
	k := o.pieceAt(s.Start)
	if k == len(o.Pieces) || s.End > s.Start && o.Pieces[k].Start >= s.End {
		end := o.At.Start
		if k > 0 {
			end = o.Pieces[k-1].File.End
		}
		return Span{end, end}
	}
	first := &o.Pieces[k]
	start := first.File.Start
	if first.Exact && s.Start > first.Start {
		start += s.Start - first.Start
	}
	if s.End <= s.Start {
		return Span{start, start}
	}
	n := o.pieceAt(s.End - 1)
	for n == len(o.Pieces) || o.Pieces[n].Start >= s.End {
		n-- // first begins before s.End
	}
	last := &o.Pieces[n]
	end := last.File.End
	if last.Exact && s.End < last.End {
		end = last.File.Start + s.End - last.Start
	}
	// What was put together from places far apart (a constant) is shown where
	// it begins.
	if end < start {
		end = max(first.File.End, start)
	}
	return Span{start, end}
}

// pieceAt is the piece that holds an offset, or the next one after it.
func (o *Origin) pieceAt(offset int) int {
	k, _ := slices.BinarySearchFunc(o.Pieces, offset, func(p Piece, at int) int {
		if p.End <= at {
			return -1
		}
		return 1
	})
	return k
}

// Exact reports whether the part s stands in the file as it is, byte for byte.
func (o *Origin) Exact(s Span) bool {
	k := o.pieceAt(s.Start)
	return k < len(o.Pieces) && o.Pieces[k].Exact && o.Pieces[k].Start <= s.Start && s.End <= o.Pieces[k].End
}

// verbatim reports whether every byte of text may be written into the file as
// it is where the text of an exact piece stands: letters, digits and plain
// signs may, and whatever else the file is seen to write so.
func (o *Origin) verbatim(src []byte, text string) bool {
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c >= 0x80:
		case c == '_', c == '-', c == '.', c == ',', c == ' ', c == ':', c == '/':
		case c == '\\', c == '$', c == '`', c < ' ':
			return false
		default:
			if !slices.ContainsFunc(o.Pieces, func(p Piece) bool { return p.Exact && slices.Contains(src[p.Start:p.End], c) }) {
				return false
			}
		}
	}
	return true
}

// Edit is what must be written where in the outermost file for the part s of the
// document to become text; a text that is not empty is a JSON scalar. ok is
// false where nobody can say: in a string that carries JSON, in an expression,
// in a literal of another language that has no Quote.
func (d *Document) Edit(s Span, text string) (place Span, written string, ok bool) {
	if d.host.Exists() {
		return Span{}, "", false
	}
	o := d.origin
	if o == nil {
		return d.FileSpan(s), text, true
	}
	place = o.Span(s)
	for _, h := range d.holes {
		if h.Start < s.End && h.End > s.Start {
			return Span{}, "", false
		}
	}
	if o.Exact(s) {
		return place, text, o.Plain || o.verbatim(d.src, text)
	}
	if o.Quote == nil || text == "" || place.End <= place.Start || place.End > len(o.File.src) || !d.alone(s, place) {
		return Span{}, "", false
	}
	literal, ok := o.Quote([]byte(text), o.File.src[place.Start:place.End])
	return place, string(literal), ok
}

// alone reports whether the part s was made of one literal: its pieces lie in
// its place in the file, one after the other.
func (d *Document) alone(s, place Span) bool {
	o, at := d.origin, place.Start
	for k := o.pieceAt(s.Start); k < len(o.Pieces) && o.Pieces[k].Start < s.End; k++ {
		p := &o.Pieces[k]
		f := p.File
		if p.Exact { // of which s may be a part
			f.Start, f.End = f.Start+max(s.Start-p.Start, 0), f.End-max(p.End-s.End, 0)
		}
		if f.Start < place.Start || f.End > place.End || f.End < at {
			return false
		}
		at = f.End
	}
	return true
}

// Hole is the unknown part that the value is (HoleValue) or has (HoleString);
// ok is false for a value that is known.
func (v Value) Hole() (h Hole, ok bool) {
	if v.d == nil || len(v.d.holes) == 0 {
		return Hole{}, false
	}
	n := v.node()
	for k := v.d.holeAt(int(n.start)); k < len(v.d.holes) && v.d.holes[k].Start == int(n.start); k++ {
		if h := v.d.holes[k]; h.End == int(n.end) && (h.Kind == HoleValue || h.Kind == HoleString) {
			return h, true
		}
	}
	return Hole{}, false
}

// IsHole reports whether the value, or a part of the string it is, is known only
// when the program runs.
func (v Value) IsHole() bool {
	_, ok := v.Hole()
	return ok
}

// Open is the reason why an object or array may hold more than is written; ok
// is false where it is complete.
func (v Value) Open() (h Hole, ok bool) {
	if v.d == nil || len(v.d.holes) == 0 {
		return Hole{}, false
	}
	kind := v.Kind()
	if kind != Object && kind != Array {
		return Hole{}, false
	}
	s := v.Span()
	for k := v.d.holeAt(s.Start); k < len(v.d.holes) && v.d.holes[k].Start < s.End; k++ {
		h := v.d.holes[k]
		if (kind == Object && h.Kind == HoleMembers || kind == Array && h.Kind == HoleElements) && v.holds(h.Start) {
			return h, true
		}
	}
	for m := range v.Members() {
		if h, ok := m.KeyValue().Hole(); ok {
			return h, true // the name of a member is unknown: it may be any
		}
	}
	return Hole{}, false
}

// IsOpen reports whether an object or array may hold more than is written.
func (v Value) IsOpen() bool {
	_, ok := v.Open()
	return ok
}

// holds reports whether v is the innermost value around an offset.
func (v Value) holds(offset int) bool {
	inside := func(w Value) bool {
		s := w.Span()
		return s.Start < offset && offset < s.End
	}
	for m := range v.Members() {
		if inside(m.Value) {
			return false
		}
	}
	for _, e := range v.Elements() {
		if inside(e) {
			return false
		}
	}
	return true
}

// HolePlace is where the expression of a hole of this document stands in the
// outermost file.
func (d *Document) HolePlace(h Hole) Position {
	f := d.File()
	return f.Position(h.File.Start - f.base.Offset)
}

// Holes are the unknown parts of the document, sorted by Start. They must not be
// changed.
func (d *Document) Holes() []Hole { return d.holes }

// Origin says which file the document was made of; nil where its text is that
// of a file, or of a string.
func (d *Document) Origin() *Origin { return d.origin }

func (d *Document) holeAt(offset int) int {
	k, _ := slices.BinarySearchFunc(d.holes, offset, func(h Hole, at int) int { return cmp.Compare(h.Start, at) })
	for k > 0 && d.holes[k-1].Start == offset {
		k--
	}
	return k
}

// innerHoles are the unknown parts inside the string of d's host, in d.
func (d *Document) innerHoles() []Hole {
	host := d.host.d
	if len(host.holes) == 0 {
		return nil
	}
	s := d.host.Span()
	var out []Hole
	for _, h := range host.holes[host.holeAt(s.Start+1):] {
		if h.Start >= s.End {
			break
		}
		if h.End >= s.End {
			continue
		}
		h.Start, h.End = d.innerOffset(h.Start), d.innerOffset(h.End)
		out = append(out, h)
	}
	return out
}

// innerOffset is the inverse of hostOffset.
func (d *Document) innerOffset(out int) int {
	k, _ := slices.BinarySearchFunc(d.cuts, out, func(c cut, at int) int {
		if int(c.out) <= at {
			return -1
		}
		return 1
	})
	c := d.cuts[max(k-1, 0)]
	return min(int(c.in)+out-int(c.out), len(d.src))
}
