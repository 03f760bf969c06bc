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
