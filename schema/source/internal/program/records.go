package program

import (
	"bytes"
	"regexp"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// classHead is the line that a class of Python begins with; classField the line
// of one of its fields.
var (
	classHead  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^([ \t]*)class (\w+)\b([^\n]*):[^\n]*\n`) })
	classField = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s+(\w+)\s*:[^=]`) })
)

// class is a class of Python whose objects have the fields that it lists: a
// dataclass, a TypedDict, a model of pydantic.
type class struct {
	fields []string
	// exact: an object has no other keys than it is given; changes: the class has
	// methods, which may change it.
	exact, changes bool
}

// classes are those of the file by name, read once one is asked for.
func (v *evaluator) classes() map[string]*class {
	if v.records == nil {
		v.records = map[string]*class{}
		for _, m := range classHead().FindAllSubmatchIndex(v.src, -1) {
			name := string(v.src[m[4]:m[5]])
			_, twice := v.records[name]
			v.records[name] = nil
			if !twice {
				v.records[name] = readClass(v.src, m)
			}
		}
	}
	return v.records
}

// readClass reads the class whose head matched; nil for one whose constructor or
// names are its own.
func readClass(src []byte, m []int) *class {
	c := &class{exact: bytes.Contains(src[m[6]:m[7]], []byte("TypedDict"))}
	above := bytes.TrimRight(src[:m[0]], " \t\n")
	decorated := bytes.HasPrefix(bytes.TrimSpace(above[bytes.LastIndexByte(above, '\n')+1:]), []byte("@dataclass"))
	if !decorated && !c.exact && !bytes.Contains(src[m[6]:m[7]], []byte("BaseModel")) {
		return nil
	}
	for line := range bytes.Lines(src[m[1]:]) {
		text := bytes.TrimSpace(line)
		if len(text) > 0 && len(line)-len(bytes.TrimLeft(line, " \t")) <= m[3]-m[2] {
			break
		}
		if bytes.Contains(text, []byte("alias")) || bytes.Contains(text, []byte("__init__")) || bytes.Contains(text, []byte("__post_init__")) {
			return nil
		}
		c.changes = c.changes || bytes.HasPrefix(text, []byte("def "))
		if f := classField().FindSubmatch(line); f != nil && !c.changes {
			c.fields = append(c.fields, string(f[1]))
		}
	}
	return c
}

// record is the object that a class of the file makes: C(nodeId="6", …).
func (v *evaluator) record(e *expr, at int) (literal.Value, bool) {
	if v.lang != python || e.x == nil || e.x.kind != exprName || len(e.list) == 0 || e.name == "" || e.name[0] < 'A' || e.name[0] > 'Z' {
		return literal.Value{}, false
	}
	c := v.classes()[e.name]
	if c == nil {
		return literal.Value{}, false
	}
	out := literal.Value{Kind: literal.Object, Span: e.span(), Open: !c.exact, OpenAt: e.span()}
	for i, x := range e.list {
		switch {
		case e.keys[i] != nil:
			v.set(&out, v.literal(e.keys[i], at), v.literal(x, at), e.keys[i].span())
		case x.kind == exprSpread || i >= len(c.fields):
			out.Open, out.OpenAt = true, x.span()
		default:
			v.set(&out, named(literal.Value{Span: x.span()}, c.fields[i]), v.literal(x, at), x.span())
		}
	}
	if c.changes {
		v.openAll(&out, &touch{place: e.span()})
	}
	return out, true
}

// asDict is the object that a record is turned into: asdict(x), x.model_dump().
func (v *evaluator) asDict(e *expr, at int) literal.Value {
	l := literal.Value{}
	switch {
	case v.lang != python:
	case e.name == "asdict" && len(e.list) > 0:
		l = v.literal(e.list[0], at)
	case e.name != "asdict" && e.x != nil && e.x.kind == exprMember:
		l = v.literal(e.x.x, at)
	}
	if l.Kind != literal.Object {
		return hole(e)
	}
	if strings.HasSuffix(e.name, "_json") {
		return literal.Value{Kind: literal.JSON, Span: e.span(), Inner: &l}
	}
	return l
}
