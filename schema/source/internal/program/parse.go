package program

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
	// named is the name of that function, ordered its parameters in order.
	named   string
	ordered []string
}

func parse(l *language, src []byte) *file {
	f := &file{lang: l, src: src, assigns: map[string][]*assignment{}, touches: map[string][]*touch{}, rebound: map[string]bool{}, imports: map[string]imported{}, tags: map[string]string{},
		functions: map[string][]int{}, inits: map[*expr]*expr{}, returns: map[int][]*expr{}}
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
		p.blocks[p.block].params = p.ordered
		if p.named != "" {
			p.functions[p.named] = append(p.functions[p.named], p.block)
		}
	}
	p.function, p.params, p.named, p.ordered = false, nil, "", nil
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
	case t.kind == tokenName && p.keyword(t), p.yields(t):
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

// yields passes over the head of a block of Ruby: do |a, b|.
func (p *parser) yields(t *token) bool {
	if p.lang != ruby || !p.is("{") && !p.is("do") || !p.aheadIs(1, "|") {
		return false
	}
	if p.is("{") {
		p.push(t.start, 0)
	}
	p.at += 2
	for n := 0; n < 20 && p.at < len(p.toks) && !p.take("|"); n++ {
		p.at++
	}
	return true
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
		if p.lang == golang && p.is("(") {
			p.at++ // each of a group is a statement
		}
		return true
	case "default", "interface", "type", "struct", "global", "nonlocal":
		return p.declarationWord(t)
	case "return":
		p.at++
		p.returned()
		return true
	case "await", "export", "static", "final", "public", "private", "async", "mut", "else", "elif", "if", "while", "go", "defer", "yield", "throw", "raise":
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
	case t.text == "struct" && p.lang == rust:
		p.typeDeclaration()
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
	named := ""
	if p.peek().kind == tokenName {
		named = p.peek().text
		p.at++
	}
	p.generics()
	p.function = true
	p.params, p.named, p.ordered = nil, named, nil
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
	start := p.at
	for p.at < len(p.toks) && !p.lost() {
		t := p.peek()
		p.at++
		switch {
		case t.kind == tokenMark && isOneOf(t.text, "([{"):
			depth++
		case t.kind == tokenMark && isOneOf(t.text, ")]}"):
			if depth--; depth <= 0 {
				p.ordered = p.order(start, p.at-1)
				return names
			}
		case t.kind == tokenName && len(names) < 100:
			names = append(names, t.text)
		}
	}
	return names
}
