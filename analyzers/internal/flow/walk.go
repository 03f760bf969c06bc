package flow

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/rules/code"
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

// state is what is known on one path.
type state struct {
	acq       bool
	site      *ast.CallExpr
	set       codes.Set
	passed    bool // the code was handed on
	opaque    bool // a test that cannot be followed
	noted     bool // the failure had some effect
	guarded   bool // the data was found not to be empty
	looked    bool // the code was tested since it came
	waited    bool
	transport bool // there may be no answer at all
	pend      *types.Var
	ok, errs  codes.Set
	deflt     ast.Node // the default clause on the way
	last      ast.Node // the last test of the code
	defs      []binding
}

type binding struct {
	v    *types.Var
	expr ast.Expr
	idx  int
}

func (s *state) key(block int32) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %v %p %v %t%t%t%t%t%t%t%t %p %v %v %p", block, s.set.Key(), s.site, s.acq, s.passed, s.opaque, s.noted, s.guarded, s.looked, s.waited, s.transport, s.acq, s.pend, s.ok.Key(), s.errs.Key(), s.deflt)
	for _, d := range s.defs {
		fmt.Fprintf(&b, " %p=%p.%d", d.v, d.expr, d.idx)
	}
	return b.String()
}

func (s *state) def(v *types.Var) (binding, bool) {
	for _, d := range s.defs {
		if d.v == v {
			return d, true
		}
	}
	return binding{}, false
}

func (s *state) bind(v *types.Var, e ast.Expr, idx int) {
	s.unbind(v)
	s.defs = append(slices.Clone(s.defs), binding{v, e, idx})
	sort.Slice(s.defs, func(i, j int) bool { return s.defs[i].v.Pos() < s.defs[j].v.Pos() })
}

func (s *state) unbind(v *types.Var) {
	if _, ok := s.def(v); ok {
		s.defs = slices.DeleteFunc(slices.Clone(s.defs), func(d binding) bool { return d.v == v })
	}
	if s.pend == v {
		s.pend = nil
	}
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
	g := w.p.graph(w.a.Fn)
	type job struct {
		block *cfg.Block
		st    state
	}
	start := state{}
	if w.a.Param {
		start.acq, start.set = true, w.entry
	}
	work := []job{{g.Blocks[0], start}}
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
		st := j.st
		switch j.block.Kind {
		case cfg.KindForLoop, cfg.KindForPost, cfg.KindForBody, cfg.KindRangeLoop:
			// A turn of a loop further out is about something else.
			if st.site != nil && within(j.block.Stmt, st.site) && w.p.LoopOf(st.site) != j.block.Stmt {
				st = state{defs: st.defs}
			}
		}
		if cc, ok := j.block.Stmt.(*ast.CaseClause); ok && j.block.Kind == cfg.KindSwitchCaseBody && cc.List == nil && st.looked {
			st.deflt = cc
		}
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
		if ended {
			continue
		}
		if cond != nil && len(j.block.Succs) == 2 {
			w.cond = cond
			r := w.branch(j.block, cond, &st)
			yes, no := st, st
			w.take(&yes, r, true, cond)
			w.take(&no, r, false, cond)
			if w.feasible(&no) {
				work = append(work, job{j.block.Succs[1], no})
			}
			if w.feasible(&yes) {
				work = append(work, job{j.block.Succs[0], yes})
			}
			continue
		}
		for i := len(j.block.Succs) - 1; i >= 0; i-- {
			work = append(work, job{j.block.Succs[i], st})
		}
	}
}

func within(outer, inner ast.Node) bool {
	return outer != nil && outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}

// condOf returns the condition that a block ends with.
func condOf(b *cfg.Block) ast.Expr {
	if len(b.Succs) != 2 || len(b.Nodes) == 0 {
		return nil
	}
	switch b.Succs[0].Kind {
	case cfg.KindIfThen, cfg.KindForBody:
	case cfg.KindSwitchCaseBody:
		if _, ok := b.Succs[0].Stmt.(*ast.CaseClause); !ok {
			return nil
		}
	default:
		return nil
	}
	e, _ := b.Nodes[len(b.Nodes)-1].(ast.Expr)
	return e
}

func (w *walker) feasible(st *state) bool {
	return !st.acq || !st.set.Empty() || st.transport
}

