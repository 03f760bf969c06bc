package libraries_test

import (
	"go/token"
	"go/types"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
)

// function makes the object of a function, or of a method of a type.
func function(path, recv, name string) *types.Func {
	pkg := types.NewPackage(path, "p")
	var self *types.Var
	if recv != "" {
		named := types.NewNamed(types.NewTypeName(token.NoPos, pkg, recv, nil), types.NewStruct(nil, nil), nil)
		self = types.NewVar(token.NoPos, pkg, "", types.NewPointer(named))
	}
	return types.NewFunc(token.NoPos, pkg, name, types.NewSignatureType(self, nil, nil, nil, nil, false))
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		path, recv, name string
		role             libraries.Role
		want             bool
	}{
		{"github.com/tidwall/gjson", "", "GetMany", libraries.ReadsMany, true},
		{"example.com/x/vendor/github.com/tidwall/gjson", "", "Get", libraries.Reads, true},
		{"github.com/tidwall/gjson", "", "Get", libraries.ReadsMany, false},
		{"github.com/tidwall/sjson", "", "Get", libraries.Reads, false},
		{"github.com/cenkalti/backoff/v4", "", "Retry", libraries.Retries, true},
		{"github.com/cenkalti/backoff/v5", "", "Retry", libraries.Retries, true},
		{"github.com/cenkalti/backoff/v4", "", "NewTicker", libraries.Retries, false},
		{"github.com/avast/retry-go/v4", "", "RetryIf", libraries.Until, true},
		{"encoding/json", "Decoder", "Decode", libraries.Decodes, true},
		{"encoding/json", "Encoder", "Decode", libraries.Decodes, false},
		{"encoding/json/v2", "", "Unmarshal", libraries.Decodes, true},
		{"github.com/go-resty/resty/v2", "Request", "SetResult", libraries.Decodes, true},
		{"github.com/go-resty/resty/v2", "Request", "SetBody", libraries.Decodes, false},
	} {
		if got := libraries.Default().Is(function(tt.path, tt.recv, tt.name), tt.role); got != tt.want {
			t.Errorf("%s.%s.%s has role %d: %v", tt.path, tt.recv, tt.name, tt.role, got)
		}
	}
	if libraries.Default().Is(nil, libraries.Decodes) || libraries.Default().Text(nil) {
		t.Error("no function has a role")
	}
}

// Each row names something that can be called.
func TestRows(t *testing.T) {
	for _, r := range libraries.Default() {
		if r.Package == "" || len(r.Names) == 0 || r.Role == 0 || r.Arg < 0 {
			t.Errorf("%+v is not complete", r)
		}
		for _, n := range r.Names {
			if !libraries.Default().Is(function(r.Package, r.Type, n), r.Role) {
				t.Errorf("%s.%s is not found by its own row", r.Package, n)
			}
		}
	}
}
