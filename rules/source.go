package rules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/internal/model"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// Source is where a request stands in a file that is not a JSON document.
type Source struct {
	// Kind is the kind of the file, such as "python"; see source.All.
	Kind string
	// Method and URL are those that the file gives, without secrets; "" where
	// it gives none.
	Method, URL string
	// Line and EndLine are the lines of the whole request, from 1.
	Line, EndLine int
}

// plainKind is the kind of a text that is JSON itself: the fence of a page.
const plainKind = "json"

// foundRequest is one request of a source file on its way to the rules.
type foundRequest struct {
	source.Request
	kind    *source.Container
	file    *jsondoc.Document
	ignores *ignores
	// doc is the body; err says why it is not JSON.
	doc *jsondoc.Document
	err *jsondoc.SyntaxError
}

// sources checks every request of a file of a kind.
func (c *Checker) sources(ctx context.Context, kind *source.Container, name string, data []byte) ([]Result, error) {
	f := source.File{Name: name, Text: data}
	if c.options.Read != nil {
		f.Read = func(other string) ([]byte, error) { return c.options.Read(name, other) }
	}
	if c.options.Siblings != nil {
		f.Siblings = func(ext string) []string { return c.options.Siblings(name, ext) }
	}
	return c.found(ctx, kind, name, data, f.Requests(kind))
}

// found checks the requests that were found in a file of a kind.
func (c *Checker) found(ctx context.Context, kind *source.Container, name string, data []byte, requests []source.Request) ([]Result, error) {
	file := jsondoc.Lines(name, data)
	var out []Result
	comments := readIgnores(file, languages(kind, requests))
	for _, req := range requests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		fr := &foundRequest{Request: req, kind: kind, file: file, ignores: comments}
		c.query(fr)
		fr.parse()
		r, ok := c.readFound(name, fr)
		if !ok {
			continue
		}
		var res Result
		if fr.err != nil {
			res = c.broken(ctx, &r, len(out), fr.err)
		} else {
			res = c.examine(ctx, &r, len(out))
		}
		out = append(out, res)
	}
	out = c.tellKeys(ctx, kind, file, out)
	comments.tell(ctx, c, name, out)
	return out, nil
}