// verdict is what a condition says of the answer.
type verdict struct {
	t, f       codes.Set
	tTr, fTr   bool // the answer may be missing on that side
	looked     bool // the code was tested
	opaque     bool // something about the code could not be followed
	guard      bool // the data was tested for being there
	settlesErr bool // the error of the call is known now
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

// branch evaluates the condition at the end of a block.
func (w *walker) branch(b *cfg.Block, cond ast.Expr, st *state) verdict {
	if !st.acq {
		return verdict{}
	}
	if b.Succs[0].Kind == cfg.KindSwitchCaseBody {
		if sw, ok := w.x.Parent(w.x.Parent(b.Succs[0].Stmt)).(*ast.SwitchStmt); ok && sw.Tag != nil {
			if tv := w.x.Info.Types[sw.Tag]; tv.Value != nil && tv.Value.Kind() == constant.Bool {
				v := w.eval(cond, st) // switch true
				if !constant.BoolVal(tv.Value) {
					v = v.not()
				}
				return v
			}
			return w.compare(sw.Tag, cond, token.EQL, st)
		}
	}
	return w.eval(cond, st)
}

func (w *walker) unknown(st *state) verdict {
	return verdict{t: st.set, f: st.set, tTr: st.transport, fTr: st.transport}
}

func always(st *state) verdict { return verdict{t: st.set, tTr: st.transport} }

func (v verdict) not() verdict {
	v.t, v.f, v.tTr, v.fTr = v.f, v.t, v.fTr, v.tTr
	return v
}

func (w *walker) eval(e ast.Expr, st *state) verdict {
	e = ast.Unparen(e)
	if tv := w.x.Info.Types[e]; tv.Value != nil && tv.Value.Kind() == constant.Bool {
		if constant.BoolVal(tv.Value) {
			return always(st)
		}
		return always(st).not()
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return w.eval(e.X, st).not()
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			a := w.eval(e.X, st)
			if e.Op == token.LOR {
				a = a.not()
			}
			right := *st
			right.set, right.transport = a.t, a.tTr
			b := w.eval(e.Y, &right)
			if e.Op == token.LOR {
				b = b.not()
			}
			out := verdict{
				t: b.t, tTr: b.tTr, f: a.f.Union(b.f), fTr: a.fTr || b.fTr,
				looked: a.looked || b.looked, opaque: a.opaque || b.opaque, guard: a.guard || b.guard,
			}
			if e.Op == token.LOR {
				out = out.not()
			}
			return out
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return w.compare(e.X, e.Y, e.Op, st)
		}
	case *ast.Ident:
		if v := w.x.Var(e); v != nil {
			if d, ok := st.def(v); ok {
				if call, ok := ast.Unparen(d.expr).(*ast.CallExpr); ok && w.a.Form == Error && w.isAs(call) {
					return w.examined(st)
				}
				if out, ok := w.outcomes(d.expr, d.idx, st); ok {
					return w.pick(out, "true", st)
				}
			}
			if w.a.Form == Error && w.okOfAssert(v) {
				return w.examined(st)
			}
			if w.okOfCode(v) {
				return always(st)
			}
			if w.okOfData(v) {
				r := w.unknown(st)
				r.guard = true
				return r
			}
		}
		return w.unknown(st)
	case *ast.IndexExpr:
		if out, ok := w.outcomes(e, 0, st); ok {
			return w.pick(out, "true", st)
		}
	case *ast.CallExpr:
		if name := endpoints.CalleeName(e); name == "Exists" || name == "IsObject" || name == "IsArray" {
			if id := w.rootRef(e); id != nil {
				info := w.classify(id)
				if info.role == envelope.Code {
					return always(st)
				}
				r := w.unknown(st)
				r.guard = info.role == envelope.Data
				return r
			}
		}
		if w.a.Form == Error && w.isAs(e) {
			return w.examined(st)
		}
		if out, ok := w.outcomes(e, 0, st); ok {
			return w.pick(out, "true", st)
		}
	}
	return w.mystery(e, st)
}

// examined is errors.As: it holds for the codes and not for the transport's own
// errors, and says nothing about which code it is.
func (w *walker) examined(st *state) verdict {
	return verdict{t: st.set.Minus(codes.Success()), fTr: true}
}

// mystery is a condition that says nothing we can follow; it is opaque when
// the code, or all of the answer, goes into it.
func (w *walker) mystery(e ast.Expr, st *state) verdict {
	r := w.unknown(st)
	for _, id := range w.refs(e) {
		switch w.classify(id).role {
		case envelope.Code:
			r.opaque = true
		case envelope.Whole:
			if (w.a.Form != Error || !w.isNilTest(id)) && !w.brought(id) {
				r.opaque = true
			}
		}
	}
	return r
}

// brought tells that an identifier stands in the very call that fills it.
func (w *walker) brought(id *ast.Ident) bool {
	for n := w.x.Parent(id); n != nil; n = w.x.Parent(n) {
		if call, ok := n.(*ast.CallExpr); ok && w.isSite(call) {
			return true
		}
		if _, ok := n.(ast.Stmt); ok {
			return false
		}
	}
	return false
}

func (w *walker) isNilTest(id *ast.Ident) bool {
	b, ok := w.x.Parent(id).(*ast.BinaryExpr)
	return ok && (isNil(w.x, b.X) || isNil(w.x, b.Y))
}

