package program

import "slices"

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
	case t.text == "%" && e.kind == exprString:
		return p.percent(e), true
	case !binary(t.text):
		return e, false
	case t.text == "<" && p.lang == java:
		return &expr{start: e.start, end: p.lastEnd()}, false
	}
	p.at++
	p.operand()
	if t.text == "?" && p.take(":") {
		p.operand()
	}
	return &expr{start: e.start, end: p.lastEnd()}, true
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
	case "else":
		if p.lang != python || p.round < 0 || e.kind != exprHole {
			return e, false
		}
		p.at++
		p.rest()
		return e, true
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
	return p.aheadIs(1, "(") && t.text == "async" && p.lang != javascript
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
		p.function, p.params = true, []string{t.text}
		return p.body(t)
	}
	if p.is("{") && p.lang.types && t.text[0] >= 'A' && t.text[0] <= 'Z' {
		return p.dict(t.start)
	}
	return &expr{kind: nameKind(t.text), name: t.text, start: t.start, end: t.end}
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
	if elementsOnly(e) { // new[] {…}, a set
		e.kind = exprList
	}
	p.dicts = append(p.dicts, e)
	return e
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
		p.add(e, p.key(t), &expr{kind: exprName, name: t.text, start: t.start, end: t.end, block: p.block})
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
	case t.text == "{" && p.composite(e, n):
		e = p.dict(e.start)
	default:
		return e, false
	}
	return e, true
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
		return (e.kind == exprCall || e.kind == exprName) && string(p.src[max(e.start-4, 0):e.start]) == "new "
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
	for k := p.at; k < len(p.toks) && k < p.at+24; k++ {
		t := &p.toks[k]
		switch {
		case t.text == "<":
			depth++
		case t.text == ">":
			if depth--; depth == 0 {
				return p.goTo(k+1, "(", "{")
			}
		case t.kind != tokenName && (t.kind != tokenMark || !isOneOf(t.text, ".,[]|?:")):
			return false
		}
	}
	return false
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
	for p.at < len(p.toks) && !p.is(")") && !p.is("]") && !p.is("}") {
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
	p.take(")")
	p.round--
	e.end = p.lastEnd()
	p.calls = append(p.calls, e)
	if p.is("{") && p.braces() && callee.kind == exprName {
		p.definition(e)
	}
	return e
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
func (p *parser) definition(e *expr) {
	switch e.name {
	case "if", "for", "while", "switch", "catch", "foreach", "match", "with":
		return
	}
	p.function = true
	p.params = nil
	for _, x := range e.list {
		if x.kind == exprName {
			p.params = append(p.params, x.name)
		}
	}
}
