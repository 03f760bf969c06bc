package program

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

func isItem(l *literal.Value) bool {
	return l.Kind == literal.Object && has(l, "nodeId") && has(l, "fieldName") && has(l, "fieldValue")
}

// requestLike reports whether a value has the shape of a request.
func requestLike(l *literal.Value) bool {
	switch l.Kind {
	case literal.JSON:
		return requestLike(l.Inner)
	case literal.Object:
		return has(l, "nodeInfoList") || has(l, "apiKey") && has(l, "workflowId", "webappId", "taskId", "quickCreateCode") || isItem(l)
	case literal.Array:
		for i := range l.Elements {
			if isItem(&l.Elements[i]) {
				return true
			}
		}
	case literal.String, literal.Part:
		return jsonText(l) && textLike(l.Text.Bytes)
	}
	return false
}

func textLike(b []byte) bool {
	in := func(s string) bool { return bytes.Contains(b, []byte(`"`+s+`"`)) }
	return in("nodeInfoList") || in("apiKey") && (in("workflowId") || in("webappId") || in("taskId")) || in("nodeId") && in("fieldName") && in("fieldValue")
}

// shapes finds what looks like a request with no call near it.
func (d *finder) shapes(limit int) {
	values := d.values()
	for _, e := range d.candidates() {
		if d.visited[e] || d.spent > limit || !d.promising(e) {
			continue
		}
		visited := d.visited
		d.visited = map[*expr]bool{}
		d.reset()
		var l literal.Value
		if a := values[e]; a != nil {
			// With what is done to it to the end of its block.
			name := a.name
			l = d.changed(name, a, slices.Index(d.assigns[name], a), a.block, d.blocks[d.functionOf(a.block)].end)
		} else {
			l = d.literal(e, e.end)
		}
		if requestLike(&l) && !d.describes(e) {
			d.fillLater(&l)
			if t, unknown := d.body(&l, false); !unknown {
				d.out = append(d.out, source.Request{Body: t, Loose: true, Span: e.span()})
				for k := range d.visited {
					visited[k] = true
				}
			}
		}
		d.visited = visited
	}
}

// fillLater makes holes of the members without a value of what no call sends:
// a form, a template, a default.
func (d *finder) fillLater(l *literal.Value) {
	if l.Kind == literal.Array && len(l.Elements) == 0 {
		l.Open, l.OpenAt = true, l.Span
	}
	for i := range l.Elements {
		d.fillLater(&l.Elements[i])
	}
	for i := range l.Members {
		if m := &l.Members[i]; blank(&m.Value) {
			m.Value = literal.Value{Span: m.Value.Span}
		} else {
			d.fillLater(&m.Value)
		}
	}
}

// describes reports whether what has the shape of a request says of which types
// its values are: a schema of zod, a table of columns.
func (d *finder) describes(e *expr) bool {
	if e.kind == exprList && len(e.list) > 0 {
		return d.describes(e.list[0])
	}
	if e.kind != exprDict || len(e.list) == 0 {
		return false
	}
	of, ok := typesOf(e)
	return ok && of == "" || ok && len(e.list) > 1 && d.assigns[of] == nil && (len(of) == 1 || schemaWords[strings.ToLower(of)])
}

// typesOf reports whether all members of a dict are types, and what they are made
// with: z in z.string().
func typesOf(e *expr) (of string, ok bool) {
	for i, x := range e.list {
		name, _, named := root(x)
		switch {
		case !named || e.keys[i] == nil:
			return "", false
		case typeWords[name] && x.kind == exprName:
		case x.kind == exprName || of != "" && name != of:
			return "", false
		default:
			of = name
		}
	}
	return of, true
}

// typeWords are names of types, schemaWords those of libraries that describe
// values.
var (
	typeWords   = map[string]bool{"str": true, "int": true, "float": true, "bool": true, "object": true, "String": true, "Number": true, "Boolean": true, "string": true, "number": true, "boolean": true, "any": true, "unknown": true, "Any": true}
	schemaWords = map[string]bool{"yup": true, "joi": true, "type": true, "schema": true, "proptypes": true, "datatypes": true, "fields": true, "types": true, "serializers": true, "models": true, "sequelize": true}
)

// values are the assignments of whole names, by what is assigned.
func (d *finder) values() map[*expr]*assignment {
	values := map[*expr]*assignment{}
	for _, all := range d.assigns {
		for _, a := range all {
			if a.value != nil && a.op == '=' && len(a.path) == 0 {
				values[a.value] = a
			}
		}
	}
	return values
}

// candidates are the expressions that may be a request, the outer ones first.
func (d *finder) candidates() []*expr {
	var all []*expr
	all = append(all, d.dicts...)
	all = append(all, d.strings...)
	for _, c := range d.calls {
		switch c.name {
		case "%", "formatted", "Sprintf", "sprintf", "format", "Format", "dict", "of", "HashMap", "LinkedHashMap", "JSONObject", "JsonObject":
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b *expr) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	return all
}

// promising reports whether an expression may be worth an evaluation: it names
// a key of a request, or holds items.
func (d *finder) promising(e *expr) bool {
	switch e.kind {
	case exprDict:
		return len(e.keys) == 0 || slices.ContainsFunc(e.keys, promisingKey) || d.spreads(e)
	case exprList:
		return len(e.list) == 0 || slices.ContainsFunc(e.list, func(x *expr) bool { return x.kind == exprDict && d.promising(x) })
	}
	if e.kind == exprCall && len(e.list) == 0 {
		return true
	}
	b := d.src[e.start:min(e.end, len(d.src))]
	return len(b) < 1<<20 && (bytes.Contains(b, []byte("nodeInfoList")) || bytes.Contains(b, []byte("apiKey")) || bytes.Contains(b, []byte("fieldValue")))
}

// promisingKey reports whether a key is one of a request.
func promisingKey(k *expr) bool {
	if k == nil || k.kind != exprString {
		return false
	}
	switch name := string(k.part.text.Bytes); name {
	case "nodeInfoList", "apiKey", "nodeId":
		return true
	default:
		name = strings.ReplaceAll(strings.ToLower(name), "_", "")
		return k.bare && (name == "nodeinfolist" || name == "apikey" || name == "nodeid")
	}
}

func (d *finder) spreads(e *expr) bool {
	for _, k := range e.keys {
		if k == nil {
			return true
		}
	}
	return false
}
