package endpoints

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
)

// Imported is what another package has told of the function that a call runs;
// nil where it has told nothing, and for functions of this package.
func (x *Index) Imported(call *ast.CallExpr) *summary.Func {
	if x.Known == nil {
		return nil
	}
	if f := x.Static(call); f != nil && x.byObj[f.Origin()] == nil {
		return x.Known.Func(f)
	}
	return nil
}

// ofOthers is what a call reaches that runs a function of another package, or
// one of several implementations of a method.
func (x *Index) ofOthers(call *ast.CallExpr) Origin {
	var o Origin
	if f := x.Imported(call); f != nil {
		o.add(Origin{Kinds: f.Kinds, Service: f.Service, Elsewhere: f.Elsewhere})
	}
	for _, fn := range x.Implementations(call) {
		o.add(x.Own(fn))
	}
	return o
}

// Implementations lists the methods of the package that a call of a method of an
// interface may run, where there are several.
func (x *Index) Implementations(call *ast.CallExpr) []*Func {
	obj := x.Static(call)
	if obj == nil || x.byObj[obj.Origin()] != nil {
		return nil
	}
	if all := x.implementations(obj); len(all) > 1 {
		return all
	}
	return nil
}

// implementations is the class hierarchy of the package: the methods of its
// types that a method of an interface may run. Interfaces of packages that know
// nothing of RunningHub are left out, and so are stand-ins in test files.
func (x *Index) implementations(obj *types.Func) []*Func {
	recv := obj.Signature().Recv()
	if recv == nil || !types.IsInterface(recv.Type()) || obj.Pkg() != x.Pass.Pkg && !x.Known.Has(obj.Pkg()) {
		return nil
	}
	if known, ok := x.behind[obj]; ok {
		return known
	}
	iface, _ := recv.Type().Underlying().(*types.Interface)
	var out []*Func
	for _, fn := range x.Funcs {
		if fn.Obj == nil || fn.Obj.Name() != obj.Name() || fn.Sig.Recv() == nil {
			continue
		}
		if summary.Implements(fn.Sig.Recv().Type(), iface) && !strings.HasSuffix(x.Pass.Fset.File(fn.Obj.Pos()).Name(), "_test.go") {
			out = append(out, fn)
		}
	}
	x.behind[obj] = out
	return out
}

// Behind lists the methods of the package that a method of an interface may run.
func (x *Index) Behind(obj *types.Func) []*Func { return x.implementations(obj) }

// importedText is what another package has told of a variable, or a field of one
// of its types, that e names; nil where it has told nothing.
func (x *Index) importedText(e ast.Expr) []string {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || x.Known == nil {
		return nil
	}
	v, ok := x.Info.Uses[sel.Sel].(*types.Var)
	if !ok || v.Pkg() == nil || v.Pkg() == x.Pass.Pkg {
		return nil
	}
	if !v.IsField() {
		return x.Known.Text(v, "")
	}
	n, ok := types.Unalias(deref(x.Info.TypeOf(sel.X))).(*types.Named)
	if !ok {
		return nil
	}
	return x.Known.Text(v, n.Obj().Name()+".")
}

// Held calls f for the exported variables of the package, and the exported
// fields of its exported types, that hold strings which the package alone gives
// them, with these strings.
func (x *Index) Held(f func(name string, values []string)) {
	scope := x.Pass.Pkg.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Var:
			if obj.Exported() {
				f(name, x.textsOf(obj))
			}
		case *types.TypeName:
			st, ok := obj.Type().Underlying().(*types.Struct)
			if !ok || !obj.Exported() || obj.IsAlias() {
				continue
			}
			for field := range st.Fields() {
				if field.Exported() && isString(field.Type()) {
					f(name+"."+field.Name(), x.foldFields(field, nil, 0))
				}
			}
		}
	}
}

// textsOf are the strings of a variable of the package, or of the elements of a
// table of strings.
func (x *Index) textsOf(v *types.Var) []string {
	if isString(v.Type()) {
		return x.foldDefs(x.defs[v], nil, 0)
	}
	if elem, ok := v.Type().Underlying().(interface{ Elem() types.Type }); ok && isString(elem.Elem()) {
		return x.tableOf(v, nil, 0)
	}
	return nil
}
