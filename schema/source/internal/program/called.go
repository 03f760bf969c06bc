package program

import "github.com/payloadlint/payloadlint/schema/source/internal/literal"

// returned reads the value behind "return".
func (p *parser) returned() {
	t := p.peek()
	if p.closing() || t.first || t.kind == tokenEnd {
		return
	}
	e := p.expression()
	p.method(e)
	if e.kind == exprHole {
		e = &expr{start: e.start, end: e.end}
	}
	f := p.block
	for f > 0 && !p.blocks[f].function {
		f = p.blocks[f].parent
	}
	p.returns[f] = append(p.returns[f], e)
}

// order is the names of parameters, between two brackets: the first word of each,
// or the last where the type is in front.
func (p *parser) order(open, end int) (names []string) {
	o := ordering{last: p.lang == java || p.lang == csharp || p.lang == php}
	for k := open; k < end && k < len(p.toks) && !o.rest; k++ {
		o.token(&p.toks[k])
	}
	names = o.names
	if o.name != "" || o.rest {
		names = append(names, o.name)
	}
	if len(names) > 0 && p.lang == python && (names[0] == "self" || names[0] == "cls") {
		names = names[1:]
	}
	return names
}

// ordering is what is known of a list of parameters on the way through it.
type ordering struct {
	names []string
	// last: a parameter's name is behind its type.
	last bool
	// name is that of the parameter; done says that no other word is.
	name  string
	done  bool
	depth int
	// rest: a parameter takes all arguments that follow.
	rest bool
}

func (o *ordering) token(t *token) {
	if t.kind == tokenName {
		if o.depth == 1 && !o.done && (o.last || o.name == "") {
			o.name = t.text
		}
		return
	}
	if t.kind == tokenMark {
		o.mark(t.text)
	}
}

func (o *ordering) mark(s string) {
	switch {
	case isOneOf(s, "([{<"):
		// A pattern is not a name, its parts are.
		if o.depth++; o.depth == 2 && o.name == "" {
			o.done = true
		}
	case isOneOf(s, ")]}>"):
		o.depth--
	case o.depth > 1:
	case s == ",":
		o.names = append(o.names, o.name)
		o.name, o.done = "", false
	case s == "*", s == "**", s == "...":
		o.name, o.rest = "", true
	case isOneOf(s, ":=?"):
		o.done = true
	}
}

// defines reports whether what was read as a call, with its brackets from a token
// on, is the head of a function with its block behind it; the parser is then at
// the block.
func (p *parser) defines(open int) bool {
	if p.is("{") {
		return true
	}
	switch {
	case p.lang == java && p.is("throws"):
	case p.lang == javascript && p.is(":") && p.headOfMethod(open):
	default:
		return false
	}
	for k := p.at + 1; k < len(p.toks) && k < p.at+40; k++ {
		t := &p.toks[k]
		if t.text == "{" && t.kind == tokenMark {
			p.at = k
			return true
		}
		if t.first && p.lang == javascript || !ofType(t) {
			return false
		}
	}
	return false
}

// ofType reports whether a token may be a part of a type.
func ofType(t *token) bool {
	return t.kind == tokenName || t.kind == tokenString || t.kind == tokenMark && isOneOf(t.text, ".,<>[]|&")
}

// headOfMethod reports whether a name and its bracket begin a line, but for the
// words that may be in front of a method.
func (p *parser) headOfMethod(open int) bool {
	for k := open - 1; k >= 0 && k > open-8; k-- {
		t := &p.toks[k]
		if t.kind != tokenName {
			return false
		}
		if k < open-1 {
			switch t.text {
			case "async", "private", "public", "protected", "static", "override", "get", "set":
			default:
				return false
			}
		}
		if t.first {
			return true
		}
	}
	return false
}

// frame is a call of a function of the file that is being evaluated.
type frame struct {
	fn   int
	call *expr
	at   int
}

