package nodes

import (
	"strings"

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

// Custom says that the class comes from a custom node pack: object_info does
// not say what its own validator, if it has one, switches off.
func (c *Class) Custom() bool { return strings.HasPrefix(c.Module, "custom_nodes") }
