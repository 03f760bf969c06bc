package program

import (
	"bytes"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// methods are the functions of HTTP clients, in lower case, with the method.
var methods = map[string]string{
	"post": "POST", "get": "GET", "put": "PUT", "delete": "DELETE", "patch": "PATCH", "postasync": "POST", "getasync": "GET", "postasjsonasync": "POST",
	"postform": "POST", "postforentity": "POST", "postforobject": "POST", "httppost": "POST", "httpget": "GET", "request": "", "fetch": "", "$fetch": "", "usefetch": "", "axios": "", "got": "", "ky": "",
	"newrequest": "", "newrequestwithcontext": "", "url": "", "uri": "", "open": "", "urlopen": "", "ajax": "", "gm_xmlhttprequest": "", "xmlhttprequest": "", "file_get_contents": "",
	"curl_init": "", "httprequestmessage": "", "exchange": "", "seturl": "", "new": "", "asyncclient": "", "stream": "", "curl_setopt": "", "curl_setopt_array": "", "fetchjson": "",
	"retrieve": "", "execute": "", "send": "", "sendasync": "", "restrequest": "", "post_form": "POST",
}

// call is what is gathered of one request.
type call struct {
	source.Request
	body    literal.Value
	hasBody bool
	form    bool
	// params are those of the query that have no place in the address.
	params  literal.Value
	wrapper bool    // a function of the program's own, which may add to the body
	used    []*expr // the calls it is made of
}

// onMembers are the functions of clients that others have, too: they are called
// on something.
var onMembers = map[string]bool{"url": true, "uri": true, "new": true, "open": true, "send": true, "xmlhttprequest": true}

// never reports whether a function makes no request.
func never(lower string) bool { return strings.HasPrefix(lower, "log") || neverRequests[lower] }

// clientMethod is the method that a function of an HTTP client sends; client is
// false for any other function.
func clientMethod(c *expr, lower string) (method string, client bool) {
	method, client = methods[lower]
	if onMembers[lower] {
		client = client && c.x != nil && c.x.kind == exprMember
	}
	return method, client
}

// putsMember reports whether a call gives a member of an object its value: the name
// of the method is that of a client's, too.
func (d *finder) putsMember(c *expr, lower string) bool {
	if lower != "put" && lower != "set" && lower != "add" || len(c.list) != 2 || c.list[0].kind != exprString {
		return false
	}
	l := d.start(c.list[0], c.start)
	_, address := urlText(&l)
	return !address
}

// neverRequests are calls that make no request.
var neverRequests = map[string]bool{"print": true, "%": true, "dict": true}

// plausible reports whether a body or an address is that of a request.
func plausible(r *call, lower string) bool {
	if r.hasBody && requestLike(&r.body) {
		return true
	}
	_, client := clientMethod(r.used[0], lower)
	path := hubPath(r.URL)
	return client && (path || r.hasBody && strings.Contains(r.URL, "runninghub")) ||
		path && r.hasBody && r.body.Kind == literal.Object && !optionLike(&r.body) && !serves[lower]
}

// hubPath reports whether an address has the path of an endpoint of RunningHub,
// or of those who hand requests on.
func hubPath(url string) bool {
	return strings.Contains(url, "/openapi/") || strings.Contains(url, "/api/webapp/apiCallDemo")
}

// query uses the parameters of the address: they are all that GET sends, and may
// have what another method's body lacks.
func (r *call) query() {
	switch {
	case r.Method == methodGet && !r.hasBody && r.params.Kind == literal.Object:
		r.body, r.hasBody, r.form = r.params, true, false
	case r.Method != methodGet && r.params.Span.End > 0 && r.params.Kind != literal.Null && r.body.Kind == literal.Object:
		r.body.Open, r.body.OpenAt = true, r.params.Span
	}
}

// serves are the functions that take a path and belong to no client: routes of
// a server, mocks, tables.
var serves = map[string]bool{"route": true, "handle": true, "handlefunc": true, "use": true, "all": true, "nock": true, "tohavebeencalledwith": true, "register": true, "mock": true, "rule": true, "intercept": true}

// ownFunction reports whether a call is that of a function of the program, which
// may add to what it is given.
func (d *finder) ownFunction(c *expr) bool {
	switch {
	case c.x == nil:
		return false
	case c.x.kind == exprName:
		m, imported := d.imports[c.x.name]
		if imported {
			return strings.HasPrefix(m.module, ".") || d.lang == python && d.module(m.module) != nil
		}
		lower := strings.ToLower(c.x.name)
		_, client := methods[lower]
		return !client || lower == "post" || lower == "request" || len(d.assigns[c.x.name]) > 0
	case c.x.kind == exprMember && c.x.x.kind == exprName && isSelf(c.x.x.name):
		return true
	}
	_, client := methods[strings.ToLower(c.name)]
	return !client
}

// usualMethod is the method of a call that does not name one.
func usualMethod(r *call, lower string) string {
	if r.hasBody {
		return methodPost
	}
	switch lower {
	case "fetch", "axios", "got", "ky", "urlopen":
		return methodGet
	}
	return ""
}

// urlText is an address, if l is one.
func urlText(l *literal.Value) (string, bool) {
	if l.Kind != literal.String && l.Kind != literal.Part {
		return "", false
	}
	s := strings.TrimSpace(string(l.Text.Bytes))
	ok := strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.Contains(s, "/openapi/") && !strings.ContainsAny(s, " \n{}\"'") ||
		strings.HasPrefix(s, source.UnknownPart) && strings.Contains(s, "/") && !strings.ContainsAny(s, " \n\"")
	if !ok && strings.Contains(s, "/openapi/") && !strings.ContainsAny(s, " \n\"") && strings.Contains(s, source.UnknownPart) {
		ok = true
	}
	return s, ok && !strings.ContainsAny(s, " \n")
}

// arguments reads those of the call that has the address.
func (d *finder) arguments(c *expr, r *call, client bool) {
	var rest []*expr
	for i, x := range c.list {
		if c.keys[i] != nil {
			key, _ := known(d.start(c.keys[i], c.start))
			d.option(key, x, c.start, r)
			continue
		}
		if x.kind == exprString || x.kind == exprName || x.kind == exprConcat || x.kind == exprCall || x.kind == exprMember {
			l := d.start(x, c.start)
			if s, ok := urlText(&l); ok && r.URL == "" {
				r.URL, r.URLSpan = s, place(&l, x)
				rest = nil
				continue
			}
			if s, ok := known(l); ok && upper(s) {
				r.Method = s
				continue
			}
			if x.kind == exprMember && upper(strings.ToUpper(x.name)) { // HttpMethod.Post
				r.Method = strings.ToUpper(x.name)
				continue
			}
		}
		rest = append(rest, x)
	}
	for _, x := range rest {
		d.positional(c, x, r, client)
	}
}

func place(l *literal.Value, x *expr) jsondoc.Span {
	if l.Span.End > l.Span.Start && x.kind == exprString {
		return l.Span
	}
	return x.span()
}

func upper(s string) bool {
	switch s {
	case "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD":
		return true
	}
	return false
}

// positional reads an argument that its place alone explains: a body, or options.
func (d *finder) positional(c, x *expr, r *call, client bool) {
	if (x.kind == exprString && len(x.list) == 0 || r.hasBody) && !d.isJSONText(x, c.start) {
		return
	}
	before := d.visited
	d.visited = map[*expr]bool{}
	l := d.start(x, c.start)
	mine := d.visited
	d.visited = before
	switch {
	case l.Kind == literal.Object && optionLike(&l):
		d.visit(mine)
		d.options(&l, r)
	case bodyLike(&l):
		if better(&l, r) {
			d.visit(mine)
			r.body, r.hasBody = l, true
			r.form = client && d.formLike(&l)
		}
	case client && r.URL != "" && !r.hasBody && computed(x) && sends(c.name):
		r.body, r.hasBody = l, true
	}
}

func (d *finder) isJSONText(x *expr, at int) bool {
	l := d.start(x, at)
	return jsonText(&l)
}

// better reports whether a value is rather the body than the one found before.
func better(l *literal.Value, r *call) bool {
	return !r.hasBody || requestLike(l) && !requestLike(&r.body)
}

// formLike reports whether a client sends a value as a form.
func (d *finder) formLike(l *literal.Value) bool {
	return d.lang == python && l.Kind == literal.Object && !requestLike(l)
}

// visit marks expressions as visited.
func (d *finder) visit(all map[*expr]bool) {
	for e := range all {
		d.visited[e] = true
	}
}

// bodyLike reports whether a value can be JSON of a request.
func bodyLike(l *literal.Value) bool {
	switch l.Kind {
	case literal.Object, literal.JSON:
		return true
	case literal.Array:
		return len(l.Elements) > 0 && l.Elements[0].Kind == literal.Object
	}
	return jsonText(l)
}

// computed reports whether only the running program knows an argument.
func computed(x *expr) bool {
	return x.kind == exprName && x.name != "nil" || x.kind == exprCall
}

// sends reports whether a client's function takes a body.
func sends(name string) bool {
	return name != "get" && name != "fetch" && name != "Get" && name != "open"
}

func jsonText(l *literal.Value) bool {
	if l.Kind != literal.String && l.Kind != literal.Part {
		return false
	}
	b := bytes.TrimSpace(l.Text.Bytes)
	return len(b) > 1 && (b[0] == '{' && !bytes.HasPrefix(b, []byte(source.UnknownPart)) || b[0] == '[')
}

// has reports whether an object has a member.
func has(l *literal.Value, names ...string) bool {
	for i := range l.Members {
		if s, ok := known(l.Members[i].Key); ok && slices.Contains(names, s) {
			return true
		}
	}
	return false
}

func optionLike(l *literal.Value) bool {
	return !requestLike(l) && has(l, "method", "headers", "body", "data", "json", "timeout", "form", "type", "url", "params", "query", "qs", "http", "signal", "responseType")
}

// option reads a named argument.
func (d *finder) option(key string, x *expr, at int, r *call) {
	l := d.start(x, at)
	d.set(key, &l, r)
}

func (d *finder) options(l *literal.Value, r *call) {
	for i := range l.Members {
		key, _ := known(l.Members[i].Key)
		d.set(key, &l.Members[i].Value, r)
	}
}

func (d *finder) set(key string, l *literal.Value, r *call) {
	switch key {
	case "url", "uri", "CURLOPT_URL":
		if s, ok := urlText(l); ok && r.URL == "" {
			r.URL, r.URLSpan = s, l.Span
		}
	case "json", "body", "content", "payload", "json_data", "CURLOPT_POSTFIELDS":
		r.body, r.hasBody, r.form = *l, true, false
	case "data":
		if !r.hasBody {
			r.body, r.hasBody, r.form = *l, true, d.lang == python && l.Kind == literal.Object
		}
	case "files", "form_params", "multipart":
		r.body, r.hasBody, r.form = literal.Value{Span: l.Span}, true, true
	case "params", "query", "qs", "searchParams", "search_params":
		r.params = *l
	case "http": // stream_context_create
		if l.Kind == literal.Object {
			d.options(l, r)
		}
	case "method", "type", "CURLOPT_CUSTOMREQUEST":
		setMethod(l, r)
	case "headers", "header":
		d.headers(l, r)
	case "CURLOPT_HTTPHEADER":
		headerLines(l, r)
	}
}

// setMethod reads the name of a method.
func setMethod(l *literal.Value, r *call) {
	if s, ok := known(*l); ok && upper(strings.ToUpper(s)) {
		r.Method = strings.ToUpper(s)
	}
}

// headerLines reads headers that are written as lines.
func headerLines(l *literal.Value, r *call) {
	for i := range l.Elements {
		e := &l.Elements[i]
		if name, value, ok := strings.Cut(string(e.Text.Bytes), ":"); ok {
			r.Headers = append(r.Headers, source.Header{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value), Span: e.Span})
		}
	}
}

func (d *finder) headers(l *literal.Value, r *call) {
	for i := range l.Members {
		m := &l.Members[i]
		if name, ok := known(m.Key); ok {
			value := source.UnknownPart
			if m.Value.Kind == literal.String || m.Value.Kind == literal.Part {
				value = string(m.Value.Text.Bytes)
			}
			r.Headers = append(r.Headers, source.Header{Name: name, Value: value, Span: m.Value.Span})
		}
	}
}
