package mirror

import (
	"errors"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// literal checks anything that is not an array.
func (w *walk) literal(i int32, in *nodes.Input, name string, v jsondoc.Value) *exception {
	if w.placeholder(v) {
		w.leaveFilling(i, in, name, v)
		return nil
	}
	return w.value(i, in, name, v)
}

// leaveFilling notes a placeholder where the value to come may be wrong.
func (w *walk) leaveFilling(i int32, in *nodes.Input, name string, v jsondoc.Value) {
	if in.Kind != nodes.KindString && in.Kind != nodes.KindBoolean && in.Kind != nodes.KindAny {
		w.open = append(w.open, Open{Kind: OpenPlaceholder, Node: w.g.id(i), Input: name, Name: v.Text(), At: v, index: i})
	}
}

// value checks a literal. Source: §3.4c.
func (w *walk) value(i int32, in *nodes.Input, name string, v jsondoc.Value) *exception {
	if harmless(in, v) && !(in.Listed && w.opt.Elsewhere) {
		return nil
	}
	return w.judge(i, in, name, v)
}

// judge converts a literal and compares it with what the input allows.
func (w *walk) judge(i int32, in *nodes.Input, name string, v jsondoc.Value) *exception {
	val, cause := coerce(in, v)
	if cause != CauseNone {
		w.wrong(i, TypeInvalidValue, cause, in, name, v, val)
		return nil
	}
	w.literalHints(i, in, name, v)
	if w.g.nodes[i].about().Validator.Names(name) {
		return nil
	}
	if done, e := w.bounds(i, in, name, v, val); done || e != nil {
		return e
	}
	if in.Choices == nil || in.Type.IsCombo() && w.opt.Version.before(versionComboChecked) {
		return nil
	}
	return w.choice(i, in, name, v, val)
}

// bounds checks `min` and `max`. done says that a problem was found.
func (w *walk) bounds(i int32, in *nodes.Input, name string, v jsondoc.Value, val python.Value) (done bool, e *exception) {
	if in.Min.Kind() != python.Missing {
		less, err := val.Less(in.Min)
		if err != nil {
			return true, raise(CauseCompare, in, name, v)
		}
		if less {
			w.wrong(i, TypeTooSmall, CauseNone, in, name, v, val)
			return true, nil
		}
	}
	if in.Max.Kind() != python.Missing {
		more, err := in.Max.Less(val)
		if err != nil {
			return true, raise(CauseCompare, in, name, v)
		}
		if more {
			w.wrong(i, TypeTooBig, CauseNone, in, name, v, val)
			return true, nil
		}
	}
	return false, nil
}

// choice checks that a value is one of the options.
func (w *walk) choice(i int32, in *nodes.Input, name string, v jsondoc.Value, val python.Value) *exception {
	bad, container := val, true
	if in.Multiselect && val.Kind() == python.List {
		bad, container = firstMissing(in.Choices, val.JSON())
	} else if has, ok := in.Choices.Contains(val); has || !ok {
		bad, container = python.Value{}, ok
	}
	switch {
	case !container:
		return raise(CauseOptions, in, name, v)
	case in.Listed && w.opt.Elsewhere:
		w.open = append(w.open, Open{Kind: OpenChoice, Node: w.g.id(i), Input: name, Name: v.Text(), At: v, index: i})
	case bad.Kind() == python.Missing:
	case in.Open:
		if in.Listed {
			w.hint(i, HintUnlisted, in, name, v)
		}
		if in.Free {
			return nil
		}
		w.open = append(w.open, Open{Kind: OpenChoice, Node: w.g.id(i), Input: name, Name: v.Text(), At: v, index: i})
	default:
		w.wrong(i, TypeNotInList, CauseNone, in, name, v, bad)
	}
	return nil
}

// firstMissing is the first element of a list that is not one of the options,
// Missing when all are. container is false where Python raises because the
// options are not a container.
func firstMissing(c *nodes.Choices, list jsondoc.Value) (bad python.Value, container bool) {
	for _, e := range list.Elements() {
		member := python.Of(e)
		if has, ok := c.Contains(member); !has || !ok {
			return member, ok
		}
	}
	return python.Value{}, true
}

// coerce unwraps {"__value__": …} and converts by the exact type. The cause
// says why it cannot; the value is then the unconverted one.
func coerce(in *nodes.Input, v jsondoc.Value) (python.Value, Cause) {
	val := python.Of(v)
	if val.Kind() == python.Dict {
		if inner := v.Get("__value__"); inner.Exists() {
			val = python.Of(inner)
		}
	}
	var err error
	out := val
	switch in.Kind {
	case nodes.KindInt:
		out, err = val.ToInt()
	case nodes.KindFloat:
		out, err = val.ToFloat()
	case nodes.KindString:
		if val.Kind() != python.Str && unbounded(in) {
			return val, CauseNone // str() never fails, and nothing looks at the text
		}
		out = val.ToStr()
	case nodes.KindBoolean:
		out = val.ToBool()
	}
	if err == nil {
		return out, CauseNone
	}
	return val, conversionCause(in, val, err)
}

func conversionCause(in *nodes.Input, val python.Value, err error) Cause {
	switch {
	case errors.Is(err, python.ErrNotFinite):
		return CauseNotFinite
	case errors.Is(err, python.ErrOverflow), errors.Is(err, python.ErrManyDigits):
		return CauseOverflow
	case val.Kind() != python.Str:
		return CauseNull
	case in.Kind == nodes.KindInt:
		return CauseInteger
	}
	return CauseFloat
}

// placeholder reports whether a value stands for any other.
func (w *walk) placeholder(v jsondoc.Value) bool {
	return w.opt.Placeholder != nil && v.Is(jsondoc.String) && w.opt.Placeholder(v)
}
