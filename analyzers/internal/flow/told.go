package flow

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"golang.org/x/tools/go/cfg"
)

// A helper that gives back an answer and an error has often put the failures
// into the error. Which of them an error is, its caller asks of the error:
// errors.As, errors.Is, a type switch, a helper of its own. The answer beside it
// has no part in that, so what is made of these codes is found out where the
// error is followed.

// tells reports whether a condition asks the error that came with the answer for
// more than being nil.
func (w *walker) tells(cond ast.Expr, st *state) bool {
	v := w.besideAnswer(st)
	if v == nil {
		return false
	}
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if isNil(w.x, n.X) || isNil(w.x, n.Y) {
				found = found || w.madeOf(n.X, v) || w.madeOf(n.Y, v)
				return false
			}
		case *ast.CallExpr:
			return !w.ofTransport(n)
		case *ast.Ident:
			found = found || w.x.Var(n) == v || w.madeOf(n, v)
		}
		return !found
	})
	return found
}

// besideAnswer is the error that the last call gave beside the answer, as long
// as nothing else is in it.
func (w *walker) besideAnswer(st *state) *types.Var {
	if !st.acq || st.site == nil || w.a.Form == Error {
		return nil
	}
	var found *types.Var
	w.p.results(st.site, func(_ int, lhs ast.Expr) {
		if v := w.x.Var(lhs); v != nil && isError(v.Type()) && len(st.def(v)) == 0 {
			found = v
		}
	})
	return found
}

// madeOf reports whether e is another variable, whose value was made of an
// error: busy := isBusy(err). A plain copy does not count.
func (w *walker) madeOf(e ast.Expr, err *types.Var) bool {
	v := w.x.Var(e)
	if v == nil || v == err || v == w.a.Var || ofTransport(v.Type()) {
		return false
	}
	for _, d := range w.x.Defs(v) {
		if w.x.Var(d.Expr) != err && w.asksOf(d.Expr, err) {
			return true
		}
	}
	return false
}

// asksOf reports whether an expression mentions an error, to ask for something
// else than failures of the transport.
func (w *walker) asksOf(e ast.Expr, err *types.Var) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			return !w.ofTransport(n)
		case *ast.TypeAssertExpr:
			return n.Type == nil || !ofTransport(w.x.Info.TypeOf(n.Type))
		case *ast.Ident:
			found = found || w.x.Var(n) == err
		}
		return !found
	})
	return found
}

// ofTransport reports whether a call asks an error whether the transport failed
// or the context is over: nobody puts a code into such an error.
func (w *walker) ofTransport(call *ast.CallExpr) bool {
	if f := w.x.Static(call); f != nil && f.Pkg() != nil && transportPackage(f.Pkg().Path()) {
		return true
	}
	if w.x.IsPkgCall(call, "errors", "Is") && len(call.Args) == 2 {
		if sel, ok := ast.Unparen(call.Args[1]).(*ast.SelectorExpr); ok {
			o := w.x.Info.Uses[sel.Sel]
			return o != nil && o.Pkg() != nil && transportPackage(o.Pkg().Path())
		}
		return false
	}
	return w.x.IsPkgCall(call, "errors", "As", "AsType") && ofTransport(w.wanted(call))
}

// wanted is the type that errors.As, errors.AsType or a type assertion looks
// for, nil where that is not known.
func (w *walker) wanted(e ast.Expr) types.Type {
	switch e := ast.Unparen(e).(type) {
	case *ast.TypeAssertExpr:
		if e.Type != nil {
			return w.x.Info.TypeOf(e.Type)
		}
	case *ast.CallExpr:
		if len(e.Args) == 2 {
			if ptr, ok := underlying(w.x.Info.TypeOf(e.Args[1])).(*types.Pointer); ok {
				return ptr.Elem()
			}
			return nil
		}
		if tuple, ok := w.x.Info.TypeOf(e).(*types.Tuple); ok && tuple.Len() > 0 {
			return tuple.At(0).Type()
		}
	}
	return nil
}

// wantedBy is the type that the ok of a type assertion or errors.AsType is about.
func (w *walker) wantedBy(ok *types.Var) types.Type {
	for _, d := range w.x.Defs(ok) {
		if t := w.wanted(d.Expr); t != nil && d.Index == 1 {
			return t
		}
	}
	return nil
}

// ofTransport reports whether a type is of a package below RunningHub's API.
func ofTransport(t types.Type) bool {
	if t == nil {
		return false
	}
	n, ok := types.Unalias(deref(t)).(*types.Named)
	return ok && n.Obj().Pkg() != nil && transportPackage(n.Obj().Pkg().Path())
}

