package program

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// finder recognises requests.
type finder struct {
	evaluator
	// above is the call that is made on the result of another: a.b().c().
	above map[*expr]*expr
	// named are the calls of methods by the name they are called on, and of
	// functions by that of their first argument.
	named map[string][]*expr
	// held is the name that a call's result is given.
	held map[*expr]string
	// done are the calls that belong to a request found before.
	done map[*expr]bool
	out  []source.Request
}

func newFinder(from *source.File, f *file) *finder {
	d := &finder{evaluator: evaluator{file: f, from: from, active: map[*assignment]bool{}, visited: map[*expr]bool{}, modules: map[string]*file{}}}
	d.above, d.named, d.held = map[*expr]*expr{}, map[string][]*expr{}, map[*expr]string{}
	d.done = map[*expr]bool{}
	slices.SortStableFunc(f.calls, func(a, b *expr) int { return cmp.Compare(a.end, b.end) })
	for _, c := range f.calls {
		if c.x == nil {
			continue
		}
		if k := under(c); k != nil {
			d.above[k] = c
		}
		switch {
		case c.x.kind == exprMember && c.x.x.kind == exprName:
			d.named[c.x.x.name] = append(d.named[c.x.x.name], c)
		case strings.HasPrefix(c.name, "curl_setopt") && len(c.list) > 1 && c.list[0].kind == exprName:
			d.named[c.list[0].name] = append(d.named[c.list[0].name], c)
		}
	}
	for name, all := range f.assigns {
		for _, a := range all {
			if c := a.value; c != nil && len(a.path) == 0 {
				for ; c != nil && c.kind == exprCall; c = under(c) {
					d.held[c] = name
				}
			}
		}
	}
	return d
}

// under is the call whose result a call is made on.
func under(c *expr) *expr {
	for x := c.x; x != nil; x = x.x {
		switch x.kind {
		case exprCall:
			return x
		case exprMember, exprIndex:
		default:
			return nil
		}
	}
	return nil
}

