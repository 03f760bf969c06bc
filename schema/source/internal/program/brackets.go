package program

import "github.com/payloadlint/payloadlint/schema/jsondoc"

// goType reads map[K]V{…}, []T{…} and []byte(…).
func (p *parser) goType(t *token) *expr {
	list := t.text == "["
	for n := 0; n < 30 && p.at < len(p.toks); n++ {
		switch {
		case p.is("interface") && p.aheadIs(1, "{"):
			p.at += 3
			continue
		case p.is("{"):
			if list {
				of := p.toks[p.at-1]
				e := p.list(t.start, "}")
				for _, x := range e.list {
					if of.kind == tokenName && x.kind == exprDict && x.name == "" {
						x.name = of.text
					}
				}
				return e
			}
			return p.dict(t.start)
		case p.is("("):
			return &expr{kind: exprName, name: "bytes", start: t.start, end: p.lastEnd()}
		case p.closing() && !p.is("]"):
			return &expr{start: t.start, end: p.lastEnd()}
		}
		p.at++
	}
	return &expr{start: t.start, end: p.lastEnd()}
}

func (p *parser) bracket(t *token) *expr {
	if p.lang == golang && p.aheadIs(1, "]") {
		return p.goType(t)
	}
	if p.lang == csharp && p.aheadIs(1, "]") && p.aheadIs(2, "{") {
		p.at += 2
		return p.list(t.start, "}")
	}
	if p.lang == php {
		return p.phpArray(t.start, "]")
	}
	return p.list(t.start, "]")
}

// list reads the elements up to a bracket.
func (p *parser) list(start int, end string) *expr {
	p.at++
	p.round++
	e := &expr{kind: exprList, start: start, block: p.block}
	for p.at < len(p.toks) && !p.is(end) && !p.lost() {
		before := p.at
		if p.closing() && !p.is(",") && !p.is(";") {
			break
		}
		if p.is(",") || p.is(";") {
			p.at++
			continue
		}
		x := p.expression()
		if p.is("for") || p.is("async") {
			e.open = true
			p.skipTo(end)
			p.add(e, nil, x)
			break
		}
		p.add(e, nil, x)
		if p.at == before {
			p.at++
		}
	}
	e.open = !p.take(end) || e.open
	p.round--
	e.end = p.lastEnd()
	p.dicts = append(p.dicts, e)
	return e
}

func (p *parser) add(e, key, x *expr) {
	e.keys = append(e.keys, key)
	e.list = append(e.list, x)
}

// skipTo goes to the bracket that closes the open one.
func (p *parser) skipTo(end string) {
	for p.at < len(p.toks) && !p.closing() && !p.is(end) {
		before := p.at
		p.expression()
		if p.at == before {
			p.at++
		}
		p.take(",")
	}
}

// phpArray reads ['a' => 1, 2].
func (p *parser) phpArray(start int, end string) *expr {
	p.at++
	p.round++
	e := &expr{kind: exprList, start: start, block: p.block}
	for p.at < len(p.toks) && !p.is(end) && !p.is(";") && !p.is("}") && !p.lost() {
		before := p.at
		x := p.expression()
		if p.take("=>") {
			e.kind = exprDict
			p.add(e, x, p.expression())
		} else if x.end > x.start {
			p.add(e, nil, x)
		}
		if p.at == before {
			p.at++
		}
		p.take(",")
	}
	p.take(end)
	p.round--
	e.end = p.lastEnd()
	p.dicts = append(p.dicts, e)
	return e
}

// dict reads {…} with the members of any language.
func (p *parser) dict(start int) *expr {
	p.at++
	p.round++
	e := &expr{kind: exprDict, start: start, block: p.block}
	p.members(e)
	e.open = !p.take("}") || e.open
	p.round--
	e.end = p.lastEnd()
	if elementsOnly(e) { // new[] {…}, a set
		e.kind = exprList
	}
	p.dicts = append(p.dicts, e)
	return e
}

// members reads those of a dict up to its brace.
func (p *parser) members(e *expr) {
	for p.at < len(p.toks) && !p.is("}") && !p.is(")") && !p.is("]") && !p.lost() {
		before := p.at
		p.member(e)
		for p.at == before || p.at < len(p.toks) && !p.is(",") && !p.closing() && !p.is(";") && !p.lost() {
			p.at++
		}
		if p.is(",") || p.is(";") {
			p.at++
		}
	}
}

// elementsOnly reports whether what is in braces has values and no keys.
func elementsOnly(e *expr) bool {
	for i, x := range e.list {
		if e.keys[i] != nil || x.kind == exprSpread {
			return false
		}
	}
	return len(e.list) > 0
}

