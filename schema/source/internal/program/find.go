package program

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// The methods are written out: net/http brings its servers and its cryptography along.
const (
	methodGet  = "GET"
	methodPost = "POST"
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

// request reads a call as that of an HTTP client.
func (d *finder) request(c *expr) {
	if d.done[c] || c.handled {
		return
	}
	lower := strings.ToLower(c.name)
	method, client := clientMethod(c, lower)
	if !client && len(c.list) < 2 || len(c.list) == 0 || never(lower) || d.putsMember(c, lower) {
		return
	}
	r := call{used: []*expr{c}}
	r.Method = method
	if lower == "new" && client && c.x.x.kind == exprMember { // Net::HTTP::Post.new
		r.Method = methods[strings.ToLower(c.x.x.name)]
	}
	visited := d.visited
	d.visited = map[*expr]bool{}
	defer func() { d.visited = visited }()
	r.Span, r.wrapper = c.span(), d.ownFunction(c)
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
	d.initialized(d.inits[c], &r)
	d.finish(&r, lower, visited)
}

// finish decides whether what was gathered is a request.
func (d *finder) finish(r *call, lower string, visited map[*expr]bool) {
	path := hubPath(r.URL)
	if !plausible(r, lower) {
		return
	}
	if r.Method == "" {
		r.Method = usualMethod(r, lower)
	}
	r.query()
	if r.hasBody {
		if r.wrapper && r.body.Kind == literal.Object {
			r.body.Open, r.body.OpenAt = true, r.Span
		}
		r.Body, r.BodyUnknown = d.body(&r.body, r.form)
	}
	switch {
	case r.Method == methodGet:
		r.BodyUnknown = false
	case r.Method == methodPost && !r.hasBody && path:
		r.BodyUnknown = true // it is given one in a way that was not seen
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

// body writes a value as the body of a request.
func (d *finder) body(l *literal.Value, form bool) (t source.Text, unknown bool) {
	switch l.Kind {
	case literal.Object:
		if !form {
			return l.JSON(), false
		}
	case literal.Array:
		return l.JSON(), false
	case literal.JSON:
		return d.body(l.Inner, false)
	case literal.String, literal.Part:
		if b := bytes.TrimSpace(l.Text.Bytes); len(b) > 0 && (b[0] == '{' || b[0] == '[') {
			return l.Text.Fill(), false
		}
	}
	return source.Text{}, true
}
