package shell

import (
	"bytes"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// wrapper reads the call of a function of the script's own that is given the path
// of an endpoint and a table: Invoke-Hub -Path '/task/openapi/create' -Body @{…}. The
// function may add to the table. ok is false, and nothing is read, for any other
// command.
func (p *psReader) wrapper(f *source.File) (out []source.Request, ok bool) {
	line := p.src[p.at:]
	if k := bytes.IndexByte(line, '\n'); k >= 0 {
		line = line[:k]
	}
	from := p.at
	end := bytes.IndexAny(line, " \t")
	if end <= 0 || !bytes.Contains(line[:end], []byte("-")) || !bytes.Contains(line, []byte("/openapi/")) || bytes.ContainsAny(line[:end], "$\"'(){}@[]=,;") {
		return nil, false
	}
	p.at += end
	s := &sent{}
	for p.more() {
		p.handed(s, jsondoc.Span{Start: from, End: from + end})
	}
	if s.url == nil || len(s.body.Bytes) == 0 {
		p.at = from
		return nil, false
	}
	c := command{file: f, span: jsondoc.Span{Start: from, End: p.at}}
	return c.request(s), true
}

// handed reads one argument of a function of the script: the path, the table, or
// the name of a parameter.
func (p *psReader) handed(s *sent, command jsondoc.Span) {
	if p.src[p.at] == '-' {
		for p.at < len(p.src) && bytes.IndexByte([]byte(" \t\r\n:"), p.src[p.at]) < 0 {
			p.at++
		}
		return
	}
	switch v := p.argument(); v.Kind {
	case literal.String, literal.Part:
		if strings.Contains(string(v.Text.Bytes), "/openapi/") && s.url == nil {
			t := argument(v)
			s.url = &t
		}
	case literal.Object:
		v.Open, v.OpenAt = true, command
		s.body = v.JSON()
	}
}
