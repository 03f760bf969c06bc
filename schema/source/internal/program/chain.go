package program

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"sync"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

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
			object := literal.Value{Members: []literal.Member{{Key: key, Value: value}}}
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
	d.yielded(c, r)
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

// yields is the block of Ruby that a request is handed to, by any name.
var yields = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\)?(?:\.tap)?\s*(?:do|\{)\s*\|\s*(\w+)\s*\|`)
})

// yielded reads what a block does with the request that it is given: post(url) do
// |req| req.body = … end.
func (d *finder) yielded(c *expr, r *call) {
	if d.lang != ruby || r.hasBody {
		return
	}
	m := yields().FindSubmatchIndex(d.src[c.end:min(len(d.src), c.end+120)])
	if m == nil {
		return
	}
	name := string(d.src[c.end+m[2] : c.end+m[3]])
	from, end := c.end+m[1], len(d.src)
	if k := bytes.Index(d.src[from:], []byte("|"+name+"|")); k >= 0 {
		end = from + k // of another block
	}
	k, _ := slices.BinarySearchFunc(d.fields, from, func(a *assignment, at int) int { return cmp.Compare(a.at, at) })
	for _, a := range d.fields[k:min(len(d.fields), k+20)] {
		if a.name == name && a.at < end && !r.hasBody && a.value != nil {
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

// initialized reads the fields that a request is given where it is made: new
// HttpRequestMessage(…) { Content = … }.
func (d *finder) initialized(e *expr, r *call) {
	if e == nil {
		return
	}
	for i, x := range e.list {
		if k := e.keys[i]; k != nil && !r.hasBody {
			switch string(k.part.text.Bytes) {
			case "Content", "Body":
				r.body, r.hasBody = d.start(x, x.end), true
			}
		}
	}
}

// field reads a body that is assigned to a field.
func (d *finder) field(a *assignment, r *call) {
	switch a.target.name {
	case "body", "Body", "Content", "data":
		r.body, r.hasBody = d.start(a.value, a.at), true
	}
}
