package flow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
)

// refs lists the identifiers in n that speak of the answer; literals of
// functions are left out.
func (w *walker) refs(n ast.Node) []*ast.Ident {
	var out []*ast.Ident
	if n == nil {
		return nil
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.Ident:
			if w.known(n) {
				out = append(out, n)
			}
		}
		return true
	})
	return out
}

func (w *walker) known(id *ast.Ident) bool {
	v := w.x.Var(id)
	if v == nil {
		return false
	}
	_, aliased := w.alias[v]
	return v == w.a.Var || aliased || w.as[v] || w.copies[v] || w.many[v] != nil
}

func (w *walker) rootRef(e ast.Expr) *ast.Ident {
	if ids := w.refs(e); len(ids) > 0 {
		return ids[0]
	}
	return nil
}

// isCode reports whether e is the code, through conversions.
func (w *walker) isCode(e ast.Expr) bool {
	e = ast.Unparen(e)
	id := w.rootRef(e)
	if id == nil {
		return false
	}
	info := w.classify(id)
	return info.role == envelope.Code && ast.Unparen(w.core(info.expr)) == e
}

// isData reports whether e is a part of the data.
func (w *walker) isData(e ast.Expr) bool {
	e = ast.Unparen(e)
	id := w.rootRef(e)
	if id == nil {
		return false
	}
	info := w.classify(id)
	if info.role != envelope.Data {
		return false
	}
	// Nothing but selectors, indexes, conversions above it.
	for n := ast.Node(info.expr); n != nil; n = w.x.Parent(n) {
		if n == ast.Node(e) {
			return true
		}
		switch p := w.x.Parent(n).(type) {
		case *ast.SelectorExpr, *ast.IndexExpr, *ast.ParenExpr, *ast.StarExpr, *ast.TypeAssertExpr:
		case *ast.CallExpr:
			if p.Fun != n && len(p.Args) > 1 {
				return false
			}
		default:
			return false
		}
	}
	return false
}

type refInfo struct {
	role envelope.Role
	name string
	expr ast.Expr // the largest expression that is this part
	// method is the call of a method of the answer.
	method *ast.CallExpr
}

// classify says which part of the answer an identifier leads to.
func (w *walker) classify(id *ast.Ident) refInfo {
	v := w.x.Var(id)
	if role, ok := w.alias[v]; ok {
		return refInfo{role: role, expr: id, name: id.Name}
	}
	if call := w.many[v]; call != nil {
		return w.oneOf(id, call)
	}
	form := w.a.Form
	if w.as[v] {
		form = Error
	}
	if form == Number {
		return refInfo{role: envelope.Code, expr: id}
	}
	var e ast.Expr = id
	for {
		up, info, done := w.partOf(e, form)
		switch {
		case done:
			return info
		case up == nil:
			return refInfo{role: envelope.Whole, expr: e}
		}
		e = up
	}
}

// oneOf says which part an element of what gjson.GetMany gave is.
func (w *walker) oneOf(id *ast.Ident, call *ast.CallExpr) refInfo {
	if info, ok := w.element(id, call); ok {
		return info
	}
	return refInfo{role: envelope.Whole, expr: id}
}

// manyAt says what the call of gjson.GetMany itself is: one element where it is
// indexed at once, nothing of interest where a variable keeps them.
func (w *walker) manyAt(call *ast.CallExpr) refInfo {
	if info, ok := w.element(call, call); ok {
		return info
	}
	kept := false
	w.p.results(call, func(_ int, lhs ast.Expr) { kept = kept || w.many[w.x.Var(lhs)] == call })
	if kept {
		return refInfo{role: envelope.None, expr: call}
	}
	return refInfo{role: envelope.Whole, expr: call}
}

// element says which of the paths of gjson.GetMany an index on list reads.
func (w *walker) element(list ast.Expr, call *ast.CallExpr) (info refInfo, ok bool) {
	e, ok := w.x.Parent(list).(*ast.IndexExpr)
	if !ok || e.X != list {
		return refInfo{}, false
	}
	v := w.x.Info.Types[e.Index].Value
	if v == nil {
		return refInfo{}, false
	}
	i, ok := constant.Int64Val(constant.ToInt(v))
	paths := w.after(call, w.p.text(call, libraries.ReadsMany))
	if !ok || i < 0 || int(i) >= len(paths) {
		return refInfo{}, false
	}
	return w.path(e, paths[i]), true
}

// after are the arguments of a call behind one of them.
func (w *walker) after(call *ast.CallExpr, e ast.Expr) []ast.Expr {
	return call.Args[slices.Index(call.Args, e)+1:]
}

