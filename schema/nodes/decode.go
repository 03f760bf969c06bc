package nodes

import (
	"bytes"
	"strconv"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/python"
)

// decode builds a class from its object_info entry. open says that
// folder-fed choices are not the judging server's.
func decode(name string, v jsondoc.Value, open bool) *Class {
	c := &Class{
		Name:       name,
		Module:     v.Get("python_module").Text(),
		Output:     v.Get("output_node").True(),
		Deprecated: v.Get("deprecated").True(),
		index:      map[string]int{},
	}
	// Only V3 entries of a live object_info carry price_badge; a stripped one
	// says it in "schema". A server older than the key is known by the input
	// types that only V3 has.
	if s := v.Get("schema"); s.Exists() {
		c.V3 = s.EqualText("v3")
	} else {
		c.V3 = v.Get("price_badge").Exists() || hasDynamic(v.Get("input"))
	}
	c.OutputOpen = v.Get("output_node").Is(jsondoc.Null)
	c.readFlexible(v.Get("flexible"))
	c.Outputs = outputs(v.Get("output"))
	for _, n := range v.Get("output_name").Elements() {
		c.OutputNames = append(c.OutputNames, n.Text())
	}
	fed := v.Get("folder_fed")
	input := v.Get("input")
	d := decoder{v3: c.V3, open: open, custom: c.Custom(), fed: fed, names: maxGrow}
	c.Inputs = d.inputs(input)
	for m := range input.Get("hidden").Members() {
		c.Hidden = append(c.Hidden, m.Key())
	}
	for i := range c.Inputs {
		c.index[c.Inputs[i].Name] = i
		switch c.Inputs[i].Kind {
		case KindDynamicCombo, KindAutogrow, KindDynamicSlot, KindDynamicGroup:
			c.Dynamic = true
		}
	}
	c.Validator = decodeValidator(v.Get("validator"))
	return c
}

// outputs reads RETURN_TYPES. Packs that write ("IMAGE") for ("IMAGE",) have
// a string there, whose slots Python finds to be its letters.
func outputs(v jsondoc.Value) []Type {
	var out []Type
	if v.Is(jsondoc.String) {
		for _, r := range v.Text() {
			out = append(out, Type{Name: string(r)})
		}
	}
	for _, t := range v.Elements() {
		out = append(out, newType(t))
	}
	return out
}

type decoder struct {
	v3, open bool
	// custom says that what the class's validator switches off is not known.
	custom bool
	fed    jsondoc.Value
	names  int // that autogrow inputs may still make
}

// inputs reads {"required": {…}, "optional": {…}}.
func (d *decoder) inputs(v jsondoc.Value) []Input {
	required, optional := v.Get("required"), v.Get("optional")
	out := make([]Input, 0, required.Len()+optional.Len())
	seen := make(map[string]int, cap(out))
	add := func(section jsondoc.Value, required bool) {
		for m := range section.Members() {
			name := m.Key()
			if i, ok := seen[name]; ok {
				if out[i].Required == required { // a repeated key: the last one counts
					out[i] = d.input(name, m.Value, required)
				}
				continue
			}
			seen[name] = len(out)
			out = append(out, d.input(name, m.Value, required))
		}
	}
	add(required, true)
	add(optional, false)
	return out
}

func (d *decoder) input(name string, def jsondoc.Value, required bool) Input {
	in := Input{Name: name, Required: required}
	typ, options := def, jsondoc.Value{}
	if def.Is(jsondoc.Array) {
		typ, options = def.Index(0), def.Index(1)
	}
	in.Type = newType(typ)
	in.Default = options.Get("default")
	in.Min, in.Max = bound(options.Get("min")), bound(options.Get("max"))
	in.Multiselect = python.Of(options.Get("multiselect")).Truth()
	switch {
	case in.Type.IsList():
		in.Kind, in.Choices = KindCombo, &Choices{list: typ}
	case in.Type.Name == typeCombo:
		in.Kind, in.Choices = KindCombo, &Choices{list: options.Get("options")}
	case plainKinds[in.Type.Name] != KindAny:
		in.Kind = plainKinds[in.Type.Name]
	case d.v3: // the dynamic types mean nothing to a V1 class
		d.dynamic(&in, options)
	}
	if in.Kind == KindCombo {
		d.choices(&in, options)
	}
	return in
}

// plainKinds are the kinds of the types whose name says all.
var plainKinds = map[string]Kind{"INT": KindInt, "FLOAT": KindFloat, "STRING": KindString, "BOOLEAN": KindBoolean}

