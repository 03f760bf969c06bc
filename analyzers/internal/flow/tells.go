package flow

import (
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
)

// tells is what the package tells those that import it.
func (p *Program) tells() *summary.Package {
	fact := &summary.Package{Types: p.answerTypes(), Tips: p.ReadsTips()}
	for _, fn := range p.X.Funcs {
		if fn.Obj == nil || !fn.Obj.Exported() {
			continue
		}
		if f := p.tellsOf(fn); !f.Empty() {
			fact.Funcs = append(fact.Funcs, *f)
		}
	}
	fact.Funcs = append(fact.Funcs, p.tellsOfInterfaces()...)
	fact.Fields = p.tellsOfFields()
	p.X.Held(func(name string, values []string) {
		for _, v := range values {
			if p.X.Match(v).Service {
				fact.Texts = append(fact.Texts, summary.Text{Name: name, Values: values})
				return
			}
		}
	})
	fact.Sort()
	return fact
}

// tellsOf is what callers have to know of one function.
func (p *Program) tellsOf(fn *endpoints.Func) *summary.Func {
	f := &summary.Func{Name: summary.Name(fn.Obj)}
	o := p.X.Own(fn)
	f.Kinds, f.Service = o.Kinds, o.Service
	f.Elsewhere = o.Elsewhere && !p.Guest
	out := p.out(fn)
	f.Results, f.Fills = slots(out.envelopes), slots(out.params)
	if n := fn.Sig.Results().Len(); n > 0 && isError(fn.Sig.Results().At(n-1).Type()) {
		f.Errs = summary.CodesOf(out.errs)
	}
	f.Retries = p.runsAgain(fn)
	if v := receiver(p.X, fn); v != nil {
		f.Given = append(f.Given, p.given(fn, -1, v.Type())...)
	}
	for i := range fn.Sig.Params().Len() {
		f.Given = append(f.Given, p.given(fn, i, fn.Sig.Params().At(i).Type())...)
	}
	return f
}

func slots(of map[int]codes.Set) []summary.Slot {
	var out []summary.Slot
	for i, set := range of {
		out = append(out, summary.Slot{I: i, Codes: summary.CodesOf(set)})
	}
	return out
}

// given is what a function does with its parameter i, where it may be given an
// answer, a code or an error by it.
func (p *Program) given(fn *endpoints.Func, i int, t types.Type) []summary.Given {
	form, ok := p.form(t)
	switch {
	case ok:
	case isError(t):
		form = Error
	case isCodeType(t):
		form = Number
	case i < 0 && types.Implements(t, errorType):
		form = Struct // an error of the package's own, got by errors.As
	default:
		return nil
	}
	sum := p.summary(fn, i, form)
	if sum == nil {
		return nil
	}
	g := summary.Given{
		I: i, Form: uint8(form), Reads: sum.Reads, Data: sum.Data, Escapes: sum.Escapes,
		Getter: p.getter(fn, i, form), Outs: outs(sum),
	}
	if form == Number || form == Error {
		// Most numbers are no codes, and most errors are only handed on.
		if g.Escapes || !g.Reads || !decides(sum) {
			return nil
		}
	}
	return []summary.Given{g}
}

// isCodeType reports whether a parameter may hold a code by itself.
func isCodeType(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsString) != 0
}

// decides reports whether the code decides a result.
func decides(sum *Summary) bool {
	for i := range sum.Outs {
		if _, ok := sum.narrow(i, codes.All()); ok {
			return true
		}
	}
	return false
}

func outs(sum *Summary) []summary.Out {
	var out []summary.Out
	for i, values := range sum.Outs {
		for value, set := range values {
			out = append(out, summary.Out{I: i, Value: value, Codes: summary.CodesOf(set)})
		}
	}
	return out
}

// tellsOfInterfaces is what the methods of the package's interfaces do, as far
// as the types are known that have them.
func (p *Program) tellsOfInterfaces() []summary.Func {
	var out []summary.Func
	scope := p.X.Pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !obj.Exported() || obj.IsAlias() {
			continue
		}
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for method := range iface.ExplicitMethods() {
			if f := p.tellsOfMethod(method); f != nil {
				f.Name = name + "." + method.Name()
				out = append(out, *f)
			}
		}
	}
	return out
}

// tellsOfMethod joins what the implementations of a method do; nil where nothing
// is known of them.
func (p *Program) tellsOfMethod(method *types.Func) *summary.Func {
	known := p.X.Known.Func(method)
	for _, fn := range p.X.Behind(method) {
		known = summary.Join(known, p.tellsOf(fn))
	}
	if known == nil || known.Empty() {
		return nil
	}
	f := *known
	return &f
}

// answerTypes lists the exported types that answers of known endpoints are
// decoded into.
func (p *Program) answerTypes() []summary.Type {
	var out []summary.Type
	for n, kinds := range p.decodedTypes() {
		if n.Exported() {
			out = append(out, summary.Type{Pkg: n.Pkg().Path(), Name: n.Name(), Kinds: slices.Clone(kinds)})
		}
	}
	return out
}

// typeName is the name of the struct type that holds an answer, nil where the
// type has none of its own.
func typeName(t types.Type) *types.TypeName {
	n, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.TypeParams().Len() > 0 {
		return nil
	}
	if _, ok := envelope.Of(n); !ok {
		return nil
	}
	return n.Obj()
}
