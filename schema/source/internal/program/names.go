package program

import (
	"path"
	"strings"

	"github.com/payloadlint/payloadlint/schema/source"
)

// name follows a name to what it was given.
func (v *evaluator) name(e *expr, at int) source.Literal {
	if m, ok := v.imports[e.name]; ok && len(v.assigns[e.name]) == 0 {
		return v.foreign(e, m)
	}
	a, k := v.given(e.name, e.block, at)
	if a == nil || a.value == nil {
		return hole(e)
	}
	return v.changed(e.name, a, k, at)
}

// member reads x.name: a member of a dict, an attribute, a constant of a class.
func (v *evaluator) member(e *expr, at int) source.Literal {
	if e.name == "to_json" && v.quoted <= mostQuoted {
		v.quoted++
		inner := v.literal(e.x, at)
		v.quoted--
		return source.Literal{Kind: source.LiteralJSON, Span: e.span(), Inner: &inner}
	}
	if e.x.kind != exprName {
		return hole(e)
	}
	switch e.x.name {
	case "self", "this", "cls":
		return v.constant(e, "self."+e.name, e.name)
	}
	base := v.literal(e.x, at)
	if base.Kind == source.LiteralObject {
		return pick(&base, e.name, e)
	}
	if m, ok := v.imports[e.x.name]; ok {
		return v.foreign(e, imported{strings.Trim(m.module+"."+m.name, "."), e.name})
	}
	if e.x.name == "" || e.x.name[0] < 'A' || e.x.name[0] > 'Z' {
		return hole(e)
	}
	return v.constant(e, e.name)
}

// constant is the value of the first of some names that is assigned once.
func (v *evaluator) constant(e *expr, names ...string) source.Literal {
	for _, name := range names {
		if all := v.assigns[name]; len(all) == 1 && all[0].value != nil && all[0].op == '=' && len(all[0].path) == 0 {
			return v.literal(all[0].value, all[0].from())
		}
	}
	return hole(e)
}

// foreign is the value of a constant of another file of the folder: a string or
// a number, which stands where it is used.
func (v *evaluator) foreign(e *expr, m imported) source.Literal {
	f := v.module(m.module)
	if f == nil {
		return hole(e)
	}
	all := f.assigns[m.name]
	if len(all) != 1 || all[0].value == nil || all[0].block != 0 || all[0].op != '=' {
		return hole(e)
	}
	there := &evaluator{file: f, active: map[*assignment]bool{}, from: &source.File{}, visited: map[*expr]bool{}, modules: map[string]*file{}}
	l := there.start(all[0].value, all[0].from())
	if l.Kind != source.LiteralString && l.Kind != source.LiteralNumber || len(l.Text.Bytes) == 0 {
		return hole(e)
	}
	out := source.Literal{Kind: l.Kind, Span: e.span()}
	out.Text.Add(string(l.Text.Bytes), e.span())
	return out
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
