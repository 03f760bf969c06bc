package payloadshape

import (
	"go/ast"
	"go/token"

	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"golang.org/x/tools/go/analysis"
)

const name = "payloadshape"

// The categories, as they stand in doc.
const (
	categoryOmitEmpty = name + "-omitempty"
	categoryNumber    = name + "-number"
	categoryID        = name + "-id"
	categoryData      = name + "-data"
	categoryMarshal   = name + "-marshal"
	categoryKey       = name + "-key"
	categoryName      = name + "-name"
)

// New makes the pass. lang is the language of the messages, "en" or "zh"; ""
// follows the environment.
func New(lang string) *analysis.Analyzer {
	return pass.New(pass.Spec{Name: name, Doc: doc, Lang: lang, Check: check})
}

func check(p *pass.Run) {
	if !p.Index.Relevant() {
		return
	}
	r := &run{p}
	for _, f := range r.Pass.Files {
		ast.Inspect(f, r.visit)
	}
	for _, a := range r.Program.Answers {
		r.data(a)
		r.answerNames(a)
	}
	for _, fn := range r.Index.Funcs {
		for _, call := range fn.Calls {
			r.marshal(fn, call)
			r.key(call)
			r.sentNames(call)
		}
	}
}

type run struct{ *pass.Run }

func (r *run) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.StructType:
		r.structType(n)
	case *ast.CompositeLit:
		r.literal(n)
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) {
			for i, l := range n.Lhs {
				if r.isFieldValue(l) {
					r.formatted(n.Rhs[i])
				}
			}
		}
	case *ast.TypeAssertExpr:
		r.assertion(n)
	}
	return true
}

func (r *run) within(pos token.Pos) bool {
	for _, f := range r.Pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return true
		}
	}
	return false
}
