package shell

import (
	"bytes"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// assignment reads $name = value, $name += value, $name.member = value and
// $name.Add(value); ok is false where nothing is assigned.
func (p *psReader) assignment(f *source.File) (out []source.Request, ok bool) {
	name := p.variable()
	if name == "" {
		return nil, false
	}
	key, added := p.part()
	p.blanks(false)
	switch {
	case added:
		p.append(name, p.parenthesis(0))
		return nil, true
	case p.has("+="):
		p.at += 2
		if value := p.list(0); key.Kind == literal.Hole {
			p.append(name, value)
		} else {
			p.open(name, value.Span)
		}
		return nil, true
	case p.at >= len(p.src) || p.src[p.at] != '=' || p.has("=="):
		return nil, false
	}
	p.at++
	p.blanks(false)
	if p.sends() {
		return p.invoke(f, p.at), true
	}
	value := p.list(0)
	if key.Kind == literal.Hole {
		p.give(name, value)
	} else {
		p.member(name, key, value)
	}
	return nil, true
}

// part reads what follows a name: .member, ["member"], or .Add, in front of its
// bracket. A deeper one is a key without a name.
func (p *psReader) part() (key literal.Value, added bool) {
	for p.at < len(p.src) {
		from := p.at
		switch {
		case p.has(".Add(") || p.has(".AddRange("):
			p.at += bytes.IndexByte(p.src[p.at:], '(')
			return key, true
		case p.src[p.at] == '.' && p.at+1 < len(p.src) && isWord(p.src[p.at+1]):
			for p.at++; p.at < len(p.src) && isWord(p.src[p.at]); p.at++ {
			}
			span := jsondoc.Span{Start: from + 1, End: p.at}
			key = deeper(key, literal.Value{Kind: literal.String, Span: span, Text: source.Copy(p.src, span)})
		case p.src[p.at] == '[':
			p.at++
			key = deeper(key, p.value(1))
			if p.blanks(false); p.at < len(p.src) && p.src[p.at] == ']' {
				p.at++
			}
		default:
			return key, false
		}
	}
	return key, false
}

// deeper is the key of a part of a part, which is not followed.
func deeper(outer, key literal.Value) literal.Value {
	if outer.Kind == literal.Hole && key.Kind == literal.String {
		return key
	}
	return literal.Value{Kind: literal.Null, Span: key.Span}
}

// give gives a name its value; one that is given several is unknown.
func (p *psReader) give(name string, value literal.Value) {
	if _, twice := p.vars[name]; twice {
		value = literal.Value{Span: value.Span}
	}
	p.vars[name], p.given[name] = value, p.braces
}

// append adds to a list. What a block adds may be added more than once, or never.
func (p *psReader) append(name string, value literal.Value) {
	l, ok := p.vars[name]
	switch {
	case !ok:
		return
	case l.Kind != literal.Array:
		p.vars[name] = literal.Value{Span: l.Span}
		return
	case value.Kind == literal.Array:
		l.Elements = append(l.Elements[:len(l.Elements):len(l.Elements)], value.Elements...)
	default:
		l.Elements = append(l.Elements[:len(l.Elements):len(l.Elements)], value)
	}
	if p.braces != p.given[name] {
		l.Open, l.OpenAt = true, value.Span
	}
	p.vars[name] = l
}

// member gives a member of a table its value.
func (p *psReader) member(name string, key, value literal.Value) {
	l, ok := p.vars[name]
	if !ok || l.Kind != literal.Object || key.Kind != literal.String || p.braces != p.given[name] {
		p.open(name, value.Span)
		return
	}
	l.Members = slices.Clone(l.Members)
	k := slices.IndexFunc(l.Members, func(m literal.Member) bool {
		return strings.EqualFold(string(m.Key.Text.Bytes), string(key.Text.Bytes))
	})
	if k >= 0 {
		l.Members[k].Value = value
	} else {
		l.Members = append(l.Members, literal.Member{Key: key, Value: value})
	}
	p.vars[name] = l
}

// open says that a value may be another one: its members may, and what it lists.
func (p *psReader) open(name string, at jsondoc.Span) {
	l, ok := p.vars[name]
	if !ok {
		return
	}
	switch l.Kind {
	case literal.Object:
		l.Open, l.OpenAt = true, at
		members := slices.Clone(l.Members)
		for i := range members {
			if k := members[i].Value.Kind; k == literal.Array || k == literal.Object {
				members[i].Value = literal.Value{Span: members[i].Value.Span}
			}
		}
		l.Members = members
	default:
		l = literal.Value{Span: l.Span}
	}
	p.vars[name] = l
}

// parameters passes over param(…): what a caller gives is unknown.
func (p *psReader) parameters() {
	at := p.at + len("param")
	for at < len(p.src) && bytes.IndexByte([]byte(" \t\r\n"), p.src[at]) >= 0 {
		at++
	}
	if at >= len(p.src) || p.src[at] != '(' {
		return
	}
	depth := 0
	for p.at = at; p.at < len(p.src) && p.at-at < 20000; {
		switch c := p.src[p.at]; c {
		case '"', '\'':
			p.str(c)
			continue
		case '#':
			p.line()
			continue
		case '(':
			depth++
		case ')':
			depth--
		}
		p.at++
		if depth == 0 {
			return
		}
	}
}

// splat reads @name, the options of a command in a table.
func (p *psReader) splat(s *sent) bool {
	if p.src[p.at] != '@' || p.at+1 >= len(p.src) || !isWord(p.src[p.at+1]) {
		return false
	}
	name := p.variable()
	for _, m := range p.vars[name].Members {
		p.option(s, "-"+strings.ToLower(string(m.Key.Text.Bytes)), m.Value)
	}
	return true
}

// converted reads ConvertTo-Json with the value as its argument.
func (p *psReader) converted(depth int) literal.Value {
	from := p.at
	p.at += len("ConvertTo-Json")
	value := literal.Value{}
	for p.more() && p.src[p.at] != '}' {
		if p.src[p.at] == '-' {
			number := p.has("-Depth")
			p.skipWord()
			if number && p.more() {
				p.skipWord()
			}
			continue
		}
		value = p.value(depth + 1)
	}
	value.Span = jsondoc.Span{Start: max(from, value.Span.Start), End: p.at}
	return literal.Value{Kind: literal.JSON, Span: value.Span, Inner: &value}
}
