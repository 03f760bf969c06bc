package program

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// state is what a component keeps, which its events change: a value whose blank
// members are filled in later, and to which others may be added.
func (v *evaluator) state(e *expr, at int) literal.Value {
	if len(e.list) == 0 {
		return hole(e)
	}
	var l literal.Value
	computed := e.name == "computed" || e.name == "derived" || e.name == "useMemo"
	if computed {
		k := 0
		if e.name == "derived" {
			k = len(e.list) - 1 // behind the stores that it is made of
		}
		if x := e.list[k]; x.kind == exprFunc {
			l = v.returnedBy(&expr{kind: exprCall, x: x, start: e.start, end: e.end, block: e.block}, at)
		}
	} else {
		l = v.literal(e.list[0], at)
		if blank(&l) {
			return hole(e)
		}
		v.openAll(&l, &touch{place: e.span()})
	}
	if l.Kind == literal.Hole {
		return hole(e)
	}
	out := literal.Value{Kind: literal.Object, Span: e.span(), Open: true, OpenAt: e.span()}
	switch e.name {
	case "ref", "shallowRef", "computed":
		out.Members = []literal.Member{{Key: named(literal.Value{Span: e.span()}, "value"), Value: l}}
	case "useRef":
		out.Members = []literal.Member{{Key: named(literal.Value{Span: e.span()}, "current"), Value: l}}
	default:
		return l
	}
	return out
}

// stored is what a store of Svelte holds, by its name with a dollar in front.
func (v *evaluator) stored(e *expr, at int) literal.Value {
	store, ok := strings.CutPrefix(e.name, "$")
	if !ok || v.lang != javascript {
		return hole(e)
	}
	a, k := v.given(store, e.block, at)
	if a == nil || a.value == nil || a.value.kind != exprCall {
		return hole(e)
	}
	switch a.value.name {
	case "writable", "readable", "derived":
		return v.changed(store, a, k, e.block, at)
	}
	return hole(e)
}
