// Package flow follows the answers of RunningHub through the functions of one
// package. For every variable that holds an answer it solves the function with
// the set of codes that the answer can still have, narrowed by each condition on
// the code, and finds out what happens under which codes: data read, errors
// returned, requests sent again. Where ways meet the sets are joined, and what
// other variables hold is kept with the codes under which they hold it.
//
// There is no SSA: helpers of the package are summarised when they are met. What
// imported functions do is known where their packages mention RunningHub or
// import one that does: those export a fact (package summary). Everything else
// that is imported is taken on trust, and what cannot be followed counts as
// handled.
package flow

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/cfg"
)

func run(pass *analysis.Pass) (any, error) {
	p := build(pass)
	if p != nil && pass.ExportPackageFact != nil {
		if fact := p.tells(); !fact.Empty() {
			pass.ExportPackageFact(fact)
		}
	}
	return p, nil
}

// Analyzer prepares the program of a package once for all passes. Its result
// is nil for a package that never mentions RunningHub.
var Analyzer = &analysis.Analyzer{
	Name:       "payloadlintflow",
	Doc:        "follow the answers of RunningHub through a package, for the other payloadlint passes",
	Run:        run,
	ResultType: reflect.TypeFor[*Program](),
	FactTypes:  []analysis.Fact{new(summary.Package)},
}

// Of returns the program that Analyzer made for a pass, for this pass alone
// until release is called: drivers run the passes of one package at the same
// time, and much of a program is found out only when it is asked for. It is nil
// when the package has nothing to do with RunningHub.
func Of(pass *analysis.Pass) (p *Program, release func()) {
	p, _ = pass.ResultOf[Analyzer].(*Program)
	if p == nil {
		return nil, func() {}
	}
	p.held.Lock()
	return p, p.held.Unlock
}

// Program is a package with its answers.
type Program struct {
	X       *endpoints.Index
	Answers []*Answer
	// Guest says that the package does not mention RunningHub itself and only
	// imports one that does.
	Guest bool

	// Libraries says what the functions of known libraries do.
	Libraries libraries.Table

	held    sync.Mutex // see Of
	graphs  map[*endpoints.Func]*cfg.CFG
	decoded map[paramKey]*bool
	sums    map[sumKey]*Summary
	outs    map[*endpoints.Func]*outSummary
	passes  map[*types.Var]*passed
	getters map[sumKey]bool
	settled map[*types.Var]bool                 // see walker.settled
	handed  map[*endpoints.Func][]*ast.CallExpr // see values
	edges   map[*endpoints.Func][]*endpoints.Func
	types   map[*types.TypeName][]endpoint.Kind // see decodedTypes
	cells   *carriage
}

type paramKey struct {
	fn *endpoints.Func
	i  int
}

func build(pass *analysis.Pass) *Program { return buildWith(pass, libraries.Default()) }

// buildWith is build with another table of libraries.
func buildWith(pass *analysis.Pass, libs libraries.Table) *Program {
	known := summary.Read(pass)
	guest := !endpoints.Mentions(pass)
	if guest && known == nil {
		return nil
	}
	p := &Program{
		Guest: guest, Libraries: libs,
		X:       endpoints.New(pass),
		graphs:  map[*endpoints.Func]*cfg.CFG{},
		decoded: map[paramKey]*bool{},
		sums:    map[sumKey]*Summary{},
		outs:    map[*endpoints.Func]*outSummary{},
		passes:  map[*types.Var]*passed{},
		getters: map[sumKey]bool{},
		settled: map[*types.Var]bool{},
		handed:  map[*endpoints.Func][]*ast.CallExpr{},
		edges:   map[*endpoints.Func][]*endpoints.Func{},
	}
	p.X.Known = known
	p.values()
	p.carries()
	for _, fn := range p.X.Funcs {
		for _, a := range p.find(fn) {
			if p.belongs(a) {
				a.Adopted, a.counts = p.adopted(a), true
				p.walk(a, codes.Set{})
				p.Answers = append(p.Answers, a)
			}
		}
	}
	for _, fn := range p.X.Funcs {
		for _, a := range p.errorAnswers(fn) {
			p.walk(a, codes.Set{})
			p.Answers = append(p.Answers, a)
		}
	}
	p.params()
	p.carried()
	p.evidence()
	slices.SortStableFunc(p.Answers, func(a, b *Answer) int { return int(a.Var.Pos()) - int(b.Var.Pos()) })
	return p
}

// values notes which functions of the package are handed to calls as values.
func (p *Program) values() {
	for _, fn := range p.X.Funcs {
		for _, call := range fn.Calls {
			for _, arg := range call.Args {
				if cb := p.X.Value(arg); cb != nil {
					p.handed[cb] = append(p.handed[cb], call)
				}
			}
		}
	}
}

// Given lists the calls that are handed a function as a value.
func (p *Program) Given(fn *endpoints.Func) []*ast.CallExpr { return p.handed[fn] }

// Fails are the codes that a function turns into errors.
func (p *Program) Fails(fn *endpoints.Func) codes.Set { return p.out(fn).errs }

// passed is what callers hand to a parameter.
type passed struct {
	fn    *endpoints.Func
	kinds []endpoint.Kind
	set   codes.Set
	v2    bool
}

// params walks the functions that were handed an answer, under the codes that
// their callers let through.
func (p *Program) params() {
	done := map[*types.Var]bool{}
	for range 4 {
		var next []*types.Var
		for v := range p.passes {
			if !done[v] {
				next = append(next, v)
			}
		}
		slices.SortFunc(next, func(a, b *types.Var) int { return int(a.Pos()) - int(b.Pos()) })
		for _, v := range next {
			done[v] = true
			in := p.passes[v]
			a := &Answer{Fn: in.fn, Var: v, Kinds: in.kinds, V2: in.v2, Param: true, Universe: codes.All()}
			var ok bool
			if a.Form, ok = p.form(v.Type()); !ok {
				a.Form = Number
			}
			p.walk(a, in.set)
			p.Answers = append(p.Answers, a)
		}
	}
}
