package program

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

type exprKind uint8

const (
	exprHole exprKind = iota
	exprName
	exprString // list: the parts, text or expression
	exprNumber
	exprBool
	exprNull
	exprDict
	exprList
	exprSpread
	exprCall
	exprMember
	exprIndex
	exprConcat
	exprCond // list: the two values
)

// expr is an expression. For a dict, keys and list go together, a nil key being
// a spread; for a call, keys are the names of arguments, or nil.
type expr struct {
	kind       exprKind
	start, end int
	name       string // of a name or member; the operator of a concatenation
	part       part   // of a string with one part
	x          *expr
	keys, list []*expr
	open       bool // a comprehension
	handled    bool // a call whose effect is an assignment
	bare       bool // a key that is a name
	typed      bool // a literal of a type
	block      int
}

func (e *expr) span() jsondoc.Span { return jsondoc.Span{Start: e.start, End: e.end} }

// block is a part of the file that may run or not; function says that it has
// names of its own.
type block struct {
	start, end, parent int
	function           bool
	indent             int
}

// assignment is target = value, or a call of a method that changes its target.
type assignment struct {
	name     string
	path     []*expr // keys below the name
	op       byte    // '=', 'a' append, 'e' extend, '+' join, 'p' put, 'u' update, '?' some change
	value    *expr   // nil: unknown
	at       int
	block    int
	target   *expr
	maybe    bool // behind an if on the same line
	declares bool // a name of its own, where others change one that is outside
}

// from is where the value of an assignment is computed, before it has an effect.
func (a *assignment) from() int {
	if a.target != nil {
		return a.target.start
	}
	return a.at
}

// imported is a name that another module of the folder declares.
type imported struct{ module, name string }

// file is what the parser makes of a file.
type file struct {
	lang    *language
	src     []byte
	blocks  []block
	assigns map[string][]*assignment
	calls   []*expr
	dicts   []*expr
	strings []*expr
	touches map[string][]*touch
	imports map[string]imported
	fields  []*assignment     // x.body = …
	rebound map[string]bool   // names that a function gives another value outside of it
	tags    map[string]string // of the fields of structs; "" where they differ
}

const mostDepth = 200

type parser struct {
	*file
	toks      []token
	at        int
	depth     int
	round     int // open brackets
	block     int
	word      string // the first of the line
	declaring bool   // behind const, let, var
	perhaps   bool   // behind a condition
	// function says that the next block is one's body; params are its names.
	function bool
	params   []string
}

func parse(l *language, src []byte) *file {
	f := &file{lang: l, src: src, assigns: map[string][]*assignment{}, touches: map[string][]*touch{}, rebound: map[string]bool{}, imports: map[string]imported{}, tags: map[string]string{}}
	f.blocks = []block{{end: len(src), parent: -1, function: true, indent: -1}}
	p := &parser{file: f, toks: lex(l, src, 0, len(src))}
	for p.at < len(p.toks) {
		before := p.at
		p.statement()
		if p.at == before {
			p.at++
		}
	}
	return f
}

// lost reports whether a declaration begins here, at the margin, while brackets
// are open: what was before it is not finished.
func (p *parser) lost() bool {
	t := p.peek()
	if !t.first || t.col > 0 || t.kind != tokenName || p.aheadIs(1, ":") || p.aheadIs(1, ",") {
		return false
	}
	switch t.text {
	case "function", "const", "let", "class", "export", "import", "async", "def", "func", "fn", "from", "public", "using", "package", "interface":
		return true
	}
	return false
}

var noToken token

func (p *parser) peek() *token { return p.ahead(0) }

func (p *parser) ahead(n int) *token {
	if p.at+n < len(p.toks) {
		return &p.toks[p.at+n]
	}
	return &noToken
}

func (p *parser) is(s string) bool { return p.aheadIs(0, s) }

func (p *parser) aheadIs(n int, s string) bool {
	t := p.ahead(n)
	return t.text == s && t.kind != tokenString
}

func (p *parser) take(s string) bool {
	if p.is(s) {
		p.at++
		return true
	}
	return false
}

func (p *parser) lastEnd() int {
	if p.at == 0 {
		return 0
	}
	return p.toks[min(p.at, len(p.toks))-1].end
}

func (p *parser) push(start, indent int) {
	p.blocks = append(p.blocks, block{start: start, end: len(p.src), parent: p.block, function: p.function, indent: indent})
	p.block = len(p.blocks) - 1
	if p.function {
		for _, name := range p.params {
			p.assign(&assignment{name: name, op: '=', at: start, declares: true})
		}
	}
	p.function, p.params = false, nil
}

