package program

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// chains reports whether a method returns what it is called on, having changed it.
func chains(c *expr) bool {
	if c.kind != exprCall || c.x == nil || c.x.kind != exprMember {
		return false
	}
	switch c.name {
	case "put", "set", "fluentPut", "append", "Append", "AppendLine", "addProperty", "accumulate", "fluentAdd":
		return true
	}
	return false
}

// base is what the first of several methods in a row is called on.
func base(x *expr) *expr {
	for chains(x) {
		x = x.x.x
	}
	return x
}

// maker is the name of a method that puts a new, empty object or list into what it
// is called on, and returns it; key is nil for one that adds to a list.
func maker(c *expr) (key *expr, ok bool) {
	if c.kind != exprCall || c.x == nil || c.x.kind != exprMember {
		return nil, false
	}
	switch c.name {
	case "putArray", "putObject", "withArray":
		if len(c.list) == 1 {
			return c.list[0], true
		}
	case "addObject", "addArray":
		return nil, len(c.list) == 0
	}
	return nil, false
}

// made records that a maker's object is put into another: value is what it is
// from then on.
func (p *parser) made(c, value *expr) {
	key, ok := maker(c)
	if !ok {
		return
	}
	c.handled = true
	for x := value; chains(x); x = x.x.x {
		x.handled = true
	}
	into := c.x.x
	if key != nil {
		p.store(&expr{kind: exprIndex, x: into, list: []*expr{key}, start: c.end, end: c.end}, 'p', value)
		return
	}
	p.store(into, 'a', value)
}

// setter records a setter of Java: n.setNodeId("6").
func (p *parser) setter(e *expr) bool {
	name, ok := strings.CutPrefix(e.name, "set")
	if !ok || p.lang != java || len(e.list) != 1 {
		return false
	}
	key := fieldNames[strings.ToLower(name)]
	if key == "" {
		return false
	}
	at := stringOf(key, e.x.end-len(e.x.name), e.x.end)
	p.store(&expr{kind: exprIndex, x: e.x.x, list: []*expr{at}, start: e.start, end: e.end}, 'p', e.list[0])
	return true
}

// built is what a builder makes: X.builder().apiKey(k).build(). Which keys the type
// has beside these nobody knows.
func (v *evaluator) built(e *expr, at int) literal.Value {
	out := literal.Value{Kind: literal.Object, Span: e.span(), Open: true, OpenAt: e.span()}
	var calls []*expr
	c := receiver(e)
	for c.kind == exprCall && c.x != nil && c.x.kind == exprMember && len(calls) < 50 {
		calls = append(calls, c)
		c = c.x.x
	}
	for i := len(calls) - 1; i >= 0; i-- {
		if name := fieldNames[strings.ToLower(calls[i].name)]; name != "" && len(calls[i].list) == 1 {
			key := literal.Value{Span: calls[i].span()}
			v.set(&out, named(key, name), v.literal(calls[i].list[0], at), calls[i].span())
		}
	}
	if len(out.Members) == 0 {
		return hole(e)
	}
	return out
}

// newObject is what a constructor of a type makes of nothing: its fields are set
// later.
func (v *evaluator) newObject(e *expr) (literal.Value, bool) {
	typed := v.lang == java || v.lang == csharp
	if !typed || len(e.list) > 0 || e.name == "" || e.name[0] < 'A' || e.name[0] > 'Z' || e.start < 4 || string(v.src[e.start-4:e.start]) != "new " {
		return literal.Value{}, false
	}
	return literal.Value{Kind: literal.Object, Span: e.span(), Open: true, OpenAt: e.span()}, true
}

// collection is what the constructor of a collection makes: of nothing, of the
// value of another, of its elements, or of properties.
func (v *evaluator) collection(e *expr, at int) literal.Value {
	out := literal.Value{Kind: literal.Object, Span: e.span()}
	if e.name == "addObject" || e.name == "putObject" {
		return out
	}
	if strings.Contains(e.name, "List") || strings.Contains(e.name, "Array") {
		out.Kind = literal.Array
	}
	if _, ok := maker(e); ok {
		return out
	}
	for _, x := range e.list {
		l := v.literal(x, at)
		if len(e.list) == 1 && (l.Kind == out.Kind || jsonText(&l)) {
			return l
		}
		v.filled(&out, &l, x, at)
	}
	return out
}

// filled adds to a new collection what one argument of its constructor gives it.
func (v *evaluator) filled(out, l *literal.Value, x *expr, at int) {
	call := x.kind == exprCall
	switch {
	case call && x.name == "JProperty" && len(x.list) == 2 && out.Kind == literal.Object:
		v.set(out, v.literal(x.list[0], at), v.literal(x.list[1], at), x.span())
	case l.Kind == literal.Number, call && (x.name == "size" || x.name == "length"): // how large it will be
	case out.Kind == literal.Array && l.Kind == literal.Object:
		out.Elements = append(out.Elements, *l)
	default:
		out.Open, out.OpenAt = true, x.span()
	}
}
