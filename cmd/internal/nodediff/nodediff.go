// Package nodediff compares two sets of node definitions: what `catalog diff`
// prints.
package nodediff

import (
	"maps"
	"slices"
	"sort"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// Difference is what differs between two catalogs, going from the old to the new. All
// lists are in alphabetical order.
type Difference struct {
	// Added and Removed are classes.
	Added, Removed []string
	Changed        []Class
	// Unreadable are classes whose definition one side could not be read.
	Unreadable []string
}

// Empty reports whether nothing that validation looks at differs.
func (d *Difference) Empty() bool {
	return len(d.Added)+len(d.Removed)+len(d.Changed)+len(d.Unreadable) == 0
}

// Class is what changed in a class that both catalogs have.
type Class struct {
	Name string
	// Added and Removed are inputs; Required are the added ones that every
	// prompt must have now.
	Added, Removed, Required []string
	// NowRequired and NowOptional are inputs that both have.
	NowRequired, NowOptional []string
	Inputs                   []Input
	// OldOutputs and NewOutputs are there when the output types differ.
	OldOutputs, NewOutputs []string
	// OutputNode is there when the class became one (true) or is one no more.
	OutputNode *bool
}

// Input is what changed in an input that both have.
type Input struct {
	Name string
	// OldType and NewType are there when the types differ.
	OldType, NewType string
	// Bounds is there when min or max differ: old min, old max, new min, new
	// max as written, "" for none.
	Bounds *[4]string
	// Narrowed says that a value which was within the bounds may not be now.
	Narrowed bool
	// ChoicesAdded and ChoicesRemoved are options.
	ChoicesAdded, ChoicesRemoved []string
}

// Compare compares two catalogs.
func Compare(before, after *nodes.Catalog) *Difference {
	d := &Difference{}
	for _, name := range before.Names() {
		x, _ := before.Class(name)
		y, ok := after.Class(name)
		switch {
		case !ok:
			d.Removed = append(d.Removed, name)
		case x.Err != nil || y.Err != nil:
			d.Unreadable = append(d.Unreadable, name)
		default:
			if c, changed := diffClass(x, y); changed {
				d.Changed = append(d.Changed, c)
			}
		}
	}
	for _, name := range after.Names() {
		if _, ok := before.Class(name); !ok {
			d.Added = append(d.Added, name)
		}
	}
	return d
}

func diffClass(x, y *nodes.Class) (Class, bool) {
	d := Class{Name: x.Name}
	// Inputs inside dynamic ones count by their path.
	d.inputs(flatten(x.Inputs), flatten(y.Inputs))
	if a, b := typeNames(x.Outputs), typeNames(y.Outputs); !slices.Equal(a, b) {
		d.OldOutputs, d.NewOutputs = a, b
	}
	if x.Output != y.Output {
		d.OutputNode = &y.Output
	}
	changed := len(d.Added)+len(d.Removed)+len(d.NowRequired)+len(d.NowOptional)+len(d.Inputs) > 0 ||
		d.OldOutputs != nil || d.NewOutputs != nil || d.OutputNode != nil
	return d, changed
}

// inputs compares the inputs of a class by name.
func (d *Class) inputs(before, after map[string]*nodes.Input) {
	for _, name := range slices.Sorted(maps.Keys(before)) {
		old := before[name]
		in, ok := after[name]
		switch {
		case !ok:
			d.Removed = append(d.Removed, name)
			continue
		case in.Required && !old.Required:
			d.NowRequired = append(d.NowRequired, name)
		case old.Required && !in.Required:
			d.NowOptional = append(d.NowOptional, name)
		}
		if i, changed := diffInput(old, in); changed {
			i.Name = name
			d.Inputs = append(d.Inputs, i)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if _, ok := before[name]; ok {
			continue
		}
		d.Added = append(d.Added, name)
		if after[name].Required {
			d.Required = append(d.Required, name)
		}
	}
}

// flatten lists inputs by path: those of a dynamic combo's option as
// "input=option.name".
func flatten(list []nodes.Input) map[string]*nodes.Input {
	out := map[string]*nodes.Input{}
	var walk func(list []nodes.Input, prefix string)
	walk = func(list []nodes.Input, prefix string) {
		for i := range list {
			in := &list[i]
			path := prefix + in.Name
			out[path] = in
			for _, o := range in.Options {
				walk(o.Inputs, path+"="+o.Key.JSON().Text()+".")
			}
			walk(in.Nested, path+".")
			if in.Grow != nil && !in.Grow.Broken {
				walk([]nodes.Input{in.Grow.Template}, path+".")
			}
		}
	}
	walk(list, "")
	return out
}

func diffInput(x, y *nodes.Input) (Input, bool) {
	var d Input
	changed := false
	if x.Type.IsList() != y.Type.IsList() || x.Type.Name != y.Type.Name {
		// A legacy list and COMBO offer the same: only a link can tell.
		d.OldType, d.NewType = x.Type.String(), y.Type.String()
		changed = d.OldType != d.NewType
		if !changed {
			d.OldType, d.NewType = "", ""
		}
	}
	if !sameBound(x.Min, y.Min) || !sameBound(x.Max, y.Max) {
		d.Bounds = &[4]string{x.Min.JSON().Text(), x.Max.JSON().Text(), y.Min.JSON().Text(), y.Max.JSON().Text()}
		d.Narrowed = tighter(x.Min, y.Min, false) || tighter(x.Max, y.Max, true)
		changed = true
	}
	a, b := optionTexts(x.Choices), optionTexts(y.Choices)
	if x.Choices != nil && y.Choices != nil {
		for _, o := range slices.Sorted(maps.Keys(a)) {
			if !b[o] {
				d.ChoicesRemoved = append(d.ChoicesRemoved, o)
			}
		}
		for _, o := range slices.Sorted(maps.Keys(b)) {
			if !a[o] {
				d.ChoicesAdded = append(d.ChoicesAdded, o)
			}
		}
		changed = changed || len(d.ChoicesAdded)+len(d.ChoicesRemoved) > 0
	}
	return d, changed
}

// tighter reports whether a bound excludes more than it did.
func tighter(was, is python.Value, upper bool) bool {
	if is.Kind() == python.Missing || was.Kind() == python.Missing {
		return is.Kind() != python.Missing
	}
	low, high := was, is
	if upper {
		low, high = is, was
	}
	less, err := low.Less(high)
	return less && err == nil
}

func sameBound(x, y python.Value) bool {
	return x.Kind() == python.Missing && y.Kind() == python.Missing || x.Equal(y)
}

// optionTexts are the options as JSON, so that 1 and "1" differ; a plain text
// is there without quotes.
func optionTexts(c *nodes.Choices) map[string]bool {
	out := map[string]bool{}
	if c == nil {
		return out
	}
	for v := range c.All() {
		e := v.JSON()
		if e.Is(jsondoc.String) {
			out[e.Text()] = true
		} else {
			out[string(e.Raw())] = true
		}
	}
	return out
}

func typeNames(list []nodes.Type) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		out = append(out, t.String())
	}
	return out
}

// NowMissing lists the changes that make prompts for the old catalog fail with
// the new one for want of an input: "Class.input", in order.
func (d *Difference) NowMissing() []string {
	var out []string
	for _, c := range d.Changed {
		for _, in := range append(slices.Clone(c.Required), c.NowRequired...) {
			out = append(out, c.Name+"."+in)
		}
	}
	sort.Strings(out)
	return out
}
