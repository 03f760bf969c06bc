package program

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// touch is a place where something that is not in sight may change what a name
// holds: a function that is given it, a method that the reader does not know, a
// second name for it.
type touch struct {
	path  []*expr // keys below the name
	at    int
	block int
	place jsondoc.Span
	// key is the member that is assigned to, of a value below the name.
	key string
	// alias is the second name; "" where it is none.
	alias string
	// each says that the second name is in turn that of each element.
	each bool
	// call is the call that touches. One whose effect is recorded as an
	// assignment touches nothing.
	call *expr
}

// mostTouches bounds the places of one name.
const mostTouches = 500

// root is the name that an expression is a part of, with the keys to the part as
// far as no call is in between.
func root(e *expr) (name string, path []*expr, ok bool) {
	for range 40 {
		switch e.kind {
		case exprName:
			slices.Reverse(path)
			return e.name, path, true
		case exprMember:
			if e.x.kind == exprName && isSelf(e.x.name) {
				slices.Reverse(path)
				return "self." + e.name, path, true
			}
			path = append(path, stringOf(e.name, e.end-len(e.name), e.end))
		case exprIndex:
			if len(e.list) == 1 {
				path = append(path, e.list[0])
			} else {
				path = nil
			}
		case exprCall:
			path = nil
		default:
			return "", nil, false
		}
		if e = e.x; e == nil {
			return "", nil, false
		}
	}
	return "", nil, false
}

func isSelf(name string) bool { return name == "self" || name == "this" || name == "$this" }

// touch records a place for the name that e is a part of.
func (p *parser) touch(e *expr, t touch) {
	name, path, ok := root(e)
	if !ok || len(p.touches[name]) >= mostTouches {
		return
	}
	t.path, t.at, t.block, t.place = path, p.lastEnd(), p.block, e.span()
	if t.call != nil {
		t.place = t.call.span()
	}
	p.touches[name] = append(p.touches[name], &t)
}

// touchedBy records what a call may change: what it is called on, and what it is
// given.
func (p *parser) touchedBy(c *expr) {
	if c.x == nil {
		return
	}
	if c.x.kind == exprMember && !readsOnly(c.name) {
		p.touch(c.x.x, touch{call: c, key: changedByEach(c.name)})
	}
	if p.lang == php || harmless(c) {
		return
	}
	for _, x := range c.list {
		if x.kind == exprName || x.kind == exprMember || x.kind == exprIndex {
			p.touch(x, touch{call: c})
		}
	}
}

// changedByEach is the member that a function given to a method most likely
// assigns to.
func changedByEach(method string) string {
	switch method {
	case "forEach", "each", "ForEach":
		return "fieldValue"
	}
	return ""
}

// readsOnly reports whether a method is known to change nothing.
func readsOnly(name string) bool {
	switch name {
	case "get", "items", "keys", "values", "copy", "length", "size", "len", "count", "index", "map", "filter", "find", "some", "every", "includes", "slice", "join",
		"entries", "has", "indexOf", "toString", "to_json", "to_s", "stringify", "dumps", "encode", "clone", "to_string", "iter", "as_ref", "toJSONString", "isEmpty",
		"sort", "reverse", "sorted", "containsKey", "getString", "flatMap", "reduce", "concat", "at", "ToList", "ToArray", "Select", "stream", "toArray":
		return true
	}
	return false
}

// harmless reports whether a function is known to leave its arguments as they
// are, or makes something new of them.
func harmless(c *expr) bool {
	lower := strings.ToLower(c.name)
	if _, client := methods[lower]; client || strings.HasPrefix(lower, "log") || strings.HasPrefix(lower, "print") {
		return true
	}
	if c.name == "" || c.x.kind == exprName && c.name[0] >= 'A' && c.name[0] <= 'Z' {
		return true // a class
	}
	if c.x.kind == exprMember && c.x.x.kind == exprName && harmlessOn[c.x.x.name] {
		return c.name != "assign"
	}
	return harmlessCalls()[lower]
}

var harmlessOn = map[string]bool{"console": true, "logger": true, "logging": true, "log": true, "JSON": true, "json": true, "Object": true, "Array": true, "copy": true, "fmt": true, "st": true, "pprint": true}

var harmlessCalls = sync.OnceValue(func() map[string]bool {
	return map[string]bool{
		"len": true, "str": true, "repr": true, "list": true, "dict": true, "set": true, "tuple": true, "sorted": true, "enumerate": true, "zip": true, "isinstance": true, "type": true,
		"bool": true, "int": true, "float": true, "sum": true, "min": true, "max": true, "any": true, "all": true, "map": true, "filter": true, "reversed": true, "iter": true,
		"dumps": true, "dump": true, "stringify": true, "json_encode": true, "deepcopy": true, "copy": true, "structuredclone": true, "clonedeep": true, "count": true, "append": true, "push": true, "add": true,
		"extend": true, "concat": true, "marshal": true, "marshalindent": true, "to_json": true, "generate": true, "serialize": true, "serializeobject": true, "tojson": true, "writevalueasstring": true,
		"tojsonstring": true, "put": true, "insert": true, "set_body": true, "setbody": true, "send": true, "json": true, "assertequal": true, "expect": true, "debug": true, "info": true,
		"warn": true, "warning": true, "error": true, "puts": true, "p": true, "println!": true, "dbg": true, "json!": true, "to_vec": true, "body": true, "bodyvalue": true, "write": true, "end": true,
		"update": true, "merge": true, "putall": true, "addall": true, "addrange": true, "unshift": true, "format": true, "%": true, "if": true, "while": true, "for": true, "return": true,
		"switch": true, "foreach": true, "catch": true, "with": true, "elif": true, "not": true, "await": true, "freeze": true, "retrieve": true, "request": true,
	}
})

