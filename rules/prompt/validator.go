package prompt

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// validator runs the class's own check of node i, which ComfyUI does even
// when errors were found already. Source: validate-prompt.md §3.6.
func (w *walker) validator(i int32, lives []live, typesAt int) *raised {
	g := &w.nodes[i]
	v := g.class.Validator
	if len(v.Args) == 0 && !v.Kwargs && !v.InputTypes {
		return nil
	}
	find := func(name string) *live {
		for k := range lives {
			if lives[k].name == name && lives[k].value.Exists() {
				return &lives[k]
			}
		}
		return nil
	}
	hidden := func(name string) bool { return !g.class.V3 && slices.Contains(g.class.Hidden, name) }
	for _, name := range v.Required {
		if name == "input_types" && v.InputTypes || hidden(name) {
			continue
		}
		if find(name) == nil {
			r := w.raiseNode(i, CauseArgument, name)
			r.def, _ = g.class.Input(name)
			return r
		}
	}
	verdict, cause, culprit := w.body(v, find, typesAt)
	switch verdict {
	case bodyPasses:
		return nil
	case bodyOpen:
		o := Open{Kind: OpenValidator, Node: w.id(i), Name: g.class.Name, At: g.value, node: i}
		if culprit != nil {
			o.Kind, o.Input, o.Name, o.At = OpenFile, culprit.name, culprit.value.Text(), culprit.value
		}
		w.open = append(w.open, o)
		return nil
	case bodyRaises:
		if culprit == nil {
			return w.raiseNode(i, cause, v.Body.Input)
		}
		return raise(cause, culprit.in, culprit.name, culprit.value)
	}
	// One error per argument that was passed.
	report := func(name string, at jsondoc.Value) {
		p := Problem{Type: TypeCustom, Cause: cause, Input: name, HasInput: true, At: at}
		if culprit != nil {
			p.Culprit, p.Def, p.Value = culprit.name, culprit.in, python.Of(culprit.value)
		}
		if !at.Exists() {
			p.At, p.Key = g.value, g.id
		}
		w.add(i, p)
	}
	for k := range lives {
		l := &lives[k]
		if l.value.Exists() && (v.Kwargs || slices.Contains(v.Args, l.name)) {
			report(l.name, l.value)
		}
	}
	if v.InputTypes {
		var at jsondoc.Value
		if culprit != nil {
			at = culprit.value
		}
		report("input_types", at)
	}
	for _, name := range g.class.Hidden {
		if hidden(name) && v.Names(name) && find(name) == nil {
			report(name, jsondoc.Value{})
		}
	}
	return nil
}

type bodyVerdict uint8

const (
	bodyPasses bodyVerdict = iota
	bodyFails
	bodyRaises
	bodyOpen
)

// body runs what the validator does. The live input returned is the one the
// verdict rests on.
func (w *walker) body(v *nodes.Validator, find func(string) *live, typesAt int) (bodyVerdict, Cause, *live) {
	b := &v.Body
	switch b.Kind {
	case nodes.BodyAccept:
		return bodyPasses, CauseNone, nil
	case nodes.BodyFile:
		l := find(b.Input)
		if l == nil {
			return bodyPasses, CauseNone, nil
		}
		verdict := w.file(b, l)
		if verdict == bodyRaises {
			return verdict, CauseValidator, l
		}
		return verdict, CauseFile, l
	case nodes.BodyNonZero:
		return w.nonZero(b, find)
	case nodes.BodyRatio:
		l := find(b.Input)
		if l == nil {
			return bodyRaises, CauseRatio, nil
		}
		if w.any(l.value) {
			return bodyOpen, CauseNone, nil
		}
		if !ratioWithin(argument(l), b.Min, b.Max) {
			return bodyRaises, CauseRatio, l
		}
		return bodyPasses, CauseNone, nil
	case nodes.BodyLinkType:
		for _, r := range w.received[typesAt:] {
			if r.input == b.Input {
				if slices.Contains(b.Types, r.typ.Name) || r.typ.Name == nodes.TypeAny && w.fromOpaque(find(b.Input)) {
					return bodyPasses, CauseNone, nil
				}
				return bodyFails, CauseLinkType, find(b.Input)
			}
		}
		return bodyRaises, CauseUnconnected, find(b.Input)
	}
	return bodyOpen, CauseNone, nil
}