func (w *walker) pick(out map[string]codes.Set, want string, st *state) verdict {
	var r verdict
	for k, s := range out {
		switch k {
		case want:
			r.t = r.t.Union(s)
		case "?":
			r.t, r.f = r.t.Union(s), r.f.Union(s)
		default:
			r.f = r.f.Union(s)
		}
	}
	r.tTr, r.fTr = st.transport && !r.t.Empty(), st.transport
	if st.transport {
		r.tTr, r.fTr = true, true
	}
	r.looked = r.t != r.f
	return r
}

func isNil(x *endpoints.Index, e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	_, isNil := x.Info.Uses[id].(*types.Nil)
	return isNil
}

// number reads a constant as a code: 803, "803", and "" for success.
func (w *walker) number(e ast.Expr) (n int64, ok bool) {
	tv := w.x.Info.Types[e]
	if tv.Value == nil {
		// A variable that only ever has one constant.
		v := w.x.Var(e)
		if v == nil {
			return 0, false
		}
		defs := w.x.Defs(v)
		if len(defs) != 1 || defs[0].Index >= 0 || w.x.Info.Types[defs[0].Expr].Value == nil {
			return 0, false
		}
		tv = w.x.Info.Types[defs[0].Expr]
	}
	return Number64(tv.Value)
}

// Number64 reads a constant as a code.
func Number64(v constant.Value) (int64, bool) {
	if v == nil {
		return 0, false
	}
	switch v.Kind() {
	case constant.Int, constant.Float:
		i := constant.ToInt(v)
		if i.Kind() != constant.Int {
			return 0, false
		}
		return constant.Int64Val(i)
	case constant.String:
		s := strings.TrimSpace(constant.StringVal(v))
		if s == "" {
			return 0, true
		}
		i := constant.MakeFromLiteral(s, token.INT, 0)
		if i.Kind() != constant.Int {
			return 0, false
		}
		return constant.Int64Val(i)
	}
	return 0, false
}

func swap(op token.Token) token.Token {
	switch op {
	case token.LSS:
		return token.GTR
	case token.LEQ:
		return token.GEQ
	case token.GTR:
		return token.LSS
	case token.GEQ:
		return token.LEQ
	}
	return op
}

func holds(a int64, op token.Token, b int64) bool {
	switch op {
	case token.EQL:
		return a == b
	case token.NEQ:
		return a != b
	case token.LSS:
		return a < b
	case token.LEQ:
		return a <= b
	case token.GTR:
		return a > b
	case token.GEQ:
		return a >= b
	}
	return false
}

func (w *walker) compare(x, y ast.Expr, op token.Token, st *state) verdict {
	x, y = ast.Unparen(x), ast.Unparen(y)
	if isNil(w.x, x) || !w.isCode(x) && w.isCode(y) {
		x, y, op = y, x, swap(op)
	}
	if w.isCode(x) {
		if isNil(w.x, y) { // a pointer to the code: it is there
			r := always(st)
			if op == token.EQL {
				r = r.not()
			}
			return r
		}
		n, ok := w.number(y)
		if !ok {
			r := w.unknown(st)
			r.opaque = true
			return r
		}
		if w.a.Tested == nil {
			w.a.Tested = map[int64]bool{}
		}
		w.a.Tested[n] = true
		if w.a.Compared == nil {
			w.a.Compared = map[ast.Expr]int64{}
		}
		if op == token.EQL || op == token.NEQ {
			w.a.Compared[y] = n
		}
		yes, no := st.set.Numbers(func(c codeNumber) bool { return holds(int64(c), op, n) })
		if st.set.Has(codes.Other()) {
			yes, no = otherSide(st.set, op, n, yes, no)
		}
		return verdict{t: yes, f: no, tTr: st.transport, fTr: st.transport, looked: true}
	}
	if call, ok := x.(*ast.CallExpr); ok && endpoints.CalleeName(call) == "len" && len(call.Args) == 1 {
		if n, ok := w.number(y); ok {
			if w.isCode(ast.Unparen(call.Args[0])) {
				var yes, no codes.Set
				zero := codes.Success()
				if holds(0, op, n) { // true for the empty text
					yes, no = st.set.Intersect(zero), st.set.Minus(zero)
				} else {
					yes, no = st.set.Minus(zero), st.set.Intersect(zero)
				}
				return verdict{t: yes, f: no, tTr: st.transport, fTr: st.transport, looked: true}
			}
			if w.isData(call.Args[0]) {
				r := w.unknown(st)
				r.guard = true
				return r
			}
		}
	}
	if isNil(w.x, y) {
		v := w.x.Var(x)
		if v != nil && v == st.pend {
			r := verdict{t: st.errs, tTr: true, f: st.ok, settlesErr: true}
			if op == token.EQL {
				r = r.not()
			}
			return r
		}
		if call, ok := x.(*ast.CallExpr); ok && w.isSite(call) && call == st.site {
			r := verdict{t: st.errs, tTr: true, f: st.ok}
			if op == token.EQL {
				r = r.not()
			}
			return r
		}
		if w.isData(x) {
			r := w.unknown(st)
			r.guard = true
			return r
		}
		if v != nil {
			if d, ok := st.def(v); ok {
				x = d.expr
				if out, ok := w.outcomes(x, d.idx, st); ok {
					return w.equal(out, "nil", op, st)
				}
			}
		}
		if out, ok := w.outcomes(x, 0, st); ok {
			return w.equal(out, "nil", op, st)
		}
		if id := w.rootRef(x); id != nil && w.classify(id).role == envelope.Whole && ast.Expr(id) == x {
			return w.unknown(st) // a nil answer is nobody's code
		}
		return w.mystery(x, st)
	}
	if w.isData(x) || w.isData(y) {
		r := w.unknown(st)
		d, other := x, y
		if w.isData(y) {
			d, other = y, x
		}
		if n, ok := w.number(other); ok && n == 0 && w.tellsSuccess(d) {
			r.guard = true
		}
		if id := w.rootRef(d); id != nil && w.a.V2 && strings.EqualFold(w.classify(id).name, "status") {
			return w.status(other, op, st)
		}
		return r
	}
	if key, ok := w.constKey(y); ok {
		if out, ok := w.outcomes(x, 0, st); ok {
			return w.equal(out, key, op, st)
		}
	} else if key, ok := w.constKey(x); ok {
		if out, ok := w.outcomes(y, 0, st); ok {
			return w.equal(out, key, op, st)
		}
	}
	r := w.mystery(x, st)
	s := w.mystery(y, st)
	r.opaque = r.opaque || s.opaque
	return r
}

