package tailored

import (
	"strconv"

	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// FromCatalog looks inputs up in node definitions, for Options.Input. What the
// server itself would not check, or what only that server knows (the files in
// its folders), is left open.
func FromCatalog(c *nodes.Catalog) func(class, field string) (Input, bool) {
	if c == nil {
		return nil
	}
	return func(class, field string) (Input, bool) {
		cl, ok := c.Class(class)
		if !ok || cl.Err != nil {
			return Input{}, false
		}
		in, ok := cl.Input(field)
		if !ok || in.Kind == nodes.KindAny {
			return Input{}, false
		}
		if !c.Complete() && !cl.FromServer && (field == "sampler_name" || field == "scheduler") {
			// Packs add to these lists; only the server knows its own.
			return Input{Kind: Name}, true
		}
		return inputOf(in, cl.Validator.Names(field)), true
	}
}

// inputOf is what an input of a class takes. free means that the class has a
// validator of its own for it, which switches the checks of range and choice
// off.
func inputOf(in *nodes.Input, free bool) Input {
	out := Input{Min: jsonNumber(in.Min), Max: jsonNumber(in.Max)}
	if free {
		out.Min, out.Max = "", ""
	}
	switch in.Kind {
	case nodes.KindInt:
		out.Kind = Int
	case nodes.KindFloat:
		out.Kind = Float
	case nodes.KindString:
		out.Kind = Text
	case nodes.KindBoolean:
		out.Kind = Boolean
	case nodes.KindCombo:
		if free || in.Open || in.Multiselect || in.Choices.Len() == 0 {
			return Input{Kind: Open}
		}
		out.Kind, out.Choices = Choice, choicesOf(in.Choices)
	default:
		return Input{Kind: Open}
	}
	return out
}

// choicesOf lists the JSON values that mean a choice: the choice itself, and its
// text where that is taken for it.
func choicesOf(c *nodes.Choices) (out []string) {
	for _, text := range c.Texts(c.Len()) {
		if v, ok := c.EqualText(text); ok {
			out = append(out, string(compact(v.JSON())))
		}
		if c.HasText([]byte(text)) {
			out = append(out, quote(text))
		}
	}
	return out
}

// jsonNumber writes a bound as a JSON number, "" for one that is not there or
// is none.
func jsonNumber(v python.Value) string {
	if v.Kind() != python.Int && v.Kind() != python.Float {
		return ""
	}
	if js := v.JSON(); js.Exists() {
		return string(js.Raw())
	}
	if f, ok := v.Float64(); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return ""
}
