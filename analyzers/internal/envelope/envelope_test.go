package envelope

import (
	"go/types"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
)

const src = "package a\n" + `
import "encoding/json"

type V1 struct {
	Code int    ¦json:"code"¦
	Msg  string ¦json:"msg"¦
	Data any    ¦json:"data"¦
}
type Bare struct{ Code int; Data string }
type OnlyMessage struct {
	Code    int    ¦json:"code"¦
	Message string ¦json:"message"¦
}
type Ours struct {
	Code    string ¦json:"code"¦
	Message string ¦json:"message"¦
	TaskID  string ¦json:"taskId"¦
}
type V2 struct {
	ErrorCode *string ¦json:"errorCode,omitempty"¦
	TaskID    string  ¦json:"taskId"¦
}
type Raw struct {
	Code json.RawMessage ¦json:"code"¦
	Data json.RawMessage ¦json:"data"¦
}
type Any struct{ Code any; Data any }
type Struct struct{ Code struct{ N int }; Data any }
type Hidden struct {
	Code int ¦json:"-"¦
	Data any
}
type lower struct{ code int; data any }
type Base struct{ Code int; Msg string }
type Embedded struct {
	Base
	Data any
}
type NamedBase struct {
	Base ¦json:"base"¦
	Data any
}
type Cycle struct{ *Cycle; Code int; Data any }
type Generic[T any] struct{ Code int; Data T }
type Instance = Generic[string]
type Pointer *V1
type Number int
type JSON map[string]any
type RawJSON map[string]json.RawMessage
type Strings map[string]string
type Ints map[int]any
`

func load(t *testing.T) func(name string) types.Type {
	t.Helper()
	pass := passtest.New(t, nil, "a", strings.ReplaceAll(src, "¦", "`"), nil)
	return func(name string) types.Type { return passtest.Type(t, pass, name) }
}

func TestOf(t *testing.T) {
	typ := load(t)
	for _, tt := range []struct {
		name string
		path string // "" for a type that is no envelope
		v2   bool
	}{
		{"V1", "Code", false},
		{"Bare", "Code", false},
		{"OnlyMessage", "", false},
		{"Ours", "Code", false},
		{"V2", "ErrorCode", true},
		{"Raw", "Code", false},
		{"Any", "Code", false},
		{"Struct", "", false},
		{"Hidden", "", false},
		{"lower", "", false},
		{"Embedded", "Base.Code", false},
		{"NamedBase", "", false},
		{"Cycle", "Code", false},
		{"Instance", "Code", false},
		{"Pointer", "Code", false},
		{"Number", "", false},
		{"JSON", "", false},
	} {
		s, ok := Of(typ(tt.name))
		if got := strings.Join(s.Path, "."); ok != (tt.path != "") || ok && (!strings.HasSuffix(got, tt.path) || s.V2 != tt.v2 || s.Code == nil) {
			t.Errorf("%s: %+v, %t", tt.name, s, ok)
		}
	}
	if _, ok := Of(nil); ok {
		t.Error("nothing is an envelope")
	}
}

func TestRoles(t *testing.T) {
	for name, want := range map[string]Role{
		"code": Code, "Code": Code, "errorCode": Code, "msg": Msg, "message": Msg, "errorMessage": Msg, "errorMessages": Msg,
		"data": Data, "taskId": Data,
	} {
		if got := RoleOf(name); got != want {
			t.Errorf("%s: role %d, want %d", name, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	typ := load(t)
	for _, tt := range []struct{ typ, field, want string }{
		{"V1", "Code", "code"},
		{"Bare", "Code", "Code"},
		{"V2", "ErrorCode", "errorCode"},
		{"Embedded", "Base", ""},
		{"NamedBase", "Base", "base"},
		{"Embedded", "Data", "Data"},
	} {
		st, ok := Struct(typ(tt.typ))
		if !ok {
			t.Fatal(tt.typ)
		}
		for f := range st.Fields() {
			if f.Name() == tt.field {
				if got := Name(typ(tt.typ), f); got != tt.want {
					t.Errorf("%s.%s: %q, want %q", tt.typ, tt.field, got, tt.want)
				}
			}
		}
	}
	st, _ := Struct(typ("V1"))
	if Name(typ("Number"), st.Field(0)) != "" || Name(typ("V2"), st.Field(0)) != "" {
		t.Error("a field of another type has a name")
	}
	if Fields(typ("Number")) != nil {
		t.Error("a number has fields")
	}
}

func TestMaps(t *testing.T) {
	typ := load(t)
	for name, want := range map[string]bool{"JSON": true, "RawJSON": true, "Strings": false, "Ints": false, "Number": false, "V1": false} {
		if got := IsMap(typ(name)); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestResult(t *testing.T) {
	for path, want := range map[string]bool{"github.com/tidwall/gjson": true, "vendor/github.com/tidwall/gjson": true, "a": false} {
		pkg := types.NewPackage(path, "gjson")
		named := types.NewNamed(types.NewTypeName(0, pkg, "Result", nil), types.NewStruct(nil, nil), nil)
		if got := IsResult(named); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
	if IsResult(types.Typ[types.Int]) {
		t.Error("int is a result")
	}
}
