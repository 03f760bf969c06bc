package program

// constructed reports whether an expression is a constructor's call of Java.
func (p *parser) constructed(e *expr) bool {
	return p.lang == java && e.kind == exprCall && (e.x.kind == exprName || e.x.kind == exprMember) && string(p.src[max(e.start-4, 0):e.start]) == "new "
}

// anonymous reads the body of a class without a name behind a constructor's call.
// The block that it begins with, {{ put("a", 1); … }}, says what the new object
// holds; all else about it is known only when the program runs.
func (p *parser) anonymous(e *expr) *expr {
	if !p.aheadIs(1, "{") {
		return p.body(&token{start: e.start})
	}
	p.at += 2
	p.round++
	out := &expr{kind: exprDict, start: e.start, block: p.block}
	for p.at < len(p.toks) && !p.closing() || p.is(";") {
		if p.take(";") {
			continue
		}
		before := p.at
		p.initialized(out, p.expression())
		if p.at == before {
			p.at++
		}
	}
	out.open = !p.take("}") || !p.is("}") || out.open
	p.take("}")
	p.round--
	out.end = p.lastEnd()
	p.dicts = append(p.dicts, out)
	return out
}

// initialized adds to a new object what a call in its class's block does to it.
func (p *parser) initialized(out, c *expr) {
	switch {
	case c.kind != exprCall || c.x.kind != exprName:
		out.open = true
	case len(c.list) == 2 && (c.name == "put" || c.name == "addProperty" || c.name == "add" || c.name == "set"):
		c.handled = true
		p.add(out, c.list[0], c.list[1])
	case len(c.list) == 1 && c.name == "add":
		c.handled = true
		out.kind = exprList
		p.add(out, nil, c.list[0])
	default:
		out.open = true
	}
}
