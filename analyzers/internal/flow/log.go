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

// isLog reports whether a call only prints.
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
	return printsByName(call, name)
}

// printsByName reports whether a call looks like one of a logger.
func printsByName(call *ast.CallExpr, name string) bool {
	logf := strings.EqualFold(name, "logf")
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return logf || name == "println" || name == "print" || strings.EqualFold(name, "log")
	case *ast.SelectorExpr:
		return logf || logName.MatchString(name) && logger.MatchString(types.ExprString(fun.X))
	}
	return false
}

// inLog reports whether an expression is only printed.
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
