package collection

import (
	"bytes"
	"strings"

	"github.com/payloadlint/payloadlint/schema/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// n8n reads the HTTP Request nodes of a workflow. A value that begins with "="
// is an expression.
func n8n(f *file) []source.Request {
	nodes := get(f.root, "nodes")
	if !isArray(nodes) {
		return nil
	}
	if f.dry {
		return f.found()
	}
	for _, n := range nodes.Elements {
		if !strings.HasPrefix(strings.ToLower(str(get(n, "type"))), "n8n-nodes-base.httprequest") {
			continue
		}
		p := get(n, "parameters")
		r := source.Request{Method: strings.ToUpper(or(str(get(p, "method")), str(get(p, "requestMethod")), "GET")), Span: n.Span}
		for _, h := range get(p, "headerParameters", "parameters").Elements {
			f.header(&r, get(h, "name"), expression(get(h, "value")))
		}
		f.add(r, expression(get(p, "url")), n8nBody(p))
	}
	return f.found()
}

func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// expression takes the mark of an expression off a text.
func expression(l literal.Value) literal.Value {
	if isString(l) && bytes.HasPrefix(l.Text.Bytes, []byte("=")) {
		l.Text = l.Text.Slice(1, len(l.Text.Bytes))
	}
	return l
}

func n8nBody(p literal.Value) literal.Value {
	for _, name := range [...]string{"jsonBody", "bodyParametersJson", "body"} {
		if b := get(p, name); isString(b) {
			return wholeExpression(expression(b))
		}
	}
	params := get(p, "bodyParameters", "parameters")
	if !isArray(params) {
		params = get(p, "bodyParametersUi", "parameter")
	}
	if !isArray(params) {
		return literal.Value{}
	}
	l := literal.Value{Kind: literal.Object, Span: params.Span}
	for _, v := range params.Elements {
		value := expression(get(v, "value"))
		if !isString(get(v, "name")) {
			continue
		}
		l.Members = append(l.Members, literal.Member{Key: get(v, "name"), Value: value})
	}
	return l
}

// wholeExpression is the body of an expression that is one piece of JavaScript,
// {{ {…} }} or {{ JSON.stringify({…}) }}: it is left to the reader of that language, and
// here unknown.
func wholeExpression(l literal.Value) literal.Value {
	b := bytes.TrimSpace(l.Text.Bytes)
	if bytes.HasPrefix(b, []byte("{{")) && bytes.HasSuffix(b, []byte("}}")) && bytes.Count(b, []byte("{{")) == 1 {
		return literal.Value{Kind: literal.String, Span: l.Span, Text: source.Text{Bytes: []byte("unknown")}}
	}
	return l
}

// dify reads the HTTP nodes of an export.
func dify(f *file) []source.Request {
	nodes := get(f.root, "workflow", "graph", "nodes")
	if !isArray(nodes) {
		nodes = get(f.root, "graph", "nodes")
	}
	if !isArray(nodes) {
		return nil
	}
	if f.dry {
		return f.found()
	}
	for _, v := range get(f.root, "workflow", "environment_variables").Elements {
		if str(get(v, "value_type")) != "secret" {
			f.variable("#env."+str(get(v, "name"))+"#", get(v, "value"))
		}
	}
	for _, n := range nodes.Elements {
		data := get(n, "data")
		if str(get(data, "type")) != "http-request" {
			continue
		}
		r := source.Request{Method: strings.ToUpper(str(get(data, "method"))), Span: n.Span}
		f.headerLines(&r, get(data, "headers"))
		body := get(data, "body", "data")
		if isArray(body) && len(body.Elements) > 0 {
			if str(get(data, "body", "type")) == "form-data" || str(get(data, "body", "type")) == "x-www-form-urlencoded" {
				body = formObject(body, "key")
			} else {
				body = get(body.Elements[0], "value")
			}
		}
		f.add(r, get(data, "url"), body)
	}
	return f.found()
}

// headerLines reads headers that stand one a line in a text.
func (f *file) headerLines(r *source.Request, text literal.Value) {
	for at := 0; at < len(text.Text.Bytes); {
		end := len(text.Text.Bytes)
		if k := bytes.IndexByte(text.Text.Bytes[at:], '\n'); k >= 0 {
			end = at + k
		}
		if colon := bytes.IndexByte(text.Text.Bytes[at:end], ':'); colon > 0 {
			value := text.Text.Slice(at+colon+1, end)
			t := f.expand(value)
			r.Headers = append(r.Headers, source.Header{
				Name: string(text.Text.Bytes[at : at+colon]), Value: strings.TrimSpace(string(t.Bytes)), Span: value.FileSpan(spanOf(0, len(value.Bytes))),
			})
		}
		at = end + 1
	}
}

// coze reads the HTTP nodes of an export: their address stands in apiInfo, the
// body in a text.
func coze(f *file) []source.Request {
	if !isArray(get(f.root, "nodes")) && !isArray(get(f.root, "json", "nodes")) {
		return nil
	}
	if f.dry {
		return f.found()
	}
	nodes := get(f.root, "nodes")
	if !isArray(nodes) {
		nodes = get(f.root, "json", "nodes")
	}
	for _, n := range nodes.Elements {
		inputs := get(n, "data", "inputs")
		info := get(inputs, "apiInfo")
		if !isObject(info) {
			continue
		}
		r := source.Request{Method: strings.ToUpper(str(get(info, "method"))), Span: n.Span}
		for _, h := range get(inputs, "headers").Elements {
			f.header(&r, get(h, "name"), get(h, "input", "value", "content"))
		}
		body := get(inputs, "body", "bodyData", "json")
		if isObject(body) {
			body = get(body, "value")
		}
		f.add(r, get(info, "url"), body)
	}
	return f.found()
}

var operations = map[string]bool{"get": true, "post": true, "put": true, "patch": true, "delete": true}

// openapi reads the examples of the request bodies.
func openapi(f *file) []source.Request {
	paths := get(f.root, "paths")
	if !isObject(paths) {
		return nil
	}
	if f.dry {
		return f.found()
	}
	server := ""
	if s := get(f.root, "servers"); len(s.Elements) > 0 {
		server = strings.TrimSuffix(str(get(s.Elements[0], "url")), "/")
	}
	for _, path := range paths.Members {
		for _, op := range path.Value.Members {
			if operations[str(op.Key)] {
				f.operation(server, path.Key, op)
			}
		}
	}
	return f.found()
}

func (f *file) operation(server string, path literal.Value, op literal.Member) {
	for _, media := range get(op.Value, "requestBody", "content").Members {
		if !strings.Contains(str(media.Key), "json") {
			continue
		}
		examples := []literal.Value{get(media.Value, "example"), get(media.Value, "schema", "example")}
		for _, e := range get(media.Value, "examples").Members {
			examples = append(examples, get(e.Value, "value"))
		}
		for _, e := range examples {
			if e.Kind != literal.Object && e.Kind != literal.String {
				continue
			}
			url := path
			if server != "" {
				url.Text = source.Text{}
				url.Text.Add(server+str(path), path.Span)
			}
			f.add(source.Request{Method: strings.ToUpper(str(op.Key)), Span: e.Span}, url, e)
		}
	}
}
