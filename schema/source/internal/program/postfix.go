package program

import "slices"

// postfix reads calls, members and indices.
func (p *parser) postfix(e *expr) *expr {
	for n := 0; p.at < len(p.toks); n++ {
		t := p.peek()
		if t.kind != tokenMark || t.first && p.round == 0 && (p.lang.indent || t.text != "." && t.text != "?." && t.text != "->") {
			return e
		}
		var more bool
		if e, more = p.behind(e, t, n); !more {
			return e
		}
	}
	return e
}

// behind reads what a mark begins behind an operand; more is false where the
// operand ends.
func (p *parser) behind(e *expr, t *token, n int) (longer *expr, more bool) {
	switch {
	case p.memberMark(t.text) && p.ahead(1).kind == tokenName:
		p.at += 2
		e = &expr{kind: exprMember, x: e, name: p.toks[p.at-1].text, start: e.start, end: p.lastEnd(), block: p.block}
	case p.suffix(t):
		p.at++
	case t.text == "(":
		e = p.call(e)
	case t.text == "[" && e.kind != exprString:
		e = p.index(e, t)
	case t.text == "<" && (e.kind == exprName || e.kind == exprMember):
		return e, p.typeArguments()
	case t.text == "{" && p.constructed(e):
		return p.anonymous(e), true
	case t.text == "{" && p.composite(e, n):
		e = p.fieldsOf(e)
	default:
		return e, false
	}
	return e, true
}

// fieldsOf reads the braces of a literal of a type, or of what a constructor made.
func (p *parser) fieldsOf(made *expr) *expr {
	e := p.dict(made.start)
	e.typed = made.kind == exprMember || made.kind == exprName || made.kind == exprCall
	if made.kind == exprCall {
		p.inits[made] = e
	}
	return e
}

// memberMark reports whether a mark is in front of the name of a member.
func (p *parser) memberMark(mark string) bool {
	switch mark {
	case ".":
		return p.lang != php
	case "->":
		return p.lang == php
	}
	return mark == "?." || mark == "::"
}

// suffix reports whether a mark behind an operand changes nothing: the one of a
// macro, of an error handed on, or of a value that is not null.
func (p *parser) suffix(t *token) bool {
	switch {
	case p.lang == rust:
		return t.text == "?" || t.text == "!" && (p.aheadIs(1, "(") || p.aheadIs(1, "["))
	case p.lang == javascript:
		return t.text == "!" && !t.first && (p.aheadIs(1, ".") || p.closingAfter())
	}
	return false
}

// index reads [key], the brackets of a new array, or a Rust vector.
func (p *parser) index(e *expr, t *token) *expr {
	if p.lang == php && p.aheadIs(1, "]") { // $items[] = …
		p.at += 2
		return &expr{kind: exprIndex, x: e, start: e.start, end: p.lastEnd(), block: p.block}
	}
	if e.kind == exprName && e.name == "new" || p.aheadIs(1, "]") {
		p.at++
		p.take("]")
		if p.is("{") {
			return p.list(e.start, "}")
		}
		return e
	}
	index := p.list(t.start, "]")
	p.dicts = p.dicts[:len(p.dicts)-1]
	if p.lang == rust && e.kind == exprName && e.name == "vec" {
		index.start = e.start
		return index
	}
	return &expr{kind: exprIndex, x: e, list: index.list, start: e.start, end: p.lastEnd(), block: p.block}
}

// composite reports whether a brace behind an operand begins a literal of a type.
func (p *parser) composite(e *expr, n int) bool {
	switch p.lang {
	case csharp:
		return e.kind == exprCall && e.name == "new" ||
			(e.kind == exprCall || e.kind == exprName) && string(p.src[max(e.start-4, 0):e.start]) == "new "
	case golang:
		return e.kind == exprMember && n < 3 && e.name[0] >= 'A' && e.name[0] <= 'Z'
	}
	return false
}

func (p *parser) closingAfter() bool {
	t := p.ahead(1)
	return t.kind == tokenEnd || t.kind == tokenMark && isOneOf(t.text, ")]};,")
}

// typeArguments passes over <T> in front of a call.
func (p *parser) typeArguments() bool {
	if p.lang.indent || p.lang == php || p.lang == ruby || p.lang == golang {
		return false
	}
	depth := 0
	for k := p.at; k < len(p.toks) && k < p.at+60; k++ {
		t := &p.toks[k]
		switch {
		case t.text == "<":
			depth++
		case t.text == ">":
			if depth--; depth == 0 {
				return p.goTo(k+1, "(", "{")
			}
		case t.kind == tokenString && p.lang == javascript:
		case t.kind != tokenName && (t.kind != tokenMark || !isOneOf(t.text, p.lang.typeMarks())):
			return false
		}
	}
	return false
}

// typeMarks are the marks that a type may have besides < and >.
func (l *language) typeMarks() string {
	if l == javascript {
		return ".,[]|?:{};&"
	}
	return ".,[]|?:"
}

// goTo moves to a token, if it is one of several.
func (p *parser) goTo(k int, texts ...string) bool {
	if k >= len(p.toks) || !slices.Contains(texts, p.toks[k].text) {
		return false
	}
	p.at = k
	return true
}

// call reads the arguments.
func (p *parser) call(callee *expr) *expr {
	open := p.at
	p.at++
	p.round++
	e := &expr{kind: exprCall, x: callee, start: callee.start, block: p.block}
	if callee.kind == exprName || callee.kind == exprMember {
		e.name = callee.name
	}
	if p.lang == php && e.name == "array" {
		p.round--
		p.at--
		return p.phpArray(callee.start, ")")
	}
	p.arguments(e)
	p.take(")")
	p.round--
	e.end = p.lastEnd()
	p.calls = append(p.calls, e)
	p.touchedBy(e)
	if p.braces() && callee.kind == exprName && p.defines(open) {
		p.definition(e, open)
	}
	return e
}

// arguments reads those of a call up to its bracket.
func (p *parser) arguments(e *expr) {
	for p.at < len(p.toks) && !p.is(")") && !p.is("]") && !p.is("}") && !p.lost() {
		before := p.at
		if p.is(",") || p.is(";") {
			p.at++
			continue
		}
		p.argument(e)
		if p.at == before {
			p.at++
		}
	}
}

// argument reads one argument of a call.
func (p *parser) argument(e *expr) {
	t := p.peek()
	if t.kind == tokenName && (p.aheadIs(1, "=") || p.aheadIs(1, ":") && p.lang != javascript) {
		p.at += 2
		p.add(e, p.key(t), p.expression())
		return
	}
	x := p.expression()
	if p.take("=>") { // Ruby's hash without braces
		p.add(e, x, p.expression())
	} else {
		p.add(e, nil, x)
	}
	if p.is("for") {
		p.skipTo(")")
	}
}

// definition makes a function of what was read as a call before a brace: a method
// of a class, or a closure.
func (p *parser) definition(e *expr, open int) {
	switch e.name {
	case "if", "for", "while", "switch", "catch", "foreach", "match", "with", "using", "lock", "synchronized", "fixed", "unless":
		return
	}
	p.function = true
	p.params, p.named, p.ordered = nil, e.name, p.order(open, p.at-1)
	for _, x := range e.list {
		if x.kind == exprName {
			p.params = append(p.params, x.name)
		}
	}
}
