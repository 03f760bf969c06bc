// Package libraries describes, in one table, what the functions of well-known
// libraries do with answers: which argument they fill from JSON, which paths of
// a text they read, which function they run again when it fails. The passes
// know a library by its rows alone.
package libraries

import (
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// Role is what a function does.
type Role uint8

// The roles.
const (
	// Decodes says that the argument Arg is filled from JSON.
	Decodes Role = iota + 1
	// Reads says that the rest of the arguments are one path of the text that
	// the argument Arg is, ReadsMany that each of them is a path of its own.
	Reads
	ReadsMany
	// Parses says that the result stands for all of the text.
	Parses
	// Retries says that the function Arg is run again when it fails.
	Retries
	// Until says that the argument Arg, or the call that is an argument, tells a
	// retrier which errors are worth another try.
	Until
	// Again says that the function Arg, or the one in the field of this name,
	// decides whether a request is sent again.
	Again
	// Repeats says that the method sends a request again after every error of the
	// transport, RepeatsBy that the client does so on which it is called with a
	// number, the argument Arg; both unless the package says otherwise by a function
	// (Again) or by the field of a row Never.
	Repeats
	RepeatsBy
	// Never says that a client whose field of this name is 0 sends nothing again.
	Never
	// Usual says that the function is the condition which a client has anyway.
	Usual
	// HoldsResult and HoldsText say that the result of a method is the answer,
	// decoded or as text.
	HoldsResult
	HoldsText
	// Makes says that the function makes a client.
	Makes
	// Validates says that the function says whether its argument is JSON.
	Validates
	// Permanent says that the error Arg is wrapped so that nobody tries again.
	Permanent
)

// Row is what some functions or methods of one package do.
type Row struct {
	// Package is the import path without a major version at its end, which is
	// any then.
	Package string
	// Type is the receiver's type, "" for functions and any receiver.
	Type  string
	Names []string
	Role  Role
	Arg   int
}

// Table is a list of rows.
type Table []Row

// Default returns the rows of the libraries that clients of RunningHub were
// seen to use. Source: callers.md §6.3 and the libraries' own documentation.
func Default() Table {
	return Table{
		{Package: "encoding/json", Names: []string{"Unmarshal"}, Role: Decodes, Arg: 1},
		{Package: "encoding/json", Type: "Decoder", Names: []string{"Decode"}, Role: Decodes},
		{Package: "encoding/json/v2", Names: []string{"Unmarshal", "UnmarshalRead", "UnmarshalDecode"}, Role: Decodes, Arg: 1},
		{Package: "github.com/bytedance/sonic", Names: []string{"Unmarshal", "UnmarshalString", "UnmarshalFromString"}, Role: Decodes, Arg: 1},
		{Package: "github.com/bytedance/sonic", Names: []string{"Get", "GetFromString", "GetCopyFromString"}, Role: Reads},
		{Package: "github.com/json-iterator/go", Names: []string{"Unmarshal", "UnmarshalFromString"}, Role: Decodes, Arg: 1},
		{Package: "github.com/json-iterator/go", Type: "Decoder", Names: []string{"Decode"}, Role: Decodes},
		{Package: "github.com/json-iterator/go", Names: []string{"Get"}, Role: Reads},
		{Package: "github.com/goccy/go-json", Names: []string{"Unmarshal", "UnmarshalContext", "UnmarshalNoEscape", "UnmarshalWithOption"}, Role: Decodes, Arg: 1},
		{Package: "github.com/goccy/go-json", Type: "Decoder", Names: []string{"Decode", "DecodeContext", "DecodeWithOption"}, Role: Decodes},
		{Package: "github.com/segmentio/encoding/json", Names: []string{"Unmarshal"}, Role: Decodes, Arg: 1},
		{Package: "github.com/segmentio/encoding/json", Type: "Decoder", Names: []string{"Decode"}, Role: Decodes},
		{Package: "github.com/go-viper/mapstructure", Names: []string{"Decode", "WeakDecode", "DecodeMetadata", "WeakDecodeMetadata"}, Role: Decodes, Arg: 1},
		{Package: "github.com/mitchellh/mapstructure", Names: []string{"Decode", "WeakDecode", "DecodeMetadata", "WeakDecodeMetadata"}, Role: Decodes, Arg: 1},

		{Package: "github.com/tidwall/gjson", Names: []string{"Get", "GetBytes"}, Role: Reads},
		{Package: "github.com/tidwall/gjson", Names: []string{"GetMany", "GetManyBytes"}, Role: ReadsMany},
		{Package: "github.com/tidwall/gjson", Names: []string{"Parse", "ParseBytes"}, Role: Parses},

		{Package: "github.com/tidwall/gjson", Names: []string{"Valid", "ValidBytes"}, Role: Validates},
		{Package: "encoding/json", Names: []string{"Valid"}, Role: Validates},
		{Package: "github.com/goccy/go-json", Names: []string{"Valid"}, Role: Validates},
		{Package: "github.com/json-iterator/go", Names: []string{"Valid"}, Role: Validates},
		{Package: "github.com/bytedance/sonic", Names: []string{"Valid", "ValidString"}, Role: Validates},

		{Package: "github.com/go-resty/resty", Type: "Request", Names: []string{"SetResult"}, Role: Decodes},
		{Package: "resty.dev", Type: "Request", Names: []string{"SetResult"}, Role: Decodes},
		{Package: "github.com/imroc/req", Type: "Request", Names: []string{"SetResult", "SetSuccessResult"}, Role: Decodes},
		{Package: "github.com/imroc/req", Type: "Response", Names: []string{"Into", "Unmarshal", "UnmarshalJson", "UnmarshalJSON"}, Role: Decodes},

		{Package: "github.com/go-resty/resty", Type: "Client", Names: []string{"AddRetryCondition", "AddRetryConditions"}, Role: Again},
		{Package: "github.com/go-resty/resty", Type: "Request", Names: []string{"AddRetryCondition", "AddRetryConditions"}, Role: Again},
		{Package: "github.com/go-resty/resty", Type: "Response", Names: []string{"Result"}, Role: HoldsResult},
		{Package: "github.com/go-resty/resty", Type: "Response", Names: []string{"Body", "Bytes", "String"}, Role: HoldsText},
		{Package: "github.com/go-resty/resty", Names: []string{"New", "NewWithClient"}, Role: Makes},
		{Package: "resty.dev", Type: "Client", Names: []string{"AddRetryConditions"}, Role: Again},
		{Package: "resty.dev", Type: "Request", Names: []string{"AddRetryConditions"}, Role: Again},
		{Package: "resty.dev", Type: "Response", Names: []string{"Result"}, Role: HoldsResult},
		{Package: "resty.dev", Type: "Response", Names: []string{"Bytes", "String"}, Role: HoldsText},
		{Package: "resty.dev", Names: []string{"New", "NewWithClient"}, Role: Makes},
		{Package: "github.com/imroc/req", Type: "Client", Names: []string{"AddCommonRetryCondition", "SetCommonRetryCondition"}, Role: Again},
		{Package: "github.com/imroc/req", Type: "Request", Names: []string{"AddRetryCondition", "SetRetryCondition"}, Role: Again},
		{Package: "github.com/imroc/req", Type: "Response", Names: []string{"SuccessResult", "Result"}, Role: HoldsResult},
		{Package: "github.com/imroc/req", Type: "Response", Names: []string{"Bytes", "String"}, Role: HoldsText},
		{Package: "github.com/imroc/req", Names: []string{"C", "NewClient"}, Role: Makes},
		{Package: "github.com/hashicorp/go-retryablehttp", Type: "Client", Names: []string{"CheckRetry"}, Role: Again},
		{Package: "github.com/hashicorp/go-retryablehttp", Names: []string{"NewClient"}, Role: Makes},
		{Package: "github.com/hashicorp/go-retryablehttp", Type: "Client", Names: []string{"Do", "Post", "PostForm"}, Role: Repeats},
		{Package: "github.com/hashicorp/go-retryablehttp", Type: "Client", Names: []string{"RetryMax"}, Role: Never},
		{Package: "github.com/hashicorp/go-retryablehttp", Names: []string{"DefaultRetryPolicy", "ErrorPropagatedRetryPolicy"}, Role: Usual},
		{Package: "github.com/go-resty/resty", Type: "Client", Names: []string{"SetRetryCount"}, Role: RepeatsBy},
		{Package: "github.com/imroc/req", Type: "Client", Names: []string{"SetCommonRetryCount"}, Role: RepeatsBy},
		{Package: "github.com/imroc/req", Type: "Request", Names: []string{"SetRetryCount"}, Role: RepeatsBy},

		{Package: "github.com/cenkalti/backoff", Names: []string{"Retry", "RetryNotify", "RetryNotifyWithTimer"}, Role: Retries},
		{Package: "github.com/cenkalti/backoff", Names: []string{"RetryWithData", "RetryNotifyWithData", "RetryNotifyWithTimerAndData"}, Role: Retries},
		{Package: "github.com/cenkalti/backoff", Names: []string{"Retry"}, Role: Retries, Arg: 1}, // since v5 behind a context
		{Package: "github.com/cenkalti/backoff", Names: []string{"Permanent"}, Role: Permanent},
		{Package: "github.com/avast/retry-go", Names: []string{"Do", "DoWithData"}, Role: Retries},
		{Package: "github.com/avast/retry-go", Names: []string{"RetryIf"}, Role: Until},
		{Package: "github.com/avast/retry-go", Names: []string{"Unrecoverable"}, Role: Permanent},
	}
}

var major = regexp.MustCompile(`(/v[0-9]+|\.v[0-9]+)$`)

// Match returns the rows of a function that have a role.
func (t Table) Match(f *types.Func, role Role) []Row {
	if f == nil || f.Pkg() == nil {
		return nil
	}
	whole, path := f.Pkg().Path(), bare(f.Pkg().Path())
	var out []Row
	for _, r := range t {
		if r.Role == role && (r.Package == path || r.Package == whole) && slices.Contains(r.Names, f.Name()) && (r.Type == "" || r.Type == receiver(f)) {
			out = append(out, r)
		}
	}
	return out
}

// Fills reports whether a function fills its argument i from JSON; known is set
// where the table has the function at all.
func (t Table) Fills(f *types.Func, i int) (fills, known bool) {
	rows := t.Match(f, Decodes)
	return slices.ContainsFunc(rows, func(r Row) bool { return r.Arg == i }), len(rows) > 0
}

// Field finds the row of a field that has a role.
func (t Table) Field(f *types.Var, role Role) (Row, bool) {
	if f.Pkg() == nil {
		return Row{}, false
	}
	i := slices.IndexFunc(t, func(r Row) bool {
		return r.Role == role && r.Package == bare(f.Pkg().Path()) && slices.Contains(r.Names, f.Name())
	})
	if i < 0 {
		return Row{}, false
	}
	return t[i], true
}

// Held lists the rows of the methods that give the answer in a response of this
// type.
func (t Table) Held(typ types.Type) []Row {
	n, ok := types.Unalias(typ).(*types.Named)
	if p, isPtr := types.Unalias(typ).(*types.Pointer); isPtr {
		n, ok = types.Unalias(p.Elem()).(*types.Named)
	}
	if !ok || n.Obj().Pkg() == nil {
		return nil
	}
	var out []Row
	for _, r := range t {
		if (r.Role == HoldsResult || r.Role == HoldsText) && r.Package == bare(n.Obj().Pkg().Path()) && r.Type == n.Obj().Name() {
			out = append(out, r)
		}
	}
	return out
}

// Makes reports whether a function makes a client of a package.
func (t Table) Makes(f *types.Func, pkg string) bool {
	return slices.ContainsFunc(t.Match(f, Makes), func(r Row) bool { return r.Package == pkg })
}

// Is reports whether a function has a role.
func (t Table) Is(f *types.Func, role Role) bool { return len(t.Match(f, role)) > 0 }

// Text reports whether a function belongs to a package that reads answers as
// texts, whatever it does itself.
func (t Table) Text(f *types.Func) bool {
	if f == nil || f.Pkg() == nil {
		return false
	}
	path := bare(f.Pkg().Path())
	return slices.ContainsFunc(t, func(r Row) bool {
		return r.Package == path && (r.Role == Reads || r.Role == ReadsMany || r.Role == Parses)
	})
}

// bare is an import path without the folder that vendors it and without a major
// version at its end.
func bare(path string) string {
	if _, inner, ok := strings.Cut(path, "/vendor/"); ok {
		path = inner
	}
	return major.ReplaceAllString(path, "")
}

// receiver is the name of the type that a method belongs to.
func receiver(f *types.Func) string {
	recv := f.Signature().Recv()
	if recv == nil {
		return ""
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}
