package flow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
)

// class is what keeps states apart at one place of the function. States of the
// same class are joined.
type class struct {
	acq       bool
	site      *ast.CallExpr
	passed    bool // the code was handed on
	opaque    bool // a test that cannot be followed
	noted     bool // the failure had some effect
	guarded   bool // the data was found not to be empty
	looked    bool // the code was tested since it came
	waited    bool
	transport bool // there may be no answer at all
	failed    bool // success is ruled out
	told      bool // the error beside the answer was asked for what it is
	pend      *types.Var
	// viaDefault is the default clause on the way.
	viaDefault ast.Node
}

// state is what is known at a place: the class, the codes that the answer can
// have, and what variables hold under which of them.
type state struct {
	class
	set      codes.Set
	ok, errs codes.Set
	last     ast.Node // the last test of the code
	defs     []binding
}

// binding says that a variable holds result idx of an expression under some
// codes; nothing is known of its value under them where expr is nil. A variable
// may have several.
type binding struct {
	v    *types.Var
	expr ast.Expr
	idx  int
	set  codes.Set
}

func (b binding) same(c binding) bool { return b.v == c.v && b.expr == c.expr && b.idx == c.idx }

// before orders bindings: by variable, then by expression.
func (b binding) compare(c binding) int {
	if b.v != c.v {
		if b.v.Pos() != c.v.Pos() {
			return int(b.v.Pos() - c.v.Pos())
		}
		return 0
	}
	switch {
	case b.expr == nil && c.expr == nil:
		return 0
	case b.expr == nil:
		return -1
	case c.expr == nil:
		return 1
	case b.expr != c.expr:
		return int(b.expr.Pos() - c.expr.Pos())
	}
	return b.idx - c.idx
}

// key is the class of a state.
func (s *state) key() class {
	k := s.class
	k.failed = s.acq && !s.set.Has(codes.Success())
	return k
}

// join adds the codes and the bindings of t, which has the same class.
func (s *state) join(t *state) (joined state, grown bool) {
	joined = *s
	joined.set = s.set.Union(t.set)
	joined.ok = s.ok.Union(t.ok)
	joined.errs = s.errs.Union(t.errs)
	grown = joined.set != s.set || joined.ok != s.ok || joined.errs != s.errs
	if t.last != nil && (s.last == nil || t.last.Pos() > s.last.Pos()) {
		joined.last = t.last
		grown = true
	}
	defs := slices.Clone(s.defs)
	add := func(b binding) {
		for i, d := range defs {
			if d.same(b) {
				if u := d.set.Union(b.set); u != d.set {
					defs[i].set = u
					grown = true
				}
				return
			}
		}
		defs = append(defs, b)
		grown = true
	}
	for _, b := range t.defs {
		add(b)
		if len(s.def(b.v)) == 0 {
			add(binding{v: b.v, set: s.set})
		}
	}
	for _, b := range s.defs {
		if len(t.def(b.v)) == 0 {
			add(binding{v: b.v, set: t.set})
		}
	}
	if grown {
		slices.SortStableFunc(defs, binding.compare)
		joined.defs = defs
	}
	return joined, grown
}

// def lists what a variable may hold.
func (s *state) def(v *types.Var) []binding {
	var out []binding
	for _, d := range s.defs {
		if d.v == v {
			out = append(out, d)
		}
	}
	return out
}

// known lists what a variable may hold where all of that is known.
func (s *state) known(v *types.Var) ([]binding, bool) {
	defs := s.def(v)
	for _, d := range defs {
		if d.expr == nil {
			return nil, false
		}
	}
	return defs, len(defs) > 0
}

// under is the state in which a variable has one of its values. The value of
// the variable itself is not known in it, as the expression may mention the
// value before.
func (s *state) under(d binding) *state {
	t := *s
	t.unbind(d.v)
	t.set = s.set.Intersect(d.set)
	return &t
}

func (s *state) bind(v *types.Var, e ast.Expr, idx int) {
	s.unbind(v)
	s.defs = append(slices.Clone(s.defs), binding{v, e, idx, s.set})
	slices.SortStableFunc(s.defs, binding.compare)
}

func (s *state) unbind(v *types.Var) {
	if len(s.def(v)) > 0 {
		s.defs = slices.DeleteFunc(slices.Clone(s.defs), func(d binding) bool { return d.v == v })
	}
	if s.pend == v {
		s.pend = nil
	}
}

// narrow leaves some of the codes.
func (s *state) narrow(set codes.Set) {
	s.set = set
	defs := make([]binding, 0, len(s.defs))
	for _, d := range s.defs {
		now := d.set.Intersect(set)
		if now.Empty() && !d.set.Empty() && !set.Empty() {
			continue // not the value under these codes
		}
		d.set = now
		defs = append(defs, d)
	}
	s.defs = defs
}

// choose leaves some of the values of a variable.
func (s *state) choose(v *types.Var, values []binding) {
	s.defs = slices.DeleteFunc(slices.Clone(s.defs), func(d binding) bool {
		return d.v == v && !slices.ContainsFunc(values, d.same)
	})
}