func transportPackage(path string) bool {
	switch path {
	case "context", "crypto/tls", "crypto/x509", "encoding/json", "io", "io/fs", "net", "net/http", "net/url", "os", "syscall":
		return true
	}
	return false
}

// typeCase is what a clause of a type switch over the error says; ok is false
// for every other block.
func (w *walker) typeCase(b *cfg.Block, st *state) (r verdict, ok bool) {
	cc, e := w.typeClause(b)
	if !st.acq || cc == nil {
		return verdict{}, false
	}
	if r, ok := w.ofType(e, w.caseTypes(cc), st); ok {
		return r, true
	}
	v := w.x.Var(e)
	if v == nil || v != w.a.Var && v != w.besideAnswer(st) {
		return verdict{}, false
	}
	if len(cc.List) == 1 && isNil(w.x, cc.List[0]) {
		return w.compareNil(e, token.EQL, st), true
	}
	if w.a.Form != Error {
		r = w.unknown(st)
		for _, t := range cc.List {
			r.told = r.told || !ofTransport(w.x.Info.TypeOf(t))
		}
		return r, true
	}
	r = w.examined(w.x.Info.TypeOf(cc.List[0]), st)
	if len(cc.List) > 1 {
		r.opaque, r.f, r.looked = true, st.set, true
	}
	return r, true
}

// caseTypes are the types that a clause lists.
func (w *walker) caseTypes(cc *ast.CaseClause) []types.Type {
	out := make([]types.Type, len(cc.List))
	for i, t := range cc.List {
		out[i] = w.x.Info.TypeOf(t)
	}
	return out
}

// typeClause is the clause of a type switch that a block decides on, and what
// the switch asks for its type; nil for every other block.
func (w *walker) typeClause(b *cfg.Block) (*ast.CaseClause, ast.Expr) {
	if len(b.Succs) != 2 || b.Succs[0].Kind != cfg.KindSwitchCaseBody {
		return nil, nil
	}
	cc, ok := b.Succs[0].Stmt.(*ast.CaseClause)
	if !ok || len(cc.List) == 0 {
		return nil, nil
	}
	sw, ok := w.x.Parent(w.x.Parent(cc)).(*ast.TypeSwitchStmt)
	if !ok {
		return nil, nil
	}
	return cc, switched(sw)
}

// switched is the expression whose type a switch asks for.
func switched(sw *ast.TypeSwitchStmt) ast.Expr {
	var e ast.Expr
	switch s := sw.Assign.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	}
	if ta, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok {
		return ast.Unparen(ta.X)
	}
	return nil
}

// examined is errors.As: it holds for the codes and not for the transport's own
// errors, and says nothing about which code it is.
//
// Where a package has several types of errors for codes, it has told some codes
// by the type: which ones is not followed. So it is with a type that has no code
// among others.
func (w *walker) examined(t types.Type, st *state) verdict {
	failed := st.set.Minus(codes.Success())
	if w.a.Transport {
		return verdict{t: failed, f: st.set, fTr: st.transport || st.pend == w.a.Var}
	}
	if w.severalErrors(t) {
		return verdict{t: failed, f: st.set, tTr: st.transport, fTr: true, looked: true, opaque: true}
	}
	return verdict{t: failed, fTr: true}
}

// severalErrors reports whether the package of an error type, this one where that
// is not known, has others that stand for other codes.
func (w *walker) severalErrors(t types.Type) bool {
	pkg := w.x.Pass.Pkg
	coded := true
	if n, ok := types.Unalias(deref(t)).(*types.Named); t != nil && ok && n.Obj().Pkg() != nil && !ofTransport(t) {
		pkg = n.Obj().Pkg()
		_, isStruct := n.Underlying().(*types.Struct)
		coded = !isStruct || hasCode(n)
	}
	with, all := 0, 0
	for _, name := range pkg.Scope().Names() {
		o, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || types.IsInterface(o.Type()) || !types.Implements(o.Type(), errorType) && !types.Implements(types.NewPointer(o.Type()), errorType) {
			continue
		}
		all++
		if hasCode(o.Type()) {
			with++
		}
	}
	return with > 1 || !coded && all > 1
}

// hasCode reports whether an error type has a field for a code.
func hasCode(t types.Type) bool {
	st, ok := envelope.Struct(t)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if errorCode.MatchString(f.Name()) {
			return true
		}
	}
	return false
}
