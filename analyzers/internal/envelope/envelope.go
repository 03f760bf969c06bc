// Package envelope recognises the answers of RunningHub by the shape of a Go
// type: the JSON names of its fields, wherever it is declared and whatever it
// is called. Source: runninghub-api.md §1, §2.14; callers.md §6.3.
package envelope

import (
	"go/types"
	"reflect"
	"strings"
)

// Role is what a part of an answer is.
type Role uint8

// The roles.
const (
	None Role = iota
	// Code is `code` (v1) or `errorCode` (v2).
	Code
	// Msg is `msg`, `message` or `errorMessage`.
	Msg
	// Data is every other part.
	Data
	// Whole is the answer itself.
	Whole
)

// Shape describes an envelope type.
type Shape struct {
	// V2 says that the code is `errorCode`.
	V2 bool
	// Code is the field, and Path the names that lead to it from the type.
	Code *types.Var
	Path []string
}

// RoleOf says what part of an answer a JSON name is.
func RoleOf(name string) Role {
	switch {
	case strings.EqualFold(name, "code"), strings.EqualFold(name, "errorCode"):
		return Code
	case strings.EqualFold(name, "msg"), strings.EqualFold(name, "message"), strings.EqualFold(name, "errorMessage"), strings.EqualFold(name, "errorMessages"):
		return Msg
	}
	return Data
}

// Field is a field as encoding/json sees it.
type Field struct {
	Var  *types.Var
	Name string // the JSON name
	// Tag is the whole json tag and Tagged says that there is one.
	Tag    string
	Tagged bool
	// Path are the Go names that lead to it through embedded structs.
	Path []string
}

// Struct returns the struct behind t, through pointers and names.
func Struct(t types.Type) (*types.Struct, bool) {
	for range 4 {
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			t = u.Elem()
			continue
		case *types.Struct:
			return u, true
		}
		return nil, false
	}
	return nil, false
}

// Fields lists the fields that JSON fills, those of embedded structs included.
func Fields(t types.Type) []Field {
	st, ok := Struct(t)
	if !ok {
		return nil
	}
	var out []Field
	var add func(st *types.Struct, path []string)
	add = func(st *types.Struct, path []string) {
		if len(path) > 5 {
			return // an embedded pointer cycle
		}
		for i := range st.NumFields() {
			f := st.Field(i)
			tag, tagged := reflect.StructTag(st.Tag(i)).Lookup("json")
			name, _, _ := strings.Cut(tag, ",")
			if tag == "-" {
				continue
			}
			here := append(append([]string(nil), path...), f.Name())
			if f.Embedded() && name == "" {
				if inner, ok := Struct(f.Type()); ok {
					add(inner, here)
					continue
				}
			}
			if !f.Exported() {
				continue
			}
			if name == "" {
				name = f.Name()
			}
			out = append(out, Field{Var: f, Name: name, Tag: tag, Tagged: tagged, Path: here})
		}
	}
	add(st, nil)
	return out
}

// Of reports whether a type is an envelope, and describes it. A struct without
// tags counts as encoding/json would fill it, whatever the case of its names.
func Of(t types.Type) (Shape, bool) {
	if t == nil {
		return Shape{}, false
	}
	var code, errorCode *Field
	names := map[string]bool{}
	fields := Fields(t)
	for i := range fields {
		f := &fields[i]
		name := strings.ToLower(f.Name)
		names[name] = true
		switch {
		case name == "code" && codeType(f.Var.Type()):
			code = f
		case name == "errorcode" && codeType(f.Var.Type()):
			errorCode = f
		}
	}
	switch {
	case code != nil && v1(names):
		return Shape{Code: code.Var, Path: code.Path}, true
	case errorCode != nil && (names["taskid"] || names["results"] || names["status"]):
		return Shape{V2: true, Code: errorCode.Var, Path: errorCode.Path}, true
	}
	return Shape{}, false
}

// v1 reports whether the names beside a code are those of an answer of the
// first generation.
func v1(names map[string]bool) bool {
	return names["data"] || names["msg"] || names["message"] && names["taskid"]
}

// codeType reports whether a type can hold a code.
func codeType(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsInteger|types.IsString|types.IsFloat) != 0
	case *types.Interface:
		return u.Empty()
	case *types.Struct:
		return false
	}
	// json.RawMessage and types of the caller's own that read both forms.
	return true
}

// Name returns the JSON name of a field of t, "" when it has none. Embedded
// structs without a name of their own answer "".
func Name(t types.Type, field *types.Var) string {
	st, ok := Struct(t)
	if !ok {
		return ""
	}
	for i := range st.NumFields() {
		f := st.Field(i)
		if f.Origin() != field.Origin() {
			continue
		}
		tag, _ := reflect.StructTag(st.Tag(i)).Lookup("json")
		name, _, _ := strings.Cut(tag, ",")
		if name == "" {
			if _, inner := Struct(f.Type()); f.Embedded() && inner {
				return ""
			}
			name = f.Name()
		}
		return name
	}
	return ""
}

// IsMap reports whether a type is a decoded JSON object.
func IsMap(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	if !ok {
		return false
	}
	key, ok := m.Key().Underlying().(*types.Basic)
	if !ok || key.Info()&types.IsString == 0 {
		return false
	}
	switch u := m.Elem().Underlying().(type) {
	case *types.Interface:
		return u.Empty()
	case *types.Slice: // json.RawMessage
		b, ok := u.Elem().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Byte
	}
	return false
}

// IsResult reports whether a type is gjson.Result.
func IsResult(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Result" && n.Obj().Pkg() != nil && strings.HasSuffix(n.Obj().Pkg().Path(), "tidwall/gjson")
}
