package nodes

import (
	"bytes"
	"iter"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/python"
)

// Class is one node class. It is immutable and safe for concurrent use.
type Class struct {
	Name string
	// Module is the Python module that defines it ("nodes", "custom_nodes.x").
	Module string
	// V3 says that the class is written against ComfyUI's V3 schema, whose
	// dynamic inputs are expanded against the live ones.
	V3 bool
	// Output says that the class is an output node: OUTPUT_NODE is exactly
	// true.
	Output bool
	// Deprecated is ComfyUI's own mark.
	Deprecated bool
	// Outputs are RETURN_TYPES, OutputNames their names.
	Outputs     []Type
	OutputNames []string
	// Inputs are the required and then the optional inputs in order; a name in
	// both is there once, as required.
	Inputs []Input
	// Hidden are the inputs that the server fills in.
	Hidden []string
	// Dynamic says that some input must be expanded (only V3 classes).
	Dynamic bool
	// Validator is the class's own check of its inputs; nil when it has none
	// or none is known.
	Validator *Validator
	// OutputOpen says that nobody knows whether the class is an output node.
	OutputOpen bool
	// Flexible says where the class takes or gives more than its definition
	// says; known only where the facts about packs tell. In and Out: what it takes
	// or gives matches every type. Slots: every slot number is legal. Names:
	// inputs that are not declared are legal.
	Flexible struct{ In, Out, Slots, Names bool }
	// Assumed says that the validator is one of those facts, not the server's
	// own word.
	Assumed bool
	// FromServer says that a server's object_info defines the class; Platform that
	// this server is the platform that gets the requests.
	FromServer, Platform bool
	// Err says that the definition could not be read; nothing else is set
	// but the name.
	Err error

	index map[string]int
}

// Kind says how ComfyUI treats a literal given to an input.
type Kind uint8

// The kinds. A literal for KindAny is accepted unseen.
const (
	KindAny Kind = iota
	KindInt
	KindFloat
	KindString
	KindBoolean
	KindCombo
	KindDynamicCombo
	KindAutogrow
	KindDynamicSlot
	KindDynamicGroup
)

// Input is one declared input of a class.
type Input struct {
	Name     string
	Required bool
	Type     Type
	Kind     Kind
	// Min and Max are the bounds; a Missing one does not exist.
	Min, Max python.Value
	// Choices are the values of a combo; nil for other kinds.
	Choices *Choices
	// Multiselect says that a list is judged member by member.
	Multiselect bool
	// FolderFed says that the choices come from the server's folders.
	FolderFed bool
	// Open says that the choices here are not those of the server that will
	// judge, or are not known at all: no value can be called wrong.
	Open bool
	// Free says that ComfyUI compares no value with the choices (remote_combo).
	// Source: validate-prompt.md, "Changes since v0.26.0" (d).
	Free bool
	// Listed says that the choices are the platform's whole list of such models,
	// which lacks what somebody uploaded for himself.
	Listed bool
	// Default is the value the editor starts with; ComfyUI's validation never
	// looks at it.
	Default jsondoc.Value
	// Options are the choices of a dynamic combo with the inputs each brings.
	Options []struct {
		Key    python.Value
		Inputs []Input
	}
	// Grow is the template of an autogrow input: the names it makes, of which
	// the first Min are required when Template is. Broken says that there is no
	// such input, which makes ComfyUI raise.
	Grow *struct {
		Names    []string
		Min      int
		Template Input
		Broken   bool
	}
	// Nested are the inputs that a connected dynamic slot brings.
	Nested []Input
	// Group is what a dynamic group is made of: rows <name>.<index>.<field>,
	// each with the same fields. Min and Max bound the number of rows.
	Group *struct {
		Min, Max int
		Fields   []Input
	}
}

// Type is an input's or output's type: a name, possibly a union with commas,
// or (legacy) a list of choices that is the type itself.
type Type struct {
	// Name is the type string; "" for a list.
	Name string
	// List is the list of a legacy combo; missing otherwise.
	List jsondoc.Value
	// Parts are the members of a union; nil when Name is a single type.
	Parts []string
}

// IsList reports whether the type is a list of choices.
func (t Type) IsList() bool { return t.List.Exists() }

// IsCombo reports whether the type is COMBO by name: its choices are beside it.
func (t Type) IsCombo() bool { return t.Name == typeCombo }

// String is the type as people read it.
func (t Type) String() string {
	if t.IsList() {
		return "COMBO"
	}
	return t.Name
}

// The type names with a meaning of their own.
const (
	typeAny          = "*"
	typeCombo        = "COMBO"
	typeMatch        = "COMFY_MATCHTYPE_V3"
	typeDynamicCombo = "COMFY_DYNAMICCOMBO_V3"
	typeAutogrow     = "COMFY_AUTOGROW_V3"
	typeDynamicSlot  = "COMFY_DYNAMICSLOT_V3"
	typeDynamicGroup = "COMFY_DYNAMICGROUP_V3"
)