// languages are the kind of a file and those of the texts in it.
func languages(kind *source.Container, requests []source.Request) []*source.Container {
	out := []*source.Container{kind}
	for i := range requests {
		if l := requests[i].Language; l != nil && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// parse reads the body. One whose text is unknown is a hole.
func (fr *foundRequest) parse() {
	body := fr.Body
	switch {
	case fr.BodyUnknown && len(body.Bytes) == 0:
		body = source.Text{}
		body.AddHole(`"`+source.UnknownPart+`"`, jsondoc.HoleValue, fr.Span)
	case len(bytes.TrimSpace(body.Bytes)) == 0:
		return
	}
	fr.doc, fr.err = fr.document(body)
	if fr.err != nil {
		return
	}
	if root := fr.doc.Root(); fr.Loose && root.Is(jsondoc.Object) && !fr.exact(body, root) {
		if isItem(root) {
			fr.doc, fr.err = fr.document(inList(body))
			return
		}
		fr.doc, fr.err = fr.document(opened(body, root, fr.Span))
	} else if fr.Loose && isItem(root) {
		fr.doc, fr.err = fr.document(inList(body))
	}
}

func (fr *foundRequest) document(t source.Text) (*jsondoc.Document, *jsondoc.SyntaxError) {
	o := &jsondoc.Origin{File: fr.file, At: fr.Span, Pieces: t.Pieces, Holes: t.Holes, Plain: fr.Language.Kind == plainKind, Quote: fr.Language.Quote}
	d, err := o.Parse(t.Bytes)
	broken, _ := errors.AsType[*jsondoc.SyntaxError](err)
	return d, broken
}

// exact reports whether an object is written in JSON, and not in the syntax of a
// program, which may add to it elsewhere.
func (fr *foundRequest) exact(t source.Text, root jsondoc.Value) bool {
	s := root.Span()
	for _, p := range t.Pieces {
		if p.Start <= s.Start && s.Start < p.End {
			return p.Exact
		}
	}
	return false
}

// isItem reports whether an object is an item of a nodeInfoList by itself.
func isItem(v jsondoc.Value) bool {
	return v.Is(jsondoc.Object) && v.Get("nodeId").Exists() && v.Get("fieldName").Exists() && v.Get("fieldValue").Exists()
}

// inList is a list of one item.
func inList(item source.Text) source.Text {
	t := source.Text{Bytes: []byte("[")}
	t.Append(item)
	t.Bytes = append(t.Bytes, ']')
	return t
}

// opened is an object of a program to which a function that is not in sight may
// add keys.
func opened(t source.Text, root jsondoc.Value, at jsondoc.Span) source.Text {
	end := root.Span().End - 1
	t.Holes = append(slices.Clone(t.Holes), jsondoc.Hole{Start: end, End: end, Kind: jsondoc.HoleMembers, File: at})
	slices.SortStableFunc(t.Holes, func(a, b jsondoc.Hole) int { return a.Start - b.Start })
	return t
}

// readFound finds out what a request of a source file is for. ok is false for
// one that has nothing to do with RunningHub, or cannot be told from something
// else.
func (c *Checker) readFound(name string, fr *foundRequest) (r reading, ok bool) {
	if fr.err != nil {
		return c.readBroken(name, fr)
	}
	var root jsondoc.Value
	if fr.doc != nil {
		root = fr.doc.Root()
	}
	address, whose := c.address(fr.URL)
	r = reading{file: name, set: c.options.Config.Request(name), root: root, body: root, found: fr}
	if address == "" && whose != others {
		if body, method, url, headers, ok := endpoint.Default().Unwrap(root); ok {
			r.body = body
			r.target = model.NewTarget(c.endpoints, method.Text(), url.Text())
			r.target.MethodValue, r.target.URLValue, r.target.Headers = method, url, headers
		}
	}
	if address != "" && whose != others {
		r.target = fr.target(c.endpoints, address)
	}
	if r.target.URL == "" && whose != others {
		r.target = c.givenTarget(&r)
	}
	c.decide(&r)
	switch {
	case whose == others:
		return c.items(r)
	case r.target.URL != "":
		return r, true
	case r.kind == endpoint.Unknown || vague(&r):
		return r, false
	}
	return r, root.Exists()
}

// vague reports whether a body without a call near it may as well be something
// else: a graph on its way into a request, a part of an answer, a setting.
func vague(r *reading) bool {
	switch r.kind {
	case endpoint.Prompt, endpoint.AccountStatus:
		return true
	case endpoint.V2Query:
		return r.body.Len() < 2
	}
	return false
}

// items keeps of a request to somebody else's server, who adds the rest, what
// must hold wherever it is sent: the list.
func (c *Checker) items(r reading) (reading, bool) {
	r.target = model.NewTarget(c.endpoints, "", "")
	list := r.body
	if list.Is(jsondoc.Object) {
		list = list.Get("nodeInfoList")
	}
	if kind, _, _ := c.endpoints.DetectFile(list, r.file); !list.Is(jsondoc.Array) || kind != endpoint.NodeInfoList {
		return r, false
	}
	r.body, r.kind = list, endpoint.NodeInfoList
	return r, true
}

// readBroken decides whether a text that is not JSON was meant to be the body of
// a request. Documentation shortens its samples and explains them in comments:
// those are no mistakes.
func (c *Checker) readBroken(name string, fr *foundRequest) (reading, bool) {
	r := reading{file: name, found: fr}
	address, whose := c.address(fr.URL)
	switch {
	case whose == others:
		return r, false
	case address != "":
		r.target = fr.target(c.endpoints, address)
		c.decide(&r)
	case !namesRequest(fr.Body.Bytes):
		return r, false
	}
	switch fr.err.Cause {
	case jsondoc.CauseComment, jsondoc.CauseEllipsis, jsondoc.CausePlaceholder, jsondoc.CauseTruncated, jsondoc.CauseTrailingData, jsondoc.CauseExpression:
		return r, false
	case jsondoc.CauseTrailingComma, jsondoc.CauseExtraComma, jsondoc.CauseMissingComma, jsondoc.CauseMissingColon, jsondoc.CauseFullWidth, jsondoc.CauseInvisible,
		jsondoc.CauseUnclosed, jsondoc.CauseMismatched, jsondoc.CauseExtraClose, jsondoc.CauseOpenString, jsondoc.CauseMissingQuote, jsondoc.CauseUnescapedQuote, jsondoc.CauseUnescapedJSON:
		return r, true
	}
	return r, address != "" && !fr.Loose
}

// namesRequest reports whether a text has the keys of a request.
func namesRequest(text []byte) bool {
	for _, key := range [...]string{`"nodeInfoList"`, `"webappId"`, `"workflowId"`} {
		if bytes.Contains(text, []byte(key)) {
			return true
		}
	}
	return bytes.Contains(text, []byte(`"apiKey"`)) && bytes.Contains(text, []byte(`"taskId"`))
}

// owner says whose an address is.
type owner uint8

const (
	nobody owner = iota // the address does not tell
	hub                 // RunningHub's, or that of a relay with its paths
	others
)

// address is the part of an address that says where a request goes; "" where
// that is known only when the program runs.
func (c *Checker) address(url string) (string, owner) {
	url = strings.TrimSpace(url)
	_, host, path, _ := endpoint.SplitURL(url)
	bare := strings.Trim(strings.ReplaceAll(path, source.UnknownPart, ""), "/") == ""
	if url == "" || bare && (host == "" || host == source.UnknownPart) {
		return "", nobody
	}
	if _, _, ok := c.endpoints.Match(path); ok {
		return url, hub
	}
	unknownPath := strings.Contains(path, source.UnknownPart) || strings.Contains(path, "{{") || c.settings.Placeholders.Match(strings.Trim(path, "/"))
	lower := strings.ToLower(host)
	switch {
	case strings.Contains(lower, "runninghub") && (unknownPath || strings.Contains(lower, "{")):
		return "", hub
	case strings.Contains(lower, "runninghub"):
		return url, hub
	case host == "" || strings.ContainsAny(host, "{$<%"):
		return c.relative(url, path, unknownPath || bare, host != "")
	}
	return "", others
}

// relative is address for a path whose host is known only when the program runs,
// and which may begin with a part of the path (based).
func (c *Checker) relative(url, path string, unknown, based bool) (string, owner) {
	if based && strings.Count(path, "/") > 1 {
		for _, prefix := range c.bases() {
			e, _, ok := c.endpoints.Match(prefix + path)
			if _, model := e.Kind.Model(); ok && !model { // a model's path may be anything
				return prefix + path, hub
			}
		}
	}
	switch {
	case unknown:
		return "", nobody
	case strings.Contains(strings.ToLower(path), "/openapi/"):
		return url, hub
	case based && strings.Count(path, "/") == 1:
		return "", nobody // {base}/create
	}
	return "", others
}

// bases are the beginnings of the paths of all endpoints: what a program may have
// in its base URL.
func (c *Checker) bases() (out []string) {
	for _, e := range c.endpoints.All() {
		if e.Internal {
			continue
		}
		path, _, _ := strings.Cut(e.Path, "/{")
		for i := strings.LastIndexByte(path, '/'); i > 0; i = strings.LastIndexByte(path[:i], '/') {
			if !slices.Contains(out, path[:i]) {
				out = append(out, path[:i])
			}
		}
	}
	return out
}

// target is where a request goes, with the places of method, address and
// headers in the file.
func (fr *foundRequest) target(t *endpoint.Table, url string) (target rule.Target) {
	target = model.NewTarget(t, fr.Method, url)
	text := source.Text{Bytes: []byte(`{"url":`)}
	add := func(s string, at jsondoc.Span) {
		quoted, _ := json.Marshal(s) // a string does not fail
		if at.End > at.Start {
			text.Add(string(quoted), at)
			return
		}
		text.Add(string(quoted), jsondoc.Span{Start: fr.Span.Start, End: fr.Span.Start})
	}
	add(url, fr.URLSpan)
	text.Bytes = append(text.Bytes, `,"headers":[`...)
	authorized := false
	for i, h := range fr.Headers {
		if i > 0 {
			text.Bytes = append(text.Bytes, ',')
		}
		text.Bytes = append(text.Bytes, `{"name":`...)
		add(h.Name, jsondoc.Span{})
		text.Bytes = append(text.Bytes, `,"value":`...)
		add(h.Value, h.Span)
		text.Bytes = append(text.Bytes, '}')
		authorized = authorized || strings.EqualFold(h.Name, "authorization")
	}
	text.Bytes = append(text.Bytes, "]}"...)
	doc, err := fr.document(text)
	if err != nil {
		return target
	}
	target.URLValue = doc.Root().Get("url")
	// A header that is not there may be added elsewhere; see keyPlace.
	if authorized {
		target.Headers = doc.Root().Get("headers")
	}
	return target
}

// shown is the place of a request as reports give it.
func (fr *foundRequest) shown() *Source {
	at := func(offset int) int { return fr.file.Position(offset).Line }
	return &Source{
		Kind: fr.kind.Kind, Method: fr.Method, URL: string(secret.Text(fr.URL).Mask()),
		Line: at(fr.Span.Start), EndLine: at(max(fr.Span.Start, fr.Span.End-1)),
	}
}