func (p *parser) pop(end int) {
	if p.block > 0 {
		p.blocks[p.block].end = end
		p.block = p.blocks[p.block].parent
	}
}

func (p *parser) assign(a *assignment) {
	a.block = p.block
	a.declares = a.declares || p.declaring || p.lang != javascript
	a.maybe = a.maybe || p.perhaps
	switch p.word {
	case "if", "else", "elif", "for", "while", "unless":
		a.maybe = true
	}
	p.assigns[a.name] = append(p.assigns[a.name], a)
}

// statement reads one statement, or passes over what is not one.
func (p *parser) statement() {
	t := p.peek()
	if t.first || t.text == ";" {
		p.word, p.declaring = t.text, false
	}
	if p.lang.indent && t.first {
		p.indented(t)
	}
	switch {
	case t.kind == tokenName && p.keyword(t):
	case p.is("{") && p.braces():
		p.at++
		p.push(t.start, 0)
	case p.is("}"):
		p.at++
		p.pop(t.end)
	case t.kind == tokenMark && !isOneOf(t.text[:1], "([{&*-!+<.:") || p.is(":") || p.is(":="):
		p.at++
	default:
		p.simple()
	}
}

func (p *parser) braces() bool { return !p.lang.indent && p.lang != ruby }

func (p *parser) indented(t *token) {
	for p.block > 0 && t.col <= p.blocks[p.block].indent {
		p.pop(t.start)
	}
	top := p.blocks[p.block].indent
	if p.function || p.at > 0 && p.toks[p.at-1].text == ":" && p.toks[p.at-1].kind == tokenMark && t.col > max(top, 0) {
		if t.col > 0 {
			p.push(t.start, t.col-1)
		}
		p.function = false
	}
}

// keyword reads the words that begin a function or an import.
func (p *parser) keyword(t *token) bool {
	switch t.text {
	case "def", "function", "func", "fn":
		p.at++
		p.declaration(t)
		return true
	case "from":
		return p.lang.indent && p.fromImport()
	case "import":
		return p.imported()
	case "for":
		p.at++
		p.loop()
		return true
	case "const", "let", "var":
		p.at++
		p.declaring = true
		return true
	case "default", "interface", "type", "struct", "global", "nonlocal":
		return p.declarationWord(t)
	case "return", "await", "export", "static", "final", "public", "private", "async", "mut", "else", "elif", "if", "while", "go", "defer", "yield", "throw", "raise":
		p.at++
		return true
	}
	return false
}

// imported reads an import of a language that is followed.
func (p *parser) imported() bool {
	switch p.lang {
	case javascript:
		p.jsImport()
	case python:
		p.pyImport()
	default:
		return false
	}
	return true
}

// declarationWord reads what words declare that some languages alone have.
func (p *parser) declarationWord(t *token) bool {
	outside := t.text == "global" || t.text == "nonlocal"
	if outside && p.lang != python {
		return false
	}
	if outside {
		p.outside()
		return true
	}
	p.at++
	switch {
	case t.text == "struct" && p.lang == golang && p.is("{"):
		p.structFields()
	case p.lang != javascript:
	case t.text == "default" && p.is("{"):
		p.store(&expr{kind: exprName, name: defaultExport, start: t.start, end: t.end}, '=', p.expression())
	case t.text == "interface" || t.text == "type":
		p.typeDeclaration()
	}
	return true
}

// typeDeclaration passes over a type of TypeScript, which has the braces of an
// object.
func (p *parser) typeDeclaration() {
	if p.peek().kind != tokenName {
		return
	}
	k := p.at + 1
	for k < len(p.toks) && k < p.at+40 && p.toks[k].text != "{" {
		if p.toks[k].first || p.toks[k].text == ";" {
			return
		}
		k++
	}
	depth := 0
	for ; k < len(p.toks); k++ {
		switch p.toks[k].text {
		case "{":
			depth++
		case "}":
			if depth--; depth == 0 {
				p.at = k + 1
				return
			}
		}
	}
}

// outside reads the names of the module, or of the function around, that a
// function gives values to.
func (p *parser) outside() {
	for p.at++; p.at < len(p.toks) && !p.peek().first; p.at++ {
		if t := p.peek(); t.kind == tokenName {
			p.rebound[t.text] = true
		}
	}
}

