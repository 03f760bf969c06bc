package endpoints

import (
	"go/ast"

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

// originOf is where an imported function gets its values from.
func originOf(f *summary.Func) Origin {
	if f == nil {
		return Origin{}
	}
	return Origin{Kinds: f.Kinds, Service: f.Service, Elsewhere: f.Elsewhere}
}
