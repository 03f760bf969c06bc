package program

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// evaluator says what is known of an expression where it is used.
type evaluator struct {
	*file
	from    *source.File
	steps   int // left for this evaluation
	spent   int // by those before
	depth   int
	active  map[*assignment]bool // those being evaluated
	quoted  int                  // how many JSON strings the evaluation is in
	visited map[*expr]bool
	modules map[string]*file
	others  []*sibling // nil before they were looked for
	records map[string]*class
	frames  []frame // the calls of functions of the file that are followed
	// until is where what is evaluated is used, in the function untilIn: an object
	// that is a part of it may be changed between here and there.
	until, untilIn int
}

const (
	// mostSteps bounds one evaluation, mostNested how deep it goes.
	mostSteps  = 20000
	mostNested = 60
	// mostQuoted is how deep JSON may be a string in JSON: every level doubles
	// the backslashes.
	mostQuoted = 3
)

func (v *evaluator) functionOf(b int) int {
	for b > 0 && !v.blocks[b].function {
		b = v.blocks[b].parent
	}
	return b
}

func (v *evaluator) within(b, at int) bool {
	return b == 0 || v.blocks[b].start <= at && at < v.blocks[b].end
}

// start begins an evaluation of its own.
func (v *evaluator) start(e *expr, at int) literal.Value {
	v.reset()
	return v.literal(e, at)
}

func (v *evaluator) reset() {
	v.spent += mostSteps - v.steps
	v.steps, v.depth = mostSteps, 0
}

func hole(e *expr) literal.Value { return literal.Value{Span: e.span()} }

// literal is what e is worth when the program is at an offset.
func (v *evaluator) literal(e *expr, at int) literal.Value {
	if e == nil {
		return literal.Value{}
	}
	v.steps--
	if v.steps < 0 || v.depth > mostNested {
		return hole(e)
	}
	v.depth++
	defer func() { v.depth-- }()
	v.visited[e] = true
	switch e.kind {
	case exprString:
		return v.text(e, at)
	case exprConcat:
		return v.join(e, e.list, at)
	case exprName:
		return v.name(e, at)
	case exprMember:
		return v.member(e, at)
	case exprIndex:
		return v.index(e, at)
	case exprCall:
		if until := v.until; !keeps(e.name) {
			v.until = 0
			defer func() { v.until = until }()
		}
		return v.call(e, at)
	}
	return v.plain(e, at)
}

// keeps reports whether a function's result has its arguments as they are, and not
// a copy or a text of them.
func keeps(name string) bool {
	switch name {
	case "dict", "OrderedDict", "of", "put", "set", "fluentPut", "accumulate", "asList", "listOf", "singletonList", "json", "JObject", "JArray", "JProperty", "freeze", "build":
		return true
	}
	return false
}

// plain is what a literal of the language is worth.
func (v *evaluator) plain(e *expr, at int) literal.Value {
	out := hole(e)
	switch e.kind {
	case exprNumber:
		v.number(e, &out)
	case exprBool:
		out.Kind, out.True = literal.Bool, e.name[0] == 't' || e.name[0] == 'T'
	case exprNull:
		out.Kind = literal.Null
	case exprDict:
		v.dict(e, at, &out)
	case exprList:
		v.list(e, at, &out)
	}
	return out
}

// index reads x[key].
func (v *evaluator) index(e *expr, at int) literal.Value {
	if len(e.list) != 1 {
		return hole(e)
	}
	key, ok := known(v.literal(e.list[0], at))
	if !ok {
		return hole(e)
	}
	base := v.literal(e.x, at)
	return pick(&base, key, e)
}

// known is the text of a string all of which is known.
func known(l literal.Value) (string, bool) {
	return string(l.Text.Bytes), l.Kind == literal.String
}

func pick(base *literal.Value, key string, e *expr) literal.Value {
	if base.Kind == literal.Object {
		for _, m := range base.Members {
			if s, _ := known(m.Key); s == key {
				return m.Value
			}
		}
	}
	return hole(e)
}

func (v *evaluator) number(e *expr, out *literal.Value) {
	s := strings.ReplaceAll(strings.TrimRight(e.name, "LlfFdDmMu"), "_", "")
	if !json.Valid([]byte(s)) {
		return
	}
	out.Kind = literal.Number
	if s == string(v.src[e.start:e.end]) {
		out.Text.AddExact(v.src, e.span())
	} else {
		out.Text.Add(s, e.span())
	}
}

