package program

import (
	"path"
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// name follows a name to what it was given.
func (v *evaluator) name(e *expr, at int) literal.Value {
	if v.isImported(e.name) {
		return v.foreign(e, v.imports[e.name], nil)
	}
	a, k := v.given(e.name, e.block, at)
	if l, ok := v.parameter(e.name, a); ok {
		return v.changedFrom(l, e.name, a, k, e.block, at)
	}
	if a == nil && v.lang == golang {
		return v.packaged(e)
	}
	if a == nil || a.value == nil {
		return v.stored(e, at)
	}
	if v.until > at && v.functionOf(e.block) == v.untilIn && refers(a.value) {
		now, _ := v.given(e.name, e.block, v.until)
		l := v.changed(e.name, a, k, e.block, v.until)
		switch {
		case l.Kind != literal.Object && l.Kind != literal.Array:
		case now == a:
			return l
		default:
			l = v.changed(e.name, a, k, e.block, at)
			l.Open, l.OpenAt = true, e.span()
			return l
		}
	}
	return v.changed(e.name, a, k, e.block, at)
}

// refers reports whether a value may be one that others change by another name.
func refers(x *expr) bool {
	switch x.kind {
	case exprDict, exprList, exprCall, exprName:
		return true
	}
	return false
}

// isImported reports whether a name is that of another file's constant, or of
// the file.
func (v *evaluator) isImported(name string) bool {
	if _, ok := v.imports[name]; !ok {
		return false
	}
	for _, a := range v.assigns[name] {
		if a.value == nil || a.value.kind != exprCall || a.value.name != "require" {
			return false
		}
	}
	return true
}

// member reads x.name: a member of a dict, an attribute, a constant of a class.
func (v *evaluator) member(e *expr, at int) literal.Value {
	if e.name == "to_json" && v.quoted <= mostQuoted {
		v.quoted++
		inner := v.literal(e.x, at)
		v.quoted--
		return literal.Value{Kind: literal.JSON, Span: e.span(), Inner: &inner}
	}
	if e.x.kind == exprName && (e.x.name == "cls" || isSelf(e.x.name)) {
		return v.constant(e, "self."+e.name, e.name)
	}
	if name, path, ok := root(e); ok && v.isImported(name) {
		return v.foreign(e, v.imports[name], path)
	}
	switch e.x.kind {
	case exprName, exprMember, exprIndex:
		if base := v.literal(e.x, at); base.Kind == literal.Object {
			return pick(&base, e.name, e)
		}
	}
	return v.classConstant(e)
}

// classConstant is the value of Name.CONSTANT.
func (v *evaluator) classConstant(e *expr) literal.Value {
	if e.x.kind != exprName || e.x.name == "" || e.x.name[0] < 'A' || e.x.name[0] > 'Z' {
		return hole(e)
	}
	return v.constant(e, e.name)
}

// constant is the value of the first of some names that is assigned once.
func (v *evaluator) constant(e *expr, names ...string) literal.Value {
	for _, name := range names {
		if all := v.assigns[name]; len(all) == 1 && all[0].value != nil && all[0].op == '=' && len(all[0].path) == 0 {
			return v.literal(all[0].value, all[0].from())
		}
	}
	return hole(e)
}

// foreign is the value of a constant of another file of the folder, or of a
// member of one: a string or a number, which stands where it is used.
func (v *evaluator) foreign(e *expr, m imported, path []*expr) literal.Value {
	module := m.module
	var names []string
	if m.name != "" {
		names = append(names, m.name)
	}
	for _, k := range path {
		s, ok := known(v.literal(k, e.start))
		if !ok {
			return hole(e)
		}
		names = append(names, s)
	}
	f := v.module(module)
	for v.lang == python && f == nil && len(names) > 1 { // from app import config; config.BASE
		module, names = strings.Trim(module+"."+names[0], "."), names[1:]
		f = v.module(module)
	}
	if f == nil || len(names) == 0 {
		return hole(e)
	}
	return v.constantOf(e, f, names)
}

// constantOf is the value of a constant of another file where it is used.
func (v *evaluator) constantOf(e *expr, f *file, names []string) literal.Value {
	there := &evaluator{file: f, active: map[*assignment]bool{}, from: &source.File{}, visited: map[*expr]bool{}, modules: map[string]*file{}}
	l := there.exported(names)
	if l.Kind != literal.String && l.Kind != literal.Number || len(l.Text.Bytes) == 0 {
		return hole(e)
	}
	out := literal.Value{Kind: l.Kind, Span: e.span()}
	out.Text.Add(string(l.Text.Bytes), e.span())
	return out
}

// exported is the value of a constant of a file, or of a member of one.
func (v *evaluator) exported(names []string) literal.Value {
	v.reset()
	l := literal.Value{}
	switch {
	case len(v.assigns[names[0]]) > 0:
		l = v.top(names[0])
		names = names[1:]
	case v.lang == javascript:
		l = v.top(defaultExport)
		if all := v.assigns["module"]; len(all) == 1 && all[0].value != nil && len(all[0].path) == 1 {
			l = v.literal(all[0].value, all[0].from())
		}
	}
	for _, name := range names {
		l = pick(&l, name, &expr{})
	}
	return l
}

// top is the value of a name that a file gives once and changes nowhere.
func (v *evaluator) top(name string) literal.Value {
	all := v.assigns[name]
	if len(all) != 1 || all[0].value == nil || all[0].block != 0 || all[0].op != '=' || len(all[0].path) > 0 {
		return literal.Value{}
	}
	return v.literal(all[0].value, all[0].from())
}

func (v *evaluator) module(name string) *file {
	if f, ok := v.modules[name]; ok || v.from.Read == nil || len(v.modules) > 20 {
		return f
	}
	v.modules[name] = nil
	names := []string{strings.ReplaceAll(name, ".", "/") + ".py"}
	if v.lang == javascript {
		if !strings.HasPrefix(name, ".") {
			return nil
		}
		names = nil
		base := path.Clean(name)
		for _, ext := range [...]string{"", ".js", ".ts", ".mjs", ".tsx", "/index.js", "/index.ts"} {
			names = append(names, base+ext)
		}
	}
	for _, n := range names {
		if src, err := v.from.Read(n); err == nil {
			v.modules[name] = parse(v.lang, src)
			break
		}
	}
	return v.modules[name]
}
