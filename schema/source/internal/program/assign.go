package program

import "github.com/payloadlint/payloadlint/schema/jsondoc"

// simple reads an expression and what it is assigned to.
func (p *parser) simple() {
	start := p.at
	e := p.expression()
	if p.at == start {
		return
	}
	if p.lang.colon && e.kind == exprName && p.is(":") {
		p.annotation(start)
	} else if p.peek().kind == tokenName && !p.peek().first && !p.constantType(e) {
		return // String body = …: the next name is the target
	}
	if p.lang == golang && e.kind == exprName {
		p.secondTarget()
	}
	e = p.typedTarget(e)
	op := p.peek()
	code, ok := assigning[op.text]
	if !ok || op.kind != tokenMark || op.first && p.lang.indent {
		p.method(e)
		return
	}
	p.at++
	p.assigned(e, code)
}

// constantType passes over the type of a constant of Go, in front of its value.
func (p *parser) constantType(e *expr) bool {
	if p.lang != golang || e.kind != exprName || !p.aheadIs(1, "=") {
		return false
	}
	p.at++
	return true
}

// assigned reads the value that a target is given.
func (p *parser) assigned(target *expr, code byte) {
	value := p.expression()
	if code == '?' {
		value = nil
	}
	p.required(target, value)
	p.store(target, code, value)
	if value != nil && target.kind == exprName {
		p.made(value, &expr{kind: exprName, name: target.name, start: target.start, end: target.end, block: p.block})
	}
	p.secondName(target, value)
	if p.is("=") { // a = b = …
		p.at++
		p.store(value, '=', p.expression())
	}
}

// secondName records that a target is from here on another name for a value.
func (p *parser) secondName(target, value *expr) {
	if value == nil || value.kind != exprName && value.kind != exprMember && value.kind != exprIndex {
		return
	}
	if name, _, ok := root(target); ok {
		p.touch(value, touch{alias: name})
	}
}

// assigning are the operators that assign, with what they do to the target.
var assigning = map[string]byte{"=": '=', ":=": '=', "+=": '+', ".=": '+', "||=": '?', "??=": '?'}

// secondTarget passes over the second name of body, err := ….
func (p *parser) secondTarget() {
	if p.is(",") && p.ahead(1).kind == tokenName && (p.aheadIs(2, ":=") || p.aheadIs(2, "=")) {
		p.at += 2
	}
}

// typedTarget is the target behind a type that is no name, as in
// Map<String, Object> body = …: what is before the operator.
func (p *parser) typedTarget(e *expr) *expr {
	if !p.is("=") && !p.is(":=") || e.kind != exprHole || p.at == 0 || p.toks[p.at-1].kind != tokenName {
		return e
	}
	t := &p.toks[p.at-1]
	return &expr{kind: exprName, name: t.text, start: t.start, end: t.end}
}

// annotation passes over the type of a name, where a value follows it.
func (p *parser) annotation(start int) {
	if p.lang.indent && !p.toks[start].first {
		return
	}
	depth := 0
	for k := p.at + 1; k < len(p.toks) && k < p.at+60; k++ {
		t := &p.toks[k]
		if t.kind == tokenMark {
			depth += nesting(t.text)
			if depth == 0 && t.text == "=" {
				p.at = k
				return
			}
			if depth < 0 || depth == 0 && (t.text == ";" || t.text == ",") {
				return
			}
		}
		if t.first && p.lang.indent && depth == 0 {
			return
		}
	}
}

// nesting is how a mark changes the depth of brackets in a type.
func nesting(mark string) int {
	switch mark {
	case "(", "[", "{", "<":
		return 1
	case ")", "]", "}", ">":
		return -1
	}
	return 0
}

// store records an assignment to a name, or below one.
func (p *parser) store(target *expr, op byte, value *expr) {
	if target == nil {
		return
	}
	var path []*expr
	whole := target
	if p.added(target, op) {
		target, op = target.x, 'a'
	}
	for target.kind == exprMember || target.kind == exprIndex {
		key := &expr{kind: exprHole, start: target.start, end: target.end}
		if target.kind == exprMember {
			if target.x.kind == exprName && isSelf(target.x.name) {
				target = &expr{kind: exprName, name: "self." + target.name}
				break
			}
			key = p.memberKey(target)
		} else if len(target.list) == 1 {
			key = target.list[0]
		}
		path = append([]*expr{key}, path...)
		target = target.x
		if len(path) > 20 {
			return
		}
	}
	if whole.kind == exprMember {
		p.fields = append(p.fields, &assignment{name: target.name, value: value, at: whole.start, block: p.block, target: whole})
	}
	if target.kind != exprName {
		p.touch(target, touch{key: whole.name})
		return
	}
	at := p.lastEnd()
	p.assign(&assignment{name: target.name, path: path, op: op, value: value, at: at, target: whole})
}