// partOf looks at the expression around e, which is the whole answer: done when
// that is a part of it, up when it is the whole answer still.
func (w *walker) partOf(e ast.Expr, form Form) (up ast.Expr, info refInfo, done bool) {
	switch p := w.x.Parent(e).(type) {
	case *ast.ParenExpr:
		return p, refInfo{}, false
	case *ast.StarExpr:
		return p, refInfo{}, false
	case *ast.UnaryExpr:
		if p.Op == token.AND {
			return p, refInfo{}, false
		}
	case *ast.SelectorExpr:
		if p.X == e {
			return w.selectedPart(p, form)
		}
	case *ast.TypeAssertExpr:
		if (form == Map || w.a.Held) && p.Type != nil {
			return p, refInfo{}, false
		}
	case *ast.IndexExpr:
		if form == Map && p.X == e {
			info, done = w.indexed(p)
			return nil, info, done
		}
	case *ast.CallExpr:
		return w.calledOn(e, p, form)
	}
	return nil, refInfo{}, false
}

// selectedPart is partOf for a selector.
func (w *walker) selectedPart(sel *ast.SelectorExpr, form Form) (up ast.Expr, info refInfo, done bool) {
	if call := w.held(sel, form); call != nil {
		return call, refInfo{}, false
	}
	info, done = w.selected(sel, form)
	return sel, info, done
}

// indexed is partOf for an element of a decoded object.
func (w *walker) indexed(e *ast.IndexExpr) (info refInfo, done bool) {
	key := w.x.Fold(e.Index)
	if len(key) != 1 || key[0] == endpoints.Hole {
		return refInfo{}, false
	}
	return refInfo{role: envelope.RoleOf(key[0]), name: key[0], expr: e}, true
}

// calledOn is partOf for a call that is given the answer.
func (w *walker) calledOn(e ast.Expr, call *ast.CallExpr, form Form) (up ast.Expr, info refInfo, done bool) {
	switch form {
	case Struct, Map:
		if call.Fun == e {
			break
		}
		for i, a := range call.Args {
			if a == e && w.p.getterOf(call, i, form) {
				return nil, refInfo{role: envelope.Code, expr: call}, true
			}
		}
	case Bytes:
		if w.x.Info.Types[call.Fun].IsType() {
			return call, refInfo{}, false
		}
		if w.p.text(call, libraries.Reads) == e {
			return nil, w.path(call, w.after(call, e)...), true
		}
		if w.p.text(call, libraries.ReadsMany) == e {
			return nil, w.manyAt(call), true
		}
	}
	return nil, refInfo{}, false
}

// path says what e is, which reads the answer by a path, whole or in parts.
func (w *walker) path(e ast.Expr, parts ...ast.Expr) refInfo {
	names := make([]string, len(parts))
	for i, part := range parts {
		folded := w.x.Fold(part)
		if len(folded) != 1 || strings.Contains(folded[0], endpoints.Hole) {
			return refInfo{role: envelope.Whole, expr: e}
		}
		names[i] = folded[0]
	}
	path := strings.Join(names, ".")
	first, rest, more := strings.Cut(path, ".")
	info := refInfo{role: envelope.RoleOf(first), name: path, expr: e}
	if more && info.role == envelope.Code {
		info.role = envelope.Data
	}
	if more && rest != "" {
		info.name = rest
	}
	return info
}

var errorCode = regexp.MustCompile(`(?i)^(err(or)?|biz|business|api|rh|resp|ret|result)?_?(code|errno)$`)

// selected says what a selector on the answer is; done is false for embedded
// structs, which are walked through.
func (w *walker) selected(sel *ast.SelectorExpr, form Form) (info refInfo, done bool) {
	s := w.x.Info.Selections[sel]
	if s == nil {
		return refInfo{role: envelope.Whole, expr: sel}, true
	}
	if s.Kind() != types.FieldVal {
		if w.a.Carried && w.a.Field != nil && types.Identical(deref(s.Recv()), deref(w.a.Var.Type())) {
			// Methods that look at the answer were ruled out.
			return refInfo{role: envelope.None, expr: sel}, true
		}
		return w.selectedMethod(sel, form), true
	}
	field, _ := s.Obj().(*types.Var)
	recv := s.Recv()
	if w.a.Field != nil && types.Identical(deref(recv), deref(w.a.Var.Type())) {
		// Beside the field that holds the answer there is nothing of it.
		return refInfo{role: envelope.None, expr: sel}, field.Origin() != w.a.Field.Origin()
	}
	if form == Error || form == Struct && !isEnvelope(recv) {
		return selectedInError(sel, recv, field)
	}
	for _, f := range envelope.Fields(recv) {
		if f.Var.Origin() == field.Origin() {
			return refInfo{role: envelope.RoleOf(f.Name), name: f.Name, expr: sel}, true
		}
	}
	if field.Embedded() {
		return refInfo{}, false
	}
	return refInfo{role: envelope.Data, name: field.Name(), expr: sel}, true
}

// selectedMethod says what a method of the answer gives.
func (w *walker) selectedMethod(sel *ast.SelectorExpr, form Form) refInfo {
	call, _ := w.x.Parent(sel).(*ast.CallExpr)
	if call != nil && call.Fun == sel {
		if form == Result && sel.Sel.Name == "Get" && len(call.Args) == 1 {
			return w.path(call, call.Args[0])
		}
		as := form
		if form == Error {
			as = Struct
		}
		if w.p.getterOf(call, -1, as) {
			return refInfo{role: envelope.Code, expr: call, name: sel.Sel.Name}
		}
	}
	return refInfo{role: envelope.Whole, expr: sel, method: call}
}

