package nodes

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/python"
)

// Validator is what a class itself checks of its inputs, as data. Source:
// validate-prompt.md §3.6, §6.
type Validator struct {
	// Args are the inputs it takes by name; the range and list checks of
	// these are switched off.
	Args []string
	// Required are the Args without a default: leaving one out raises.
	Required []string
	// Kwargs says that it takes all inputs, which switches off the range and
	// list checks of the whole node.
	Kwargs bool
	// InputTypes says that it takes the received types, which switches off
	// the type check of links.
	InputTypes bool
	// What it does is one of the following; where none is set nobody knows, and
	// its result is open.

	// Accepts says that it accepts whatever comes.
	Accepts bool
	// File tests that the path in Input exists on the server. Texts in Accept
	// pass unseen; Falsy lets every false value pass.
	File *struct {
		Input  string
		Accept []string
		Falsy  bool
	}
	// NonZero are inputs of which one must be a number that is not zero.
	NonZero []string
	// Ratio tests that the text "w:h" in Input lies in [Min, Max] and raises
	// otherwise.
	Ratio *struct {
		Input    string
		Min, Max float64
	}
	// LinkType tests that what is linked to Input has one of Types, and raises
	// when nothing is linked.
	LinkType *struct {
		Input string
		Types []string
	}
}

// Names reports whether the validator takes an input, by name or as one of all.
func (v *Validator) Names(input string) bool {
	if v == nil {
		return false
	}
	if v.Kwargs {
		return true
	}
	for _, a := range v.Args {
		if a == input {
			return true
		}
	}
	return false
}

func decodeValidator(v jsondoc.Value) *Validator {
	if !v.Is(jsondoc.Object) {
		return nil
	}
	out := &Validator{
		Args: texts(v.Get("args")), Required: texts(v.Get("required")),
		Kwargs: v.Get("kwargs").True(), InputTypes: v.Get("input_types").True(),
	}
	body := v.Get("body")
	input := body.Get("input").Text()
	switch body.Get("kind").Text() {
	case "accept":
		out.Accepts = true
	case "file":
		out.File = &struct {
			Input  string
			Accept []string
			Falsy  bool
		}{input, texts(body.Get("accept")), body.Get("falsy").True()}
	case "non-zero":
		out.NonZero = append([]string{}, texts(body.Get("inputs"))...) // none is a body, too
	case "ratio":
		lo, _ := python.Of(body.Get("min")).Float64()
		hi, _ := python.Of(body.Get("max")).Float64()
		out.Ratio = &struct {
			Input    string
			Min, Max float64
		}{input, lo, hi}
	case "link-type":
		out.LinkType = &struct {
			Input string
			Types []string
		}{input, texts(body.Get("types"))}
	}
	return out
}