// tellsSuccess tells that a part of the data is there on success only: not so
// promptTips and the like, which say what went wrong.
func (w *walker) tellsSuccess(e ast.Expr) bool {
	for n := ast.Unparen(e); ; {
		switch x := n.(type) {
		case *ast.StarExpr:
			n = ast.Unparen(x.X)
			continue
		case *ast.SelectorExpr:
			if s := w.x.Info.Selections[x]; s != nil && s.Kind() == types.FieldVal {
				if f, ok := s.Obj().(*types.Var); ok && (besides(f.Name()) || besides(envelope.Name(s.Recv(), f))) {
					return false
				}
			}
		}
		break
	}
	id := w.rootRef(e)
	return id == nil || !besides(w.classify(id).name)
}

// besides tells that a name of the data is that of a report, not of a result.
func besides(name string) bool {
	parts := strings.Split(strings.ToLower(name), ".")
	switch parts[len(parts)-1] {
	case "prompttips", "failedreason", "errormessages":
		return true
	}
	return false
}

// status is a test of the status that v2 answers carry beside the code: a task
// that has one and has not failed goes with no code, one that is not known
// comes with an empty status. Source: runninghub-api.md §2.14.
func (w *walker) status(want ast.Expr, op token.Token, st *state) verdict {
	r := w.unknown(st)
	r.guard = true
	tv := w.x.Info.Types[want]
	if tv.Value == nil || tv.Value.Kind() != constant.String || op != token.EQL && op != token.NEQ {
		return r
	}
	final := st.set.Where(func(e code.Entry) bool { return e.Final })
	switch strings.ToUpper(constant.StringVal(tv.Value)) {
	case "SUCCESS", "RUNNING", "QUEUED", "CREATE":
		r.t = st.set.Intersect(codes.Success())
	case "FAILED", "CANCEL":
		r.t = st.set.Minus(codes.Success())
		r.f = st.set.Minus(final)
	case "":
		r.t = st.set.Minus(codes.Success()).Minus(final)
		r.f = st.set.Intersect(codes.Success().Union(final))
	default:
		return r
	}
	if op == token.NEQ {
		r = r.not()
	}
	return r
}

// otherSide puts the unknown numbers on the sides where they can be.
func otherSide(set codes.Set, op token.Token, n int64, yes, no codes.Set) (codes.Set, codes.Set) {
	known := !codes.Of(codeNumber(n)).Has(codes.Other())
	switch {
	case op == token.EQL && known:
		yes, no = yes.Minus(codes.Other()), no.Union(codes.Other())
	case op == token.NEQ && known:
		yes, no = yes.Union(codes.Other()), no.Minus(codes.Other())
	case op == token.GTR && n <= 0, op == token.GEQ && n <= 1:
		// What is left on the other side are negative numbers, nobody's code.
		yes, no = yes.Union(codes.Other()), no.Minus(codes.Other())
	default:
		yes, no = yes.Union(codes.Other()), no.Union(codes.Other())
	}
	return yes.Intersect(set), no.Intersect(set)
}