// Accepts reports whether an output of type from may feed an input of type to.
// Source: validate-prompt.md §4.
func (t Type) Accepts(from Type) bool {
	to := t
	switch {
	case !to.IsList() && !from.IsList() && to.Name == from.Name, to.wild(), from.wild():
		return true
	case from.IsList():
		return to.Name == typeCombo || to.IsList() && python.Of(from.List).Equal(python.Of(to.List))
	case to.IsList(), to.Parts == nil && from.Parts == nil:
		return false
	}
	return to.shares(from)
}

// wild reports whether a type matches every other.
func (t Type) wild() bool { return t.Name == typeAny || t.Name == typeMatch }

// shares reports whether two unions have a member in common.
func (t Type) shares(from Type) bool {
	for _, a := range from.members() {
		for _, b := range t.members() {
			if a == b || a == typeAny || b == typeAny {
				return true
			}
		}
	}
	return false
}

func (t *Type) members() []string {
	if t.Parts != nil {
		return t.Parts
	}
	return []string{strings.TrimSpace(t.Name)}
}

func newType(v jsondoc.Value) Type {
	switch v.Kind() {
	case jsondoc.Array:
		return Type{List: v}
	case jsondoc.String:
		t := Type{Name: v.Text()}
		if strings.Contains(t.Name, ",") || strings.TrimSpace(t.Name) != t.Name {
			for part := range strings.SplitSeq(t.Name, ",") {
				t.Parts = append(t.Parts, strings.TrimSpace(part))
			}
		}
		return t
	}
	return Type{Name: string(compact(v))} // no type at all; it fits only itself
}

// Lookup returns the index in Inputs of the input with a name, -1 when the
// class has none.
func (c *Class) Lookup(name []byte) int {
	if i, ok := c.index[string(name)]; ok {
		return i
	}
	return -1
}

// Input returns the declared input with a name.
func (c *Class) Input(name string) (*Input, bool) {
	i, ok := c.index[name]
	if !ok {
		return nil, false
	}
	return &c.Inputs[i], true
}

// Widget reports whether people set the input by a literal: the others are
// meant to be connected.
func (in *Input) Widget() bool {
	switch in.Kind {
	case KindAny:
		return false
	case KindAutogrow, KindDynamicSlot, KindDynamicGroup:
		return false
	}
	return true
}

// Choices are the options of a combo.
type Choices struct {
	list jsondoc.Value // the list as ComfyUI holds it; missing: an empty list
	once sync.Once
	text map[string]struct{} // options that are strings, where there are many
	few  []string            // and where there are few
	rest []python.Value      // options that are not strings
}

// few is the number of options up to which a walk beats a map.
const few = 12

func (c *Choices) prepare() {
	c.once.Do(func() {
		if c.list.Len() > few {
			c.text = make(map[string]struct{}, c.list.Len())
		}
		for _, e := range c.list.Elements() {
			switch {
			case !e.Is(jsondoc.String):
				c.rest = append(c.rest, python.Of(e))
			case c.text != nil:
				c.text[e.Text()] = struct{}{}
			default:
				c.few = append(c.few, e.Text())
			}
		}
	})
}

// Contains is Python's `v in options`. ok is false where Python raises because
// the options are no container.
func (c *Choices) Contains(v python.Value) (in, ok bool) {
	switch c.list.Kind() {
	case jsondoc.Missing:
		return false, true
	case jsondoc.Object:
		s, isText := v.Text()
		return isText && c.list.Get(s).Exists(), v.Kind() != python.List && v.Kind() != python.Dict
	case jsondoc.String:
		s, isText := v.Text()
		return isText && strings.Contains(c.list.Text(), s), isText
	case jsondoc.Array:
	default:
		return false, false
	}
	c.prepare()
	if js := v.JSON(); js.Is(jsondoc.String) {
		return c.HasText(js.TextBytes()), true
	}
	if s, ok := v.Text(); ok {
		return c.HasText([]byte(s)), true
	}
	for _, e := range c.rest {
		if e.Equal(v) {
			return true, true
		}
	}
	return false, true
}

// HasText reports whether a text is one of the options of a list. It allocates
// nothing.
func (c *Choices) HasText(text []byte) bool {
	c.prepare()
	if c.text != nil {
		_, in := c.text[string(text)]
		return in
	}
	for _, s := range c.few {
		if s == string(text) {
			return true
		}
	}
	return false
}

// Len is the number of options.
func (c *Choices) Len() int { return c.list.Len() }

// All yields the options in order.
func (c *Choices) All() iter.Seq[python.Value] {
	return func(yield func(python.Value) bool) {
		for _, e := range c.list.Elements() {
			if !yield(python.Of(e)) {
				return
			}
		}
	}
}

// Texts lists up to most options as people write them (numbers bare).
func (c *Choices) Texts(most int) []string {
	var out []string
	for _, e := range c.list.Elements() {
		if len(out) == most {
			break
		}
		out = append(out, e.Text())
	}
	return out
}

// EqualText finds an option that is not a string but reads like the text s: the
// number 1 for "1".
func (c *Choices) EqualText(s string) (python.Value, bool) {
	c.prepare()
	for _, e := range c.rest {
		if e.JSON().Text() == s {
			return e, true
		}
	}
	return python.Value{}, false
}

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

// Custom says that the class comes from a custom node pack: object_info does
// not say what its own validator, if it has one, switches off.
func (c *Class) Custom() bool { return strings.HasPrefix(c.Module, "custom_nodes") }

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