// fromOpaque tells whether a link comes from a node whose class nobody knows.
func (w *walker) fromOpaque(l *live) bool {
	if l == nil {
		return false
	}
	src := w.find(l.value.Index(0).TextBytes())
	return src >= 0 && w.nodes[src].class == nil
}

func (w *walker) any(v jsondoc.Value) bool {
	return w.opt.Any != nil && v.Is(jsondoc.String) && w.opt.Any(v)
}

// argument is what a validator gets for a live input: a link arrives as None,
// a literal as the check of inputs left it.
func argument(l *live) python.Value {
	if isLink(l.value) {
		return python.Value{}
	}
	if l.value.Is(jsondoc.Array) || l.in == nil {
		return python.Of(l.value)
	}
	v, cause := coerce(l.in, l.value)
	if cause == CauseNone && l.in.Kind == nodes.KindString {
		return python.ToStr(v)
	}
	return v
}

// file is the test of every built-in loader: does the path exist?
func (w *walker) file(b *nodes.Body, l *live) bodyVerdict {
	if w.any(l.value) {
		return bodyOpen
	}
	v := argument(l)
	none := v.Kind() == python.Missing || v.Kind() == python.None
	if b.Falsy && (none || !python.Truth(v)) {
		return bodyPasses
	}
	path, ok := v.Text()
	if none || !ok {
		return bodyRaises
	}
	if slices.Contains(b.Accept, path) {
		return bodyPasses
	}
	folder := "input"
	for _, f := range []string{"output", "input", "temp"} {
		// One character before the bracket goes with it, whatever it is.
		if rest, ok := strings.CutSuffix(path, "["+f+"]"); ok {
			_, n := utf8.DecodeLastRuneInString(rest)
			folder, path = f, rest[:len(rest)-n]
			break
		}
	}
	if path == "" {
		return bodyPasses // the folder itself exists
	}
	if w.opt.Files == nil {
		return bodyOpen
	}
	exists, known := w.opt.Files(folder, path)
	switch {
	case !known:
		return bodyOpen
	case exists:
		return bodyPasses
	}
	return bodyFails
}

// nonZero passes at the first number that is not zero; what is no number
// raises when it is reached.
func (w *walker) nonZero(b *nodes.Body, find func(string) *live) (bodyVerdict, Cause, *live) {
	var last *live
	for _, name := range b.Inputs {
		l := find(name)
		if l == nil {
			return bodyRaises, CauseArgument, nil
		}
		if w.any(l.value) {
			return bodyOpen, CauseNone, nil
		}
		v := argument(l)
		f, ok := v.Float64()
		if !ok {
			return bodyRaises, CauseValidator, l
		}
		if f != 0 {
			return bodyPasses, CauseNone, nil
		}
		last = l
	}
	return bodyFails, CauseZero, last
}

// ratioWithin reads "w:h" and tells whether w/h lies in [lo, hi].
func ratioWithin(v python.Value, lo, hi float64) bool {
	s, ok := v.Text()
	if !ok {
		return false
	}
	left, right, ok := strings.Cut(s, ":")
	if !ok || strings.Contains(right, ":") {
		return false
	}
	a, err1 := python.ToInt(python.NewStr(left))
	b, err2 := python.ToInt(python.NewStr(right))
	if err1 != nil || err2 != nil {
		return false
	}
	x, ok1 := a.Float64()
	y, ok2 := b.Float64()
	if !ok1 || !ok2 || x <= 0 || y <= 0 {
		return false
	}
	return x/y >= lo && x/y <= hi
}
