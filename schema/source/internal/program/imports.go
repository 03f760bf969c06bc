package program

import "strings"

// imported is a name that another module of the folder declares.
type imported struct{ module, name string }

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
