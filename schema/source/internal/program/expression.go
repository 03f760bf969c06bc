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
	for p.at < len(p.toks) {
		t := p.peek()
		if t.first && p.round == 0 && (p.lang.indent || p.lang == ruby || t.kind != tokenMark || !isOneOf(t.text[:1], "+.?|&:")) {
			return e
		}
		switch {
		case t.kind == tokenMark && (t.text == p.lang.concat):
			p.at++
			e = p.join(e, p.operand())
		case t.kind == tokenMark && t.text == "%" && e.kind == exprString:
			p.at++
			values := []*expr{p.operand()}
			if values[0].kind == exprList {
				values = values[0].list
			}
			e = &expr{kind: exprCall, name: "%", x: e, list: values, keys: make([]*expr, len(values)), start: e.start, end: p.lastEnd(), block: p.block}
			p.calls = append(p.calls, e)
		case t.kind == tokenString && e.kind == exprString && p.lang.indent:
			e = p.join(e, p.operand())
		case t.kind == tokenName && (t.text == "as" || t.text == "satisfies"):
			if p.lang != javascript && p.lang != rust {
				return e
			}
			p.at++
			p.typeName()
		case t.kind == tokenName && (t.text == "if" || t.text == "or" || t.text == "and" || t.text == "in" || t.text == "is" || t.text == "not" || t.text == "instanceof"):
			if t.text == "if" && p.lang != python {
				return e
			}
			p.at++
			p.rest()
			e = &expr{start: e.start, end: p.lastEnd()}
		case t.kind == tokenName && t.text == "else" && p.lang == python && p.round >= 0 && e.kind == exprHole:
			p.at++
			p.rest()
		case t.kind == tokenMark && binary(t.text):
			if t.text == "<" && p.lang == java {
				return &expr{start: e.start, end: p.lastEnd()}
			}
			p.at++
			p.operand()
			if t.text == "?" && p.take(":") {
				p.operand()
			}
			e = &expr{start: e.start, end: p.lastEnd()}
		default:
			return e
		}
	}
	return e
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
	switch t.text {
	case "await", "new", "return", "&", "yield", "async", "mut", "export":
		if t.kind == tokenString || p.aheadIs(1, "=") || p.aheadIs(1, ":") || p.aheadIs(1, ",") || p.aheadIs(1, ")") || p.aheadIs(1, ".") || p.aheadIs(1, "(") && t.text == "async" && p.lang != javascript {
			return false
		}
		p.at++
		return true
	case "not", "!", "typeof", "lambda", "~", "-", "+", "++", "--":
		if t.kind == tokenString || p.aheadIs(1, "=") || p.aheadIs(1, ":") && t.text != "lambda" {
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

func (p *parser) primary() *expr {
	t := p.peek()
	switch {
	case t.kind == tokenEnd:
		return &expr{start: len(p.src), end: len(p.src)}
	case t.kind == tokenString:
		p.at++
		return p.stringExpr(t)
	case t.kind == tokenNumber:
		p.at++
		return &expr{kind: exprNumber, start: t.start, end: t.end, name: t.text}
	case p.is("-"):
		p.at += 2
		return &expr{kind: exprNumber, start: t.start, end: p.lastEnd(), name: "-" + p.toks[p.at-1].text}
	case t.kind == tokenName:
		return p.nameExpr(t)
	case p.is("{"):
		return p.dict(t.start)
	case p.is("["):
		return p.bracket(t)
	case p.is("("):
		return p.group(t)
	case p.is("...") || p.is("**") || p.is("*"):
		p.at++
		x := p.operand()
		if t.text == "*" && !p.lang.indent {
			return x
		}
		return &expr{kind: exprSpread, x: x, start: t.start, end: x.end}
	case p.is(":") && p.lang == ruby && p.ahead(1).kind == tokenName:
		p.at += 2
		return stringOf(p.toks[p.at-1].text, t.start, p.lastEnd())
	case p.closing():
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
	p.at++
	e := &expr{kind: exprName, name: t.text, start: t.start, end: t.end}
	switch t.text {
	case "True", "true", "False", "false", "TRUE", "FALSE":
		e.kind = exprBool
	case "None", "null", "nil", "undefined", "NULL":
		e.kind = exprNull
	case "function":
		p.at--
		p.keyword(t)
		return p.body(t)
	case "func":
		if p.lang == golang {
			p.at--
			p.keyword(t)
			return p.body(t)
		}
	case "map":
		if p.lang == golang && p.is("[") {
			p.at--
			return p.goType(t)
		}
	}
	if p.is("=>") && p.lang != ruby && p.lang != php {
		p.at++
		p.function, p.params = true, []string{t.text}
		return p.body(t)
	}
	if p.lang == csharp && t.text == "new" {
		return e
	}
	if p.is("{") && p.lang.types && t.text[0] >= 'A' && t.text[0] <= 'Z' || p.is("{") && p.lang == csharp && t.text == "new" {
		d := p.dict(t.start)
		return d
	}
	return e
}

// body reads the block of a function inside an expression.
func (p *parser) body(t *token) *expr {
	if !p.is("{") {
		p.function = false
		if !p.closing() {
			p.expression()
		}
		return &expr{start: t.start, end: p.lastEnd()}
	}
	round := p.round
	p.round = 0
	depth := p.block
	p.push(p.peek().start, 0)
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
	return &expr{start: t.start, end: p.lastEnd()}
}

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
				return p.list(t.start, "}")
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
	for p.at < len(p.toks) && !p.is(end) {
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
	p.take(end)
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
	for p.at < len(p.toks) && !p.is(end) && !p.is(";") && !p.is("}") {
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
	for p.at < len(p.toks) && !p.is("}") {
		before := p.at
		if p.is(")") || p.is("]") {
			break
		}
		p.member(e)
		for p.at == before || p.at < len(p.toks) && !p.is(",") && !p.closing() && !p.is(";") {
			p.at++
		}
		if p.is(",") || p.is(";") {
			p.at++
		}
	}
	p.take("}")
	p.round--
	e.end = p.lastEnd()
	elements := len(e.list) > 0
	for _, k := range e.keys {
		elements = elements && k == nil
	}
	for _, x := range e.list {
		elements = elements && x.kind != exprSpread
	}
	if elements { // new[] {…}, a set
		e.kind = exprList
	}
	p.dicts = append(p.dicts, e)
	return e
}

// member reads one member of a dict.
func (p *parser) member(e *expr) {
	t := p.peek()
	js := p.lang == javascript
	switch {
	case p.is("...") || p.is("**"):
		p.at++
		x := p.expression()
		p.add(e, nil, &expr{kind: exprSpread, x: x, start: t.start, end: x.end})
		return
	case js && t.kind == tokenName && (p.aheadIs(1, ",") || p.aheadIs(1, "}")):
		p.at++
		p.add(e, stringOf(t.text, t.start, t.end), &expr{kind: exprName, name: t.text, start: t.start, end: t.end, block: p.block})
		return
	case t.kind == tokenName && (p.aheadIs(1, ":") && !p.lang.indent || p.aheadIs(1, "=") && p.lang == csharp):
		p.at += 2
		p.add(e, p.key(t), p.expression())
		return
	case t.kind == tokenName && p.aheadIs(1, "(") && js || (p.is("get") || p.is("async") || p.is("set")) && p.ahead(1).kind == tokenName && js:
		for p.at < len(p.toks) && !p.is("(") {
			p.at++
		}
		p.params = p.parameters()
		p.function = true
		if p.take(":") {
			p.typeName()
		}
		p.add(e, stringOf(t.text, t.start, t.end), p.body(t))
		return
	case p.is("[") && (js || p.lang == csharp):
		p.at++
		key := p.expression()
		p.take("]")
		if p.take(":") || p.take("=") {
			p.add(e, key, p.expression())
		}
		return
	case p.is("{") && p.lang == golang, p.is("{") && p.lang == csharp:
		x := p.dict(t.start)
		if p.lang == csharp && x.kind == exprList && len(x.list) == 2 && x.list[0].kind == exprString {
			p.add(e, x.list[0], x.list[1])
			return
		}
		p.add(e, nil, x)
		return
	}
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

func (p *parser) key(t *token) *expr { return stringOf(t.text, t.start, t.end) }

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

// postfix reads calls, members and indices.
func (p *parser) postfix(e *expr) *expr {
	for n := 0; p.at < len(p.toks); n++ {
		t := p.peek()
		if t.kind != tokenMark {
			return e
		}
		if t.first && p.round == 0 && (p.lang.indent || t.text != "." && t.text != "?." && t.text != "->") {
			return e
		}
		switch {
		case (t.text == "." && p.lang != php || t.text == "?." || t.text == "->" && p.lang == php || t.text == "::") && p.ahead(1).kind == tokenName:
			p.at += 2
			e = &expr{kind: exprMember, x: e, name: p.toks[p.at-1].text, start: e.start, end: p.lastEnd(), block: p.block}
		case t.text == "!" && p.lang == rust && (p.aheadIs(1, "(") || p.aheadIs(1, "[")), t.text == "!" && p.lang == javascript && !t.first && (p.aheadIs(1, ".") || p.closingAfter()):
			p.at++
		case t.text == "?" && p.lang == rust:
			p.at++
		case t.text == "(":
			e = p.call(e)
		case t.text == "[" && e.kind != exprString:
			if e.kind == exprName && e.name == "new" || p.aheadIs(1, "]") {
				p.at++
				p.take("]")
				if p.is("{") {
					e = p.list(e.start, "}")
				}
				continue
			}
			index := p.list(t.start, "]")
			p.dicts = p.dicts[:len(p.dicts)-1]
			if p.lang == rust && e.kind == exprName && e.name == "vec" {
				index.start = e.start
				e = index
				continue
			}
			e = &expr{kind: exprIndex, x: e, list: index.list, start: e.start, end: p.lastEnd(), block: p.block}
		case t.text == "<" && (e.kind == exprName || e.kind == exprMember) && p.typeArguments():
		case t.text == "{" && p.lang == csharp && (e.kind == exprCall || e.kind == exprName) && string(p.src[max(e.start-4, 0):e.start]) == "new ", t.text == "{" && p.lang == golang && e.kind == exprMember && n < 3 && e.name[0] >= 'A' && e.name[0] <= 'Z':
			e = p.dict(e.start)
		default:
			return e
		}
	}
	return e
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
	for k := p.at; k < len(p.toks) && k < p.at+24; k++ {
		t := &p.toks[k]
		switch {
		case t.text == "<":
			depth++
		case t.text == ">":
			if depth--; depth == 0 {
				if k+1 < len(p.toks) && (p.toks[k+1].text == "(" || p.toks[k+1].text == "{") {
					p.at = k + 1
					return true
				}
				return false
			}
		case t.kind == tokenName || t.kind == tokenMark && isOneOf(t.text, ".,[]|?:"):
		default:
			return false
		}
	}
	return false
}

// call reads the arguments.
func (p *parser) call(callee *expr) *expr {
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
	for p.at < len(p.toks) && !p.is(")") {
		before := p.at
		if p.is("]") || p.is("}") {
			break
		}
		if p.is(",") || p.is(";") {
			p.at++
			continue
		}
		t := p.peek()
		if t.kind == tokenName && (p.aheadIs(1, "=") || p.aheadIs(1, ":") && p.lang != javascript) {
			p.at += 2
			p.add(e, stringOf(t.text, t.start, t.end), p.expression())
		} else {
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
		if p.at == before {
			p.at++
		}
	}
	p.take(")")
	p.round--
	e.end = p.lastEnd()
	p.calls = append(p.calls, e)
	// A method of a class, or a closure: name(…) {.
	if p.is("{") && !p.lang.indent && p.lang != ruby && callee.kind == exprName {
		switch callee.name {
		case "if", "for", "while", "switch", "catch", "foreach", "match", "with":
		default:
			p.function = true
			p.params = nil
			for _, x := range e.list {
				if x.kind == exprName {
					p.params = append(p.params, x.name)
				}
			}
		}
	}
	return e
}
