package shell

import (
	"bytes"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// pipeline reads a value and what it is piped into: ConvertTo-Json makes text
// of it, anything else something unknown.
func (p *psReader) pipeline(depth int) literal.Value {
	v := p.value(depth)
	for {
		p.blanks(false)
		if p.at >= len(p.src) || p.src[p.at] != '|' {
			break
		}
		p.at++
		p.blanks(true)
		known := p.has("ConvertTo-Json")
		for p.at < len(p.src) && bytes.IndexByte([]byte("\r\n;|)}"), p.src[p.at]) < 0 {
			p.at++
		}
		if !known {
			v = literal.Value{Span: v.Span}
			continue
		}
		inner := v
		v = literal.Value{Kind: literal.JSON, Span: inner.Span, Inner: &inner}
	}
	for p.at < len(p.src) && p.src[p.at] == '+' {
		p.at++
		v = joined(v, p.value(depth))
		p.blanks(false)
	}
	// Another operator or a member after it makes it unknown.
	if p.at < len(p.src) && bytes.IndexByte([]byte("-.[*/%"), p.src[p.at]) >= 0 {
		for p.at < len(p.src) && bytes.IndexByte([]byte("\r\n;)}"), p.src[p.at]) < 0 {
			p.at++
		}
		return literal.Value{Span: v.Span}
	}
	return v
}

// joined is the text of two texts.
func joined(a, b literal.Value) literal.Value {
	var t source.Text
	t.Append(argument(a))
	t.Append(argument(b))
	l := literal.Value{Kind: literal.String, Text: t, Span: jsondoc.Span{Start: a.Span.Start, End: max(a.Span.End, b.Span.End)}}
	if len(t.Holes) > 0 {
		l.Kind = literal.Part
	}
	return l
}

// value reads one value. At least one byte is read.
func (p *psReader) value(depth int) literal.Value {
	p.blanks(true)
	from := p.at
	switch {
	case p.at >= len(p.src):
		return literal.Value{Span: jsondoc.Span{Start: from, End: from}}
	case depth > psDepth:
	case p.src[p.at] == '@' || p.src[p.at] == '[':
		if v, ok := p.composite(depth); ok {
			return v
		}
	case p.src[p.at] == '(':
		return p.parenthesis(depth)
	case p.has("ConvertTo-Json"):
		return p.converted(depth)
	case p.src[p.at] == '\'' || p.src[p.at] == '"':
		return p.str(p.src[p.at])
	case p.src[p.at] == '$':
		if v, ok := p.named(from); ok {
			return v
		}
	default:
		if v, ok := p.number(); ok {
			return v
		}
	}
	if p.at == from {
		p.skipWord()
	}
	return literal.Value{Span: jsondoc.Span{Start: from, End: p.at}}
}

// composite reads a hashtable, an array or a here-string.
func (p *psReader) composite(depth int) (literal.Value, bool) {
	switch {
	case p.has("@'"), p.has(`@"`):
		return p.hereString(), true
	case p.has("[ordered]@{"), p.has("[pscustomobject]@{"):
		p.at += bytes.IndexByte(p.src[p.at:], '@')
		return p.hashtable(depth), true
	case p.has("@{"):
		return p.hashtable(depth), true
	case p.has("[System.Text.Encoding]::UTF8.GetBytes("), p.has("[Text.Encoding]::UTF8.GetBytes("):
		p.at += bytes.IndexByte(p.src[p.at:], '(')
		return p.parenthesis(depth), true
	case p.has("@("):
		return p.array(depth), true
	case p.has("["):
		return p.newList(depth)
	}
	return literal.Value{}, false
}

// newList reads the constructors of lists: [System.Collections.ArrayList]@(…),
// [System.Collections.Generic.List[object]]::new().
func (p *psReader) newList(depth int) (literal.Value, bool) {
	from := p.at
	nested := 0
	for i := p.at; i < len(p.src) && i < p.at+120; i++ {
		switch c := p.src[i]; {
		case c == '[':
			nested++
		case c == ']':
			if nested--; nested > 0 {
				continue
			}
			name := strings.ToLower(string(p.src[from:i]))
			rest := p.src[i+1:]
			switch {
			case !strings.Contains(name, "list") && !strings.HasSuffix(name, "[]") && !strings.Contains(name, "array"):
				return literal.Value{}, false
			case bytes.HasPrefix(bytes.ToLower(rest[:min(len(rest), 7)]), []byte("::new()")):
				p.at = i + 1 + len("::new()")
				return literal.Value{Kind: literal.Array, Span: jsondoc.Span{Start: from, End: p.at}}, true
			case bytes.HasPrefix(rest, []byte("@(")):
				p.at = i + 1
				return p.array(depth), true
			}
			return literal.Value{}, false
		case c == '\n' || c == '\'' || c == '"':
			return literal.Value{}, false
		}
	}
	return literal.Value{}, false
}

func (p *psReader) skipWord() {
	from := p.at
	for p.at < len(p.src) && bytes.IndexByte([]byte(" \t\r\n;|),}`"), p.src[p.at]) < 0 {
		p.at++
	}
	if p.at == from {
		p.at++
	}
}

// parenthesis is (value | ConvertTo-Json).
func (p *psReader) parenthesis(depth int) literal.Value {
	p.at++
	v := p.pipeline(depth + 1)
	p.blanks(true)
	if p.at < len(p.src) && p.src[p.at] == ')' {
		p.at++
		return v
	}
	for p.at < len(p.src) && p.src[p.at] != ')' && p.src[p.at] != '\n' {
		p.at++
	}
	return literal.Value{Span: v.Span}
}

// variable reads $name, $env:NAME and ${name}; empty for $( and the like.
func (p *psReader) variable() string {
	from := p.at + 1
	i := from
	if i < len(p.src) && p.src[i] == '{' {
		end := bytes.IndexByte(p.src[i:], '}')
		if end < 0 {
			return ""
		}
		p.at = i + end + 1
		return strings.ToLower(string(p.src[i+1 : i+end]))
	}
	for i < len(p.src) && (isWord(p.src[i]) || p.src[i] == ':' && i > from && i+1 < len(p.src) && isWord(p.src[i+1])) {
		i++
	}
	if i > from {
		p.at = i
	}
	return strings.ToLower(string(p.src[from:i]))
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func (p *psReader) named(from int) (literal.Value, bool) {
	switch name := p.variable(); name {
	case "true", "false":
		return literal.Value{Kind: literal.Bool, True: name == "true", Span: jsondoc.Span{Start: from, End: p.at}}, true
	case "null":
		return literal.Value{Kind: literal.Null, Span: jsondoc.Span{Start: from, End: p.at}}, true
	default:
		v, ok := p.vars[name]
		return v, ok && name != ""
	}
}

func (p *psReader) number() (literal.Value, bool) {
	from := p.at
	i := from
	for i < len(p.src) && (p.src[i] >= '0' && p.src[i] <= '9' || p.src[i] == '.' || p.src[i] == '-' && i == from) {
		i++
	}
	t := source.Copy(p.src, jsondoc.Span{Start: from, End: i})
	if i == from || i < len(p.src) && isWord(p.src[i]) || raw(t).Kind == literal.Hole {
		return literal.Value{}, false
	}
	p.at = i
	return literal.Value{Kind: literal.Number, Span: jsondoc.Span{Start: from, End: i}, Text: t}, true
}

// hashtable reads @{name = value; …}.
func (p *psReader) hashtable(depth int) literal.Value {
	from := p.at
	l := literal.Value{Kind: literal.Object}
	p.at += 2
	for {
		p.separators()
		if p.at >= len(p.src) || p.src[p.at] == '}' {
			break
		}
		var key literal.Value
		if c := p.src[p.at]; c == '\'' || c == '"' {
			key = p.str(c)
		} else {
			at := p.at
			for p.at < len(p.src) && isWord(p.src[p.at]) {
				p.at++
			}
			if p.at == at {
				l.Open = true
				p.at++
				continue
			}
			span := jsondoc.Span{Start: at, End: p.at}
			key = literal.Value{Kind: literal.String, Span: span, Text: source.Copy(p.src, span)}
		}
		p.blanks(false)
		if p.at >= len(p.src) || p.src[p.at] != '=' {
			l.Open, l.OpenAt = true, key.Span
			continue
		}
		p.at++
		p.blanks(true)
		l.Members = append(l.Members, literal.Member{Key: key, Value: p.list(depth + 1)})
	}
	p.at = min(p.at+1, len(p.src))
	l.Span = jsondoc.Span{Start: from, End: p.at}
	return l
}

func (p *psReader) separators() {
	for {
		at := p.at
		p.blanks(true)
		for p.at < len(p.src) && (p.src[p.at] == ';' || p.src[p.at] == ',') {
			p.at++
		}
		if p.at == at {
			return
		}
	}
}

// list reads a value, or several with commas between, which make an array.
func (p *psReader) list(depth int) literal.Value {
	first := p.pipeline(depth)
	l := literal.Value{Kind: literal.Array, Elements: []literal.Value{first}}
	for {
		p.blanks(false)
		if p.at >= len(p.src) || p.src[p.at] != ',' {
			break
		}
		p.at++
		l.Elements = append(l.Elements, p.pipeline(depth))
	}
	if len(l.Elements) == 1 {
		return first
	}
	l.Span = jsondoc.Span{Start: first.Span.Start, End: p.at}
	return l
}

// array reads @(value, …).
func (p *psReader) array(depth int) literal.Value {
	from := p.at
	l := literal.Value{Kind: literal.Array}
	p.at += 2
	for {
		p.separators()
		if p.at >= len(p.src) || p.src[p.at] == ')' {
			break
		}
		if p.src[p.at] == '}' {
			p.at++
			continue
		}
		l.Elements = append(l.Elements, p.pipeline(depth+1))
	}
	p.at = min(p.at+1, len(p.src))
	l.Span = jsondoc.Span{Start: from, End: p.at}
	return l
}

// str reads '…' (” stands for one) and "…", where a backquote escapes and
// variables expand.
func (p *psReader) str(quote byte) literal.Value {
	from := p.at
	p.at++
	l := literal.Value{Kind: literal.String}
	for p.at < len(p.src) {
		if p.src[p.at] == quote {
			if p.at+1 < len(p.src) && p.src[p.at+1] == quote {
				l.Text.Add(string(quote), jsondoc.Span{Start: p.at, End: p.at + 2})
				p.at += 2
				continue
			}
			p.at++
			break
		}
		p.char(&l, quote == '"')
	}
	return p.closed(l, from)
}

func (p *psReader) closed(l literal.Value, from int) literal.Value {
	l.Span = jsondoc.Span{Start: from, End: p.at}
	if len(l.Text.Holes) > 0 {
		l.Kind = literal.Part
	}
	return l
}

// char reads one character of a text.
func (p *psReader) char(l *literal.Value, expands bool) {
	at := p.at
	c := p.src[at]
	switch {
	case expands && c == '`' && at+1 < len(p.src):
		p.at += 2
		l.Text.Add(psEscape(p.src[at+1]), jsondoc.Span{Start: at, End: p.at})
	case expands && c == '$' && p.has("$("):
		p.subexpression()
		l.Text.AddHole(source.UnknownPart, jsondoc.HoleValue, jsondoc.Span{Start: at, End: p.at})
	case expands && c == '$':
		name := p.variable()
		if p.at == at {
			p.at++
			l.Text.AddExact(p.src, jsondoc.Span{Start: at, End: p.at})
			return
		}
		if v, ok := p.vars[name]; ok && v.Kind == literal.String {
			l.Text.Append(v.Text)
			return
		}
		l.Text.AddHole(source.UnknownPart, jsondoc.HoleValue, jsondoc.Span{Start: at, End: p.at})
	default:
		p.at++
		l.Text.AddExact(p.src, jsondoc.Span{Start: at, End: p.at})
	}
}

// psEscape is what a backquote before a character stands for.
func psEscape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case 'r':
		return "\r"
	case '\r', '\n':
		return ""
	}
	return string([]byte{c})
}

// subexpression passes over $(…).
func (p *psReader) subexpression() {
	depth := 0
	for ; p.at < len(p.src); p.at++ {
		switch p.src[p.at] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				p.at++
				return
			}
		}
	}
}

// hereString reads @' … '@ and @" … "@.
func (p *psReader) hereString() literal.Value {
	from := p.at
	quote := p.src[p.at+1]
	p.at += 2
	if k := bytes.IndexByte(p.src[p.at:], '\n'); k >= 0 {
		p.at += k + 1
	}
	l := literal.Value{Kind: literal.String}
	end := string([]byte{'\n', quote, '@'})
	for p.at < len(p.src) && !p.has(end) {
		p.char(&l, quote == '"')
	}
	p.at = min(p.at+len(end), len(p.src))
	return p.closed(l, from)
}
