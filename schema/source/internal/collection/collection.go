// Package collection reads the requests that HTTP clients, browsers and
// workflow builders save: Postman and Insomnia collections, OpenAPI and Apifox
// documents, HAR files, n8n workflows, Dify and Coze exports. They are JSON or
// YAML; a body is often JSON inside one of their strings, and keeps its place
// through the escapes.
package collection

import (
	"bytes"
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Containers are the kinds, one for each program that saves requests.
var Containers = []source.Container{
	row("har", har, []marks{{`"log"`, `"entries"`, `"request"`}}, ".har", ".json"),
	row("postman", postman, []marks{{`"item"`, `"request"`, `"info"`}}, ".json"),
	row("insomnia", insomnia, []marks{{"resources", "__export_format"}, {"collection.insomnia.rest"}}, ".json", ".yaml", ".yml"),
	row("n8n", n8n, []marks{{`"parameters"`, `"n8n-nodes-base.`}, {`"parameters"`, `n8n-nodes-langchain.toolHttp`}}, ".json"),
	row("dify", dify, []marks{{"http-request", "graph", "nodes"}}, ".yml", ".yaml", ".dsl", ".json"),
	row("coze", coze, []marks{{"nodes", "apiInfo", "url"}}, ".json", ".yaml", ".yml"),
	row("apifox", apifox, []marks{{"apifoxProject", "apiCollection"}}, ".json"),
	row("openapi", openapi, []marks{{"paths", "openapi"}, {"paths", "swagger"}}, ".json", ".yaml", ".yml"),
}

// marks are words that all stand in a file of a kind.
type marks []string

func (m marks) match(f *source.File) bool {
	for _, word := range m {
		if !bytes.Contains(f.Text, []byte(word)) {
			return false
		}
	}
	return true
}

func row(kind string, read func(*file) []source.Request, alternatives []marks, extensions ...string) source.Container {
	return source.Container{
		Kind:       kind,
		Extensions: extensions,
		Match: func(f *source.File) bool {
			if !slices.ContainsFunc(alternatives, func(m marks) bool { return m.match(f) }) {
				return false
			}
			root, ok := tree(f)
			return ok && read(&file{File: f, root: root, dry: true}) != nil
		},
		Extract: func(f *source.File) []source.Request {
			root, ok := tree(f)
			if !ok {
				return nil
			}
			return read(&file{File: f, root: root})
		},
		Quote: quote,
	}
}

// file is a file that is read, as a tree of values.
type file struct {
	*source.File
	root literal.Value
	// dry asks whether the file is of the kind at all: an empty list that is not
	// nil says so.
	dry bool
	// vars are the values of variables; one without text has several.
	vars map[string]source.Text
	out  []source.Request
}

// get is the member of an object; a missing one is a hole without a place.
func get(l literal.Value, keys ...string) literal.Value {
	for _, k := range keys {
		found := literal.Value{}
		for i := range l.Members {
			if l.Members[i].Key.Kind == literal.String && string(l.Members[i].Key.Text.Bytes) == k {
				found = l.Members[i].Value
			}
		}
		l = found
	}
	return l
}

func isObject(l literal.Value) bool { return l.Kind == literal.Object }
func isArray(l literal.Value) bool  { return l.Kind == literal.Array }
func isString(l literal.Value) bool { return l.Kind == literal.String }

// str is the text of a string; empty for anything else.
func str(l literal.Value) string {
	if l.Kind != literal.String && l.Kind != literal.Number {
		return ""
	}
	return string(l.Text.Bytes)
}

// add ends a request: its address and headers with their variables, its body.
func (f *file) add(r source.Request, url, body literal.Value) {
	t := f.expand(url.Text)
	r.URL, r.URLSpan = string(t.Bytes), url.Span
	switch body.Kind {
	case literal.Hole:
	case literal.Part: // a program
		r.BodyUnknown = true
	case literal.String:
		r.Body = f.expand(body.Text).Fill()
		if first := bytes.TrimLeft(r.Body.Bytes, " \t\r\n"); len(first) == 0 || first[0] != '{' && first[0] != '[' && first[0] != '"' {
			r.Body, r.BodyUnknown = source.Text{}, len(first) > 0
		}
	default:
		body = f.expandTree(body)
		r.Body = body.JSON()
	}
	f.out = append(f.out, r)
}

// header adds a header.
func (f *file) header(r *source.Request, name, value literal.Value) {
	if str(name) == "" {
		return
	}
	t := f.expand(value.Text)
	r.Headers = append(r.Headers, source.Header{Name: str(name), Value: string(t.Bytes), Span: value.Span})
}

// expandTree is expand for all strings of a value.
func (f *file) expandTree(l literal.Value) literal.Value {
	switch l.Kind {
	case literal.String:
		t := f.expand(l.Text)
		switch {
		case len(t.Holes) == 0:
		case len(t.Holes) == 1 && t.Holes[0].Start == 0 && t.Holes[0].End == len(t.Bytes):
			return literal.Value{Span: l.Span}
		default:
			l.Kind = literal.Part
		}
		l.Text = t
	case literal.Array:
		elements := make([]literal.Value, len(l.Elements))
		for i := range l.Elements {
			elements[i] = f.expandTree(l.Elements[i])
		}
		l.Elements = elements
	case literal.Object:
		members := make([]literal.Member, len(l.Members))
		for i := range l.Members {
			members[i] = literal.Member{Key: l.Members[i].Key, Value: f.expandTree(l.Members[i].Value)}
		}
		l.Members = members
	}
	return l
}

// expressions are how the programs write what they fill in: {{name}}, and what
// n8n and Dify make of it, {{ $json.x }} and {{#node.field#}}.
func (f *file) expand(t source.Text) source.Text {
	if !bytes.Contains(t.Bytes, []byte("{{")) {
		return t
	}
	var out source.Text
	from := 0
	for {
		k := bytes.Index(t.Bytes[from:], []byte("{{"))
		if k < 0 {
			break
		}
		end := bytes.Index(t.Bytes[from+k:], []byte("}}"))
		if end < 0 {
			break
		}
		at, to := from+k, from+k+end+2
		for to < len(t.Bytes) && t.Bytes[to] == '}' && t.Bytes[at+2] == '{' { // {{{a}}}
			to++
		}
		out.Append(t.Slice(from, at))
		if v, ok := f.vars[string(bytes.TrimSpace(t.Bytes[at+2:from+k+end]))]; ok && len(v.Bytes) > 0 && len(v.Bytes) < 4096 {
			out.Append(v)
		} else {
			out.AddHole(source.UnknownPart, jsondoc.HoleValue, t.FileSpan(spanOf(at, to)))
		}
		from = to
	}
	out.Append(t.Slice(from, len(t.Bytes)))
	return out
}

// variable remembers a value; a name that has two is unknown.
func (f *file) variable(name string, value literal.Value) {
	if name == "" || !isString(value) || bytes.Contains(value.Text.Bytes, []byte("{{")) {
		return
	}
	if f.vars == nil {
		f.vars = map[string]source.Text{}
	}
	if old, twice := f.vars[name]; twice && !bytes.Equal(old.Bytes, value.Text.Bytes) {
		f.vars[name] = source.Text{}
		return
	}
	f.vars[name] = value.Text
}

// found is the list of requests, never nil.
func (f *file) found() []source.Request {
	if f.out == nil {
		return []source.Request{}
	}
	return f.out
}
