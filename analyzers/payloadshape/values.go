package payloadshape

import (
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
)

// literal finds numbers that are formatted into a FieldValue string.
func (r *run) literal(lit *ast.CompositeLit) {
	t := r.Info.TypeOf(lit)
	if t == nil || !isItem(t) {
		return
	}
	fields := names(t)
	value := fields["fieldValue"]
	for i, el := range lit.Elts {
		switch el := el.(type) {
		case *ast.KeyValueExpr:
			if id, ok := el.Key.(*ast.Ident); ok && id.Name == value.Var.Name() {
				r.formatted(el.Value)
			}
		default:
			if st, ok := envelope.Struct(t); ok && i < st.NumFields() && st.Field(i) == value.Var {
				r.formatted(el)
			}
		}
	}
}

// isFieldValue reports whether an expression is the fieldValue of an item.
func (r *run) isFieldValue(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	s := r.Info.Selections[sel]
	return s != nil && s.Kind() == types.FieldVal && isItem(s.Recv()) && envelope.Name(s.Recv(), s.Obj().(*types.Var)) == "fieldValue"
}

// formatted reports a value that is a number made into a text.
func (r *run) formatted(e ast.Expr) {
	call := r.callOf(e)
	if call == nil {
		return
	}
	if t := r.Info.TypeOf(call); t != nil && elem(t) == types.Typ[types.String] && r.formatsNumber(call) {
		r.Report(report.Finding{Pos: e.Pos(), End: e.End(), Category: categoryNumber})
	}
}

// callOf is the call that an expression is, itself or by a variable that takes
// nothing else; nil when it is none.
func (r *run) callOf(e ast.Expr) *ast.CallExpr {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		return call
	}
	v := r.Index.Var(e)
	if v == nil {
		return nil
	}
	defs := r.Index.Defs(v)
	if len(defs) != 1 || defs[0].Index >= 0 {
		return nil
	}
	call, _ := ast.Unparen(defs[0].Expr).(*ast.CallExpr)
	return call
}

// formatsNumber reports whether a call writes one number as a text.
func (r *run) formatsNumber(call *ast.CallExpr) bool {
	if r.Index.IsPkgCall(call, "strconv", "Itoa", "FormatInt", "FormatUint", "FormatFloat") {
		return true
	}
	if !r.Index.IsPkgCall(call, "fmt", "Sprint", "Sprintf") {
		return false
	}
	args := call.Args
	if endpoints.CalleeName(call) == "Sprintf" {
		v := r.Info.Types[args[0]].Value
		if v == nil || v.Kind() != constant.String || !oneNumber.MatchString(constant.StringVal(v)) {
			return false
		}
		args = args[1:]
	}
	return len(args) == 1 && isNumber(r.Info.TypeOf(args[0]))
}

var oneNumber = regexp.MustCompile(`^%[-+0-9.]*[dvfgeGF]$`)

func isNumber(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}
