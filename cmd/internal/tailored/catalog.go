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
		if !ok {
			return Input{}, false
		}
		out := Input{Min: jsonNumber(in.Min), Max: jsonNumber(in.Max)}
		free := cl.Validator.Names(field)
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
				return Input{Kind: Open}, true
			}
			out.Kind = Choice
			for _, text := range in.Choices.Texts(in.Choices.Len()) {
				if v, ok := in.Choices.EqualText(text); ok {
					out.Choices = append(out.Choices, string(compact(v.JSON())))
				}
				if ok, _ := in.Choices.Contains(python.NewStr(text)); ok {
					out.Choices = append(out.Choices, quote(text))
				}
			}
		case nodes.KindAny:
			return Input{}, false
		default:
			return Input{Kind: Open}, true
		}
		return out, true
	}
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