// added reports whether a target is the end of a list of PHP: $items[] = ….
func (p *parser) added(target *expr, op byte) bool {
	return target.kind == exprIndex && len(target.list) == 0 && p.lang == php && op == '='
}

// memberKey is the key that a member's name is; in some languages it is that of a
// field, which may have another name in JSON.
func (p *parser) memberKey(target *expr) *expr {
	key := stringOf(target.name, target.end-len(target.name), target.end)
	key.bare = p.lang == golang || p.lang == rust || p.lang == csharp
	return key
}

// method records the calls that change what they are called on.
func (p *parser) method(e *expr) {
	if e.kind != exprCall || e.x == nil || e.x.kind != exprMember {
		return
	}
	e.handled = true
	switch {
	case p.chained(e), p.setter(e), p.adds(e), p.puts(e):
		return
	}
	switch e.x.name {
	case "extend", "addAll", "AddRange":
		p.store(e.x.x, 'e', only(e))
	case "update", "merge", "putAll":
		p.store(e.x.x, 'u', updates(e))
	case "setdefault", "pop", "clear", "remove", "splice", "shift", "delete", "Remove", "Clear":
		p.store(e.x.x, '?', nil)
	default:
		e.handled = false
	}
}

// only is the argument of a call that has one.
func only(e *expr) *expr {
	if len(e.list) == 1 {
		return e.list[0]
	}
	return nil
}

// adds records a call that adds to a list.
func (p *parser) adds(e *expr) bool {
	switch e.x.name {
	case "append", "Append", "push", "add", "Add", "unshift", "prepend", "fluentAdd":
	default:
		return false
	}
	switch {
	case len(e.list) == 2 && p.lang != javascript:
		p.store(&expr{kind: exprIndex, x: e.x.x, list: e.list[:1], start: e.start, end: e.end}, '=', e.list[1])
	case len(e.list) > 1 && p.lang == javascript:
		p.store(e.x.x, 'e', &expr{kind: exprList, keys: e.keys, list: e.list, start: e.start, end: e.end, block: e.block})
	default:
		p.store(e.x.x, 'a', only(e))
	}
	return true
}

// puts records a call that gives a member its value.
func (p *parser) puts(e *expr) bool {
	switch e.x.name {
	case "put", "insert", "Put", "addProperty", "store", "set", "TryAdd", "Insert", "fluentPut", "accumulate":
	default:
		return false
	}
	switch {
	case len(e.list) == 1 && (p.lang == java || p.lang == csharp): // JSONArray.put
		p.store(e.x.x, 'a', only(e))
	case len(e.list) == 2:
		p.store(&expr{kind: exprIndex, x: e.x.x, list: e.list[:1], start: e.start, end: e.end}, 'p', e.list[1])
	default:
		p.store(e.x.x, 'e', nil)
	}
	return true
}

// chained records a call that is the last of several on the same object, or on a
// new one that a maker adds.
func (p *parser) chained(e *expr) bool {
	b := base(e.x.x)
	if _, ok := maker(b); ok && chains(e) {
		p.made(b, e)
		return true
	}
	if b == e.x.x || b.kind == exprCall {
		return false
	}
	p.method(e.x.x)
	callee, last := *e.x, *e
	callee.x = b
	last.x = &callee
	p.method(&last)
	return true
}

// updates is what update({…}) or update(a=1) gives new values.
func updates(e *expr) *expr {
	switch {
	case len(e.list) == 0:
		return nil
	case e.keys[0] == nil && len(e.list) == 1:
		return e.list[0]
	}
	return &expr{kind: exprDict, keys: e.keys, list: e.list, start: e.start, end: e.end, block: e.block}
}

func stringOf(s string, start, end int) *expr {
	e := &expr{kind: exprString, start: start, end: end}
	e.part.text.Add(s, jsondoc.Span{Start: start, End: end})
	return e
}