// touched is where something may have changed a value before an offset, nil
// where nothing did. b is the block of the use.
func (v *evaluator) touched(name string, a *assignment, b, at int, apply func(*touch)) {
	all := v.touches[name]
	from := 0
	f, here := v.functionOf(a.block), v.functionOf(b)
	if f != 0 || here == 0 { // a function may run before what the file does later
		from, _ = slices.BinarySearchFunc(all, a.at, func(t *touch, at int) int { return cmp.Compare(t.at, at) })
	}
	for _, t := range all[from:] {
		v.steps--
		if v.steps < 0 {
			return
		}
		g := v.functionOf(t.block)
		if t.call != nil && t.call.handled || g == f && t.at <= a.at || g == here && t.at > at || !v.sees(name, f, g) {
			continue
		}
		if t.alias == "" || v.aliasChanged(t) {
			apply(t)
		}
	}
}

// sees reports whether a name in function g is that of function f: g is f, or is
// inside it and has no such name of its own.
func (v *evaluator) sees(name string, f, g int) bool {
	for ; g != f; g = v.outer(g) {
		if g < 0 || v.declares(name, g) {
			return false
		}
	}
	return true
}

// declares reports whether a function gives a name a value of its own.
func (v *evaluator) declares(name string, g int) bool {
	return slices.ContainsFunc(v.assigns[name], func(a *assignment) bool {
		v.steps--
		return a.declares && a.op == '=' && len(a.path) == 0 && v.functionOf(a.block) == g
	})
}

// aliasChanged reports whether something is done to the second name of a value;
// t.key becomes the member that is.
func (v *evaluator) aliasChanged(t *touch) bool {
	f := v.functionOf(t.block)
	for _, a := range v.assigns[t.alias] {
		v.steps--
		if a.at > t.at && v.functionOf(a.block) == f && (len(a.path) > 0 || a.op != '=') {
			if len(a.path) > 0 {
				t.key = string(a.path[len(a.path)-1].part.text.Bytes)
			}
			return true
		}
	}
	for _, other := range v.touches[t.alias] {
		v.steps--
		if other.at > t.at && v.functionOf(other.block) == f && other.alias == "" && (other.call == nil || !other.call.handled) {
			t.key = cmp.Or(other.key, t.key)
			return true
		}
	}
	return false
}

// open leaves what is in a value open, for what t may do to it.
func (v *evaluator) open(l *literal.Value, keys []*expr, t *touch) {
	if len(keys) > 0 {
		key := v.literal(keys[0], t.place.Start)
		if inner := element(l, key); inner != nil {
			v.open(inner, keys[1:], t)
			return
		}
	}
	v.openAll(l, t)
}

func (v *evaluator) openAll(l *literal.Value, t *touch) {
	v.steps--
	if t.each && l.Kind == literal.Array {
		inner := *t
		inner.each = false
		for i := range l.Elements {
			v.openElement(&l.Elements[i], &inner)
		}
		return
	}
	switch l.Kind {
	case literal.Array:
		l.Open, l.OpenAt = true, t.place
		for i := range l.Elements {
			v.openAll(&l.Elements[i], t)
		}
	case literal.Object:
		l.Open, l.OpenAt = true, t.place
		for i := range l.Members {
			m := &l.Members[i]
			name, _ := known(m.Key)
			if t.key != "" && name == t.key || blank(&m.Value) {
				m.Value = literal.Value{Span: m.Value.Span}
				continue
			}
			v.openAll(&m.Value, t)
		}
	}
}

// openElement is openAll for an element of which one member is changed.
func (v *evaluator) openElement(l *literal.Value, t *touch) {
	if l.Kind == literal.Object && t.key != "" {
		if old := valueOf(l, t.key); old != nil {
			*old = literal.Value{Span: old.Span}
			return
		}
	}
	v.openAll(l, t)
}

// blank reports whether a value is one that is filled in later.
func blank(l *literal.Value) bool {
	return l.Kind == literal.Null || l.Kind == literal.String && len(l.Text.Bytes) == 0
}

// element is the member or the element that a key names, nil if there is none.
func element(l *literal.Value, key literal.Value) *literal.Value {
	name := string(key.Text.Bytes)
	switch {
	case l.Kind == literal.Object && key.Kind == literal.String:
		return valueOf(l, name)
	case l.Kind == literal.Array && key.Kind == literal.Number:
		n := 0
		for _, c := range name {
			if n = n*10 + int(c-'0'); c < '0' || c > '9' || n >= len(l.Elements) {
				return nil
			}
		}
		if n < len(l.Elements) && !l.Open {
			return &l.Elements[n]
		}
	}
	return nil
}
