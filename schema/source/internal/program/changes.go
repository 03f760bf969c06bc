package program

import (
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// given is the assignment that a name has its value from; nil when that is
// known only when the program runs.
func (v *evaluator) given(name string, b, at int) (*assignment, int) {
	all := v.assigns[name]
	if len(all) > 2000 || v.rebound[name] {
		return nil, 0
	}
	here := v.functionOf(b)
	for f := here; f >= 0; f = v.outer(f) {
		last := at
		if f != here {
			last = len(v.src) + 1 // a function may run after all of it
		}
		found, several := v.lastGiven(all, f, last)
		if found < 0 {
			continue
		}
		a := all[found]
		if v.reassigned(name, f, here) {
			return nil, 0
		}
		if !a.maybe && (f == here && v.within(a.block, at) || f != here && !several) {
			return a, found
		}
		return nil, 0
	}
	return nil, 0
}

// reassigned reports whether a function inside f gives f's name another value;
// here is the function of the use, whose own values are known.
func (v *evaluator) reassigned(name string, f, here int) bool {
	if v.lang != javascript {
		return false
	}
	for _, a := range v.assigns[name] {
		v.steps--
		if a.declares || a.op != '=' || len(a.path) > 0 {
			continue
		}
		if g := v.functionOf(a.block); g != f && g != here && v.sees(name, f, g) {
			return true
		}
	}
	return false
}

// lastGiven is the last assignment of a whole name in a function up to an
// offset, or -1; several says that there are others.
func (v *evaluator) lastGiven(all []*assignment, f, last int) (found int, several bool) {
	found = -1
	for k, a := range all {
		v.steps--
		if a.op == '=' && len(a.path) == 0 && v.functionOf(a.block) == f && a.at <= last {
			several = found >= 0
			found = k
		}
	}
	return found, several
}

func (v *evaluator) outer(f int) int {
	if f == 0 {
		return -1
	}
	return v.functionOf(v.blocks[f].parent)
}

// changed is the value of an assignment with what was done to it up to an
// offset in block b.
func (v *evaluator) changed(name string, a *assignment, k, b, at int) literal.Value {
	if v.active[a] { // a name that is made of itself
		return literal.Value{Span: a.value.span()}
	}
	v.active[a] = true
	defer delete(v.active, a)
	until, untilIn := v.until, v.untilIn
	v.until, v.untilIn = at, v.functionOf(b)
	defer func() { v.until, v.untilIn = until, untilIn }()
	return v.changedFrom(v.literal(a.value, v.aliased(a, b, at)), name, a, k, b, at)
}

// changedFrom is changed for a value that is known.
func (v *evaluator) changedFrom(l literal.Value, name string, a *assignment, k, b, at int) literal.Value {
	v.touched(name, a, b, at, func(t *touch) { v.open(&l, t.path, t) })
	f, here := v.functionOf(a.block), v.functionOf(b)
	for i, c := range v.assigns[name] {
		v.steps--
		if v.steps < 0 || c.op == '=' && len(c.path) == 0 {
			continue // another branch
		}
		g := v.functionOf(c.block)
		if g == f && (i <= k || c.at > at || c.at <= a.at) || g == here && c.at > at || !v.sees(name, f, g) {
			continue
		}
		v.change(&l, c, c.path, !c.maybe && v.surely(a, c, here, at))
	}
	return l
}

// surely reports whether a change happens whenever the value is used, in the
// function here at an offset.
func (v *evaluator) surely(a, c *assignment, here, at int) bool {
	g := v.functionOf(c.block)
	if g == v.functionOf(a.block) {
		return c.block == a.block || v.within(c.block, a.at)
	}
	return g == here && v.within(c.block, at)
}

// aliased is where the value of an assignment is computed: where it is used, when
// it is another name for a value that may have been changed since.
func (v *evaluator) aliased(a *assignment, b, at int) int {
	if a.value.kind == exprName && v.functionOf(a.block) == v.functionOf(b) && at > a.at {
		then, _ := v.given(a.value.name, a.block, a.from())
		if now, _ := v.given(a.value.name, b, at); now != nil && now == then {
			return at
		}
	}
	return a.from()
}

// change applies one assignment; sure says that it happens whenever the value
// is used.
func (v *evaluator) change(l *literal.Value, c *assignment, keys []*expr, sure bool) {
	if len(keys) > 0 {
		v.changeMember(l, c, keys, sure)
		return
	}
	done := false
	switch {
	case c.value == nil:
	case l.Kind == literal.Array:
		done = v.changeList(l, c, sure)
	case c.op == 'u' && l.Kind == literal.Object && sure:
		v.spread(c.value, c.from(), l)
		done = true
	case (c.op == '+' || c.op == 'a' && (v.lang == java || v.lang == csharp)) && sure && (l.Kind == literal.String || l.Kind == literal.Part):
		r := v.literal(c.value, c.from())
		v.add(l, &r, c.value.span())
		done = true
	}
	if !done {
		v.loosen(l, c)
	}
}

// changeList adds to a list; done is false for a change that is not followed.
func (v *evaluator) changeList(l *literal.Value, c *assignment, sure bool) (done bool) {
	switch {
	case c.op == 'a':
		l.Elements = append(l.Elements, v.literal(c.value, c.from()))
		if !sure {
			l.Open, l.OpenAt = true, c.target.span()
		}
	case (c.op == 'e' || c.op == '+') && sure:
		v.extend(l, v.literal(c.value, c.from()), c.value.span())
	default:
		return false
	}
	return true
}

// changeMember applies an assignment to a member of an object, or below one.
func (v *evaluator) changeMember(l *literal.Value, c *assignment, keys []*expr, sure bool) {
	key := v.literal(keys[0], c.from())
	if keys[0].bare && l.Kind == literal.Object {
		key = v.field(&expr{typed: true, start: c.target.start, end: c.target.end}, keys[0], c.from(), l)
	}
	if l.Kind == literal.Array {
		v.changeElement(l, c, keys, element(l, key), sure)
		return
	}
	name, ok := known(key)
	if l.Kind != literal.Object || !ok {
		v.loosen(l, c)
		return
	}
	old := valueOf(l, name)
	whole := len(keys) == 1 && (c.op == '=' || c.op == 'p')
	if old != nil && !whole {
		v.change(old, c, keys[1:], sure)
		return
	}
	if !whole || c.value == nil {
		l.Open, l.OpenAt = true, c.target.span()
		return
	}
	value := v.literal(c.value, c.from())
	switch {
	case sure:
		v.set(l, key, value, c.target.span())
	case old != nil:
		*old = hole(c.value)
	default:
		l.Open, l.OpenAt = true, c.target.span()
	}
}

// changeElement applies an assignment to an element of a list, or below one; old
// is nil where nobody knows which.
func (v *evaluator) changeElement(l *literal.Value, c *assignment, keys []*expr, old *literal.Value, sure bool) {
	switch {
	case c.op == 'p' && len(keys) == 1 && c.value != nil: // insert(0, x)
		l.Elements = append(l.Elements, v.literal(c.value, c.from()))
		if !sure {
			l.Open, l.OpenAt = true, c.target.span()
		}
	case old != nil && len(keys) > 1:
		v.change(old, c, keys[1:], sure)
	case old != nil && c.value != nil && sure:
		*old = v.literal(c.value, c.from())
	case old != nil:
		*old = hole(c.target)
	case len(keys) > 1:
		name := string(keys[len(keys)-1].part.text.Bytes)
		v.openAll(l, &touch{key: name, place: c.target.span()})
	default:
		v.loosen(l, c)
	}
}

// valueOf is the value of a member of an object, nil if it has none of the name.
func valueOf(l *literal.Value, name string) *literal.Value {
	for i := range l.Members {
		if s, _ := known(l.Members[i].Key); s == name {
			return &l.Members[i].Value
		}
	}
	return nil
}

func (v *evaluator) loosen(l *literal.Value, c *assignment) {
	switch l.Kind {
	case literal.Array:
		// Elements may be other ones, too.
		*l = literal.Value{Span: l.Span}
	case literal.Object:
		l.Open, l.OpenAt = true, c.target.span()
	default:
		*l = literal.Value{Span: l.Span}
	}
}
