package collection

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// n8n reads the HTTP Request nodes of a workflow, of several, or nodes that were
// copied from one. A value that begins with "=" is an expression.
func n8n(f *file) []source.Request {
	nodes := n8nNodes(f.root, nil, 0)
	if len(nodes) == 0 {
		return nil
	}
	if f.dry {
		return f.found()
	}
	for _, n := range nodes {
		p := get(n, "parameters")
		if !n8nRequest(n) {
			f.code("javascript", get(p, "jsCode"), get(p, "functionCode"))
			f.code("python", get(p, "pythonCode"))
			continue
		}
		r := source.Request{Method: strings.ToUpper(or(str(get(p, "method")), str(get(p, "requestMethod")), "GET")), Span: n.Span}
		for _, h := range get(p, "headerParameters", "parameters").Elements {
			f.header(&r, get(h, "name"), expression(get(h, "value")))
		}
		body := f.n8nBody(p)
		f.add(r, expression(get(p, "url")), body)
		if last := &f.out[len(f.out)-1]; last.BodyUnknown {
			f.javascript(last, body)
		}
	}
	return f.found()
}

// n8nNodes are the nodes of all workflows in a value: a list of them, the answer
// of the API, a node alone.
func n8nNodes(l literal.Value, nodes []literal.Value, depth int) []literal.Value {
	if depth > 5 {
		return nodes
	}
	if isObject(get(l, "parameters")) && strings.Contains(str(get(l, "type")), "n8n-nodes-") {
		return append(nodes, l)
	}
	for _, e := range l.Elements {
		nodes = n8nNodes(e, nodes, depth+1)
	}
	for _, m := range l.Members {
		nodes = n8nNodes(m.Value, nodes, depth+1)
	}
	return nodes
}

// n8nRequest reports whether a node sends a request, by itself or for an agent.
func n8nRequest(node literal.Value) bool {
	_, name, _ := strings.Cut(strings.ToLower(str(get(node, "type"))), ".")
	return strings.HasPrefix(name, "httprequest") || name == "toolhttprequest"
}

// code adds the requests of programs that are kept in a file.
func (f *file) code(language string, programs ...literal.Value) {
	for _, p := range programs {
		if isString(p) && f.Fence != nil {
			f.out = append(f.out, f.nested(f.Fence(language, p.Text))...)
		}
	}
}

// nested are the requests of a text that a string of the file holds.
func (f *file) nested(found []source.Request) []source.Request {
	if isYAML(f.Name) {
		return literal.AsWritten(found)
	}
	return literal.Nested(found)
}

// javascript reads the body of an expression that is one piece of JavaScript.
func (f *file) javascript(r *source.Request, body literal.Value) {
	b := body.Text.Bytes
	from, end := bytes.Index(b, []byte("{{")), bytes.LastIndex(b, []byte("}}"))
	if from < 0 || end < from || f.Fence == nil {
		return
	}
	t := source.Text{Bytes: []byte(`axios.post("/openapi/", `)} // as what the body of a call is read
	t.Append(body.Text.Slice(from+2, end))
	t.Bytes = append(t.Bytes, ')')
	if found := f.nested(f.Fence("javascript", t)); len(found) == 1 && !found[0].BodyUnknown {
		r.Body, r.BodyUnknown, r.Language = found[0].Body, false, found[0].Language
	}
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

func (f *file) n8nBody(p literal.Value) literal.Value {
	for _, name := range [...]string{"jsonBody", "bodyParametersJson", "body"} {
		switch b := get(p, name); b.Kind {
		case literal.String:
			return wholeExpression(expression(b))
		case literal.Object, literal.Array:
			return b
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
		value := f.n8nValue(get(v, "value"))
		if !isString(get(v, "name")) {
			continue
		}
		l.Members = append(l.Members, literal.Member{Key: get(v, "name"), Value: value})
	}
	return l
}

// n8nValue is the value of a parameter; JavaScript that makes an object or a list
// is read as one.
func (f *file) n8nValue(l literal.Value) literal.Value {
	l = wholeExpression(expression(l))
	if l.Kind != literal.Part {
		return l
	}
	var r source.Request
	if f.javascript(&r, l); len(r.Body.Bytes) > 0 {
		return literal.Value{Kind: literal.Raw, Span: l.Span, Text: r.Body}
	}
	l.Kind = literal.String
	return l
}

// wholeExpression is the body of an expression that is one piece of JavaScript,
// {{ {…} }} or {{ JSON.stringify({…}) }}: it is left to the reader of that language.
func wholeExpression(l literal.Value) literal.Value {
	b := bytes.TrimSpace(l.Text.Bytes)
	if bytes.HasPrefix(b, []byte("{{")) && bytes.HasSuffix(b, []byte("}}")) && bytes.Count(b, []byte("{{")) == 1 {
		l.Kind = literal.Part
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
		if str(get(data, "type")) == "code" {
			language := strings.TrimRight(str(get(data, "code_language")), "23")
			f.code(language, get(data, "code"))
		}
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
				url := pathParameters(path.Key, append(slices.Clone(get(path.Value, "parameters").Elements), get(op.Value, "parameters").Elements...))
				f.operation(server, url, op)
			}
		}
	}
	return f.found()
}

// pathParameters puts examples in place of the parameters of a path; one without
// an example is unknown.
func pathParameters(path literal.Value, parameters []literal.Value) literal.Value {
	s := str(path)
	for _, p := range parameters {
		name := "{" + str(get(p, "name")) + "}"
		example := or(str(get(p, "example")), str(get(p, "schema", "example")), str(get(p, "schema", "default")))
		if str(get(p, "in")) == "path" && example != "" && len(name) > 2 {
			s = strings.ReplaceAll(s, name, example)
		}
	}
	s = templated().ReplaceAllString(s, source.UnknownPart)
	if s == str(path) {
		return path
	}
	path.Text = source.Text{}
	path.Text.Add(s, path.Span)
	return path
}

// templated are the parameters of a path.
var templated = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{[^{}/]*\}`) })

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