func (w *walker) equal(out map[string]codes.Set, key string, op token.Token, st *state) verdict {
	switch op {
	case token.EQL:
		return w.pick(out, key, st)
	case token.NEQ:
		return w.pick(out, key, st).not()
	}
	return w.unknown(st)
}

func (w *walker) constKey(e ast.Expr) (string, bool) {
	if tv := w.x.Info.Types[e]; tv.Value != nil {
		return tv.Value.ExactString(), true
	}
	return "", false
}

// outcomes tells for each value that an expression can have under which codes
// it has it: "true", "false", "nil", "nonnil", a constant's text, or "?".
func (w *walker) outcomes(e ast.Expr, idx int, st *state) (map[string]codes.Set, bool) {
	e = ast.Unparen(e)
	tv := w.x.Info.Types[e]
	if tv.Value != nil {
		return map[string]codes.Set{tv.Value.ExactString(): st.set}, true
	}
	if isNil(w.x, e) {
		return map[string]codes.Set{"nil": st.set}, true
	}
	switch n := e.(type) {
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			return map[string]codes.Set{"nonnil": st.set}, true
		}
	case *ast.CompositeLit:
		return map[string]codes.Set{"nonnil": st.set}, true
	case *ast.Ident:
		v := w.x.Var(n)
		if v == nil {
			break
		}
		if v == st.pend {
			return map[string]codes.Set{"nil": st.ok, "nonnil": st.errs}, true
		}
		if d, ok := st.def(v); ok {
			return w.outcomes(d.expr, d.idx, st)
		}
		if v.Parent() == w.x.Pass.Pkg.Scope() && isError(v.Type()) {
			return map[string]codes.Set{"nonnil": st.set}, true
		}
	case *ast.IndexExpr:
		return w.table(n, idx, st)
	case *ast.CallExpr:
		return w.callOutcomes(n, idx, st)
	}
	if isBool(tv.Type) {
		switch e.(type) {
		case *ast.BinaryExpr, *ast.UnaryExpr:
			r := w.eval(e, st)
			if r.looked && !r.opaque {
				return map[string]codes.Set{"true": r.t, "false": r.f}, true
			}
		}
	}
	return nil, false
}

func isBool(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// table reads an index into a map by the code.
func (w *walker) table(n *ast.IndexExpr, idx int, st *state) (map[string]codes.Set, bool) {
	if !w.isCode(n.Index) {
		return nil, false
	}
	keys, values, ok := w.literal(n.X)
	if !ok {
		return nil, false
	}
	in := codes.Set{}
	out := map[string]codes.Set{}
	isMap := false
	if t := w.x.Info.TypeOf(n.X); t != nil {
		_, isMap = t.Underlying().(*types.Map)
	}
	if !isMap {
		return nil, false
	}
	elem := w.x.Info.TypeOf(n.X).Underlying().(*types.Map).Elem()
	for i, k := range keys {
		c, ok := w.number(k)
		if !ok {
			return nil, false
		}
		s := codes.Of(codeNumber(c))
		if s == codes.Other() {
			s = codes.Set{}
		}
		s = s.Intersect(st.set)
		in = in.Union(s)
		if idx == 1 {
			continue
		}
		key, known := w.constKey(values[i])
		if !known {
			key = "nonnil"
		}
		out[key] = out[key].Union(s)
	}
	rest := st.set.Minus(in)
	if idx == 1 {
		return map[string]codes.Set{"true": in, "false": rest}, true
	}
	zero := "nil"
	if b, ok := elem.Underlying().(*types.Basic); ok {
		switch {
		case b.Info()&types.IsBoolean != 0:
			zero = "false"
		case b.Info()&types.IsString != 0:
			zero = `""`
		case b.Info()&types.IsInteger != 0:
			zero = "0"
		}
	}
	out[zero] = out[zero].Union(rest)
	return out, true
}

// literal returns the elements of a map or slice literal that an expression
// stands for.
func (w *walker) literal(e ast.Expr) (keys, values []ast.Expr, ok bool) {
	e = ast.Unparen(e)
	lit, isLit := e.(*ast.CompositeLit)
	if !isLit {
		var v *types.Var
		if sel, ok := e.(*ast.SelectorExpr); ok {
			v, _ = w.x.Info.Uses[sel.Sel].(*types.Var)
		} else {
			v = w.x.Var(e)
		}
		if v == nil {
			return nil, nil, false
		}
		defs := w.x.Defs(v)
		if len(defs) != 1 || defs[0].Index >= 0 {
			return nil, nil, false
		}
		if lit, isLit = ast.Unparen(defs[0].Expr).(*ast.CompositeLit); !isLit {
			return nil, nil, false
		}
	}
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			keys = append(keys, kv.Key)
			values = append(values, kv.Value)
		} else {
			values = append(values, el)
		}
	}
	return keys, values, true
}

