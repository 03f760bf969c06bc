package flow

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"sort"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
)

// state is what is known on one path.
type state struct {
	acq        bool
	site       *ast.CallExpr
	set        codes.Set
	passed     bool // the code was handed on
	opaque     bool // a test that cannot be followed
	noted      bool // the failure had some effect
	guarded    bool // the data was found not to be empty
	looked     bool // the code was tested since it came
	waited     bool
	transport  bool // there may be no answer at all
	pend       *types.Var
	ok, errs   codes.Set
	viaDefault ast.Node // the default clause on the way
	last       ast.Node // the last test of the code
	defs       []binding
}

type binding struct {
	v    *types.Var
	expr ast.Expr
	idx  int
}

func (s *state) key(block int32) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %v %p %v %t%t%t%t%t%t%t%t %p %v %v %p", block, s.set.Key(), s.site, s.acq, s.passed, s.opaque, s.noted, s.guarded, s.looked, s.waited, s.transport, s.acq, s.pend, s.ok.Key(), s.errs.Key(), s.viaDefault)
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
