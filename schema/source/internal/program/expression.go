package program

// expression reads an expression with its operators. One that is more than a
// concatenation is a hole.
func (p *parser) expression() *expr {
	if p.depth >= mostDepth {
		p.at++
		return &expr{start: p.lastEnd(), end: p.lastEnd()}
	}
	p.depth++
	defer func() { p.depth-- }()
	e := p.operand()
	for more := true; more && p.at < len(p.toks) && !p.newStatement(p.peek()); {
		e, more = p.operator(e)
	}
	return e
}

// newStatement reports whether a token that is the first of its line does not
// continue the expression before it.
func (p *parser) newStatement(t *token) bool {
	return t.first && p.round == 0 && (p.lang.indent || p.lang == ruby || t.kind != tokenMark || !isOneOf(t.text[:1], "+.?|&:"))
}

// operator reads an operator behind e, and its operand; more is false where the
// expression ends.
func (p *parser) operator(e *expr) (joined *expr, more bool) {
	t := p.peek()
	switch t.kind {
	case tokenName:
		return p.wordOperator(e, t)
	case tokenString:
		if e.kind == exprString && p.lang.indent {
			return p.join(e, p.operand()), true
		}
	case tokenMark:
		return p.markOperator(e, t)
	}
	return e, false
}

func (p *parser) markOperator(e *expr, t *token) (joined *expr, more bool) {
	switch {
	case t.text == p.lang.concat:
		p.at++
		return p.join(e, p.operand()), true
	case t.text == ":=" && p.lang == python && e.kind == exprName:
		p.at++
		value := p.expression()
		p.store(e, '=', value)
		return value, true
	case t.text == "<<" && p.lang == ruby:
		p.at++
		p.store(e, 'a', p.operand())
		return e, true
	case t.text == "%" && e.kind == exprString:
		return p.percent(e), true
	case !binary(t.text):
		return e, false
	case t.text == "<" && p.lang == java:
		return &expr{start: e.start, end: p.lastEnd()}, false
	}
	p.at++
	if t.text == "?" {
		return p.conditional(e), true
	}
	right := p.operand()
	if t.text == "&&" {
		p.perhaps = true
		p.method(right)
		p.perhaps = false
	}
	return &expr{start: e.start, end: p.lastEnd()}, true
}

// conditional reads the two values behind a condition and its question mark.
func (p *parser) conditional(e *expr) *expr {
	c := &expr{kind: exprCond, start: e.start, block: p.block}
	if !p.is(":") && !p.closing() {
		c.list = append(c.list, p.expression())
	}
	if p.take(":") && !p.closing() {
		c.list = append(c.list, p.expression())
	}
	c.end = p.lastEnd()
	return c
}

// percent reads the values of a format.
func (p *parser) percent(e *expr) *expr {
	p.at++
	values := []*expr{p.operand()}
	if values[0].kind == exprList {
		values = values[0].list
	}
	c := &expr{kind: exprCall, name: "%", x: e, list: values, keys: make([]*expr, len(values)), start: e.start, end: p.lastEnd(), block: p.block}
	p.calls = append(p.calls, c)
	return c
}

// wordOperator reads an operator that is a word.
func (p *parser) wordOperator(e *expr, t *token) (joined *expr, more bool) {
	switch t.text {
	case "as", "satisfies":
		if p.lang != javascript && p.lang != rust {
			return e, false
		}
		p.at++
		p.typeName()
		return e, true
	case "if":
		if p.lang != python {
			return e, false
		}
		p.at++
		p.expression()
		c := &expr{kind: exprCond, list: []*expr{e}, start: e.start, block: p.block}
		if p.take("else") {
			c.list = append(c.list, p.expression())
		}
		c.end = p.lastEnd()
		return c, true
	case "or", "and", "in", "is", "not", "instanceof":
	default:
		return e, false
	}
	p.at++
	p.rest()
	return &expr{start: e.start, end: p.lastEnd()}, true
}

// join puts a part behind others.
func (p *parser) join(e, right *expr) *expr {
	if e.kind == exprConcat {
		e.list = append(e.list, right)
		e.end = max(right.end, e.end)
		return e
	}
	e = &expr{kind: exprConcat, list: []*expr{e, right}, start: e.start, end: max(right.end, e.end), block: p.block}
	p.strings = append(p.strings, e)
	return e
}

func (p *parser) rest() {
	if !p.closing() {
		p.operand()
	}
}

func binary(s string) bool {
	switch s {
	case "-", "*", "/", "%", "||", "&&", "??", "==", "===", "!=", "!==", "<", ">", "<=", ">=", "|", "&", "^", "?", "**", "<<", "+", "//":
		return true
	}
	return false
}

// typeName passes over a type behind "as".
func (p *parser) typeName() {
	for n := 0; n < 30 && p.at < len(p.toks); n++ {
		t := p.peek()
		if t.kind != tokenName && !(t.kind == tokenMark && isOneOf(t.text, ".<>[]|")) || t.first {
			return
		}
		if t.text == "]" && !p.tookOpen() {
			return
		}
		p.at++
	}
}

func (p *parser) tookOpen() bool { return p.at > 0 && p.toks[p.at-1].text == "[" }

func (p *parser) closing() bool {
	t := p.peek()
	return t.kind == tokenEnd || t.kind == tokenMark && isOneOf(t.text, ")]};,")
}
