package literal

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// JSON writes a literal as JSON, every value with its place in the file. A hole
// is written as a string.
func (l *Value) JSON() source.Text {
	var t source.Text
	l.write(&t)
	return t
}

// hole is what stands in JSON for what is unknown: a string that nobody's value is.
const hole = `"` + source.UnknownPart + `"`

func (l *Value) write(t *source.Text) {
	switch l.Kind {
	case Null:
		t.Add("null", l.Span)
	case Bool:
		t.Add(strconv.FormatBool(l.True), l.Span)
	case Number:
		if string(l.Text.Bytes) != "" {
			t.Append(l.Text)
			return
		}
		t.AddHole(hole, jsondoc.HoleValue, l.Span)
	case String:
		t.Append(quoted(l.Text, l.Span))
	case Part:
		n := len(t.Bytes)
		t.Append(quoted(l.Text, l.Span))
		dropHoles(t, n)
		t.Holes = append(t.Holes, jsondoc.Hole{Start: n, End: len(t.Bytes), Kind: jsondoc.HoleString, File: l.Span})
	case JSON:
		inner := l.Inner.JSON()
		outer := quoted(inner, l.Span)
		outer.Holes = requoted(inner)
		t.Append(outer)
	case Raw:
		t.Append(l.Text)
	case Array:
		l.writeArray(t)
	case Object:
		l.writeObject(t)
	default:
		t.AddHole(hole, jsondoc.HoleValue, l.Span)
	}
}

func (l *Value) writeArray(t *source.Text) {
	t.Add("[", first(l.Span))
	for i := range l.Elements {
		if i > 0 {
			t.Bytes = append(t.Bytes, ',')
		}
		l.Elements[i].write(t)
	}
	l.writeEnd(t, "]", jsondoc.HoleElements)
}

func (l *Value) writeObject(t *source.Text) {
	t.Add("{", first(l.Span))
	for i := range l.Members {
		if i > 0 {
			t.Bytes = append(t.Bytes, ',')
		}
		l.Members[i].Key.write(t)
		t.Bytes = append(t.Bytes, ':')
		l.Members[i].Value.write(t)
	}
	l.writeEnd(t, "}", jsondoc.HoleMembers)
}

func (l *Value) writeEnd(t *source.Text, bracket string, kind jsondoc.HoleKind) {
	if l.Open {
		t.Holes = append(t.Holes, jsondoc.Hole{Start: len(t.Bytes), End: len(t.Bytes), Kind: kind, File: l.OpenAt})
	}
	t.Add(bracket, last(l.Span))
}

// dropHoles removes the holes from offset n on.
func dropHoles(t *source.Text, n int) {
	for len(t.Holes) > 0 && t.Holes[len(t.Holes)-1].Start >= n {
		t.Holes = t.Holes[:len(t.Holes)-1]
	}
}

func first(s jsondoc.Span) jsondoc.Span {
	return jsondoc.Span{Start: s.Start, End: min(s.Start+1, s.End)}
}
func last(s jsondoc.Span) jsondoc.Span { return jsondoc.Span{Start: max(s.End-1, s.Start), End: s.End} }

// quoted is a text as a JSON string. Its quotes stand for the first and the last byte of
// at; a character that needs an escape stands for the bytes it was made of.
func quoted(u source.Text, at jsondoc.Span) source.Text {
	var t source.Text
	t.Add(`"`, first(at))
	for i := 0; i < len(u.Bytes); {
		run := i
		for i < len(u.Bytes) && u.Bytes[i] >= ' ' && u.Bytes[i] != '"' && u.Bytes[i] != '\\' && u.Bytes[i] < utf8.RuneSelf {
			i++
		}
		if i > run {
			appendMapped(&t, u, run, i)
			continue
		}
		r, size := utf8.DecodeRune(u.Bytes[i:])
		part := u.Slice(i, i+size)
		if r == utf8.RuneError || r < ' ' || r == '"' || r == '\\' {
			part = source.Text{Bytes: escape(r), Pieces: whole(part, len(escape(r)))}
			part.Holes = nil
		}
		t.Append(part)
		i += size
	}
	t.Add(`"`, last(at))
	return t
}

// requoted are the holes of a text in what quoted makes of it.
func requoted(u source.Text) []jsondoc.Hole {
	if len(u.Holes) == 0 {
		return nil
	}
	at := make([]int, len(u.Bytes)+1) // of each byte, in the JSON string
	n := 1
	for i := 0; i < len(u.Bytes); {
		r, size := utf8.DecodeRune(u.Bytes[i:])
		wide := size
		if r == utf8.RuneError || r < ' ' || r == '"' || r == '\\' {
			wide = len(escape(r))
		}
		for k := range size {
			at[i+k] = n
		}
		i, n = i+size, n+wide
	}
	at[len(u.Bytes)] = n
	holes := slices.Clone(u.Holes)
	for i := range holes {
		holes[i].Start, holes[i].End = at[holes[i].Start], at[holes[i].End]
	}
	return holes
}

func appendMapped(t *source.Text, u source.Text, from, to int) {
	part := u.Slice(from, to)
	part.Holes = nil
	t.Append(part)
}

// whole is one piece of n bytes for the place of a text.
func whole(t source.Text, n int) []jsondoc.Piece {
	if len(t.Pieces) == 0 {
		return nil
	}
	return []jsondoc.Piece{{Start: 0, End: n, File: t.FileSpan(jsondoc.Span{End: len(t.Bytes)})}}
}

func escape(r rune) []byte {
	switch r {
	case '"', '\\':
		return []byte{'\\', byte(r)}
	case '\n':
		return []byte(`\n`)
	case '\r':
		return []byte(`\r`)
	case '\t':
		return []byte(`\t`)
	}
	if r < ' ' {
		const digits = "0123456789abcdef"
		return []byte{'\\', 'u', '0', '0', digits[r>>4], digits[r&15]}
	}
	return []byte("\uFFFD")
}
