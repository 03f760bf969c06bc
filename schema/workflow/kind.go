package workflow

import (
	"strconv"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Kind is the kind of value that a field takes, as far as its definition shows:
// an app declares it (fieldType), a graph only has the author's own value.
// Source: runninghub-api.md §2.4; live-answers.md "Definitions".
type Kind uint8

// The kinds. The service reads a number and a boolean from a text as well.
const (
	Any     Kind = iota // not known, or a connection (Field.Link)
	Number              // within Field.Min and Field.Max
	Text                //
	Boolean             //
	Choice              // one of Field.Options
	Media               // the name of an uploaded image, audio, video or mask
)

// declared is what a fieldType says. open says that the list in its fieldData,
// where there is one, names files of the author's server: it says nothing about
// what may be sent.
func declared(fieldType string) (k Kind, open bool) {
	switch fieldType {
	case "INT", "FLOAT", "NUMBER":
		return Number, false
	case "BOOLEAN":
		return Boolean, true
	case "BOOL":
		return Boolean, false
	case "STRING", "TEXT":
		return Text, true
	case "IMAGE", "AUDIO", "VIDEO", "MASK":
		return Media, true
	case "FILE", "ZIP", "CKPT", "CHECKPOINT", "LORA", "VAE", "MODEL":
		return Any, true
	}
	return Any, false // LIST and SWITCH among them: their options tell
}

// ofValue is the kind of a value.
func ofValue(v jsondoc.Value) Kind {
	switch v.Kind() {
	case jsondoc.Number:
		return Number
	case jsondoc.String:
		return Text
	case jsondoc.Bool:
		return Boolean
	}
	return Any
}

// TypeName names what the field takes for people: "link", the fieldType of an
// app's field, else the JSON type of the author's value; "[…]" behind it says
// that there is a list of options. Fields that take the same have the same.
func (f *Field) TypeName() string {
	name := f.Type
	switch {
	case f.Link:
		return "link"
	case name == "":
		name = f.Value.Kind().String()
	}
	if f.Kind == Choice {
		return name + "[…]"
	}
	return name
}

// Outside reports whether a number is less than Min (side is -1) or more than
// Max (1), and the bound that it breaks; side is 0 for a number in range.
func (f *Field) Outside(n float64) (bound float64, side int) {
	switch {
	case f.Min != nil && n < *f.Min:
		return *f.Min, -1
	case f.Max != nil && n > *f.Max:
		return *f.Max, 1
	}
	return 0, 0
}

// Range writes the bounds, "1..15"; one that is not there is left out, and ""
// is a field without any.
func (f *Field) Range() string {
	if f.Min == nil && f.Max == nil {
		return ""
	}
	bound := func(n *float64) string {
		if n == nil {
			return ""
		}
		return strconv.FormatFloat(*n, 'f', -1, 64)
	}
	return bound(f.Min) + ".." + bound(f.Max)
}
