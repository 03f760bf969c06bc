package flow

import (
	"go/ast"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

// decodesPart reports whether a call decodes a part of an answer that has been
// decoded before: what it fills has no code of its own.
func (p *Program) decodesPart(call *ast.CallExpr) bool {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && p.part(sel.X, 0, 4) {
		return true
	}
	return len(call.Args) > 0 && p.part(call.Args[0], 0, 4)
}

// part reports whether result idx of an expression is a part of an answer, or a
// reader of one.
func (p *Program) part(e ast.Expr, idx, depth int) bool {
	if depth == 0 {
		return false
	}
	switch e := stripConversion(p.X, e).(type) {
	case *ast.StarExpr:
		return p.part(e.X, 0, depth)
	case *ast.SelectorExpr:
		return p.partField(e)
	case *ast.IndexExpr:
		key := p.X.Fold(e.Index)
		t := p.X.Info.TypeOf(e.X)
		return t != nil && envelope.IsMap(t) && len(key) == 1 && key[0] == "data"
	case *ast.Ident:
		v := p.X.Var(e)
		if v == nil {
			return false
		}
		defs := p.X.Defs(v)
		for _, d := range defs {
			if d.Into || !p.part(d.Expr, max(d.Index, 0), depth-1) {
				return false
			}
		}
		return len(defs) > 0
	case *ast.CallExpr:
		return p.partOfCall(e, idx, depth)
	}
	return false
}

// partField reports whether a selector is the data of an answer.
func (p *Program) partField(e *ast.SelectorExpr) bool {
	s := p.X.Info.Selections[e]
	if s == nil || s.Kind() != types.FieldVal || !isEnvelope(s.Recv()) {
		return false
	}
	for _, f := range envelope.Fields(s.Recv()) {
		if v, ok := s.Obj().(*types.Var); ok && f.Var.Origin() == v.Origin() {
			return envelope.RoleOf(f.Name) == envelope.Data
		}
	}
	return false
}

// partOfCall reports whether a call reads a part of an answer, wraps one in a
// reader, or runs a function that gives nothing else.
func (p *Program) partOfCall(call *ast.CallExpr, idx, depth int) bool {
	fn := p.X.Callee(call)
	if fn == nil {
		switch endpoints.CalleeName(call) {
		case "NewReader", "NewBuffer", "NewBufferString", "NewDecoder", "NopCloser":
			return len(call.Args) > 0 && p.part(call.Args[0], 0, depth)
		}
		return false
	}
	found, only := false, true
	eachReturn(fn, func(r *ast.ReturnStmt) {
		switch {
		case idx >= len(r.Results):
			only = only && len(r.Results) == 1 && p.part(r.Results[0], idx, depth-1)
		case p.part(r.Results[idx], 0, depth-1):
			found = true
		case !isNil(p.X, r.Results[idx]):
			only = false
		}
	})
	return found && only
}
