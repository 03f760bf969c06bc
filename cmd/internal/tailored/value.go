package tailored

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// longestDefault is the size in bytes up to which the author's value is given
// as what an editor fills in.
const longestDefault = 120

// value is the schema of a field's fieldValue.
func (g *generator) value(n *workflow.Node, f *workflow.Field) object {
	out := g.accepts(n, f)
	value := compact(f.Value)
	scalar := f.Value.Is(jsondoc.String) || f.Value.Is(jsondoc.Number) || f.Value.Is(jsondoc.Bool)
	if !scalar || len(value) > longestDefault {
		return out
	}
	return object{{"default", value}, {"allOf", []any{out}}}
}

func (g *generator) accepts(n *workflow.Node, f *workflow.Field) object {
	if f.Kind == workflow.Choice {
		return g.options(n, f)
	}
	if f.Value.Is(jsondoc.Array) {
		return g.ref("notNull", object{{"not", object{{"type", "null"}}}})
	}
	in := ownInput(f)
	known := false
	if g.o.Input != nil {
		if got, ok := g.o.Input(n.Class, f.Name); ok && got.Kind != Any {
			in, known = got, true
		}
	}
	switch in.Kind {
	case Choice:
		return g.choices(n, f, in)
	case Int, Float:
		return g.number(f, in, known)
	case Name:
		if f.Value.Is(jsondoc.String) {
			return object{{"type", "string"}}
		}
	case Boolean:
		if !known {
			return g.boolean()
		}
		return g.ref("truth", object{{"anyOf", types("boolean", "string", "number", "object")}})
	case Text:
		if !known {
			return g.text()
		}
	}
	// ComfyUI makes text of whatever a STRING gets, as it makes true or false of
	// what a BOOLEAN gets (validate-prompt.md §3.4).
	return g.anything()
}

// ownInput is what a field's definition says of it.
func ownInput(f *workflow.Field) Input {
	in := Input{Kind: ownKind(f)}
	if f.Min != nil {
		in.Min = number(*f.Min)
	}
	if f.Max != nil {
		in.Max = number(*f.Max)
	}
	return in
}

// ownKind is what a field takes as its definition shows. It is the judgement of
// the nodeinfo-type rule.
func ownKind(f *workflow.Field) Kind {
	if f.Guessed && isPlaceholder(f.Value) {
		return Any
	}
	switch f.Kind {
	case workflow.Number:
		return Float
	case workflow.Boolean:
		return Boolean
	case workflow.Text:
		return Text
	}
	return Any
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// wrapped accepts {"__value__": …}, the way to give a list as a value.
func (g *generator) wrapped() object {
	return g.ref("wrapped", object{{"type", "object"}, {"required", []any{"__value__"}}, {"properties", object{{"__value__", object{}}}}})
}

func (g *generator) anyOf(name string, branches ...object) object {
	list := []any{}
	for _, b := range append(branches, g.placeholder(), g.wrapped()) {
		list = append(list, b)
	}
	return g.ref(name, object{{"anyOf", list}})
}

func (g *generator) number(f *workflow.Field, in Input, known bool) object {
	num := object{{"type", "number"}}
	if in.Min != "" {
		num = num.with(bound(in, "minimum", "exclusiveMinimum"))
	}
	if in.Max != "" {
		num = num.with(bound(in, "maximum", "exclusiveMaximum"))
	}
	pattern, name, re := floatPattern, "number", floatText()
	if known && in.Kind == Int {
		pattern, name, re = intPattern, "integer", intText()
	}
	branches := []object{num, {{"type", "string"}, {"pattern", pattern}}}
	// What the author saved ran on the platform, whatever is written here.
	if oddNumber(f, in, known, re) {
		branches = append(branches, object{{"enum", []any{own(f)}}})
	}
	if unfit, some := in.untruths(); known && some {
		branches = append(branches, booleans(unfit...))
	}
	return g.anyOf(name, branches...)
}

// oddNumber reports whether the author's own value is not one that the schema
// of the field would accept.
func oddNumber(f *workflow.Field, in Input, known bool, text *regexp.Regexp) bool {
	switch f.Value.Kind() {
	case jsondoc.String:
		return !text.MatchString(f.Value.Text())
	case jsondoc.Object:
		return true
	case jsondoc.Number:
		n, err := strconv.ParseFloat(f.Value.Text(), 64)
		return err != nil || !in.holds(n)
	case jsondoc.Bool:
		return !known || !in.holds(map[bool]float64{true: 1}[f.Value.True()])
	}
	return false
}

// untruths are the booleans out of the bounds, some whether another is within
// them: true is 1 to ComfyUI, and is compared like it.
func (in *Input) untruths() (list []any, some bool) {
	for i, b := range []bool{false, true} {
		if in.holds(float64(i)) {
			some = true
		} else {
			list = append(list, b)
		}
	}
	return list, some
}

// booleans takes booleans, but for some, where they are accepted without being
// meant: editors offer what a schema names, and not what it excludes.
func booleans(except ...any) object {
	others := types("string", "number", "object", "array", "null")
	if len(except) > 0 {
		others = append(others, object{{"enum", except}})
	}
	return object{{"not", object{{"anyOf", others}}}}
}

// types are schemas of one type each: strict validators refuse a list of types.
func types(names ...string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = object{{"type", name}}
	}
	return out
}

