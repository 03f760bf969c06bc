package shell

import (
	"bytes"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// jq is what `jq -n PROGRAM` prints when the program builds an object or an
// array; nil for any other program. Variables and filters are unknown values.
func jq(args []source.Text) *source.Text {
	null := false
	skip := map[string]int{"--arg": 2, "--argjson": 2, "--slurpfile": 2, "--rawfile": 2, "--indent": 1, "-f": 1, "--from-file": 1}
	for i := 0; i < len(args); i++ {
		b := args[i].Bytes
		switch {
		case skip[string(b)] > 0:
			i += skip[string(b)]
		case bytes.HasPrefix(b, []byte("--")):
			null = null || string(b) == "--null-input"
		case bytes.HasPrefix(b, []byte("-")):
			null = null || bytes.IndexByte(b, 'n') > 0
		default:
			p := jqReader{src: args[i]}
			l, ok := p.value(0)
			if p.blanks(); !null || !ok || p.at < len(b) || l.Kind != literal.Object && l.Kind != literal.Array {
				return nil
			}
			t := l.JSON()
			return &t
		}
	}
	return nil
}

// jqReader reads the part of jq's language that writes down a value.
type jqReader struct {
	src source.Text
	at  int
}

const jqDepth = 200

func (p *jqReader) blanks() {
	for p.at < len(p.src.Bytes) && bytes.IndexByte([]byte(" \t\r\n"), p.src.Bytes[p.at]) >= 0 {
		p.at++
	}
}

func (p *jqReader) peek() byte {
	if p.blanks(); p.at < len(p.src.Bytes) {
		return p.src.Bytes[p.at]
	}
	return 0
}

func (p *jqReader) span(from int) jsondoc.Span {
	return p.src.FileSpan(jsondoc.Span{Start: from, End: p.at})
}

// value reads a value up to the comma or bracket after it. ok is false for a
// text that ends in the middle.
func (p *jqReader) value(depth int) (l literal.Value, ok bool) {
	c := p.peek()
	from := p.at
	switch {
	case depth > jqDepth || c == 0:
		return l, false
	case c == '{':
		l, ok = p.object(depth)
	case c == '[':
		l, ok = p.array(depth)
	case c == '"':
		l, ok = p.str()
	default:
		l, ok = p.scalar(), true
	}
	if !ok {
		return l, false
	}
	// A filter after it makes it unknown: ($x | tostring), $a + 1.
	if c := p.peek(); c != 0 && bytes.IndexByte([]byte(",]}:"), c) < 0 {
		p.skip()
		return literal.Value{Span: p.span(from)}, true
	}
	return l, true
}

// skip goes to the end of an expression.
func (p *jqReader) skip() {
	for depth := 0; p.at < len(p.src.Bytes); p.at++ {
		switch p.src.Bytes[p.at] {
		case '(', '[', '{':
			depth++
		case '"':
			p.str()
			p.at--
		case ')', ']', '}':
			if depth == 0 {
				return
			}
			depth--
		case ',':
			if depth == 0 {
				return
			}
		}
	}
}

// scalar is a number, true, false, null; anything else ($name, .path) is
// unknown, up to the end of its word.
func (p *jqReader) scalar() literal.Value {
	from := p.at
	if p.src.Bytes[p.at] == '(' {
		p.skip()
		return literal.Value{Span: p.span(from)}
	}
	for p.at < len(p.src.Bytes) && bytes.IndexByte([]byte(" \t\r\n,]}:(|"), p.src.Bytes[p.at]) < 0 {
		p.at++
	}
	word := p.src.Slice(from, p.at)
	l := raw(word)
	if p.at == from {
		p.at++
	}
	l.Span = p.span(from)
	return l
}

func (p *jqReader) object(depth int) (literal.Value, bool) {
	from := p.at
	l := literal.Value{Kind: literal.Object}
	for p.at++; p.peek() != '}'; {
		key, ok := p.key(depth)
		if !ok {
			return l, false
		}
		value := literal.Value{Span: key.Span} // {$name} and {name}
		if p.peek() == ':' {
			p.at++
			if value, ok = p.value(depth + 1); !ok {
				return l, false
			}
		}
		l.Members = append(l.Members, literal.Member{Key: key, Value: value})
		if p.peek() == ',' {
			p.at++
		}
	}
	p.at++
	l.Span = p.span(from)
	return l, true
}

func (p *jqReader) key(depth int) (literal.Value, bool) {
	switch c := p.peek(); c {
	case 0, ',', ':', ']', '[', '{':
		return literal.Value{}, false
	case '"':
		return p.str()
	case '(':
		return p.value(depth + 1)
	case '$':
		p.at++
	}
	from := p.at
	for p.at < len(p.src.Bytes) && bytes.IndexByte([]byte(" \t\r\n,:}"), p.src.Bytes[p.at]) < 0 {
		p.at++
	}
	return text(p.src.Slice(from, p.at)), p.at > from
}

func (p *jqReader) array(depth int) (literal.Value, bool) {
	from := p.at
	l := literal.Value{Kind: literal.Array}
	for p.at++; p.peek() != ']'; {
		v, ok := p.value(depth + 1)
		if !ok {
			return l, false
		}
		l.Elements = append(l.Elements, v)
		switch p.peek() {
		case ',':
			p.at++
		case ']':
		default:
			return l, false
		}
	}
	p.at++
	l.Span = p.span(from)
	return l, true
}

// str reads a string; one with \(…) in it is known in part.
func (p *jqReader) str() (literal.Value, bool) {
	from := p.at
	for p.at++; p.at < len(p.src.Bytes); p.at++ {
		switch p.src.Bytes[p.at] {
		case '\\':
			p.at++
		case '"':
			p.at++
			whole := p.src.Slice(from, p.at)
			l := raw(whole)
			if l.Kind == literal.Hole || bytes.Contains(whole.Bytes, []byte(`\(`)) {
				l = literal.Value{Kind: literal.Part, Span: p.span(from), Text: p.src.Slice(from+1, p.at-1)}
			}
			l.Span = p.span(from)
			return l, true
		}
	}
	return literal.Value{}, false
}