func (d *finder) find() []source.Request {
	d.steps = mostSteps
	limit := 50*len(d.src) + 1000000
	for _, c := range d.calls {
		if d.spent > limit {
			break
		}
		d.request(c)
	}
	d.shapes(limit)
	slices.SortStableFunc(d.out, func(a, b source.Request) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return d.out
}

// methods are the functions of HTTP clients, in lower case, with the method.
var methods = map[string]string{
	"post": "POST", "get": "GET", "put": "PUT", "delete": "DELETE", "patch": "PATCH", "postasync": "POST", "getasync": "GET", "postasjsonasync": "POST",
	"postform": "POST", "postforentity": "POST", "postforobject": "POST", "httppost": "POST", "httpget": "GET", "request": "", "fetch": "", "$fetch": "", "usefetch": "", "axios": "", "got": "", "ky": "",
	"newrequest": "", "newrequestwithcontext": "", "url": "", "uri": "", "open": "", "urlopen": "", "ajax": "", "gm_xmlhttprequest": "", "file_get_contents": "",
	"curl_init": "", "httprequestmessage": "", "exchange": "", "seturl": "", "new": "", "asyncclient": "", "stream": "", "curl_setopt": "", "curl_setopt_array": "", "fetchjson": "",
	"retrieve": "", "execute": "", "send": "", "sendasync": "", "restrequest": "", "post_form": "POST",
}

// call is what is gathered of one request.
type call struct {
	source.Request
	body    source.Literal
	hasBody bool
	form    bool
	used    []*expr // the calls it is made of
}

// request reads a call as that of an HTTP client.
func (d *finder) request(c *expr) {
	if d.done[c] {
		return
	}
	lower := strings.ToLower(c.name)
	method, client := methods[lower]
	if onMembers[lower] {
		client = client && c.x != nil && c.x.kind == exprMember
	}
	if !client && len(c.list) < 2 || len(c.list) == 0 || never(lower) {
		return
	}
	r := call{used: []*expr{c}}
	r.Method = method
	if lower == "new" && c.x.x.kind == exprMember { // Net::HTTP::Post.new
		r.Method = methods[strings.ToLower(c.x.x.name)]
	}
	visited := d.visited
	d.visited = map[*expr]bool{}
	defer func() { d.visited = visited }()
	r.Span = c.span()
	if strings.HasPrefix(lower, "curl_setopt") && client {
		d.setopt(c, &r)
	} else {
		d.arguments(c, &r, client)
		d.chain(c, &r)
	}
	if r.URL == "" && !client {
		return
	}
	d.later(c, &r)
	d.finish(&r, lower, visited)
}

// onMembers are the functions of clients that others have, too: they are called
// on something.
var onMembers = map[string]bool{"url": true, "uri": true, "new": true, "open": true, "send": true}

// never reports whether a function makes no request.
func never(lower string) bool { return strings.HasPrefix(lower, "log") || neverRequests[lower] }

// neverRequests are calls that make no request.
var neverRequests = map[string]bool{"print": true, "%": true, "dict": true}

// finish decides whether what was gathered is a request.
func (d *finder) finish(r *call, lower string, visited map[*expr]bool) {
	path := strings.Contains(r.URL, "/openapi/")
	if !plausible(r, lower) {
		return
	}
	if r.Method == "" {
		r.Method = usualMethod(r, lower)
	}
	if r.hasBody {
		r.Body, r.BodyUnknown = d.body(&r.body, r.form)
	}
	if r.Method == http.MethodGet {
		r.BodyUnknown = false
	}
	if !r.form {
		for e := range d.visited {
			visited[e] = true
		}
	}
	if r.BodyUnknown && !path {
		return
	}
	for _, k := range r.used {
		d.done[k] = true
	}
	d.out = append(d.out, r.Request)
}

// plausible reports whether a body or an address is that of a request.
func plausible(r *call, lower string) bool {
	if r.hasBody && requestLike(&r.body) {
		return true
	}
	_, client := methods[lower]
	return client && (strings.Contains(r.URL, "/openapi/") || r.hasBody && strings.Contains(r.URL, "runninghub"))
}

// usualMethod is the method of a call that does not name one.
func usualMethod(r *call, lower string) string {
	if r.hasBody {
		return http.MethodPost
	}
	switch lower {
	case "fetch", "axios", "got", "ky", "urlopen":
		return http.MethodGet
	}
	return ""
}

// body writes a value as the body of a request.
func (d *finder) body(l *source.Literal, form bool) (t source.Text, unknown bool) {
	switch l.Kind {
	case source.LiteralObject:
		if !form {
			return l.JSON(), false
		}
	case source.LiteralArray:
		return l.JSON(), false
	case source.LiteralJSON:
		return d.body(l.Inner, false)
	case source.LiteralString, source.LiteralPart:
		if b := bytes.TrimSpace(l.Text.Bytes); len(b) > 0 && (b[0] == '{' || b[0] == '[') {
			return l.Text.Fill(), false
		}
	}
	return source.Text{}, true
}

// urlText is an address, if l is one.
func urlText(l *source.Literal) (string, bool) {
	if l.Kind != source.LiteralString && l.Kind != source.LiteralPart {
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

func place(l *source.Literal, x *expr) jsondoc.Span {
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
	case l.Kind == source.LiteralObject && optionLike(&l):
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
func better(l *source.Literal, r *call) bool {
	return !r.hasBody || requestLike(l) && !requestLike(&r.body)
}

// formLike reports whether a client sends a value as a form.
func (d *finder) formLike(l *source.Literal) bool {
	return d.lang == python && l.Kind == source.LiteralObject && !requestLike(l)
}

// visit marks expressions as visited.
func (d *finder) visit(all map[*expr]bool) {
	for e := range all {
		d.visited[e] = true
	}
}

// bodyLike reports whether a value can be JSON of a request.
func bodyLike(l *source.Literal) bool {
	switch l.Kind {
	case source.LiteralObject, source.LiteralJSON:
		return true
	case source.LiteralArray:
		return len(l.Elements) > 0 && l.Elements[0].Kind == source.LiteralObject
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

func jsonText(l *source.Literal) bool {
	if l.Kind != source.LiteralString && l.Kind != source.LiteralPart {
		return false
	}
	b := bytes.TrimSpace(l.Text.Bytes)
	return len(b) > 1 && (b[0] == '{' && !bytes.HasPrefix(b, []byte(source.UnknownPart)) || b[0] == '[')
}

// has reports whether an object has a member.
func has(l *source.Literal, names ...string) bool {
	for i := range l.Members {
		if s, ok := known(l.Members[i].Key); ok && slices.Contains(names, s) {
			return true
		}
	}
	return false
}

func optionLike(l *source.Literal) bool {
	return !requestLike(l) && has(l, "method", "headers", "body", "data", "json", "timeout", "form", "type", "url", "params", "http", "signal", "responseType")
}

func isItem(l *source.Literal) bool {
	return l.Kind == source.LiteralObject && has(l, "nodeId") && has(l, "fieldName") && has(l, "fieldValue")
}

// requestLike reports whether a value has the shape of a request.
func requestLike(l *source.Literal) bool {
	switch l.Kind {
	case source.LiteralJSON:
		return requestLike(l.Inner)
	case source.LiteralObject:
		return has(l, "nodeInfoList") || has(l, "apiKey") && has(l, "workflowId", "webappId", "taskId", "quickCreateCode") || isItem(l)
	case source.LiteralArray:
		for i := range l.Elements {
			if isItem(&l.Elements[i]) {
				return true
			}
		}
	case source.LiteralString, source.LiteralPart:
		return jsonText(l) && textLike(l.Text.Bytes)
	}
	return false
}

func textLike(b []byte) bool {
	in := func(s string) bool { return bytes.Contains(b, []byte(`"`+s+`"`)) }
	return in("nodeInfoList") || in("apiKey") && (in("workflowId") || in("webappId") || in("taskId")) || in("nodeId") && in("fieldName") && in("fieldValue")
}

// option reads a named argument.
func (d *finder) option(key string, x *expr, at int, r *call) {
	l := d.start(x, at)
	d.set(key, &l, r)
}

func (d *finder) options(l *source.Literal, r *call) {
	for i := range l.Members {
		key, _ := known(l.Members[i].Key)
		d.set(key, &l.Members[i].Value, r)
	}
}

func (d *finder) set(key string, l *source.Literal, r *call) {
	switch key {
	case "url", "uri", "CURLOPT_URL":
		if s, ok := urlText(l); ok && r.URL == "" {
			r.URL, r.URLSpan = s, l.Span
		}
	case "json", "body", "content", "payload", "json_data", "CURLOPT_POSTFIELDS":
		r.body, r.hasBody, r.form = *l, true, false
	case "data":
		if !r.hasBody {
			r.body, r.hasBody, r.form = *l, true, d.lang == python && l.Kind == source.LiteralObject
		}
	case "files", "form_params", "multipart":
		r.body, r.hasBody, r.form = source.Literal{Span: l.Span}, true, true
	case "http": // stream_context_create
		if l.Kind == source.LiteralObject {
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
func setMethod(l *source.Literal, r *call) {
	if s, ok := known(*l); ok && upper(strings.ToUpper(s)) {
		r.Method = strings.ToUpper(s)
	}
}

// headerLines reads headers that are written as lines.
func headerLines(l *source.Literal, r *call) {
	for i := range l.Elements {
		e := &l.Elements[i]
		if name, value, ok := strings.Cut(string(e.Text.Bytes), ":"); ok {
			r.Headers = append(r.Headers, source.Header{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value), Span: e.Span})
		}
	}
}

func (d *finder) headers(l *source.Literal, r *call) {
	for i := range l.Members {
		m := &l.Members[i]
		if name, ok := known(m.Key); ok {
			value := source.UnknownPart
			if m.Value.Kind == source.LiteralString || m.Value.Kind == source.LiteralPart {
				value = string(m.Value.Text.Bytes)
			}
			r.Headers = append(r.Headers, source.Header{Name: name, Value: value, Span: m.Value.Span})
		}
	}
}

// chain reads the calls made on the result of a call, and those before it.
func (d *finder) chain(c *expr, r *call) {
	k := under(c)
	for n := 0; k != nil && n < 30; n++ {
		d.link(k, r)
		k = under(k)
	}
	k = d.above[c]
	for n := 0; k != nil && n < 30; n++ {
		r.Span.End = max(r.Span.End, k.end)
		d.link(k, r)
		k = d.above[k]
	}
}

func (d *finder) link(k *expr, r *call) {
	r.used = append(r.used, k)
	switch k.name {
	case "POST", "PUT":
		r.Method = k.name
		fallthrough
	case "json", "body", "post", "put", "setBody", "SetBody", "bodyValue", "content", "send", "AddStringBody", "AddJsonBody", "withBody":
		if r.hasBody || len(k.list) == 0 {
			return
		}
		if k.name == "post" {
			r.Method = "POST"
		}
		r.body, r.hasBody = d.wrapped(k, k.start), true
	case "header", "setHeader", "addHeader", "SetHeader", "Header":
		if len(k.list) == 2 {
			key, value := d.start(k.list[0], k.start), d.start(k.list[1], k.start)
			object := source.Literal{Members: []source.LiteralMember{{Key: key, Value: value}}}
			d.headers(&object, r)
		}
	case "withHeaders", "headers", "set":
		if len(k.list) == 1 {
			l := d.start(k.list[0], k.start)
			d.headers(&l, r)
		}
	}
}

// setopt reads PHP's curl, option by option.
func (d *finder) setopt(c *expr, r *call) {
	if c.name == "curl_setopt_array" {
		d.setoptArray(c, r)
		return
	}
	if !setsOption(c) {
		return
	}
	first := c.list[1].name == "CURLOPT_URL"
	if c.list[1].name == "CURLOPT_POSTFIELDS" {
		r.URL = d.initial(c, r)
		first = r.URL != ""
	}
	if !first {
		return
	}
	for _, k := range d.near(c.list[0].name, c) {
		if k.name != "curl_setopt" || len(k.list) != 3 || k.list[1].kind != exprName || k != c && k.list[1].name == c.list[1].name {
			continue
		}
		d.option(k.list[1].name, k.list[2], k.start, r)
	}
}

// setsOption reports whether a call sets one named option of a handle.
func setsOption(c *expr) bool {
	return len(c.list) == 3 && c.list[0].kind == exprName && c.list[1].kind == exprName
}

// setoptArray reads the options that are set together.
func (d *finder) setoptArray(c *expr, r *call) {
	if len(c.list) != 2 || c.list[1].kind != exprDict {
		return
	}
	e := c.list[1]
	d.visited[e] = true
	for i, x := range e.list {
		if e.keys[i] != nil && e.keys[i].kind == exprName {
			d.option(e.keys[i].name, x, c.start, r)
		}
	}
	r.URL = cmp.Or(r.URL, d.initial(c, r))
}

// initial is the address that curl_init was given.
func (d *finder) initial(c *expr, r *call) string {
	if c.list[0].kind != exprName {
		return ""
	}
	a, _ := d.given(c.list[0].name, c.block, c.start)
	if a == nil || a.value == nil || a.value.kind != exprCall || len(a.value.list) == 0 {
		return ""
	}
	l := d.start(a.value.list[0], a.from())
	s, ok := urlText(&l)
	if !ok {
		return ""
	}
	r.URLSpan = l.Span
	return s
}

// near are the calls on a name in the same function, a number of them.
func (d *finder) near(name string, c *expr) []*expr {
	all := d.named[name]
	k, _ := slices.BinarySearchFunc(all, c.start, func(e *expr, at int) int { return cmp.Compare(e.end, at) })
	var out []*expr
	for _, e := range all[max(0, k-20):min(len(all), k+20)] {
		if d.functionOf(e.block) == d.functionOf(c.block) {
			out = append(out, e)
		}
	}
	return out
}

// later reads what is done with the name that a request is given: xhr.send(…),
// req.body = ….
func (d *finder) later(c *expr, r *call) {
	name := d.held[c]
	if name == "" && c.x != nil && c.x.kind == exprMember && c.x.x.kind == exprName && c.name == "open" {
		name = c.x.x.name
	}
	if name == "" {
		return
	}
	for _, k := range d.near(name, c) {
		if k.start <= c.start {
			continue
		}
		r.used = append(r.used, k)
		if as := laterLinks[k.name]; as != "" {
			d.link(&expr{kind: exprCall, x: k.x, name: as, keys: k.keys, list: k.list, start: k.start, end: k.end, block: k.block}, r)
		}
	}
	k, _ := slices.BinarySearchFunc(d.fields, c.start, func(a *assignment, at int) int { return cmp.Compare(a.at, at) })
	for _, a := range d.fields[k:min(len(d.fields), k+20)] {
		if a.name == name && d.functionOf(a.block) == d.functionOf(c.block) && !r.hasBody && a.value != nil {
			d.field(a, r)
		}
	}
}

// laterLinks are the methods that give a request its body or a header, with the
// link that they are read as.
var laterLinks = map[string]string{
	"send": "body", "write": "body", "end": "body", "setEntity": "body", "setRequestBody": "body", "json": "body", "body": "body",
	"setBody": "body", "SetBody": "body", "AddJsonBody": "body", "AddStringBody": "body",
	"setRequestHeader": "header", "addHeader": "header", "setHeader": "header",
}

// field reads a body that is assigned to a field.
func (d *finder) field(a *assignment, r *call) {
	switch a.target.name {
	case "body", "Body", "Content", "data":
		r.body, r.hasBody = d.start(a.value, a.at), true
	}
}

// shapes finds what looks like a request with no call near it.
func (d *finder) shapes(limit int) {
	values := d.values()
	for _, e := range d.candidates() {
		if d.visited[e] || d.spent > limit || !d.promising(e) {
			continue
		}
		visited := d.visited
		d.visited = map[*expr]bool{}
		d.reset()
		var l source.Literal
		if a := values[e]; a != nil {
			// With what is done to it to the end of its block.
			name := a.name
			l = d.changed(name, a, slices.Index(d.assigns[name], a), d.blocks[d.functionOf(a.block)].end)
		} else {
			l = d.literal(e, e.end)
		}
		if requestLike(&l) {
			if t, unknown := d.body(&l, false); !unknown {
				d.out = append(d.out, source.Request{Body: t, Loose: true, Span: e.span()})
				for k := range d.visited {
					visited[k] = true
				}
			}
		}
		d.visited = visited
	}
}

// values are the assignments of whole names, by what is assigned.
func (d *finder) values() map[*expr]*assignment {
	values := map[*expr]*assignment{}
	for _, all := range d.assigns {
		for _, a := range all {
			if a.value != nil && a.op == '=' && len(a.path) == 0 {
				values[a.value] = a
			}
		}
	}
	return values
}

// candidates are the expressions that may be a request, the outer ones first.
func (d *finder) candidates() []*expr {
	var all []*expr
	all = append(all, d.dicts...)
	all = append(all, d.strings...)
	for _, c := range d.calls {
		switch c.name {
		case "%", "formatted", "Sprintf", "sprintf", "format", "Format", "dict", "of", "HashMap", "LinkedHashMap", "JSONObject", "JsonObject":
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b *expr) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	return all
}

// promising reports whether an expression may be worth an evaluation: it names
// a key of a request, or holds items.
func (d *finder) promising(e *expr) bool {
	switch e.kind {
	case exprDict:
		return len(e.keys) == 0 || slices.ContainsFunc(e.keys, promisingKey) || d.spreads(e)
	case exprList:
		return len(e.list) == 0 || slices.ContainsFunc(e.list, func(x *expr) bool { return x.kind == exprDict && d.promising(x) })
	}
	if e.kind == exprCall && len(e.list) == 0 {
		return true
	}
	b := d.src[e.start:min(e.end, len(d.src))]
	return len(b) < 1<<20 && (bytes.Contains(b, []byte("nodeInfoList")) || bytes.Contains(b, []byte("apiKey")) || bytes.Contains(b, []byte("fieldValue")))
}

// promisingKey reports whether a key is one of a request.
func promisingKey(k *expr) bool {
	if k == nil || k.kind != exprString {
		return false
	}
	switch string(k.part.text.Bytes) {
	case "nodeInfoList", "apiKey", "nodeId":
		return true
	}
	return false
}

func (d *finder) spreads(e *expr) bool {
	for _, k := range e.keys {
		if k == nil {
			return true
		}
	}
	return false
}
