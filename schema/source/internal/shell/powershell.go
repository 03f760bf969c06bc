package shell

import (
	"bytes"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// powershell reads assignments ($body = @{…} | ConvertTo-Json) and the commands
// that send requests: Invoke-RestMethod, Invoke-WebRequest, and curl.exe.
func powershell(f *source.File) []source.Request {
	p := &psReader{src: f.Text, vars: map[string]literal.Value{}, given: map[string]int{}}
	var out []source.Request
	for p.at < len(p.src) {
		out = append(out, p.statement(f)...)
	}
	return out
}

// psReader reads the part of PowerShell that writes down values.
type psReader struct {
	src  []byte
	at   int
	vars map[string]literal.Value
	// braces are those that are open, given how many were when a name was given
	// its value.
	braces int
	given  map[string]int
}

const psDepth = 200

func (p *psReader) has(s string) bool {
	return len(p.src)-p.at >= len(s) && strings.EqualFold(string(p.src[p.at:p.at+len(s)]), s)
}

// blanks passes over blanks, comments and continued lines; over line ends too
// when all says so.
func (p *psReader) blanks(all bool) {
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == ' ' || c == '\t' || c == '\r' && p.at+1 < len(p.src) && p.src[p.at+1] == '\n' && all, all && c == '\n':
			p.at++
		case p.has("`\r\n"):
			p.at += 3
		case p.has("`\n"):
			p.at += 2
		case p.has("<#"):
			end := bytes.Index(p.src[p.at:], []byte("#>"))
			if end < 0 {
				p.at = len(p.src)
				return
			}
			p.at += end + 2
		case c == '#':
			p.line()
		default:
			return
		}
	}
}

// line goes to the end of the line.
func (p *psReader) line() {
	if k := bytes.IndexByte(p.src[p.at:], '\n'); k >= 0 {
		p.at += k
		return
	}
	p.at = len(p.src)
}

// statement reads one statement; one of no interest is passed over.
func (p *psReader) statement(f *source.File) []source.Request {
	p.blanks(true)
	from := p.at
	if p.at >= len(p.src) {
		return nil
	}
	if p.src[p.at] == '$' {
		if out, ok := p.assignment(f); ok {
			return out
		}
	}
	if p.sends() {
		return p.invoke(f, from)
	}
	if p.has("param") {
		p.parameters()
	}
	if out, ok := p.wrapper(f); ok {
		return out
	}
	// Blocks are looked into: a brace is passed over as a word.
	p.word()
	return nil
}

// sends reports whether a command that sends requests begins here.
func (p *psReader) sends() bool {
	for _, name := range [...]string{"Invoke-RestMethod", "Invoke-WebRequest", "irm ", "iwr ", "curl.exe ", "curl "} {
		if p.has(name) {
			return true
		}
	}
	return false
}

// word passes over one word or text, and over at least one byte.
func (p *psReader) word() {
	if p.at >= len(p.src) {
		return
	}
	from := p.at
	switch c := p.src[p.at]; c {
	case '{':
		p.braces++
	case '}':
		p.braces--
	case '"', '\'', '@':
		p.value(0)
	default:
		for p.at < len(p.src) && bytes.IndexByte([]byte(" \t\r\n;{}()|,=\"'"), p.src[p.at]) < 0 {
			p.at++
		}
	}
	if p.at == from {
		p.at++
	}
}

