package payloadshape

import (
	"go/types"
	"slices"
)

// encodes reports whether encoding/json cannot fail on any value of a type, so
// that the error of Marshal may be ignored: it is made of texts, booleans and
// whole numbers, without floats (NaN), interfaces, methods of its own, or itself.
func encodes(t types.Type, within []types.Type) bool {
	if slices.ContainsFunc(within, func(w types.Type) bool { return types.Identical(w, t) }) || marshals(t) {
		return false
	}
	within = append(slices.Clone(within), t)
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsString|types.IsBoolean|types.IsInteger) != 0
	case *types.Pointer:
		return encodes(u.Elem(), within)
	case *types.Slice:
		return encodes(u.Elem(), within)
	case *types.Array:
		return encodes(u.Elem(), within)
	case *types.Map:
		key, ok := u.Key().Underlying().(*types.Basic)
		return ok && key.Info()&(types.IsString|types.IsInteger) != 0 && !marshals(u.Key()) && encodes(u.Elem(), within)
	case *types.Struct:
		return fieldsEncode(u, within)
	}
	return false
}

func fieldsEncode(s *types.Struct, within []types.Type) bool {
	for f := range s.Fields() {
		if (f.Exported() || f.Embedded()) && !encodes(f.Type(), within) {
			return false
		}
	}
	return true
}

// marshals reports whether a type has an encoding of its own, which may fail.
// json.Number has no method, but Marshal checks that it holds a number.
func marshals(t types.Type) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		if o := named.Obj(); o.Pkg() != nil && o.Pkg().Path() == "encoding/json" && o.Name() == "Number" {
			return true
		}
	}
	methods := types.NewMethodSet(types.NewPointer(t))
	return methods.Lookup(nil, "MarshalJSON") != nil || methods.Lookup(nil, "MarshalText") != nil
}
