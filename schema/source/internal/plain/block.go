package plain

import (
	"bytes"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Block reads a block of JSON as documentation writes it: one value, or
// several one after another, with comments, and with "..." for what is left out.
// Comments are passed over, and what was left out is a hole. Each object and
// array is a loose request. Nothing is returned for anything else.
func Block(t source.Text) []source.Request {
	t = relaxed(t)
	var out []source.Request
	for at := 0; ; {
		for at < len(t.Bytes) && bytes.IndexByte([]byte(" \t\r\n,"), t.Bytes[at]) >= 0 {
			at++
		}
		if at == len(t.Bytes) || t.Bytes[at] != '{' && t.Bytes[at] != '[' {
			return out
		}
		end := valueEnd(t.Bytes, at)
		// What is broken goes on to the end of the block.
		if end < 0 || end < len(t.Bytes) && len(bytes.TrimSpace(t.Bytes[end:])) > 0 && bytes.IndexByte([]byte("{[,"), bytes.TrimSpace(t.Bytes[end:])[0]) < 0 {
			end = len(bytes.TrimRight(t.Bytes, " \t\r\n"))
		}
		part := t.Slice(at, end)
		out = append(out, source.Request{Body: part.Fill(), Loose: true, Span: part.FileSpan(jsondoc.Span{End: len(part.Bytes)})})
		at = end
	}
}

// valueEnd is where the brackets that begin at an offset are all closed, -1 when
// they never are.
func valueEnd(b []byte, at int) int {
	depth, quoted := 0, false
	for ; at < len(b); at++ {
		switch c := b[at]; {
		case quoted && c == '\\':
			at++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return at + 1
			}
		}
	}
	return -1
}

// relaxed puts blanks in place of comments, and makes holes of "..." and "…".
func relaxed(t source.Text) source.Text {
	if !bytes.Contains(t.Bytes, []byte("//")) && !bytes.Contains(t.Bytes, []byte("/*")) && !bytes.Contains(t.Bytes, []byte("...")) && !bytes.Contains(t.Bytes, []byte("…")) && !bytes.Contains(t.Bytes, []byte("#")) {
		return t
	}
	var out source.Text
	from := 0
	add := func(to int) { out.Append(t.Slice(from, to)) }
	for at := 0; at < len(t.Bytes); {
		n, gap := relaxable(t.Bytes[at:])
		switch {
		case n == 0 && t.Bytes[at] == '"':
			at = stringEnd(t.Bytes, at)
			continue
		case n == 0:
			at++
			continue
		}
		add(at)
		place := t.FileSpan(jsondoc.Span{Start: at, End: at + n})
		if gap {
			out.AddHole(" ", jsondoc.HoleValue, place)
		} else {
			out.Add(" ", place)
		}
		at += n
		from = at
	}
	add(len(t.Bytes))
	return out
}

// relaxable is the length of the comment, or of the mark for what was left out,
// that b begins with.
func relaxable(b []byte) (n int, gap bool) {
	switch {
	case bytes.HasPrefix(b, []byte("//")), b[0] == '#':
		if k := bytes.IndexByte(b, '\n'); k >= 0 {
			return k, false
		}
		return len(b), false
	case bytes.HasPrefix(b, []byte("/*")):
		if k := bytes.Index(b, []byte("*/")); k >= 0 {
			return k + 2, false
		}
		return len(b), false
	case bytes.HasPrefix(b, []byte("...")):
		return 3, true
	case bytes.HasPrefix(b, []byte("…")):
		return len("…"), true
	}
	return 0, false
}

// stringEnd is where the JSON string that begins at an offset ends: at its
// quote, or at the end of its line.
func stringEnd(b []byte, at int) int {
	for at++; at < len(b); at++ {
		switch b[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		case '\n':
			return at
		}
	}
	return len(b)
}
