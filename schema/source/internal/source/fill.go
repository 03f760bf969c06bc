package source

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Fill makes JSON of a text that is JSON but for its unknown parts: the body of
// a curl with $NAME in it, a template literal, {{name}} of a collection. The
// holes of t may be anywhere. One inside a JSON string makes the string a
// HoleString, with its known parts kept; one where a value is expected becomes
// a string of its own, a HoleValue; one between members or elements leaves
// their list open.
func (t Text) Fill() Text {
	if len(t.Holes) == 0 {
		return t
	}
	if first := t.Holes[0]; len(bytes.TrimSpace(t.Bytes[:first.Start])) == 0 && len(bytes.TrimSpace(t.Bytes[first.End:])) > 0 {
		// Nobody knows where in JSON the rest of it is.
		var out Text
		out.AddHole(`"`+UnknownPart+`"`, jsondoc.HoleValue, first.File)
		return out
	}
	f := filler{in: t}
	for _, h := range t.Holes {
		if h.Start < f.at { // inside the one before
			continue
		}
		f.copy(h.Start)
		f.hole(h)
		f.at = max(f.at, h.End)
	}
	f.copy(len(t.Bytes))
	f.end()
	return f.out
}

// filler copies a text and follows where in JSON it is.
type filler struct {
	in, out Text
	at      int
	// start is where the string that is open begins in out; open says that there is one.
	start         int
	open, escaped bool
	// span is of the first unknown part of the open string.
	span *jsondoc.Span
	// last is the last byte outside strings that is no blank.
	last byte
	// drop is the offset of a comma that is left out; 0 for none.
	drop int
	// array tells which brackets are open, true for an array.
	array []bool
}

// end closes what is open, where an unknown part is at the end and may close it.
func (f *filler) end() {
	last := f.in.Holes[len(f.in.Holes)-1]
	if len(bytes.TrimSpace(f.in.Bytes[last.End:])) > 0 {
		f.endString()
		return
	}
	if f.open {
		f.out.Bytes = append(f.out.Bytes, '"')
	}
	f.endString()
	for i := len(f.array) - 1; i >= 0; i-- {
		c, kind := byte('}'), jsondoc.HoleMembers
		if f.array[i] {
			c, kind = ']', jsondoc.HoleElements
		}
		n := len(f.out.Bytes)
		f.out.Holes = append(f.out.Holes, jsondoc.Hole{Start: n, End: n, Kind: kind, File: last.File})
		f.out.Bytes = append(f.out.Bytes, c)
	}
}

func (f *filler) copy(to int) {
	from := f.at
	for ; f.at < to; f.at++ {
		c := f.in.Bytes[f.at]
		switch {
		case f.drop == f.at && c == ',' && !f.open:
			f.flush(from, f.at)
			f.out.Add(" ", f.in.FileSpan(jsondoc.Span{Start: f.at, End: f.at + 1}))
			from = f.at + 1
		case f.open && f.escaped:
			f.escaped = false
		case f.open && c == '\\':
			f.escaped = true
		case f.open && c == '"':
			f.flush(from, f.at+1)
			from = f.at + 1
			f.endString()
		case f.open:
		case c == '"':
			f.open, f.start = true, len(f.out.Bytes)+f.at-from
		default:
			f.bracket(c)
		}
	}
	f.flush(from, to)
}

func (f *filler) flush(from, to int) {
	part := f.in.Slice(from, to)
	part.Holes = nil
	f.out.Append(part)
}

func (f *filler) endString() {
	if f.open && f.span != nil {
		f.out.Holes = append(f.out.Holes, jsondoc.Hole{Start: f.start, End: len(f.out.Bytes), Kind: jsondoc.HoleString, File: *f.span})
	}
	f.open, f.span, f.last = false, nil, '"'
}

func (f *filler) bracket(c byte) {
	switch c {
	case ' ', '\t', '\r', '\n':
		return
	case '{', '[':
		f.array = append(f.array, c == '[')
	case '}', ']':
		if n := len(f.array); n > 0 {
			f.array = f.array[:n-1]
		}
	}
	f.last = c
}