func (w *walker) callOutcomes(call *ast.CallExpr, idx int, st *state) (map[string]codes.Set, bool) {
	switch {
	case w.x.IsPkgCall(call, "errors", "New"), w.x.IsPkgCall(call, "fmt", "Errorf"):
		return map[string]codes.Set{"nonnil": st.set}, true
	case w.x.IsPkgCall(call, "errors", "Join"):
		for _, a := range call.Args {
			if out, ok := w.outcomes(a, 0, st); ok && len(out) == 1 && out["nonnil"] == st.set {
				return out, true
			}
		}
		return nil, false
	case w.x.IsPkgCall(call, "slices", "Contains") && len(call.Args) == 2 && w.isCode(call.Args[1]):
		_, values, ok := w.literal(call.Args[0])
		if !ok {
			return nil, false
		}
		var in codes.Set
		for _, v := range values {
			n, ok := w.number(v)
			if !ok {
				return nil, false
			}
			if s := codes.Of(codeNumber(n)); s != codes.Other() {
				in = in.Union(s)
			}
		}
		return map[string]codes.Set{"true": st.set.Intersect(in), "false": st.set.Minus(in)}, true
	}
	fn := w.x.Callee(call)
	if fn == nil {
		return nil, false
	}
	// A helper of the package that is given the code or the answer.
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Sig.Recv() != nil {
		if s := w.subject(sel.X); s {
			if sum := w.p.summary(fn, -1, w.formFor(sel.X)); sum != nil && !sum.Escapes {
				return sum.narrow(idx, st.set)
			}
			return nil, false
		}
		if w.isCode(sel.X) { // a method of the code's own type
			if sum := w.p.summary(fn, -1, Number); sum != nil && !sum.Escapes {
				return sum.narrow(idx, st.set)
			}
			return nil, false
		}
	}
	for i, a := range call.Args {
		if fn.Sig.Variadic() && i >= fn.Sig.Params().Len()-1 {
			break // one of many, for a text most likely
		}
		if w.isCode(a) {
			if sum := w.p.summary(fn, i, Number); sum != nil && !sum.Escapes {
				return sum.narrow(idx, st.set)
			}
			return nil, false
		}
		if w.subject(a) {
			if sum := w.p.summary(fn, i, w.formFor(a)); sum != nil && !sum.Escapes {
				return sum.narrow(idx, st.set)
			}
			return nil, false
		}
	}
	return nil, false
}

// formFor is how a helper gets what e names.
func (w *walker) formFor(e ast.Expr) Form {
	if w.a.Form == Error {
		if v := w.target(e); v != nil && w.as[v] {
			return Struct
		}
	}
	return w.a.Form
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

// subject tells that e is the whole answer: v, &v or *v.
func (w *walker) subject(e ast.Expr) bool {
	v := w.target(e)
	return v != nil && (v == w.a.Var || w.as[v])
}

// isAs tells that a call is errors.As or the like on the error.
func (w *walker) isAs(call *ast.CallExpr) bool {
	if !w.x.IsPkgCall(call, "errors", "As", "AsType") || len(call.Args) == 0 {
		return false
	}
	return w.subject(call.Args[0])
}

// summary.narrow restricts outcomes to the codes at hand.
func (s *Summary) narrow(idx int, set codes.Set) (map[string]codes.Set, bool) {
	outs, ok := s.Outs[idx]
	if !ok {
		return nil, false
	}
	known := false
	out := map[string]codes.Set{}
	for k, v := range outs {
		if k != "?" {
			known = true
		}
		if k == "?" {
			return nil, false
		}
		out[k] = v.Intersect(set)
	}
	if len(outs) > 1 && known {
		// Every outcome under every code: something else decides.
		known = false
		for _, v := range outs {
			for _, u := range outs {
				known = known || v != u
			}
		}
	}
	return out, known
}

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
	return v == w.a.Var || aliased || w.as[v]
}

func (w *walker) rootRef(e ast.Expr) *ast.Ident {
	if ids := w.refs(e); len(ids) > 0 {
		return ids[0]
	}
	return nil
}

// isCode tells that e is the code, through conversions.
func (w *walker) isCode(e ast.Expr) bool {
	e = ast.Unparen(e)
	id := w.rootRef(e)
	if id == nil {
		return false
	}
	info := w.classify(id)
	return info.role == envelope.Code && ast.Unparen(w.core(info.expr)) == e
}

// isData tells that e is a part of the data.
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