// selectedInError says what a field of an error type is, or one of an embedded
// part with a name of its own.
func selectedInError(sel *ast.SelectorExpr, recv types.Type, field *types.Var) (info refInfo, done bool) {
	name := envelope.Name(recv, field)
	if errorCode.MatchString(field.Name()) || strings.EqualFold(name, "code") || strings.EqualFold(name, "errorCode") {
		return refInfo{role: envelope.Code, expr: sel, name: field.Name()}, true
	}
	if isEnvelope(field.Type()) {
		return refInfo{}, false
	}
	return refInfo{role: roleOfField(field), expr: sel, name: field.Name()}, true
}

func roleOfField(f *types.Var) envelope.Role {
	switch strings.ToLower(f.Name()) {
	case "msg", "message", "text", "reason":
		return envelope.Msg
	}
	return envelope.Data
}

func isEnvelope(t types.Type) bool { _, ok := envelope.Of(t); return ok }

var keepsValue = regexp.MustCompile(`^(Int|Int64|Uint|Float|Float64|String|Num|Str|Raw|Value|Itoa|Atoi|ParseInt|FormatInt|TrimSpace|Sprint|Sprintf|ToInt|ToString|ToInt64)$`)

// core climbs from the code to the largest expression with the same value.
func (w *walker) core(e ast.Expr) ast.Expr {
	for up := w.sameValue(e); up != nil; up = w.sameValue(e) {
		e = up
	}
	return e
}

// sameValue returns the expression around e if it has the same value, nil
// otherwise.
func (w *walker) sameValue(e ast.Expr) ast.Expr {
	switch p := w.x.Parent(e).(type) {
	case *ast.ParenExpr:
		return p
	case *ast.StarExpr:
		return p
	case *ast.TypeAssertExpr:
		if p.Type != nil {
			return p
		}
	case *ast.SelectorExpr:
		if p.X == e && keepsValue.MatchString(p.Sel.Name) {
			return p
		}
	case *ast.CallExpr:
		if w.convertsOnly(p, e) {
			return p
		}
	}
	return nil
}

// convertsOnly reports whether a call gives the value of e in another type.
func (w *walker) convertsOnly(call *ast.CallExpr, e ast.Expr) bool {
	if call.Fun == e {
		_, method := e.(*ast.SelectorExpr)
		return method
	}
	if w.x.Info.Types[call.Fun].IsType() {
		return true
	}
	name := endpoints.CalleeName(call)
	if !keepsValue.MatchString(name) || w.x.Callee(call) != nil {
		return false
	}
	if name == "Sprintf" {
		f := w.x.Fold(call.Args[0])
		return len(call.Args) == 2 && (f[0] == "%v" || f[0] == "%d" || f[0] == "%s")
	}
	return call.Args[0] == e
}

// dataCore climbs from a part of the data to the largest part of it that is
// read at once.
func (w *walker) dataCore(e ast.Expr) ast.Expr {
	for up := w.largerPart(e); up != nil; up = w.largerPart(e) {
		e = up
	}
	return e
}

// largerPart returns the expression around e if it is a part of the data too,
// nil otherwise.
func (w *walker) largerPart(e ast.Expr) ast.Expr {
	switch p := w.x.Parent(e).(type) {
	case *ast.ParenExpr:
		return p
	case *ast.StarExpr:
		return p
	case *ast.UnaryExpr:
		if p.Op == token.AND {
			return p
		}
	case *ast.TypeAssertExpr:
		if p.Type != nil {
			return p
		}
	case *ast.SelectorExpr:
		if p.X == e && w.readsThrough(p, e) {
			return p
		}
	case *ast.CallExpr:
		if p.Fun == e || w.x.Info.Types[p.Fun].IsType() {
			return p
		}
	case *ast.IndexExpr:
		if p.X == e {
			return p
		}
	}
	return nil
}

// readsThrough reports whether a selector on data reads a part of it, rather
// than calling a method of the caller's own.
func (w *walker) readsThrough(sel *ast.SelectorExpr, data ast.Expr) bool {
	s := w.x.Info.Selections[sel]
	return s == nil || s.Kind() == types.FieldVal || envelope.IsResult(w.x.Info.TypeOf(data))
}

func (w *walker) target(e ast.Expr) *types.Var {
	e = ast.Unparen(e)
	for {
		switch n := e.(type) {
		case *ast.UnaryExpr:
			e = ast.Unparen(n.X)
			continue
		case *ast.StarExpr:
			e = ast.Unparen(n.X)
			continue
		}
		return w.x.Var(e)
	}
}

// subject reports whether e is the whole answer: v, &v or *v.
func (w *walker) subject(e ast.Expr) bool {
	v := w.target(e)
	return v != nil && (v == w.a.Var || w.as[v] || w.copies[v])
}

// isAs reports whether a call is errors.As or the like on the error.
func (w *walker) isAs(call *ast.CallExpr) bool {
	if !w.x.IsPkgCall(call, "errors", "As", "AsType") || len(call.Args) == 0 {
		return false
	}
	return w.subject(call.Args[0])
}
