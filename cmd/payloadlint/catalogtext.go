package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/nodediff"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// differenceText phrases the difference of two catalogs: removed classes,
// which break prompts, then changed and added ones.
func (a *app) differenceText(d *nodediff.Difference) string {
	t := differenceText{app: a}
	t.all(d)
	return t.b.String()
}

// all says all that differs.
func (t *differenceText) all(d *nodediff.Difference) {
	if d.Empty() {
		t.line("same", nil)
	}
	t.classes("class-removed", d.Removed)
	for i := range d.Changed {
		t.class(&d.Changed[i])
	}
	t.classes("class-added", d.Added)
	t.classes("unreadable", d.Unreadable)
}

// differenceText collects the lines about a difference.
type differenceText struct {
	app *app
	b   strings.Builder
	// indent comes before every line; most bounds the choices of a line, 0 lists
	// all.
	indent string
	most   int
}

func (t *differenceText) line(key string, args message.Args) {
	t.b.WriteString(t.indent)
	t.b.WriteString(printable(t.app.say("catalog-diff."+key, args)))
	t.b.WriteByte('\n')
}

// classes says the same of several classes, a line each.
func (t *differenceText) classes(key string, names []string) {
	for _, name := range names {
		t.line(key, message.Args{"class": name})
	}
}

// class says what changed in a class: which inputs it has, what each takes, and
// what it puts out.
func (t *differenceText) class(c *nodediff.Class) {
	optional := slices.DeleteFunc(slices.Clone(c.Added), func(name string) bool { return slices.Contains(c.Required, name) })
	for _, set := range []struct {
		key   string
		names []string
	}{
		{"required", c.Required}, {"now-required", c.NowRequired}, {"removed", c.Removed}, {"added", optional}, {"now-optional", c.NowOptional},
	} {
		if len(set.names) > 0 {
			t.line(set.key, message.Args{"class": c.Name, "inputs": commas(set.names)})
		}
	}
	for i := range c.Inputs {
		t.input(c.Name, &c.Inputs[i])
	}
	if c.OldOutputs != nil || c.NewOutputs != nil {
		t.line("outputs", message.Args{"class": c.Name, "old": commas(c.OldOutputs), "new": commas(c.NewOutputs)})
	}
	if c.OutputNode != nil {
		key := "output-node-gone"
		if *c.OutputNode {
			key = "output-node"
		}
		t.line(key, message.Args{"class": c.Name})
	}
}

// input says what changed in what an input takes.
func (t *differenceText) input(class string, in *nodediff.Input) {
	change := func(key, before, after string) {
		t.line(key, message.Args{"class": class, "input": in.Name, "old": before, "new": after})
	}
	if in.OldType != in.NewType {
		change("type", in.OldType, in.NewType)
	}
	if b := in.Bounds; b != nil {
		change("bounds", bounds(b[0], b[1]), bounds(b[2], b[3]))
	}
	options := func(key string, values []string) {
		if len(values) > 0 {
			text := commas(values)
			if t.most > 0 && len(values) > t.most {
				text = commas(values[:t.most]) + ", … +" + strconv.Itoa(len(values)-t.most)
			}
			t.line(key, message.Args{"class": class, "input": in.Name, "choices": text})
		}
	}
	options("choices-removed", in.ChoicesRemoved)
	options("choices-added", in.ChoicesAdded)
}

func commas(names []string) string { return strings.Join(names, ", ") }

// bounds is a range; an end without a bound is infinite.
func bounds(low, high string) string {
	if low == "" {
		low = "-∞"
	}
	if high == "" {
		high = "∞"
	}
	return low + " … " + high
}

// classText shows a class: its inputs with type, range and choices, then its
// outputs, then the source of all this.
func (a *app) classText(c *nodes.Class, source string) string {
	t := classText{app: a}
	t.head(c)
	for i := range c.Inputs {
		t.input(&c.Inputs[i])
	}
	for i := range c.Outputs {
		t.output(c, i)
	}
	if c.Validator != nil {
		t.printf("  %s\n", t.word("validator"))
	}
	t.printf("  %s\n", t.word("from-"+source))
	if source == "given" && (c.Assumed || c.Flexible.In || c.Flexible.Out || c.Flexible.Slots || c.Flexible.Names) {
		t.printf("  %s\n", t.word("pack-besides"))
	}
	return printable(t.b.String())
}

// classText collects the lines about a class.
type classText struct {
	app *app
	b   strings.Builder
}

func (t *classText) word(key string) string { return t.app.say("catalog-show."+key, nil) }

func (t *classText) printf(format string, args ...any) { fmt.Fprintf(&t.b, format, args...) }

// head is the line of the class itself.
func (t *classText) head(c *nodes.Class) {
	t.b.WriteString(c.Name)
	if c.Module != "" {
		t.printf("  (%s)", c.Module)
	}
	if c.Output {
		t.printf("  [%s]", t.word("output-node"))
	}
	if c.Deprecated {
		t.printf("  [%s]", t.word("deprecated"))
	}
	t.b.WriteByte('\n')
}

// input is the line of an input.
func (t *classText) input(in *nodes.Input) {
	need := "optional"
	if in.Required {
		need = "required"
	}
	t.printf("  %s: %s, %s", in.Name, typeName(in.Type), t.word(need))
	if low, high := bound(in.Min), bound(in.Max); low != "" || high != "" {
		t.printf(", %s", bounds(low, high))
	}
	if in.Default.Exists() {
		t.printf(", %s %s", t.word("default"), in.Default.Raw())
	}
	switch {
	case in.Open:
		t.printf(", %s", t.word("open"))
	case in.Choices != nil:
		t.printf(", %s", choices(in.Choices))
	}
	t.b.WriteByte('\n')
}

// output is the line of one output, with its name where that says more than
// its type.
func (t *classText) output(c *nodes.Class, i int) {
	kind, name := typeName(c.Outputs[i]), ""
	if i < len(c.OutputNames) && c.OutputNames[i] != kind {
		name = " (" + c.OutputNames[i] + ")"
	}
	t.printf("  -> %d: %s%s\n", i, kind, name)
}

// bound is a limit as Python writes it, "" for none.
func bound(v python.Value) string {
	if v.Kind() == python.Missing {
		return ""
	}
	return v.Repr()
}

// shownChoices bounds the choices that show lists; the rest are counted.
const shownChoices = 60

func choices(c *nodes.Choices) string {
	text := strings.Join(c.Texts(shownChoices), " | ")
	if more := c.Len() - shownChoices; more > 0 {
		text += " | … +" + strconv.Itoa(more)
	}
	return text
}

func typeName(t nodes.Type) string {
	if t.Name == "" {
		return "COMBO"
	}
	return t.Name
}