// loop reads the head of a loop over the elements of something: its variable is
// another name for each of them.
func (p *parser) loop() {
	k := p.at
	var names []string
	for n := 0; n < 16 && k < len(p.toks); n++ {
		switch t := &p.toks[k]; {
		case t.text == "in" || t.text == "of" || t.text == ":" && p.lang == java:
			if len(names) == 0 {
				return
			}
			p.at = k + 1
			over := p.expression()
			for over.kind == exprCall && len(over.list) > 0 && harmless(over) {
				over = over.list[0] // of a function like enumerate
			}
			for _, name := range names {
				p.touch(over, touch{alias: name, each: true})
			}
			return
		case t.kind == tokenName:
			names = append(names, t.text)
		case t.kind != tokenMark || !isOneOf(t.text, "(,)[]&"):
			return
		}
		k++
	}
}

// declaration reads the head of a function behind its keyword.
func (p *parser) declaration(t *token) {
	if p.lang == ruby {
		for p.block > 0 {
			p.pop(t.start)
		}
	}
	if p.is("(") && p.lang == golang {
		p.parameters() // the receiver
	}
	if p.peek().kind == tokenName {
		p.at++
	}
	p.generics()
	p.function = true
	p.params = nil
	if p.is("(") {
		p.params = p.parameters()
	}
	if p.lang == ruby {
		p.push(p.lastEnd(), 0)
		return
	}
	p.result()
	if !p.lang.indent && !p.is("{") {
		p.function = false
	}
}

// result passes over what a function returns.
func (p *parser) result() {
	for n := 0; n < 60 && p.at < len(p.toks); n++ {
		if p.is("{") || p.is(";") || p.lang.indent && p.is(":") {
			return
		}
		p.at++
	}
}

func (p *parser) generics() {
	if p.is("<") {
		for n := 0; n < 40 && p.at < len(p.toks); n++ {
			if p.take(">") {
				return
			}
			p.at++
		}
	}
}

// parameters reads the names of parameters, in brackets. Defaults are passed over.
func (p *parser) parameters() (names []string) {
	depth := 0
	for p.at < len(p.toks) && !p.lost() {
		t := p.peek()
		p.at++
		switch {
		case t.kind == tokenMark && isOneOf(t.text, "([{"):
			depth++
		case t.kind == tokenMark && isOneOf(t.text, ")]}"):
			if depth--; depth <= 0 {
				return names
			}
		case t.kind == tokenName && len(names) < 100:
			names = append(names, t.text)
		}
	}
	return names
}

// defaultExport is the name of what a module exports without one.
const defaultExport = "default"

// pyImport reads import a, b.c as d.
func (p *parser) pyImport() {
	k := p.at + 1
	for k < len(p.toks) && p.toks[k].kind == tokenName && !p.toks[k].first {
		module, next := p.moduleName(k)
		name := p.toks[k].text
		switch {
		case next+1 < len(p.toks) && p.toks[next].text == "as":
			p.imports[p.toks[next+1].text] = imported{module: module}
			next += 2
		case module == name:
			p.imports[name] = imported{module: module}
		}
		if k = next; !p.comma(k) {
			break
		}
		k++
	}
	p.at = k
}

func (p *parser) comma(k int) bool { return k < len(p.toks) && p.toks[k].text == "," }

func (p *parser) fromImport() bool {
	module, k := p.moduleName(p.at + 1)
	if k >= len(p.toks) || p.toks[k].text != "import" {
		return false
	}
	for k++; k < len(p.toks) && p.importGoesOn(k); k++ {
		t := &p.toks[k]
		if t.kind != tokenName {
			continue
		}
		var as string
		as, k = p.alias(k)
		p.imports[as] = imported{strings.TrimLeft(module, "."), t.text}
	}
	p.at = k
	return true
}

// moduleName reads the name of a module that begins at a token: names with
// points between and in front.
func (p *parser) moduleName(k int) (module string, next int) {
	for named := false; k < len(p.toks); k++ {
		t := &p.toks[k]
		point := t.kind == tokenMark && (t.text == "." || t.text == "...")
		if !point && (named || t.kind != tokenName || t.text == "import" || t.text == "as") || t.first {
			break
		}
		named = !point
		module += t.text
	}
	return module, k
}

// importGoesOn reports whether a token belongs to the names that are imported.
func (p *parser) importGoesOn(k int) bool {
	t := &p.toks[k]
	if t.kind != tokenName {
		return t.text == "(" || t.text == "," || t.text == ")"
	}
	return !t.first || p.toks[k-1].text == "(" || p.toks[k-1].text == ","
}

// alias is what an imported name is called here, and the last token of that.
func (p *parser) alias(k int) (as string, last int) {
	if k+2 < len(p.toks) && p.toks[k+1].text == "as" {
		return p.toks[k+2].text, k + 2
	}
	return p.toks[k].text, k
}

