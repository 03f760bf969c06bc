package collection

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// har reads the entries of a HAR file, each with its answer.
func har(f *file) []source.Request {
	entries := get(f.root, "log", "entries")
	if !isArray(entries) {
		return nil
	}
	if f.dry {
		return f.found()
	}
	for _, e := range entries.Elements {
		req := get(e, "request")
		if !isObject(req) {
			continue
		}
		r := source.Request{Method: strings.ToUpper(str(get(req, "method"))), Span: e.Span}
		if r.Method == http.MethodOptions { // the browser asked whether it may
			continue
		}
		for _, h := range get(req, "headers").Elements {
			f.header(&r, get(h, "name"), get(h, "value"))
		}
		answer := get(e, "response", "content", "text")
		if isString(answer) && str(get(e, "response", "content", "encoding")) == "" {
			r.Answer = &source.Answer{Status: number(get(e, "response", "status")), Body: answer.Text}
		}
		f.add(r, get(req, "url"), get(req, "postData", "text"))
	}
	return f.found()
}

func number(l literal.Value) int {
	n := 0
	for _, c := range str(l) {
		if c < '0' || c > '9' || n > 9999 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// postman reads a collection of version 2: nested folders of requests.
func postman(f *file) []source.Request {
	root := f.root
	if !isArray(get(root, "item")) {
		root = get(root, "collection") // as Postman's own service wraps it
	}
	if !isArray(get(root, "item")) || !isObject(get(root, "info")) {
		return nil
	}
	if f.dry {
		return f.found()
	}
	for _, v := range get(root, "variable").Elements {
		f.variable(str(get(v, "key")), get(v, "value"))
	}
	f.environment()
	f.postmanItems(get(root, "item"), get(root, "auth"))
	return f.found()
}

// environment reads the variables of the environments beside a collection.
func (f *file) environment() {
	if f.Read == nil {
		return
	}
	for _, name := range [...]string{"environment.json", "postman_environment.json", "environment.postman_environment.json", "globals.postman_globals.json"} {
		text, err := f.Read(name)
		if err != nil {
			continue
		}
		root, ok := tree(&source.File{Name: name, Text: text})
		if !ok {
			continue
		}
		for _, v := range get(root, "values").Elements {
			value := get(v, "value")
			value.Text.Pieces = nil // it has no place in this file
			f.variable(str(get(v, "key")), value)
		}
	}
}

func (f *file) postmanItems(items, auth literal.Value) {
	for _, item := range items.Elements {
		own := auth
		if a := get(item, "auth"); isObject(a) {
			own = a
		}
		if sub := get(item, "item"); isArray(sub) {
			f.postmanItems(sub, own)
			continue
		}
		req := get(item, "request")
		switch {
		case isString(req):
			f.add(source.Request{Method: "GET", Span: item.Span}, req, literal.Value{})
		case isObject(req):
			f.postmanRequest(item, req, own)
		}
	}
}

func (f *file) postmanRequest(item, req, auth literal.Value) {
	r := source.Request{Method: strings.ToUpper(str(get(req, "method"))), Span: item.Span}
	for _, h := range get(req, "header").Elements {
		if get(h, "disabled").True {
			continue
		}
		f.header(&r, get(h, "key"), get(h, "value"))
	}
	if a := get(req, "auth"); isObject(a) {
		auth = a
	}
	if str(get(auth, "type")) == "bearer" {
		for _, v := range get(auth, "bearer").Elements {
			if str(get(v, "key")) == "token" {
				t := f.expand(get(v, "value").Text)
				r.Headers = append(r.Headers, source.Header{Name: "Authorization", Value: "Bearer " + string(t.Bytes), Span: get(v, "value").Span})
			}
		}
	}
	url := get(req, "url")
	if isObject(url) {
		url = pathVariables(get(url, "raw"), get(url, "variable"))
	}
	body := literal.Value{}
	switch b := get(req, "body"); str(get(b, "mode")) {
	case "raw":
		body = get(b, "raw")
	case "urlencoded", "formdata":
		body = formObject(get(b, str(get(b, "mode"))), "key")
	case "", "none":
	default:
		r.BodyUnknown = true
	}
	f.add(r, url, body)
}

// pathVariables puts the values of an address's own variables in their place: :id
// in /run/workflow/:id. One without a value is unknown.
func pathVariables(url, variables literal.Value) literal.Value {
	if !isString(url) || !bytes.Contains(url.Text.Bytes, []byte("/:")) {
		return url
	}
	var t source.Text
	from := 0
	for {
		k := bytes.Index(url.Text.Bytes[from:], []byte("/:"))
		if k < 0 {
			break
		}
		at := from + k + 1
		to := at + 1
		for to < len(url.Text.Bytes) && bytes.IndexByte([]byte("/?#"), url.Text.Bytes[to]) < 0 {
			to++
		}
		value := "{{" + string(url.Text.Bytes[at+1:to]) + "}}" // as the collection's own, if it has one
		for _, v := range variables.Elements {
			if s := str(get(v, "value")); s != "" && str(get(v, "key")) == string(url.Text.Bytes[at+1:to]) {
				value = s
			}
		}
		t.Append(url.Text.Slice(from, at))
		t.Add(value, url.Text.FileSpan(spanOf(at, to)))
		from = to
	}
	t.Append(url.Text.Slice(from, len(url.Text.Bytes)))
	url.Text = t
	return url
}

// formObject is the object of a form's fields; a file is unknown.
func formObject(fields literal.Value, key string) literal.Value {
	l := literal.Value{Kind: literal.Object, Span: fields.Span}
	for _, v := range fields.Elements {
		if get(v, "disabled").True || !isString(get(v, key)) {
			continue
		}
		value := get(v, "value")
		if str(get(v, "type")) == "file" || !isString(value) {
			value = literal.Value{Span: v.Span}
		}
		l.Members = append(l.Members, literal.Member{Key: get(v, key), Value: value})
	}
	return l
}

// insomnia reads an export of version 4, a list of resources, or a file of
// version 5, a tree of folders.
func insomnia(f *file) []source.Request {
	resources := get(f.root, "resources")
	if !isArray(resources) {
		return insomniaTree(f)
	}
	if f.dry {
		return f.found()
	}
	for _, r := range resources.Elements {
		if str(get(r, "_type")) == "environment" {
			f.insomniaVariables(get(r, "data"))
		}
	}
	for _, r := range resources.Elements {
		if str(get(r, "_type")) == "request" {
			f.insomniaRequest(r)
		}
	}
	return f.found()
}

func (f *file) insomniaVariables(data literal.Value) {
	f.insomniaTreeOf("", data, 0)
}

// insomniaTreeOf reads variables that are grouped in objects: _.ids.workflow.
func (f *file) insomniaTreeOf(prefix string, data literal.Value, depth int) {
	for _, m := range data.Members {
		name := prefix + str(m.Key)
		if isObject(m.Value) && depth < 8 {
			f.insomniaTreeOf(name+".", m.Value, depth+1)
			continue
		}
		f.variable(name, m.Value)
		f.variable("_."+name, m.Value)
	}
}

func (f *file) insomniaRequest(item literal.Value) {
	r := source.Request{Method: strings.ToUpper(str(get(item, "method"))), Span: item.Span}
	for _, h := range get(item, "headers").Elements {
		f.header(&r, get(h, "name"), get(h, "value"))
	}
	body := get(item, "body")
	switch {
	case isString(get(body, "text")):
		body = get(body, "text")
	case isArray(get(body, "params")):
		body = formObject(get(body, "params"), "name")
	default:
		body = literal.Value{}
	}
	f.add(r, get(item, "url"), body)
}

func insomniaTree(f *file) []source.Request {
	items := get(f.root, "collection")
	if !isArray(items) {
		return nil
	}
	if f.dry {
		return f.found()
	}
	f.insomniaVariables(get(f.root, "environments", "data"))
	var walk func(items literal.Value)
	walk = func(items literal.Value) {
		for _, item := range items.Elements {
			if sub := get(item, "children"); isArray(sub) {
				walk(sub)
				continue
			}
			if isString(get(item, "url")) {
				f.insomniaRequest(item)
			}
		}
	}
	walk(items)
	return f.found()
}