// invoke reads a command with its arguments, to the end of the statement.
func (p *psReader) invoke(f *source.File, from int) []source.Request {
	nameFrom := p.at
	for p.at < len(p.src) && bytes.IndexByte([]byte(" \t\r\n`"), p.src[p.at]) < 0 {
		p.at++
	}
	c := command{file: f, span: jsondoc.Span{Start: from, End: p.at}}
	if strings.HasPrefix(strings.ToLower(string(p.src[nameFrom:p.at])), "curl") {
		c.args = append(c.args, source.Copy(p.src, jsondoc.Span{Start: nameFrom, End: p.at}))
		for p.more() {
			c.args = append(c.args, native(argument(p.argument())))
			c.span.End = p.at
		}
		return c.requests()
	}
	s := &sent{}
	for p.more() {
		if p.src[p.at] != '-' {
			p.positional(s)
			continue
		}
		at := p.at
		for p.at < len(p.src) && bytes.IndexByte([]byte(" \t\r\n:"), p.src[p.at]) < 0 {
			p.at++
		}
		name := strings.ToLower(string(p.src[at:p.at]))
		if p.at < len(p.src) && p.src[p.at] == ':' {
			p.at++
		}
		if !p.more() || psSwitches[name] {
			continue
		}
		p.option(s, name, p.argument())
	}
	c.span.End = p.at
	return c.request(s)
}

// native is what a program gets of an argument in which the quotes of JSON have
// backslashes: PowerShell before 7.3 takes these away.
func native(t source.Text) source.Text {
	if !bytes.Contains(t.Bytes, []byte(`{\"`)) {
		return t
	}
	var out source.Text
	from := 0
	for {
		k := bytes.Index(t.Bytes[from:], []byte(`\"`))
		if k < 0 {
			break
		}
		out.Append(t.Slice(from, from+k))
		out.Add(`"`, t.FileSpan(jsondoc.Span{Start: from + k, End: from + k + 2}))
		from += k + 2
	}
	out.Append(t.Slice(from, len(t.Bytes)))
	return out
}

// positional reads an argument without a name: the options of a table, or the
// address.
func (p *psReader) positional(s *sent) {
	if p.splat(s) {
		return
	}
	if v := p.argument(); s.url == nil && v.Kind != literal.Hole {
		t := argument(v)
		s.url = &t
	}
}

var psSwitches = map[string]bool{"-usebasicparsing": true, "-skipcertificatecheck": true, "-verbose": true, "-passthru": true}

// more reports whether another argument of the command follows.
func (p *psReader) more() bool {
	p.blanks(false)
	return p.at < len(p.src) && bytes.IndexByte([]byte("\r\n;|)}"), p.src[p.at]) < 0
}

func (p *psReader) option(s *sent, name string, v literal.Value) {
	switch name {
	case "-uri":
		t := argument(v)
		s.url = &t
	case "-method":
		s.method = string(argument(v).Bytes)
	case "-headers":
		for _, m := range v.Members {
			t := argument(m.Value)
			s.headers = append(s.headers, source.Header{Name: string(m.Key.Text.Bytes), Value: string(t.Bytes), Span: m.Value.Span})
		}
	case "-body":
		switch v.Kind {
		case literal.String, literal.Part:
			s.data = append(s.data, v.Text)
		case literal.JSON:
			s.body = v.Inner.JSON()
		case literal.Object: // sent as a form
			s.body = v.JSON()
		default:
			s.unknown = true
		}
	case "-infile", "-form":
		s.unknown = true
	}
}

// argument is the text of an argument; an unknown one is a hole.
func argument(l literal.Value) source.Text {
	switch l.Kind {
	case literal.String, literal.Part, literal.Number:
		return l.Text
	case literal.JSON:
		return l.Inner.JSON()
	}
	var t source.Text
	t.AddHole(source.UnknownPart, jsondoc.HoleValue, l.Span)
	return t
}

// argument reads an argument: a value, or a bare word.
func (p *psReader) argument() literal.Value {
	if p.at >= len(p.src) {
		return literal.Value{Span: jsondoc.Span{Start: p.at, End: p.at}}
	}
	switch p.src[p.at] {
	case '"', '\'', '@', '$', '(':
		return p.value(0)
	}
	from := p.at
	for p.at < len(p.src) && bytes.IndexByte([]byte(" \t\r\n;|)}`"), p.src[p.at]) < 0 {
		p.at++
	}
	if p.at == from {
		p.at++
	}
	at := jsondoc.Span{Start: from, End: p.at}
	return literal.Value{Kind: literal.String, Span: at, Text: source.Copy(p.src, at)}
}
