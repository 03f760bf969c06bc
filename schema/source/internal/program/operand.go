package program

// operand reads one operand with its calls, members and indices.
func (p *parser) operand() *expr {
	if p.depth >= mostDepth {
		p.at++
		return &expr{start: p.lastEnd(), end: p.lastEnd()}
	}
	p.depth++
	defer func() { p.depth-- }()
	unknown := false
	for n := 0; n < 20 && p.prefix(&unknown); n++ {
	}
	e := p.primary()
	e.block = p.block
	e = p.postfix(e)
	if unknown {
		return &expr{start: e.start, end: e.end}
	}
	return e
}

func (p *parser) prefix(unknown *bool) bool {
	t := p.peek()
	if t.kind == tokenString || p.aheadIs(1, "=") {
		return false
	}
	switch t.text {
	case "await", "new", "return", "&", "yield", "async", "mut", "export":
		if p.prefixIsName(t) {
			return false
		}
		p.at++
		return true
	case "not", "!", "typeof", "lambda", "~", "-", "+", "++", "--":
		if p.aheadIs(1, ":") && t.text != "lambda" {
			return false
		}
		*unknown = t.text != "-" || p.ahead(1).kind != tokenNumber
		if !*unknown {
			return false
		}
		p.at++
		return true
	}
	return false
}

// prefixIsName reports whether a word that may be in front of an operand is a
// name here.
func (p *parser) prefixIsName(t *token) bool {
	for _, mark := range [...]string{":", ",", ")", "."} {
		if p.aheadIs(1, mark) {
			return true
		}
	}
	return p.aheadIs(1, "(") && (t.text == "async" && p.lang != javascript || t.text == "new" && p.lang == csharp)
}

func (p *parser) primary() *expr {
	t := p.peek()
	switch t.kind {
	case tokenEnd:
		return &expr{start: len(p.src), end: len(p.src)}
	case tokenString:
		p.at++
		return p.stringExpr(t)
	case tokenNumber:
		p.at++
		return &expr{kind: exprNumber, start: t.start, end: t.end, name: t.text}
	case tokenName:
		return p.nameExpr(t)
	}
	return p.marked(t)
}

// marked reads an operand that begins with a mark.
func (p *parser) marked(t *token) *expr {
	switch t.text {
	case "-":
		p.at += 2
		return &expr{kind: exprNumber, start: t.start, end: p.lastEnd(), name: "-" + p.toks[p.at-1].text}
	case "{":
		return p.dict(t.start)
	case "[":
		return p.bracket(t)
	case "(":
		return p.group(t)
	case "...", "**", "*":
		p.at++
		x := p.operand()
		if t.text == "*" && !p.lang.indent {
			return x
		}
		return &expr{kind: exprSpread, x: x, start: t.start, end: x.end}
	case ":":
		if p.lang == ruby && p.ahead(1).kind == tokenName {
			p.at += 2
			return stringOf(p.toks[p.at-1].text, t.start, p.lastEnd())
		}
	}
	if p.closing() {
		return &expr{start: t.start, end: t.start}
	}
	p.at++
	return &expr{start: t.start, end: t.end}
}

func (p *parser) stringExpr(t *token) *expr {
	e := &expr{kind: exprString, start: t.start, end: t.end, block: p.block}
	if len(t.parts) == 1 && t.parts[0].to == 0 {
		e.part = t.parts[0]
	} else {
		for _, q := range t.parts {
			if q.to == 0 {
				e.list = append(e.list, &expr{kind: exprString, part: q, start: t.start, end: t.end})
				continue
			}
			x := p.inside(q)
			x.start, x.end = q.from, q.to
			e.list = append(e.list, x)
		}
	}
	p.strings = append(p.strings, e)
	return e
}

// inside reads the expression in a string. A format behind a colon makes it
// unknown.
func (p *parser) inside(q part) *expr {
	if p.depth >= mostDepth || q.to-q.from > 200 {
		return &expr{}
	}
	inner := &parser{file: p.file, toks: lex(p.lang, p.src, q.from, q.to), depth: p.depth + 20, block: p.block, round: 1}
	e := inner.expression()
	if inner.at < len(inner.toks) {
		return &expr{}
	}
	copied := *e
	return &copied
}

func (p *parser) nameExpr(t *token) *expr {
	if t.text == "function" || t.text == "func" && p.lang == golang {
		p.keyword(t)
		return p.body(t)
	}
	if t.text == "map" && p.lang == golang && p.aheadIs(1, "[") {
		return p.goType(t)
	}
	p.at++
	if p.is("=>") && p.lang != ruby && p.lang != php {
		p.at++
		p.function, p.params, p.ordered = true, []string{t.text}, []string{t.text}
		return p.body(t)
	}
	if p.is("{") && p.typedLiteral(t) {
		e := p.dict(t.start)
		e.typed, e.name = true, t.text
		return e
	}
	return &expr{kind: nameKind(t.text), name: t.text, start: t.start, end: t.end}
}

// typedLiteral reports whether a name in front of a brace is a type, and the brace
// begins its literal.
func (p *parser) typedLiteral(t *token) bool {
	return p.lang.types && (t.text[0] >= 'A' && t.text[0] <= 'Z' || p.lang == golang && p.literalFollows())
}

// nameKind is what a word is in any language.
func nameKind(word string) exprKind {
	switch word {
	case "True", "true", "False", "false", "TRUE", "FALSE":
		return exprBool
	case "None", "null", "nil", "undefined", "NULL":
		return exprNull
	}
	return exprName
}

// body reads the block of a function inside an expression.
func (p *parser) body(t *token) *expr {
	if !p.is("{") {
		out := &expr{start: t.start}
		if !p.closing() {
			p.push(t.start, 0)
			out.kind, out.fn = exprFunc, p.block
			e := p.expression()
			p.method(e)
			p.returns[out.fn] = append(p.returns[out.fn], e)
			p.pop(p.lastEnd())
		}
		p.function, p.named, p.ordered = false, "", nil
		out.end = p.lastEnd()
		return out
	}
	round := p.round
	p.round = 0
	depth := p.block
	p.push(p.peek().start, 0)
	fn := p.block
	p.at++
	for p.at < len(p.toks) && p.block != depth {
		before := p.at
		if p.depth >= mostDepth {
			p.at++
			if p.toks[before].text == "}" {
				p.pop(p.lastEnd())
			}
			continue
		}
		p.statement()
		if p.at == before {
			p.at++
		}
		if p.block < depth {
			break
		}
	}
	p.round = round
	return &expr{kind: exprFunc, fn: fn, start: t.start, end: p.lastEnd()}
}