// mostFrames is how many calls are followed into each other.
const mostFrames = 8

// returnedBy is what a function of the file returns, called with certain
// arguments; a hole for one that returns here this and there that.
func (v *evaluator) returnedBy(e *expr, at int) literal.Value {
	fn, ok := v.functionCalled(e)
	if !ok || len(v.returns[fn]) != 1 || len(v.frames) >= mostFrames {
		return hole(e)
	}
	for _, f := range v.frames {
		if f.fn == fn {
			return hole(e)
		}
	}
	until := v.until
	v.until = 0
	defer func() { v.until = until }()
	v.frames = append(v.frames, frame{fn, e, at})
	x := v.returns[fn][0]
	l := v.literal(x, x.end)
	v.frames = v.frames[:len(v.frames)-1]
	if l.Kind == literal.Hole {
		return hole(e)
	}
	return l
}

// mapped is a list of what a function without a name makes of each element of
// another.
func (v *evaluator) mapped(e *expr, at int) literal.Value {
	if v.lang != javascript || len(e.list) == 0 || e.list[0].kind != exprFunc || e.x.kind != exprMember {
		return hole(e)
	}
	item := v.returnedBy(&expr{kind: exprCall, x: e.list[0], start: e.start, end: e.end, block: e.block}, at)
	if item.Kind != literal.Object {
		return hole(e)
	}
	return literal.Value{Kind: literal.Array, Span: e.span(), Elements: []literal.Value{item}, Open: true, OpenAt: e.span()}
}

// functionCalled is the block of the one function of the file that a call is of.
func (v *evaluator) functionCalled(e *expr) (fn int, ok bool) {
	switch {
	case e.x == nil:
		return 0, false
	case e.x.kind == exprFunc:
		return e.x.fn, true
	case e.x.kind != exprName && !v.ownMethod(e.x):
		return 0, false
	}
	defined := v.functions[e.name]
	for _, a := range v.assigns[e.name] {
		if a.value == nil || a.value.kind != exprFunc || a.op != '=' || len(a.path) > 0 {
			return 0, false
		}
		defined = append(defined[:len(defined):len(defined)], a.value.fn)
	}
	if len(defined) != 1 {
		return 0, false
	}
	return defined[0], true
}

// ownMethod reports whether a callee is a method of the object or class that the
// code is in, or of a class that is not imported.
func (v *evaluator) ownMethod(callee *expr) bool {
	if callee.kind != exprMember || callee.x.kind != exprName || callee.x.name == "" {
		return false
	}
	switch name := callee.x.name; {
	case isSelf(name), name == "cls", name == "static", name == "Self":
		return true
	default:
		return name[0] >= 'A' && name[0] <= 'Z' && v.imports[name].module == ""
	}
}

// parameter is the argument that a name of the function being followed stands
// for; ok is false for any other name.
func (v *evaluator) parameter(name string, a *assignment) (l literal.Value, ok bool) {
	n := len(v.frames)
	if n == 0 || a == nil || a.value != nil || !a.declares || len(a.path) > 0 {
		return l, false
	}
	f := v.frames[n-1]
	if a.block != f.fn || a.at != v.blocks[f.fn].start {
		return l, false
	}
	x := argumentOf(f.call, name, v.blocks[f.fn].params)
	if x == nil {
		return l, false
	}
	frames := v.frames
	v.frames = frames[: n-1 : n-1]
	l = v.literal(x, f.at)
	v.frames = frames
	return l, true
}

// argumentOf is the argument that a call gives a parameter; nil for one that it
// does not give.
func argumentOf(call *expr, name string, params []string) *expr {
	for i, k := range call.keys {
		if k != nil && string(k.part.text.Bytes) == name {
			return call.list[i]
		}
	}
	for i, param := range params {
		if i >= len(call.list) || call.keys[i] != nil || call.list[i].kind == exprSpread {
			return nil
		}
		if param == name {
			return call.list[i]
		}
	}
	return nil
}
