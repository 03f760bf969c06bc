package source

import (
	"cmp"
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Text is bytes put together from pieces of a file.
type Text struct {
	Bytes []byte
	// Pieces are the parts that stand for parts of the file, sorted by Start; they
	// do not overlap. Bytes between them have no place of their own.
	Pieces []jsondoc.Piece
	// Holes are the parts that are known only when the program runs, sorted by
	// Start.
	Holes []jsondoc.Hole
}

// Copy is the text of bytes copied as they stand.
func Copy(src []byte, at jsondoc.Span) Text {
	return Text{Bytes: src[at.Start:at.End:at.End], Pieces: []jsondoc.Piece{{End: at.End - at.Start, File: at, Exact: true}}}
}

// Append adds another text at the end.
func (t *Text) Append(u Text) {
	n := len(t.Bytes)
	t.Bytes = append(t.Bytes, u.Bytes...)
	for _, p := range u.Pieces {
		p.Start, p.End = p.Start+n, p.End+n
		t.addPiece(p)
	}
	for _, h := range u.Holes {
		h.Start, h.End = h.Start+n, h.End+n
		t.Holes = append(t.Holes, h)
	}
}

// Add adds bytes that stand as a whole for a part of the file.
func (t *Text) Add(s string, at jsondoc.Span) {
	n := len(t.Bytes)
	t.Bytes = append(t.Bytes, s...)
	t.addPiece(jsondoc.Piece{Start: n, End: len(t.Bytes), File: at, Exact: false})
}

// AddExact adds bytes of the file as they stand.
func (t *Text) AddExact(src []byte, at jsondoc.Span) { t.Append(Copy(src, at)) }

// AddHole adds a hole, written as the bytes s.
func (t *Text) AddHole(s string, kind jsondoc.HoleKind, at jsondoc.Span) {
	n := len(t.Bytes)
	t.Add(s, at)
	t.Holes = append(t.Holes, jsondoc.Hole{Start: n, End: len(t.Bytes), Kind: kind, File: at})
}

// addPiece keeps neighbouring exact pieces as one.
func (t *Text) addPiece(p jsondoc.Piece) {
	if p.Start == p.End {
		return
	}
	if n := len(t.Pieces); n > 0 && p.Exact {
		if last := &t.Pieces[n-1]; last.Exact && last.End == p.Start && last.File.End == p.File.Start {
			last.End, last.File.End = p.End, p.File.End
			return
		}
	}
	t.Pieces = append(t.Pieces, p)
}

// Slice is the part [from,to) of a text.
func (t Text) Slice(from, to int) Text {
	out := Text{Bytes: t.Bytes[from:to:to]}
	for _, p := range t.Pieces[t.pieceIndex(from):] {
		if p.Start >= to {
			break
		}
		lo, hi := max(p.Start, from), min(p.End, to)
		if p.Exact {
			p.File = jsondoc.Span{Start: p.File.Start + lo - p.Start, End: p.File.Start + hi - p.Start}
		}
		p.Start, p.End = lo-from, hi-from
		out.Pieces = append(out.Pieces, p)
	}
	k, _ := slices.BinarySearchFunc(t.Holes, from, func(h jsondoc.Hole, at int) int { return cmp.Compare(h.Start, at) })
	for _, h := range t.Holes[k:] {
		if h.Start > to {
			break
		}
		if h.End <= to {
			h.Start, h.End = h.Start-from, h.End-from
			out.Holes = append(out.Holes, h)
		}
	}
	return out
}

// FileSpan is the place of the part s of the text in the file: from where its
// first byte that has a place stands to where its last one ends. The zero Span
// is returned for a part without any.
func (t Text) FileSpan(s jsondoc.Span) jsondoc.Span {
	first, ok := t.piece(s.Start)
	if !ok || first.Start >= max(s.End, s.Start+1) {
		return jsondoc.Span{}
	}
	out := first.File
	if first.Exact && s.Start > first.Start {
		out.Start += s.Start - first.Start
	}
	if s.End <= s.Start {
		return jsondoc.Span{Start: out.Start, End: out.Start}
	}
	last := first
	if k, _ := slices.BinarySearchFunc(t.Pieces, s.End, func(p jsondoc.Piece, at int) int { return cmp.Compare(p.Start, at) }); k > 0 {
		last = t.Pieces[k-1]
	}
	end := last.File.End
	if last.Exact && s.End < last.End {
		end = last.File.Start + s.End - last.Start
	}
	// What was put together from places far apart (a constant) is shown where
	// it begins.
	if end < out.Start {
		end = first.File.End
	}
	return jsondoc.Span{Start: out.Start, End: end}
}

// piece is the one that holds offset at, or the next one after it.
func (t Text) piece(at int) (jsondoc.Piece, bool) {
	k := t.pieceIndex(at)
	if k == len(t.Pieces) {
		return jsondoc.Piece{}, false
	}
	return t.Pieces[k], true
}

func (t Text) pieceIndex(at int) int {
	k, _ := slices.BinarySearchFunc(t.Pieces, at, func(p jsondoc.Piece, at int) int {
		if p.End <= at {
			return -1
		}
		return 1
	})
	return k
}

// Through turns a text whose places are offsets of another text, part, into one
// whose places are those of part in its file.
func (t Text) Through(part Text) Text {
	out := Text{Bytes: t.Bytes}
	for _, p := range t.Pieces {
		if !p.Exact {
			p.File = part.FileSpan(p.File)
			out.Pieces = append(out.Pieces, p)
			continue
		}
		for _, q := range part.Slice(p.File.Start, p.File.End).Pieces {
			q.Start, q.End = q.Start+p.Start, q.End+p.Start
			out.addPiece(q)
		}
	}
	for _, h := range t.Holes {
		h.File = part.FileSpan(h.File)
		out.Holes = append(out.Holes, h)
	}
	return out
}

// Through is Text.Through for all that has a place in a request.
func (r Request) Through(part Text) Request {
	r.Span = part.FileSpan(r.Span)
	if r.URLSpan.End > 0 {
		r.URLSpan = part.FileSpan(r.URLSpan)
	}
	r.Body = r.Body.Through(part)
	headers := slices.Clone(r.Headers)
	for i := range headers {
		headers[i].Span = part.FileSpan(headers[i].Span)
	}
	r.Headers = headers
	if r.Answer != nil {
		r.Answer = &Answer{r.Answer.Status, r.Answer.Body.Through(part)}
	}
	return r
}
