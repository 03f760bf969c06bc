package endpoint

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Unwrap looks into a document that saves a request with its address: {"url",
// "method", "headers", "body"} in the words of HTTP clients (url, uri, endpoint
// or path; body, data, json or payload), an entry of a HAR file, or a Postman
// item. body is the request's own; missing when it has none (a GET), and the
// string itself when it is a string that holds no JSON. method and url are where
// the document says so, headers is an object (name to value) or an array of
// {name, value} or {key, value}; method and headers may be missing. ok is false
// for anything else.
func (t *Table) Unwrap(root jsondoc.Value) (body, method, url, headers jsondoc.Value, ok bool) {
	var none jsondoc.Value
	if !root.Is(jsondoc.Object) {
		return none, none, none, none, false
	}
	if entries := root.Get("log").Get("entries"); entries.Is(jsondoc.Array) && entries.Len() == 1 {
		root = entries.Index(0)
	}
	if r := root.Get("request"); r.Is(jsondoc.Object) {
		root = r
	}
	url = first(root, "url", "uri", "endpoint", "path")
	if url.Is(jsondoc.Object) { // Postman
		url = url.Get("raw")
	}
	if !url.Is(jsondoc.String) {
		return none, none, none, none, false
	}
	if method = first(root, "method"); !method.Is(jsondoc.String) {
		method = none
	}
	body = savedBody(root)
	if !addressed(url.Text()) && (!method.Exists() || shape(body).Kind == Unknown) {
		return none, none, none, none, false
	}
	return body, method, url, first(root, "headers", "header"), true
}

func first(v jsondoc.Value, keys ...string) jsondoc.Value {
	for _, k := range keys {
		if x := v.Get(k); x.Exists() {
			return x
		}
	}
	return jsondoc.Value{}
}

func savedBody(root jsondoc.Value) jsondoc.Value {
	body := first(root, "body", "data", "json", "payload", "postData")
	if body.Is(jsondoc.Object) {
		switch {
		case body.Get("text").Is(jsondoc.String) && body.Get("mimeType").Exists(): // HAR
			body = body.Get("text")
		case body.Get("raw").Is(jsondoc.String) && body.Get("mode").Exists(): // Postman
			body = body.Get("raw")
		}
	}
	if body.Is(jsondoc.String) && strings.HasPrefix(strings.TrimSpace(body.Text()), "{") {
		if inner, err := body.Embedded(); err == nil {
			return inner.Root()
		}
	}
	if !body.Exists() || body.Is(jsondoc.Null) {
		if q := first(root, "params", "query"); q.Is(jsondoc.Object) {
			return q
		}
		return jsondoc.Value{}
	}
	return body
}

// addressed reports whether an address is RunningHub's, by its host or by the parts
// of its path that only RunningHub has.
func addressed(url string) bool {
	lower := strings.ToLower(url)
	return strings.Contains(lower, "runninghub") || strings.Contains(lower, "/openapi/") || strings.Contains(lower, "/apicalldemo") ||
		strings.Contains(lower, "/ai-app/run")
}

// SplitURL takes an address apart without asking that it be valid: it may hold
// placeholders. host is "" for a bare path; path starts with "/" and has
// neither query nor fragment.
func SplitURL(url string) (scheme, host, path, query string) {
	rest := strings.TrimSpace(url)
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ = strings.Cut(rest, "?")
	switch s, after, found := strings.Cut(rest, "://"); {
	case found:
		scheme = strings.ToLower(s)
		host, path, _ = strings.Cut(after, "/")
		path = "/" + path
	case strings.HasPrefix(rest, "/"):
		path = rest
	default:
		// {{base}}/task/openapi/create, www.runninghub.cn/task/openapi/create
		head, tail, slash := strings.Cut(rest, "/")
		if slash && (strings.ContainsAny(head, ".{}$<%:") || head == "localhost") {
			host, path = head, "/"+tail
		} else {
			path = "/" + rest
		}
	}
	return scheme, host, path, query
}

// longestPath is beyond any path here; a longer one has no neighbour.
const longestPath = 160

// Nearest finds the endpoint that a path which Match does not know most likely
// means: the same last part under another prefix, or else a small edit
// distance. ok is false when none is near. The path parameter of a v2 path is
// returned as id where there is one.
func (t *Table) Nearest(path string) (e Endpoint, id string, ok bool) {
	path = strings.TrimSuffix(path, "/")
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	if path == "" || len(path) > longestPath {
		return Endpoint{}, "", false
	}
	if e, id, ok := t.Match(path); ok {
		return e, id, true
	}
	return t.near(path)
}

// near is Nearest for a path that Match does not know.
func (t *Table) near(path string) (e Endpoint, id string, ok bool) {
	if len(path) > longestPath {
		return Endpoint{}, "", false
	}
	if e, id, ok := t.invented(path); ok {
		return e, id, true
	}
	best := 1 << 30
	for _, c := range t.rows {
		if c.Path == "" || c.Internal || c.Undocumented() && !strings.HasPrefix(path, v2Path) {
			continue // "delete" and "list" alone say little of what was meant
		}
		want, got, param := c.Path, path, ""
		if prefix, _, found := strings.Cut(c.Path, "/{"); found {
			want = prefix
			// The last part is the id when it looks like one or when it follows
			// as many parts as it should.
			if i := strings.LastIndexByte(got, '/'); i > 0 && (digits(got[i+1:]) || strings.ContainsAny(got[i+1:], "{$<:") || strings.Count(got, "/") == strings.Count(c.Path, "/")) {
				got, param = got[:i], got[i+1:]
			}
		}
		if d := pathDistance(got, want); d < best {
			best, e, id = d, c, param
		}
	}
	// What all v2 paths begin with says nothing about which one is meant.
	return e, id, best <= max(2, len(strings.TrimPrefix(path, v2Path))/4)
}

// Invented reports whether a path is one of those that clients make up and that
// nobody answers: a v2 path with a first part that v2 does not have.
func (t *Table) Invented(path string) bool {
	_, _, ok := t.invented(path)
	return ok
}

// invented is the endpoint that a made-up path is meant for: of those that name
// parts of it the one that names the most.
func (t *Table) invented(path string) (e Endpoint, id string, ok bool) {
	rest, v2 := strings.CutPrefix(path, v2Path)
	if !v2 {
		return Endpoint{}, "", false
	}
	most := 0
	for i := range t.rows {
		for _, parts := range t.rows[i].Invented {
			if after, found := strings.CutPrefix(rest, parts); found && len(parts) > most && (after == "" || after[0] == '/') {
				most, e = len(parts), t.rows[i]
			}
		}
	}
	for part := range strings.SplitSeq(rest, "/") {
		if digits(part) || strings.ContainsAny(part, "{$<:") {
			id = part
		}
	}
	return e, id, most > 0
}

// pathDistance is the edit distance of two paths in lower case, but small when
// the telling last parts agree and only the prefix differs.
func pathDistance(got, want string) int {
	got, want = strings.ToLower(got), strings.ToLower(want)
	d := editDistance(got, want)
	for _, parts := range []int{2, 1} {
		if a, b := lastParts(want, parts), lastParts(got, parts); a == b && a != "" {
			return min(d, 3-parts)
		}
	}
	if fold(strings.ReplaceAll(got, "/", "")) == fold(strings.ReplaceAll(want, "/", "")) {
		return min(d, 1)
	}
	return d
}

// lastParts is the end of a path from its n-th last slash; "" when the path
// has no more parts than that, or n is one and the part says little by itself.
func lastParts(path string, n int) string {
	i := len(path)
	for range n {
		if i = strings.LastIndexByte(path[:i], '/'); i < 0 {
			return ""
		}
	}
	part := path[i:]
	if n == 1 && (part == "/run" || part == "/status" || part == "/create" || part == "/query" || part == "/workflow" || part == "/binary") && strings.Count(path, "/") > 3 {
		return ""
	}
	return part
}

func editDistance(a, b string) int {
	prev := make([]int, len(b)+1)
	cur := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
		}
		prev, cur = cur, prev
	}
	return prev[len(b)]
}