// own is the author's value.
func own(f *workflow.Field) raw {
	if f.Value.Is(jsondoc.String) {
		return raw(quote(f.Value.Text()))
	}
	return compact(f.Value)
}

// holds reports whether a number is within the bounds.
func (in *Input) holds(n float64) bool {
	low, err := strconv.ParseFloat(in.Min, 64)
	if err == nil && n < low {
		return false
	}
	high, err := strconv.ParseFloat(in.Max, 64)
	return err != nil || n <= high
}

// bound gives the keyword and value of a bound. ComfyUI cuts a number for an
// INT down towards zero before it compares: with a minimum of 0 even -0.5
// passes.
func bound(in Input, inclusive, exclusive string) (string, any) {
	text := in.Min
	step := int64(-1)
	if inclusive == "maximum" {
		text, step = in.Max, 1
	}
	n, err := strconv.ParseInt(text, 10, 64)
	const exact = 1 << 53
	if in.Kind == Int && err == nil && n*step >= 0 && n < exact && n > -exact {
		return exclusive, raw(strconv.FormatInt(n+step, 10))
	}
	return inclusive, raw(text)
}

func (g *generator) boolean() object {
	return g.anyOf("boolean", object{{"type", "boolean"}}, object{{"type", "string"}, {"pattern", boolPattern}}, object{{"type", "number"}})
}

func (g *generator) text() object {
	return g.anyOf("text", object{{"type", "string"}}, object{{"type", "number"}}, booleans())
}

// anything is what a field of unknown type takes: no null, which the service
// calls JsonNull, and not a list, which ComfyUI treats as a link.
func (g *generator) anything() object {
	return g.ref("scalar", object{{"anyOf", []any{
		object{{"type", "string"}}, object{{"type", "number"}}, booleans(), object{{"type", "object"}},
	}}})
}

// options are the choices of an app's LIST field; a number may be sent for one
// that reads like a number, and the other way round.
func (g *generator) options(n *workflow.Node, f *workflow.Field) object {
	var list []any
	var branches []any
	numeric := []any{}
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	for _, o := range f.Options {
		add(o.Index)
		if o.Name != "" && o.Name != o.Index || o.Description != "" {
			branches = append(branches, object{{"const", o.Index}, {"title", o.Name}, {"description", strings.TrimSpace(o.Description)}})
		}
		if v, err := strconv.ParseFloat(o.Index, 64); err == nil {
			numeric = append(numeric, raw(number(v)))
			add(number(v))
			if !strings.Contains(number(v), ".") {
				add(number(v) + ".0")
			}
		}
		if o.Index == "true" || o.Index == "false" {
			numeric = append(numeric, raw(o.Index))
		}
	}
	name := n.Class + "_" + f.Name
	out := []object{}
	if len(branches) == len(f.Options) && len(branches) == len(list) {
		// Editors show the description of each.
		out = append(out, object{{"oneOf", branches}})
	} else {
		out = append(out, object{{"enum", list}})
	}
	if len(numeric) > 0 {
		out = append(out, object{{"enum", unique(numeric)}})
	}
	return g.anyOf(name, append(out, saved(f, seen)...)...)
}

// saved accepts what the author saved, which ran on the platform, whatever the
// list of options says.
func saved(f *workflow.Field, listed map[string]bool) []object {
	if !f.Value.Exists() || f.Value.Is(jsondoc.Null) || f.Value.Is(jsondoc.String) && listed[f.Value.Text()] {
		return nil
	}
	return []object{{{"enum", []any{own(f)}}}}
}

func unique(list []any) []any {
	seen := map[any]bool{}
	out := []any{}
	for _, v := range list {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// choices are those of a combo in the node definitions. What the author saved
// ran on the platform, whatever this catalog lists.
func (g *generator) choices(n *workflow.Node, f *workflow.Field, in Input) object {
	list := []any{}
	for _, c := range in.Choices {
		list = append(list, raw(c))
	}
	if f.Value.Exists() && !f.Value.Is(jsondoc.Null) {
		list = append(list, own(f))
	}
	return g.anyOf(n.Class+"_"+f.Name, object{{"enum", unique(list)}})
}