// classify tells what part of the answer an identifier leads to.
func (w *walker) classify(id *ast.Ident) refInfo {
	v := w.x.Var(id)
	if role, ok := w.alias[v]; ok {
		return refInfo{role: role, expr: id, name: id.Name}
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
		switch p := w.x.Parent(e).(type) {
		case *ast.ParenExpr:
			e = p
			continue
		case *ast.StarExpr:
			e = p
			continue
		case *ast.UnaryExpr:
			if p.Op == token.AND {
				e = p
				continue
			}
		case *ast.SelectorExpr:
			if p.X != e {
				break
			}
			if info, done := w.selected(p, form); done {
				return info
			}
			e = p
			continue
		case *ast.TypeAssertExpr:
			if form == Map && p.Type != nil {
				e = p
				continue
			}
		case *ast.IndexExpr:
			if form == Map && p.X == e {
				if key := w.x.Fold(p.Index); len(key) == 1 && key[0] != endpoints.Hole {
					return refInfo{role: envelope.RoleOf(key[0]), name: key[0], expr: p}
				}
			}
		case *ast.CallExpr:
			if form == Struct || form == Map {
				if fn := w.x.Callee(p); fn != nil && p.Fun != e {
					for i, a := range p.Args {
						if a == e && w.p.getter(fn, i, form) {
							return refInfo{role: envelope.Code, expr: p}
						}
					}
				}
			}
			if form == Bytes {
				if tv := w.x.Info.Types[p.Fun]; tv.IsType() {
					e = p
					continue
				}
				if len(p.Args) == 2 && p.Args[0] == e && w.x.IsPkgCall(p, "github.com/tidwall/gjson", "Get", "GetBytes") {
					return w.path(p.Args[1], p)
				}
			}
		}
		return refInfo{role: envelope.Whole, expr: e}
	}
}

func (w *walker) path(arg ast.Expr, call *ast.CallExpr) refInfo {
	path := w.x.Fold(arg)
	if len(path) != 1 || strings.Contains(path[0], endpoints.Hole) {
		return refInfo{role: envelope.Whole, expr: call}
	}
	first, rest, more := strings.Cut(path[0], ".")
	info := refInfo{role: envelope.RoleOf(first), name: path[0], expr: call}
	if more && info.role == envelope.Code {
		info.role = envelope.Data
	}
	if more && rest != "" {
		info.name = rest
	}
	return info
}

var errorCode = regexp.MustCompile(`(?i)^(err(or)?|biz|business|api|rh|resp|ret|result)?_?(code|errno)$`)

// selected tells what a selector on the answer is; done is false for embedded
// structs, which are walked through.
func (w *walker) selected(sel *ast.SelectorExpr, form Form) (refInfo, bool) {
	s := w.x.Info.Selections[sel]
	if s == nil {
		return refInfo{role: envelope.Whole, expr: sel}, true
	}
	if s.Kind() != types.FieldVal {
		call, _ := w.x.Parent(sel).(*ast.CallExpr)
		if form == Result && call != nil && call.Fun == sel {
			if sel.Sel.Name == "Get" && len(call.Args) == 1 {
				return w.path(call.Args[0], call), true
			}
		}
		if call != nil && call.Fun == sel {
			as := form
			if form == Error {
				as = Struct
			}
			if fn := w.x.Callee(call); fn != nil && w.p.getter(fn, -1, as) {
				return refInfo{role: envelope.Code, expr: call, name: sel.Sel.Name}, true
			}
		}
		return refInfo{role: envelope.Whole, expr: sel, method: call}, true
	}
	field, _ := s.Obj().(*types.Var)
	recv := s.Recv()
	if form == Error || form == Struct && !isEnvelope(recv) {
		// An error type, or an embedded part with a name of its own.
		name := envelope.Name(recv, field)
		if errorCode.MatchString(field.Name()) || strings.EqualFold(name, "code") || strings.EqualFold(name, "errorCode") {
			return refInfo{role: envelope.Code, expr: sel, name: field.Name()}, true
		}
		if isEnvelope(field.Type()) {
			return refInfo{}, false
		}
		return refInfo{role: roleOfField(field), expr: sel, name: field.Name()}, true
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
	for {
		switch p := w.x.Parent(e).(type) {
		case *ast.ParenExpr:
			e = p
			continue
		case *ast.StarExpr:
			e = p
			continue
		case *ast.TypeAssertExpr:
			if p.Type != nil {
				e = p
				continue
			}
		case *ast.SelectorExpr:
			if p.X == e && keepsValue.MatchString(p.Sel.Name) {
				e = p
				continue
			}
		case *ast.CallExpr:
			if p.Fun == e {
				if _, ok := e.(*ast.SelectorExpr); ok {
					e = p
					continue
				}
				return e
			}
			if tv := w.x.Info.Types[p.Fun]; tv.IsType() {
				e = p
				continue
			}
			name := endpoints.CalleeName(p)
			if keepsValue.MatchString(name) && w.x.Callee(p) == nil {
				if name == "Sprintf" {
					if f := w.x.Fold(p.Args[0]); len(p.Args) != 2 || f[0] != "%v" && f[0] != "%d" && f[0] != "%s" {
						return e
					}
				} else if p.Args[0] != e {
					return e
				}
				e = p
				continue
			}
		}
		return e
	}
}

// aliases finds the local variables that hold the code or a part of the data.
func (w *walker) aliases() {
	fn := w.a.Fn
	if w.a.Form == Error {
		for _, call := range fn.Calls {
			if !w.isAs(call) {
				continue
			}
			w.a.As = call
			if len(call.Args) == 2 {
				if v := w.target(call.Args[1]); v != nil {
					w.as[v] = true
				}
			}
			w.p.results(call, func(i int, lhs ast.Expr) {
				if v := w.x.Var(lhs); v != nil && i == 0 && !isBool(v.Type()) {
					w.as[v] = true
				}
			})
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if ta, ok := n.(*ast.TypeAssertExpr); ok && w.x.Var(ta.X) == w.a.Var && ta.Type != nil {
				w.a.As = ta
				if as, ok := w.x.Parent(ta).(*ast.AssignStmt); ok && len(as.Rhs) == 1 {
					if v := w.x.Var(as.Lhs[0]); v != nil {
						w.as[v] = true
					}
				}
			}
			return true
		})
	}
	for range 3 {
		before := len(w.alias)
		for _, id := range w.refs(fn.Body) {
			info := w.classify(id)
			var e ast.Expr
			switch info.role {
			case envelope.Code:
				e = w.core(info.expr)
			case envelope.Data:
				e = w.dataCore(info.expr)
			default:
				continue
			}
			if v := w.assigned(e); v != nil && v != w.a.Var && !isError(v.Type()) {
				if _, seen := w.alias[v]; !seen {
					w.alias[v] = info.role
				}
			}
		}
		if len(w.alias) == before {
			break
		}
	}
}

