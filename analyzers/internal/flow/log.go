package flow

import (
	"go/ast"
	"go/types"
	"regexp"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

var logger = regexp.MustCompile(`(?i)(log|sugar|zap|zerolog)`)

var logName = regexp.MustCompile(`^(Debug|Info|Warn|Warning|Error|Print|Trace|Log|Notice|Msg)(f|ln|w|Context|Ctx|Attrs|Fields)?$`)

// isLog tells that a call only prints.
func (w *walker) isLog(call *ast.CallExpr) bool {
	name := endpoints.CalleeName(call)
	if f := w.x.Static(call); f != nil && f.Pkg() != nil {
		switch f.Pkg().Path() {
		case "fmt":
			return strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Fprint")
		case "log", "log/slog":
			return true
		case "testing", "errors":
			return false
		}
		if logName.MatchString(name) && logger.MatchString(f.Pkg().Path()) {
			return true
		}
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if ok {
		return id.Name == "println" || id.Name == "print" || strings.EqualFold(id.Name, "logf") || strings.EqualFold(id.Name, "log")
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !logName.MatchString(name) && !strings.EqualFold(name, "logf") {
		return false
	}
	return logger.MatchString(types.ExprString(sel.X)) || strings.EqualFold(name, "logf")
}

// inLog tells that an expression is only printed.
func (w *walker) inLog(e ast.Node) bool {
	for n := w.x.Parent(e); n != nil; n = w.x.Parent(n) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if w.isLog(n) {
				return true
			}
		case ast.Stmt:
			return false
		}
	}
	return false
}
