package mirror

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// harmless recognises, without converting anything, the literals that most
// inputs have: a number within bounds, in digits or in quotes, any text for a
// STRING, one of the texts to choose from. What it does not recognise is
// looked at again.
func harmless(in *nodes.Input, v jsondoc.Value) bool {
	kind := v.Kind()
	switch in.Kind {
	case nodes.KindString:
		return kind == jsondoc.String && unbounded(in)
	case nodes.KindBoolean:
		return kind == jsondoc.Bool && unbounded(in)
	case nodes.KindCombo:
		return kind == jsondoc.String && unbounded(in) && in.Choices.HasText(v.TextBytes())
	case nodes.KindInt, nodes.KindFloat:
		return (kind == jsondoc.Number || kind == jsondoc.String) && harmlessNumber(in, v.TextBytes())
	}
	return false
}

func harmlessNumber(in *nodes.Input, text []byte) bool {
	n, places, ok := decimal(text)
	if !ok || places > 0 && in.Kind == nodes.KindInt {
		return false
	}
	return within(in, float64(n)/powers[places])
}

func unbounded(in *nodes.Input) bool {
	return in.Min.Kind() == python.Missing && in.Max.Kind() == python.Missing
}

// within reports whether f keeps to the bounds of an input; it is false also
// where no float64 holds a bound exactly.
func within(in *nodes.Input, f float64) bool {
	if in.Min.Kind() != python.Missing {
		if lo, ok := in.Min.Exact(); !ok || f < lo {
			return false
		}
	}
	if in.Max.Kind() != python.Missing {
		if hi, ok := in.Max.Exact(); !ok || f > hi {
			return false
		}
	}
	return true
}

// maxDigits is how many decimal digits a float64 always holds.
const maxDigits = 15

// powers are those of ten, which a float64 holds exactly: dividing by one
// rounds once, as reading the text would.
var powers = [maxDigits + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// decimal reads "-12.50" as -1250 and 2 decimal places. ok is false for
// whatever else Python's int() or float() may take.
func decimal(text []byte) (n int64, places int, ok bool) {
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		text = text[1:]
	}
	if len(text) == 0 || len(text) > maxDigits {
		return 0, 0, false
	}
	point := -1
	for k, c := range text {
		if d := c - '0'; d <= 9 {
			n = n*10 + int64(d)
		} else if c == '.' && point < 0 && k > 0 && k+1 < len(text) {
			point = k
		} else {
			return 0, 0, false
		}
	}
	if point >= 0 {
		places = len(text) - 1 - point
	}
	if negative {
		n = -n
	}
	return n, places, true
}
