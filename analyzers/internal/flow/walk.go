package flow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"golang.org/x/tools/go/cfg"
)

// maxStates bounds the paths of one function; beyond it nothing is said.
const maxStates = 3000

// walker follows one answer through one function.
type walker struct {
	p *Program
	x *endpoints.Index
	a *Answer

	alias map[*types.Var]envelope.Role
	as    map[*types.Var]bool // variables filled by errors.As
	cond  ast.Expr            // the condition under work

	uses  map[ast.Node]*Use
	loops map[*ast.CallExpr]*Loop
	rets  map[*ast.ReturnStmt]*Return
	fails map[ast.Node]*Use

	// What the function does for its callers.
	handed map[int]codes.Set
	outs   map[int]map[string]codes.Set
	okSet  codes.Set
	reads  bool
	escape bool
	entry  codes.Set
}

// walk fills in what becomes of an answer. For a parameter entry are the codes
// it arrives with.
func (p *Program) walk(a *Answer, entry codes.Set) *walker {
	w := &walker{
		p: p, x: p.X, a: a, entry: entry,
		alias: map[*types.Var]envelope.Role{}, as: map[*types.Var]bool{},
		uses: map[ast.Node]*Use{}, loops: map[*ast.CallExpr]*Loop{},
		rets: map[*ast.ReturnStmt]*Return{}, fails: map[ast.Node]*Use{},
		handed: map[int]codes.Set{}, outs: map[int]map[string]codes.Set{},
	}
	if a.Universe.Empty() {
		a.Universe = codes.All()
	}
	w.aliases()
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
	slices.SortFunc(a.Returns, func(x, y *Return) int { return int(x.Stmt.Pos()) - int(y.Stmt.Pos()) })
	return w
}

func (w *walker) run() {
	start := state{}
	if w.a.Param {
		start.acq, start.set = true, w.entry
	}
	work := []job{{w.p.graph(w.a.Fn).Blocks[0], start}}
	seen := map[string]bool{}
	for len(work) > 0 {
		j := work[len(work)-1]
		work = work[:len(work)-1]
		key := j.st.key(j.block.Index)
		if seen[key] {
			continue
		}
		if len(seen) > maxStates {
			w.a.Overflow = true
			return
		}
		seen[key] = true
		work = append(work, w.block(j)...)
	}
}

// block walks one block and returns where the paths go on, the last first.
func (w *walker) block(j job) []job {
	st := w.enter(j)
	cond := condOf(j.block)
	ended := false
	for _, n := range j.block.Nodes {
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
		return nil
	case cond != nil && len(j.block.Succs) == 2:
		w.cond = cond
		return w.fork(j.block, cond, &st)
	}
	var next []job
	for i := len(j.block.Succs) - 1; i >= 0; i-- {
		next = append(next, job{j.block.Succs[i], st})
	}
	return next
}

// enter is the state at the beginning of a block.
func (w *walker) enter(j job) state {
	st := j.st
	switch j.block.Kind {
	case cfg.KindForLoop, cfg.KindForPost, cfg.KindForBody, cfg.KindRangeLoop:
		// A turn of a loop further out is about something else.
		if st.site != nil && within(j.block.Stmt, st.site) && w.p.LoopOf(st.site) != j.block.Stmt {
			st = state{defs: st.defs}
		}
	}
	if cc, ok := j.block.Stmt.(*ast.CaseClause); ok && j.block.Kind == cfg.KindSwitchCaseBody && cc.List == nil && st.looked {
		st.viaDefault = cc
	}
	return st
}

// fork takes both sides of the condition at the end of a block.
func (w *walker) fork(b *cfg.Block, cond ast.Expr, st *state) []job {
	r := w.branch(b, cond, st)
	yes, no := *st, *st
	w.take(&yes, r, true, cond)
	w.take(&no, r, false, cond)
	var next []job
	if w.feasible(&no) {
		next = append(next, job{b.Succs[1], no})
	}
	if w.feasible(&yes) {
		next = append(next, job{b.Succs[0], yes})
	}
	return next
}

func (w *walker) feasible(st *state) bool {
	return !st.acq || !st.set.Empty() || st.transport
}

func (w *walker) take(st *state, v verdict, side bool, cond ast.Expr) {
	if !st.acq {
		return
	}
	if side {
		st.set, st.transport = v.t, v.tTr
	} else {
		st.set, st.transport = v.f, v.fTr
	}
	if v.looked || v.opaque {
		w.a.Looked = true
	}
	if v.looked {
		st.looked = true
		st.last = cond
	}
	st.opaque = st.opaque || v.opaque
	st.guarded = st.guarded || v.guard
	if v.settlesErr {
		st.pend = nil
	}
}
