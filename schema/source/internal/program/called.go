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
	typeFirst := p.lang == java || p.lang == csharp || p.lang == php
	depth, name, done := 0, "", false
	for k := open; k < end && k < len(p.toks); k++ {
		switch t := &p.toks[k]; {
		case t.kind == tokenMark && isOneOf(t.text, "([{<"):
			if depth++; depth == 2 && name == "" {
				done = true // a pattern, of which the parts have names
			}
		case t.kind == tokenMark && isOneOf(t.text, ")]}>"):
			depth--
		case depth > 1:
		case t.kind == tokenMark && t.text == ",":
			names = append(names, name)
			name, done = "", false
		case t.kind == tokenMark && isOneOf(t.text, ":=?"):
			done = true
		case t.kind == tokenMark && (t.text == "*" || t.text == "**" || t.text == "..."):
			return append(names, "") // takes all that follow
		case t.kind == tokenName && !done && (typeFirst || name == ""):
			name = t.text
		}
	}
	if name != "" {
		names = append(names, name)
	}
	if len(names) > 0 && p.lang == python && (names[0] == "self" || names[0] == "cls") {
		names = names[1:]
	}
	return names
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
		switch {
		case t.text == "{" && t.kind == tokenMark:
			p.at = k
			return true
		case t.first && p.lang == javascript || t.kind != tokenName && t.kind != tokenString && (t.kind != tokenMark || !isOneOf(t.text, ".,<>[]|&")):
			return false
		}
	}
	return false
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
	case e.x.kind == exprName:
	case e.x.kind == exprMember && e.x.x.kind == exprName && (isSelf(e.x.x.name) || e.x.x.name == "cls" || e.x.x.name == "static" || e.x.x.name == "Self"):
	case e.x.kind == exprMember && e.x.x.kind == exprName && e.x.x.name != "" && e.x.x.name[0] >= 'A' && e.x.x.name[0] <= 'Z' && len(v.imports[e.x.x.name].module) == 0:
	default:
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
