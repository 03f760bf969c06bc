package shell

import (
	"bytes"

	"mvdan.cc/sh/v3/syntax"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// formatted is what printf prints: its arguments in place of the directives. nil
// where it prints the format several times, or a directive is not one of those that
// write an argument as it is.
func formatted(args []source.Text) *source.Text {
	if len(args) == 0 {
		return nil
	}
	format, values := args[0], args[1:]
	var t source.Text
	from := 0
	for i := 0; i < len(format.Bytes); {
		if c := format.Bytes[i]; c != '%' && c != '\\' || i+1 >= len(format.Bytes) {
			i++
			continue
		}
		t.Append(format.Slice(from, i))
		directive := format.Slice(i, i+2)
		switch s, ok := plain(directive.Bytes); {
		case ok:
			t.Add(s, directive.FileSpan(jsondoc.Span{End: 2}))
		case !isArgument(directive.Bytes):
			return nil
		case len(values) > 0:
			t.Append(values[0])
			values = values[1:]
		}
		i += 2
		from = i
	}
	if len(values) > 0 {
		return nil
	}
	t.Append(format.Slice(from, len(format.Bytes)))
	return &t
}

// plain is the character that a directive of printf always prints.
func plain(directive []byte) (string, bool) {
	switch c, d := directive[0], directive[1]; {
	case c == '\\' && d == 'n':
		return "\n", true
	case c == '\\' && bytes.IndexByte([]byte("abcefnrtvx0123456789"), d) < 0, c == '%' && d == '%':
		return string(d), true
	}
	return "", false
}

// isArgument reports whether a directive prints an argument as it is.
func isArgument(directive []byte) bool {
	return directive[0] == '%' && bytes.IndexByte([]byte("sdbqi"), directive[1]) >= 0
}

// written remembers the file that a command's output goes to, and what it is;
// one that is written twice is unknown.
func (s *script) written(st *syntax.Stmt) {
	for _, r := range st.Redirs {
		if (r.Op != syntax.RdrOut && r.Op != syntax.RdrClob && r.Op != syntax.AppOut) || r.N != nil || r.Word == nil {
			continue
		}
		t := s.word(r.Word)
		if len(t.Holes) > 0 {
			continue
		}
		name := string(t.Bytes)
		_, twice := s.files[name]
		s.files[name] = nil
		if !twice && r.Op != syntax.AppOut {
			s.files[name] = s.output(st)
		}
	}
}

// expanded are the words of one argument: several for an array, "${name[@]}".
func (s *script) expanded(w *syntax.Word) []source.Text {
	parts := w.Parts
	if len(parts) == 1 {
		if q, ok := parts[0].(*syntax.DblQuoted); ok {
			parts = q.Parts
		}
	}
	if len(parts) == 1 {
		if p, ok := parts[0].(*syntax.ParamExp); ok {
			if words := s.listed(p); words != nil && s.expands(words...) {
				return words
			}
		}
	}
	return []source.Text{s.word(w)}
}

// listed are the words of ${name[@]}, nil where they are not known.
func (s *script) listed(p *syntax.ParamExp) []source.Text {
	if p.Param == nil || p.Index == nil || p.Length || p.Slice != nil || p.Exp != nil || p.Repl != nil {
		return nil
	}
	if at := s.span(p.Index); at.End > at.Start && (s.src[at.Start] == '@' || s.src[at.Start] == '*') {
		return s.arrays[p.Param.Value]
	}
	return nil
}

// array remembers the words of name=(…).
func (s *script) array(a *syntax.Assign) {
	var words []source.Text
	for _, e := range a.Array.Elems {
		if e.Index != nil || e.Value == nil {
			s.arrays[a.Name.Value] = nil
			return
		}
		words = append(words, s.word(e.Value))
	}
	old, twice := s.arrays[a.Name.Value]
	switch {
	case a.Append && twice && old != nil && s.direct[a]:
		words = append(old, words...) // what was expanded before is a part of it
	case twice || a.Append:
		words = nil
	}
	s.arrays[a.Name.Value] = words
}