// jsImport reads import {a as b} from "./c", import a from "./c" and import *
// as a from "./c".
func (p *parser) jsImport() {
	k := p.at + 1
	if k < len(p.toks) && p.toks[k].text == "type" && k+1 < len(p.toks) && p.toks[k+1].text != "from" {
		k++
	}
	names, k := p.importedNames(k)
	if k+1 < len(p.toks) && p.toks[k].text == "from" && p.toks[k+1].kind == tokenString {
		module := strings.Trim(p.toks[k+1].text, "'\"")
		for as, name := range names {
			p.imports[as] = imported{module, name}
		}
		k++
	}
	p.at = min(max(k, p.at)+1, len(p.toks))
}

// importedNames reads what an import names up to its "from", and returns the
// token behind: names in this file, with those in the other.
func (p *parser) importedNames(k int) (names map[string]string, next int) {
	names = map[string]string{}
	braces := false
	for ; k < len(p.toks); k++ {
		t := &p.toks[k]
		switch {
		case t.text == "{" || t.text == "}":
			braces = t.text == "{"
		case t.text == "," || t.text == "as":
		case t.text == "*" && k+2 < len(p.toks) && p.toks[k+1].text == "as":
			k += 2
			names[p.toks[k].text] = ""
		case t.kind != tokenName || t.text == "from" && !braces && len(names) > 0:
			return names, k
		case braces:
			name := t.text
			var as string
			as, k = p.alias(k)
			names[as] = name
		default:
			names[t.text] = defaultExport
		}
	}
	return names, k
}

// required records const {a, b: c} = require("./d") and const a = require("./d").
func (p *parser) required(target, value *expr) {
	if p.lang != javascript || value == nil || value.kind != exprCall || value.name != "require" || len(value.list) != 1 {
		return
	}
	module := string(value.list[0].part.text.Bytes)
	switch target.kind {
	case exprName:
		p.imports[target.name] = imported{module: module}
	case exprDict:
		for i, x := range target.list {
			if k := target.keys[i]; k != nil && x.kind == exprName {
				p.imports[x.name] = imported{module, string(k.part.text.Bytes)}
			}
		}
	}
}

// simple reads an expression and what it is assigned to.
func (p *parser) simple() {
	start := p.at
	e := p.expression()
	if p.at == start {
		return
	}
	if p.lang.colon && e.kind == exprName && p.is(":") {
		p.annotation(start)
	} else if p.peek().kind == tokenName && !p.peek().first {
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

// assigned reads the value that a target is given.
func (p *parser) assigned(target *expr, code byte) {
	value := p.expression()
	if code == '?' {
		value = nil
	}
	p.required(target, value)
	p.store(target, code, value)
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
	if target.kind == exprIndex && len(target.list) == 0 && p.lang == php && op == '=' {
		target, op = target.x, 'a'
	}
	for target.kind == exprMember || target.kind == exprIndex {
		key := &expr{kind: exprHole, start: target.start, end: target.end}
		if target.kind == exprMember {
			if target.x.kind == exprName && isSelf(target.x.name) {
				target = &expr{kind: exprName, name: "self." + target.name}
				break
			}
			key = stringOf(target.name, target.end-len(target.name), target.end)
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

// method records the calls that change what they are called on.
func (p *parser) method(e *expr) {
	if e.kind != exprCall || e.x == nil || e.x.kind != exprMember {
		return
	}
	first := func() *expr {
		if len(e.list) == 1 {
			return e.list[0]
		}
		return nil
	}
	e.handled = true
	switch e.x.name {
	case "append", "push", "add", "Add", "unshift", "prepend":
		if len(e.list) == 2 {
			p.store(&expr{kind: exprIndex, x: e.x.x, list: e.list[:1], start: e.start, end: e.end}, '=', e.list[1])
			return
		}
		p.store(e.x.x, 'a', first())
	case "put", "insert", "Put", "addProperty", "store", "set", "TryAdd", "Insert":
		if len(e.list) == 2 {
			p.store(&expr{kind: exprIndex, x: e.x.x, list: e.list[:1], start: e.start, end: e.end}, 'p', e.list[1])
			return
		}
		p.store(e.x.x, 'e', nil)
	case "extend", "addAll", "AddRange":
		p.store(e.x.x, 'e', first())
	case "update", "merge", "putAll":
		p.store(e.x.x, 'u', updates(e))
	case "setdefault", "pop", "clear", "remove", "splice", "shift", "delete", "Remove", "Clear":
		p.store(e.x.x, '?', nil)
	default:
		e.handled = false
	}
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