// dataCore climbs from a part of the data to the largest part of it that is
// read at once.
func (w *walker) dataCore(e ast.Expr) ast.Expr {
	for {
		switch p := w.x.Parent(e).(type) {
		case *ast.ParenExpr:
			e = p
			continue
		case *ast.StarExpr:
			e = p
			continue
		case *ast.UnaryExpr:
			if p.Op == token.AND {
				e = p
				continue
			}
		case *ast.TypeAssertExpr:
			if p.Type != nil {
				e = p
				continue
			}
		case *ast.SelectorExpr:
			if p.X == e && (w.x.Info.Selections[p] == nil || w.x.Info.Selections[p].Kind() == types.FieldVal || envelope.IsResult(w.x.Info.TypeOf(e))) {
				e = p
				continue
			}
		case *ast.CallExpr:
			if p.Fun == e {
				e = p
				continue
			}
			if tv := w.x.Info.Types[p.Fun]; tv.IsType() {
				e = p
				continue
			}
		case *ast.IndexExpr:
			if p.X == e {
				e = p
				continue
			}
		}
		return e
	}
}

// assigned returns the local variable that takes e and nothing else.
func (w *walker) assigned(e ast.Expr) *types.Var {
	switch p := w.x.Parent(e).(type) {
	case *ast.AssignStmt:
		for i, r := range p.Rhs {
			if r == e && i < len(p.Lhs) {
				return w.local(p.Lhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, r := range p.Values {
			if r == e && i < len(p.Names) {
				return w.local(p.Names[i])
			}
		}
	}
	return nil
}

func (w *walker) local(e ast.Expr) *types.Var {
	v := w.x.Var(e)
	if v == nil || v.Name() == "_" || v.IsField() || v.Pkg() != w.x.Pass.Pkg || v.Parent() == w.x.Pass.Pkg.Scope() {
		return nil
	}
	return v
}

// okOfCode tells that v is the ok of `code, ok := m["code"].(float64)`.
func (w *walker) okOfCode(v *types.Var) bool { return w.okOf(v) == envelope.Code }

func (w *walker) okOfData(v *types.Var) bool { return w.okOf(v) == envelope.Data }

// okOfAssert tells that v is the ok of `api, ok := err.(*APIError)`, or of
// errors.AsType.
func (w *walker) okOfAssert(v *types.Var) bool {
	for _, d := range w.x.Defs(v) {
		if d.Index != 1 {
			continue
		}
		switch e := d.Expr.(type) {
		case *ast.TypeAssertExpr:
			if w.subject(e.X) {
				return true
			}
		case *ast.CallExpr:
			if w.isAs(e) {
				return true
			}
		}
	}
	return false
}

func (w *walker) okOf(v *types.Var) envelope.Role {
	for _, d := range w.x.Defs(v) {
		if d.Index != 1 {
			continue
		}
		switch d.Expr.(type) {
		case *ast.TypeAssertExpr, *ast.IndexExpr:
			if id := w.rootRef(d.Expr); id != nil {
				return w.classify(id).role
			}
		}
	}
	return envelope.None
}
