package nodes

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/python"
)

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
