package flow

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/solver"
	"golang.org/x/tools/go/cfg"
)

// walker follows one answer through one function.
type walker struct {
	p *Program
	x *endpoints.Index
	a *Answer

	alias map[*types.Var]envelope.Role
	as    map[*types.Var]bool // variables filled by errors.As
	// copies are the variables that hold the answer itself again.
	copies map[*types.Var]bool
	// many are the variables that hold several parts of the answer, with the
	// call of gjson.GetMany that read them.
	many map[*types.Var]*ast.CallExpr
	cond ast.Expr // the condition under work
	// beside are the codes under which what a return statement gives is looked
	// at, nil for all.
	beside *codes.Set
	// deferred says that a deferred literal judges the answer.
	deferred bool

	uses  map[ast.Node]*Use
	loops map[*ast.CallExpr]*Loop
	rets  map[wayOut]*Return
	fails map[ast.Node]*Use

	// What the function does for its callers.
	handed map[int]codes.Set
	outs   map[int]map[string]codes.Set
	okSet  codes.Set
	// yesAlways says that a condition of a library says yes after every error of
	// the transport.
	yesAlways bool
	reads     bool
	escape    bool
	entry     codes.Set
}

// forget drops what was written down, before it is written down for good.
func (w *walker) forget() {
	w.uses, w.fails = map[ast.Node]*Use{}, map[ast.Node]*Use{}
	w.loops, w.rets = map[*ast.CallExpr]*Loop{}, map[wayOut]*Return{}
	w.handed, w.outs = map[int]codes.Set{}, map[int]map[string]codes.Set{}
	w.okSet, w.reads, w.escape, w.yesAlways = codes.Set{}, false, false, false
	w.a.Read, w.a.MsgTest, w.a.Looked, w.a.Logged = false, false, false, false
	w.a.Tested, w.a.Compared, w.a.Messages = nil, nil, nil
}

// wayOut is a return statement with a nil error, or one with another.
type wayOut struct {
	stmt *ast.ReturnStmt
	err  Nilness
}

// walk fills in what becomes of an answer. For a parameter entry are the codes
// it arrives with.
func (p *Program) walk(a *Answer, entry codes.Set) *walker {
	w := &walker{
		p: p, x: p.X, a: a, entry: entry,
		alias: map[*types.Var]envelope.Role{}, as: map[*types.Var]bool{}, many: map[*types.Var]*ast.CallExpr{},
		copies: map[*types.Var]bool{},
	}
	w.forget()
	if a.Universe.Empty() {
		a.Universe = codes.All()
	}
	w.aliases()
	w.deferred = a.Form != Error && w.judgedAtEnd()
	w.run()
	for _, u := range w.uses {
		a.Uses = append(a.Uses, u)
	}
	for _, u := range w.fails {
		a.Failed = append(a.Failed, u)
	}
	for _, l := range w.loops {
		a.Loops = append(a.Loops, l)
	}
	for _, r := range w.rets {
		a.Returns = append(a.Returns, r)
	}
	byPos := func(x, y *Use) int { return int(x.Node.Pos()) - int(y.Node.Pos()) }
	slices.SortFunc(a.Uses, byPos)
	slices.SortFunc(a.Failed, byPos)
	slices.SortFunc(a.Loops, func(x, y *Loop) int { return int(x.Site.Pos()) - int(y.Site.Pos()) })
	slices.SortFunc(a.Returns, func(x, y *Return) int {
		return cmp.Or(int(x.Stmt.Pos())-int(y.Stmt.Pos()), int(x.Err)-int(y.Err))
	})
	return w
}

// run solves the function first and looks at each place once afterwards, when
// all that can be known there is known.
func (w *walker) run() {
	start := state{}
	if w.a.Param {
		start.acq, start.set = true, w.entry
	}
	if w.a.Held {
		start.ok, start.pend = w.entry, besideResponse(w.a)
	}
	g := w.p.graph(w.a.Fn)
	solution := solver.Solve[class, state](g, w, start.key(), start)
	w.forget()
	for i, facts := range solution {
		for _, f := range facts {
			w.Transfer(g.Blocks[i], f.Class, f.Value, func(*cfg.Block, class, state) {})
		}
	}
}

// Join joins two states of the same class.
func (w *walker) Join(old, more state) (state, bool) { return old.join(&more) }

// Transfer takes a state through a block.
func (w *walker) Transfer(b *cfg.Block, _ class, in state, out func(*cfg.Block, class, state)) {
	st := w.enter(b, in)
	cond := condOf(b)
	ended := false
	for _, n := range b.Nodes {
		w.cond = nil
		if cond != nil && n == ast.Node(cond) {
			w.cond = cond
		}
		w.step(n, &st)
		if _, ok := n.(*ast.ReturnStmt); ok {
			ended = true
		}
	}
	switch {
	case ended:
	case cond != nil && len(b.Succs) == 2:
		w.cond = cond
		w.fork(b, cond, &st, out)
	default:
		if v, ok := w.typeCase(b, &st); ok {
			w.bothSides(b, v, nil, &st, out)
			break
		}
		for _, succ := range b.Succs {
			out(succ, st.key(), st)
		}
	}
}

// enter is the state at the beginning of a block.
func (w *walker) enter(b *cfg.Block, st state) state {
	w.startedOver(b, &st)
	switch b.Kind {
	case cfg.KindForLoop, cfg.KindForPost, cfg.KindForBody, cfg.KindRangeLoop:
		// A turn of a loop further out is about something else.
		if st.site != nil && within(b.Stmt, st.site) && w.p.LoopOf(st.site) != b.Stmt {
			st = state{defs: st.defs}
			st.narrow(codes.Set{})
		}
	}
	if cc, ok := b.Stmt.(*ast.CaseClause); ok && b.Kind == cfg.KindSwitchCaseBody && cc.List == nil && st.looked {
		st.viaDefault = cc
	}
	return st
}

// fork takes both sides of the condition at the end of a block.
func (w *walker) fork(b *cfg.Block, cond ast.Expr, st *state, out func(*cfg.Block, class, state)) {
	w.bothSides(b, w.branch(b, cond, st), cond, st, out)
}

// bothSides goes on with both sides of what was found of a condition.
func (w *walker) bothSides(b *cfg.Block, r verdict, cond ast.Expr, st *state, out func(*cfg.Block, class, state)) {
	for i, side := range []bool{true, false} {
		next := *st
		w.take(&next, r, side, cond)
		if w.feasible(&next) {
			out(b.Succs[i], next.key(), next)
		}
	}
}

func (w *walker) feasible(st *state) bool {
	return !st.acq || !st.set.Empty() || st.transport
}

func (w *walker) take(st *state, v verdict, side bool, cond ast.Expr) {
	if !st.acq {
		return
	}
	v = v.when(side)
	st.transport = v.tTr
	st.passed, st.opaque = st.passed || v.tPassed, st.opaque || v.tOpaque
	st.narrow(v.t)
	for _, c := range v.tValues {
		st.choose(c.v, c.of)
	}
	if v.looked || v.opaque {
		w.a.Looked = true
	}
	if v.looked {
		st.looked = true
		if cond != nil {
			st.last = cond
		}
	}
	st.opaque = st.opaque || v.opaque
	st.guarded = st.guarded || v.guard
	st.told = st.told || v.told
	if v.settlesErr {
		st.pend = nil
	}
}