// hole writes one unknown part.
func (f *filler) hole(h jsondoc.Hole) {
	if f.open {
		f.out.Add(UnknownPart, h.File)
		if f.span == nil {
			f.span = &h.File
		}
		f.escaped = false
		return
	}
	if f.within(h) {
		return
	}
	if kind, ok := f.between(h); ok {
		f.rest(h, kind)
		return
	}
	f.at = h.End
	for f.at < len(f.in.Bytes) && isBare(f.in.Bytes[f.at]) && !f.holeAt(f.at) {
		f.at++ // the rest of the number that it begins
	}
	f.out.AddHole(`"`+UnknownPart+`"`, jsondoc.HoleValue, h.File)
	f.last = '"'
}

// isBare reports whether a byte is one of a number or a word outside strings.
func isBare(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '-' || c == '+'
}

func (f *filler) holeAt(at int) bool {
	_, found := slices.BinarySearchFunc(f.in.Holes, at, func(h jsondoc.Hole, at int) int { return cmp.Compare(h.Start, at) })
	return found
}

// within makes a hole of the number that an unknown part is a part of.
func (f *filler) within(h jsondoc.Hole) bool {
	n := len(f.out.Bytes)
	if last := len(f.out.Holes) - 1; last >= 0 && f.out.Holes[last].End == n && f.out.Holes[last].Start < n {
		return true // behind another
	}
	start := n
	for start > 0 && isBare(f.out.Bytes[start-1]) {
		start--
	}
	if start == n {
		return false
	}
	f.out = f.out.Slice(0, start)
	f.out.Bytes = slices.Clone(f.out.Bytes)
	f.out.AddHole(`"`+UnknownPart+`"`, jsondoc.HoleValue, h.File)
	f.last = '"'
	return true
}

// between reports whether an unknown part stands for members or elements, and
// which of the two.
func (f *filler) between(h jsondoc.Hole) (jsondoc.HoleKind, bool) {
	inArray := len(f.array) > 0 && f.array[len(f.array)-1]
	first := f.last == '{' || f.last == '[' || f.last == ','
	elided := bytes.Equal(f.in.Bytes[h.Start:h.End], []byte(" "))
	switch {
	case len(f.array) == 0:
	case isValueEnd(f.last) && inArray, elided && inArray && first:
		return jsondoc.HoleElements, true
	case isValueEnd(f.last), elided && f.last != ':', !inArray && first && !f.colonFollows(h.End): // after {"a": 1 there is no comma
		return jsondoc.HoleMembers, true
	}
	return jsondoc.HoleValue, false
}

// isValueEnd reports whether a value ends with a byte.
func isValueEnd(c byte) bool { return c == '"' || c == '}' || c == ']' || isBare(c) }

// rest leaves the list that the unknown part belongs to open, and takes away
// the comma that separates it from the next.
func (f *filler) rest(h jsondoc.Hole, kind jsondoc.HoleKind) {
	f.out.Holes = append(f.out.Holes, jsondoc.Hole{Start: len(f.out.Bytes), End: len(f.out.Bytes), Kind: kind, File: h.File})
	rest := f.in.Bytes[h.End:]
	i := 0
	for i < len(rest) && (rest[i] == ' ' || rest[i] == '\t' || rest[i] == '\r' || rest[i] == '\n') {
		i++
	}
	switch {
	case i == len(rest):
	case rest[i] == ',':
		f.drop = h.End + i
	case (rest[i] == '}' || rest[i] == ']') && f.last == ',':
		f.out.blank(bytes.LastIndexByte(f.out.Bytes, ','))
	}
}

func (f *filler) colonFollows(at int) bool {
	for _, c := range f.in.Bytes[at:] {
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		}
		return c == ':'
	}
	return false
}

// blank puts a blank in place of the byte at k, near the end.
func (t *Text) blank(k int) {
	t.Bytes[k] = ' '
	for i := len(t.Pieces) - 1; i >= 0 && t.Pieces[i].End > k; i-- {
		p := t.Pieces[i]
		if !p.Exact || p.Start > k {
			continue
		}
		at := p.File.Start + k - p.Start
		t.Pieces = slices.Replace(t.Pieces, i, i+1, slices.DeleteFunc([]jsondoc.Piece{
			{Start: p.Start, End: k, File: jsondoc.Span{Start: p.File.Start, End: at}, Exact: true},
			{Start: k, End: k + 1, File: jsondoc.Span{Start: at, End: at + 1}},
			{Start: k + 1, End: p.End, File: jsondoc.Span{Start: at + 1, End: p.File.End}, Exact: true},
		}, func(p jsondoc.Piece) bool { return p.Start == p.End })...)
	}
}