// dynamic reads an input that stands for others.
func (d *decoder) dynamic(in *Input, options jsondoc.Value) {
	switch in.Type.Name {
	case typeDynamicCombo:
		in.Kind = KindDynamicCombo
		for _, o := range options.Get("options").Elements() {
			in.Options = append(in.Options, struct {
				Key    python.Value
				Inputs []Input
			}{python.Of(o.Get("key")), d.inputs(o.Get("inputs"))})
		}
	case typeAutogrow:
		in.Kind = KindAutogrow
		d.grow(in, options.Get("template"))
	case typeDynamicSlot:
		in.Kind = KindDynamicSlot
		in.Nested = d.inputs(options.Get("inputs"))
	case typeDynamicGroup:
		in.Kind, in.Min, in.Max = KindDynamicGroup, python.Value{}, python.Value{}
		in.Group = &struct {
			Min, Max int
			Fields   []Input
		}{integer(options.Get("min")), maxRows, d.inputs(options.Get("template"))}
		if most := options.Get("max"); most.Exists() {
			in.Group.Max = min(integer(most), maxRows)
		}
	}
}

// choices reads where the choices of a combo come from.
func (d *decoder) choices(in *Input, options jsondoc.Value) {
	for _, f := range d.fed.Elements() {
		in.FolderFed = in.FolderFed || f.EqualText(in.Name)
	}
	in.Free = python.Of(options.Get("remote_combo")).Truth()
	in.Open = in.FolderFed && d.open || in.Free
	if d.custom && uploads(options) {
		in.FolderFed, in.Open = true, true
	}
	// The choices of a remote combo are asked for by the editor. ComfyUI never
	// sees them and takes no value. Source: validate-prompt.md §3.4c.
	if options.Get("remote").Exists() && d.open {
		in.Open = true
	}
}

// uploads says that an input takes files that are uploaded or listed after
// the definitions were read: the editor's marks for it. Custom classes with
// such an input check it themselves, or no upload would ever pass.
func uploads(options jsondoc.Value) bool {
	for m := range options.Members() {
		if name := m.KeyValue().TextBytes(); bytes.HasSuffix(name, []byte("_upload")) && m.Value.True() {
			return true
		}
	}
	return false
}

// hasDynamic reports whether some input has a type that only V3 classes have.
func hasDynamic(input jsondoc.Value) bool {
	for section := range input.Members() {
		for m := range section.Value.Members() {
			t := m.Value.Index(0)
			if t.EqualText(typeDynamicCombo) || t.EqualText(typeAutogrow) || t.EqualText(typeDynamicSlot) || t.EqualText(typeDynamicGroup) || t.EqualText(typeMatch) {
				return true
			}
		}
	}
	return false
}

// bound reads min or max. A NaN (see tolerant) bounds nothing.
func bound(v jsondoc.Value) python.Value {
	if v.EqualText(nanText) {
		return python.Value{}
	}
	return python.Of(v)
}

// maxGrow bounds the names made for the autogrow inputs of one class, so that
// a hostile catalog cannot ask for a billion of them. Real ones have at most a
// hundred.
const maxGrow = 5000

// maxRows bounds the rows of a dynamic group. Real ones have at most fifty.
const maxRows = 1000

// grow reads the template of an autogrow input.
func (d *decoder) grow(in *Input, t jsondoc.Value) {
	in.Grow = &struct {
		Names    []string
		Min      int
		Template Input
		Broken   bool
	}{Min: integer(t.Get("min"))}
	g := in.Grow
	if names := t.Get("names"); names.Exists() {
		for _, n := range names.Elements() {
			g.Names = append(g.Names, n.Text())
		}
	} else if prefix := t.Get("prefix"); prefix.Exists() {
		for i := range min(integer(t.Get("max")), d.names) {
			g.Names = append(g.Names, prefix.Text()+strconv.Itoa(i))
		}
	}
	d.names -= min(len(g.Names), d.names)
	g.Broken = true
	for section := range t.Get("input").Members() {
		for m := range section.Value.Members() {
			g.Template = d.input(m.Key(), m.Value, section.KeyIs("required"))
			g.Broken = false
			return
		}
	}
}

func integer(v jsondoc.Value) int {
	f, _ := python.Of(v).Float64()
	return int(max(0, min(f, 1<<30)))
}

func texts(v jsondoc.Value) []string {
	var out []string
	for _, e := range v.Elements() {
		out = append(out, e.Text())
	}
	return out
}