// member reads one member of a dict.
func (p *parser) member(e *expr) {
	t := p.peek()
	switch {
	case p.is("...") || p.is("**"):
		p.at++
		x := p.expression()
		p.add(e, nil, &expr{kind: exprSpread, x: x, start: t.start, end: x.end})
	case t.kind == tokenName && p.namedMember(e, t):
	case p.is("[") && (p.lang == javascript || p.lang == csharp):
		p.at++
		key := p.expression()
		p.take("]")
		if p.take(":") || p.take("=") {
			p.add(e, key, p.expression())
		}
	case p.is("{") && (p.lang == golang || p.lang == csharp):
		p.braced(e, t)
	default:
		p.pair(e)
	}
}

// braced reads {…} in a dict: an element, or C#'s {key, value}.
func (p *parser) braced(e *expr, t *token) {
	x := p.dict(t.start)
	if p.lang == csharp && x.kind == exprList && len(x.list) == 2 && x.list[0].kind == exprString {
		p.add(e, x.list[0], x.list[1])
		return
	}
	p.add(e, nil, x)
}

// namedMember reads a member that begins with its name, if this is one.
func (p *parser) namedMember(e *expr, t *token) bool {
	js := p.lang == javascript
	switch {
	case js && (p.aheadIs(1, ",") || p.aheadIs(1, "}")):
		p.at++
		p.add(e, p.shorthand(t), &expr{kind: exprName, name: t.text, start: t.start, end: t.end, block: p.block})
	case p.aheadIs(1, ":") && !p.lang.indent || p.aheadIs(1, "=") && p.lang == csharp:
		p.at += 2
		p.add(e, p.key(t), p.expression())
	case js && (p.aheadIs(1, "(") || (t.text == "get" || t.text == "async" || t.text == "set") && p.ahead(1).kind == tokenName):
		p.methodMember(e, t)
	default:
		return false
	}
	return true
}

// methodMember reads a member that is a function: name() {…}.
func (p *parser) methodMember(e *expr, t *token) {
	for p.at < len(p.toks) && !p.is("(") {
		p.at++
	}
	p.params = p.parameters()
	p.function = true
	p.named = t.text
	if p.take(":") {
		p.typeName()
	}
	p.add(e, p.key(t), p.body(t))
}

// pair reads a key with its value, an element, or a comprehension.
func (p *parser) pair(e *expr) {
	key := p.expression()
	switch {
	case p.take(":") || p.take("=>"):
		x := p.expression()
		p.add(e, key, x)
		if p.is("for") || p.is("async") {
			e.open = true
			p.skipTo("}")
		}
	case p.is("for"):
		e.open = true
		p.skipTo("}")
		p.add(e, nil, key)
	case key.end > key.start:
		p.add(e, nil, key)
	}
}

func (p *parser) key(t *token) *expr {
	e := stringOf(t.text, t.start, t.end)
	e.bare = true
	return e
}

// shorthand is the key of {name}, which is a variable too: its pieces overlap in
// the file, so nobody can write another key there.
func (p *parser) shorthand(t *token) *expr {
	e := p.key(t)
	whole, none := jsondoc.Span{Start: t.start, End: t.end}, jsondoc.Span{Start: t.start, End: t.start}
	if n := len(t.text); n > 2 {
		e.part.text.Pieces = []jsondoc.Piece{{End: 1, File: whole}, {Start: 1, End: n - 1, File: none}, {Start: n - 1, End: n, File: whole}}
	}
	return e
}

// group reads brackets: a value, a tuple, or the parameters of an arrow function.
func (p *parser) group(t *token) *expr {
	if p.lang == javascript && p.arrow() {
		p.params = p.parameters()
		for n := 0; n < 40 && !p.take("=>"); n++ {
			p.at++
		}
		p.function = true
		return p.body(t)
	}
	e := p.list(t.start, ")")
	p.dicts = p.dicts[:len(p.dicts)-1]
	if len(e.list) == 1 && !e.open {
		// Brackets are part of what they are around.
		return e.list[0]
	}
	return e
}

// arrow reports whether the brackets that begin here are parameters.
func (p *parser) arrow() bool {
	depth := 0
	for k := p.at; k < len(p.toks) && k < p.at+60; k++ {
		if p.toks[k].kind != tokenMark {
			continue
		}
		switch p.toks[k].text {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			if depth--; depth == 0 {
				if k+1 < len(p.toks) && p.toks[k+1].text == "=>" {
					return true
				}
				return k+1 < len(p.toks) && p.toks[k+1].text == ":" && k+4 < len(p.toks) && (p.toks[k+3].text == "=>" || p.toks[k+3].text == "<")
			}
		}
	}
	return false
}
