package shell

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// word is what a word expands to; what only the shell knows is a hole.
func (s *script) word(w *syntax.Word) source.Text {
	var t source.Text
	s.parts(&t, w.Parts, bare)
	return t
}

// quoting is where a literal stands, which decides what a backslash means.
type quoting uint8

const (
	bare quoting = iota
	double
	here // a here document whose delimiter is not quoted
)

func (s *script) parts(t *source.Text, parts []syntax.WordPart, q quoting) {
	for _, p := range parts {
		at := s.span(p)
		switch p := p.(type) {
		case *syntax.Lit:
			s.literal(t, at, q)
		case *syntax.SglQuoted:
			inner := jsondoc.Span{Start: at.Start + 1, End: at.End - 1}
			if p.Dollar {
				inner.Start++
				ansi(t, s.src, inner)
			} else {
				s.exact(t, clip(inner, len(s.src)))
			}
		case *syntax.DblQuoted:
			s.parts(t, p.Parts, double)
		case *syntax.ParamExp:
			s.param(t, p, at)
		case *syntax.CmdSubst:
			s.substitution(t, p, at)
		default:
			t.AddHole(source.UnknownPart, jsondoc.HoleValue, at)
		}
	}
}

func clip(s jsondoc.Span, n int) jsondoc.Span {
	s.Start = min(s.Start, n)
	s.End = max(min(s.End, n), s.Start)
	return s
}

// literal decodes the backslashes of a literal: each stands for the character
// after it, within double quotes only for $ ` " \ and the end of the line.
func (s *script) literal(t *source.Text, at jsondoc.Span, q quoting) {
	src := s.src
	for i := at.Start; i < at.End; {
		k := bytes.IndexByte(src[i:at.End], '\\')
		if k < 0 || i+k+1 >= at.End {
			s.exact(t, jsondoc.Span{Start: i, End: at.End})
			return
		}
		if k > 0 {
			s.exact(t, jsondoc.Span{Start: i, End: i + k})
			i += k
		}
		size := 1
		if src[i+1] >= utf8.RuneSelf {
			_, size = utf8.DecodeRune(src[i+1 : at.End])
		}
		whole := jsondoc.Span{Start: i, End: i + 1 + size}
		switch c := src[i+1]; {
		case c == '\n':
		case q == double && bytes.IndexByte([]byte("$`\"\\"), c) < 0, q == here && bytes.IndexByte([]byte("$`\\"), c) < 0:
			s.exact(t, whole)
		default:
			t.Add(string(src[i+1:whole.End]), whole)
		}
		i = whole.End
	}
}

// exact adds bytes of the script as they stand; a blank in place of a prompt
// stands for the prompt.
func (s *script) exact(t *source.Text, at jsondoc.Span) {
	from := at.Start
	for i := at.Start; i < at.End && &s.src[0] != &s.file.Text[0]; i++ {
		if s.src[i] != s.file.Text[i] {
			t.AddExact(s.src, jsondoc.Span{Start: from, End: i})
			t.Add(" ", jsondoc.Span{Start: i, End: i + 1})
			from = i + 1
		}
	}
	t.AddExact(s.src, jsondoc.Span{Start: from, End: at.End})
}

// param follows a variable of the script.
func (s *script) param(t *source.Text, p *syntax.ParamExp, at jsondoc.Span) {
	plain := p.Index == nil && p.Slice == nil && p.Repl == nil && p.Exp == nil && !p.Length && !p.Width && !p.Excl && p.Param != nil
	if plain {
		if v := s.vars[p.Param.Value]; v != nil && s.expands(*v) {
			t.Append(*v)
			return
		}
	}
	t.AddHole(source.UnknownPart, jsondoc.HoleValue, at)
}

// substitution is $(cat <<EOF …), $(jq -n …), $(<file).
func (s *script) substitution(t *source.Text, p *syntax.CmdSubst, at jsondoc.Span) {
	if len(p.Stmts) == 1 {
		if out := s.output(p.Stmts[0]); out != nil {
			u := *out
			if n := len(u.Bytes); n > 0 && u.Bytes[n-1] == '\n' {
				u = u.Slice(0, len(bytes.TrimRight(u.Bytes, "\n")))
			}
			t.Append(u)
			return
		}
	}
	t.AddHole(source.UnknownPart, jsondoc.HoleValue, at)
}

// ansi decodes the inside of $'…'.
func ansi(t *source.Text, src []byte, at jsondoc.Span) {
	at = clip(at, len(src))
	for i := at.Start; i < at.End; {
		k := bytes.IndexByte(src[i:at.End], '\\')
		if k < 0 || i+k+1 >= at.End {
			t.AddExact(src, jsondoc.Span{Start: i, End: at.End})
			return
		}
		if k > 0 {
			t.AddExact(src, jsondoc.Span{Start: i, End: i + k})
			i += k
		}
		text, size := ansiEscape(src[i:at.End])
		t.Add(text, jsondoc.Span{Start: i, End: i + size})
		i += size
	}
}

// ansiEscape decodes one escape of $'…', of at least two bytes.
func ansiEscape(b []byte) (text string, size int) {
	simple := map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'a': "\a", 'b': "\b", 'f': "\f", 'v': "\v", 'e': "\x1b", 'E': "\x1b"}
	if s, ok := simple[b[1]]; ok {
		return s, 2
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[b[1]]
	if digits == 0 {
		_, n := utf8.DecodeRune(b[1:])
		return string(b[1 : 1+n]), 1 + n
	}
	n := 0
	for n < digits && 2+n < len(b) && bytes.IndexByte([]byte("0123456789abcdefABCDEF"), b[2+n]) >= 0 {
		n++
	}
	r, err := strconv.ParseUint(string(b[2:2+n]), 16, 32)
	if err != nil {
		return string(b[1:2]), 2
	}
	return string(rune(r)), 2 + n
}