func (v *evaluator) text(e *expr, at int) literal.Value {
	if len(e.list) > 0 {
		return v.join(e, e.list, at)
	}
	return literal.Value{Kind: literal.String, Span: e.span(), Text: e.part.text}
}

// join is a string of several parts.
func (v *evaluator) join(e *expr, parts []*expr, at int) literal.Value {
	out := literal.Value{Kind: literal.String, Span: e.span()}
	some := false
	for _, x := range parts {
		l := v.literal(x, at)
		some = some || l.Kind == literal.String || l.Kind == literal.Part
		v.add(&out, &l, x.span())
	}
	if !some && e.kind == exprConcat {
		// A sum, or lists joined.
		return hole(e)
	}
	return out
}

func (v *evaluator) add(out, l *literal.Value, at jsondoc.Span) {
	switch l.Kind {
	case literal.Part:
		out.Kind = literal.Part
		out.Text.Append(l.Text)
	case literal.String, literal.Number:
		out.Text.Append(l.Text)
	case literal.JSON:
		inner := l.Inner.JSON()
		if len(inner.Holes) > 0 {
			out.Kind = literal.Part
		}
		out.Text.Append(inner)
	default:
		out.Kind = literal.Part
		out.Text.AddHole(source.UnknownPart, jsondoc.HoleString, at)
	}
}

func (v *evaluator) dict(e *expr, at int, out *literal.Value) {
	out.Kind = literal.Object
	out.Open, out.OpenAt = e.open, e.span()
	for i, x := range e.list {
		key := e.keys[i]
		if key == nil {
			v.spread(x, at, out)
			continue
		}
		v.set(out, v.field(e, key, at, out), v.literal(x, at), key.span())
	}
}

func (v *evaluator) spread(x *expr, at int, out *literal.Value) {
	inner := x
	if x.kind == exprSpread {
		inner = x.x
	}
	until := v.until
	v.until = 0 // a copy
	l := v.literal(inner, at)
	v.until = until
	if l.Kind != literal.Object {
		out.Open, out.OpenAt = true, x.span()
		return
	}
	for _, m := range l.Members {
		v.set(out, m.Key, m.Value, x.span())
	}
	if l.Open {
		out.Open, out.OpenAt = true, l.OpenAt
	}
}

// set gives a member a value.
func (v *evaluator) set(out *literal.Value, key, value literal.Value, at jsondoc.Span) {
	if key.Kind == literal.Number {
		key.Kind = literal.String
	}
	name, ok := known(key)
	if !ok {
		out.Open, out.OpenAt = true, at
		return
	}
	for i := range out.Members {
		v.steps--
		if s, _ := known(out.Members[i].Key); s == name {
			out.Members[i] = literal.Member{Key: key, Value: value}
			return
		}
	}
	out.Members = append(out.Members, literal.Member{Key: key, Value: value})
}

func (v *evaluator) list(e *expr, at int, out *literal.Value) {
	out.Kind = literal.Array
	out.Open, out.OpenAt = e.open, e.span()
	for _, x := range e.list {
		if x.kind == exprSpread && x.x.kind == exprCond {
			v.either(out, x.x, at)
			continue
		}
		if x.kind == exprSpread {
			v.extend(out, v.literal(x.x, at), x.span())
			continue
		}
		if out.Open && e.open && x.kind != exprDict {
			continue // of a comprehension
		}
		out.Elements = append(out.Elements, v.literal(x, at))
	}
}

// either adds the elements of two lists, one of which is not there.
func (v *evaluator) either(out *literal.Value, e *expr, at int) {
	for _, x := range e.list {
		l := v.literal(x, at)
		if l.Kind != literal.Array || len(l.Elements) > 0 {
			v.extend(out, l, e.span())
			out.Open, out.OpenAt = true, e.span()
		}
	}
}

func (v *evaluator) extend(out *literal.Value, l literal.Value, at jsondoc.Span) {
	if l.Kind != literal.Array || l.Open {
		out.Open, out.OpenAt = true, at
	}
	if l.Kind == literal.Array && len(out.Elements)+len(l.Elements) < mostSteps {
		out.Elements = append(out.Elements, l.Elements...)
		v.steps -= len(l.Elements)
	}
}

var (
	percent = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`%%|%[-+ 0-9.]*[sdvifqgxr]|%\([A-Za-z_]+\)[sd]`)
	})
	braces = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\{|\}\}|\{[A-Za-z0-9_.:?]*\}`) })
)
