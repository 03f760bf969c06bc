package jsondoc

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/testdata/golden"
)

// TestCauses proves the table of causes: every row has an example, which gives
// that cause and no other.
func TestCauses(t *testing.T) {
	for i := range causes {
		row := &causes[i]
		if row.example == "" {
			t.Errorf("%s has no example", row.cause)
			continue
		}
		_, err := Parse("x.json", []byte(row.example))
		if err == nil {
			t.Errorf("%s: its example %q is JSON", row.cause, row.example)
			continue
		}
		checkError(t, err)
		if got := err.(*SyntaxError).Cause; got != row.cause {
			t.Errorf("%s: its example %q gives %s", row.cause, row.example, got)
		}
	}
}

// TestCausesAreListed keeps a list of the causes for the tests of those who word
// them.
func TestCausesAreListed(t *testing.T) {
	var list bytes.Buffer
	for _, c := range allCauses() {
		list.WriteString(string(c) + "\n")
	}
	golden.Equal(t, "../../testdata/causes.txt", list.Bytes())
}

// TestEveryCauseHasARow reads the constants out of the source: each has one row,
// but for the limits, whose examples are too large for a table, and the byte
// order mark, which is no error.
func TestEveryCauseHasARow(t *testing.T) {
	rows := allCauses()
	without := map[Cause]string{
		CauseTooDeep:  strings.Repeat("[", MaxDepth+1),
		CauseTooLarge: "", // see TestTooManyValues
		CauseBOM:      bom + "{}",
	}
	for cause, example := range without {
		_, err := Parse("", []byte(example))
		if e, ok := err.(*SyntaxError); ok && example != "" && e.Cause != cause || !ok && cause != CauseBOM {
			t.Errorf("%s: %v", cause, err)
		}
	}
	names := constants(t, "causes.go")
	for value, name := range names {
		n := 0
		for _, c := range rows {
			if c == value {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s has %d rows", name, n)
		}
	}
	if len(rows) != len(names) || len(rows) != len(causes)+len(without) {
		t.Errorf("%d causes of %d rows and %d limits; %d constants", len(rows), len(causes), len(without), len(names))
	}
}

// constants are the constants of type Cause in a file, by value.
func constants(t *testing.T, file string) map[Cause]string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, bytes.NewReader(src), 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[Cause]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Cause") {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
			out[Cause(strings.Trim(lit.Value, `"`))] = spec.Names[0].Name
		}
		return true
	})
	return out
}

// Any place where the scanner can stop has a cause, whatever is at the place.
func TestEveryPlaceHasACause(t *testing.T) {
	prefixes := []string{"", "{", `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":"b"`, "[", "[1", "[1,", `["a"`, `["a`, `{"a`, "[[]", "{}", `"a"`, "1", "[true", bom}
	for _, prefix := range prefixes {
		for c := range 256 {
			for _, suffix := range []string{"", "x", `"`, "\n", " 1", ":", "}", "]"} {
				src := prefix + string([]byte{byte(c)}) + suffix
				if _, err := Parse("", []byte(src)); err != nil {
					checkError(t, err)
					if e := err.(*SyntaxError); !slices.Contains(allCauses(), e.Cause) {
						t.Fatalf("%q: cause %q", src, e.Cause)
					}
				}
			}
		}
	}
}

// TestKeyIsNoPlaceholder: a key between braces is a key that somebody pasted, and
// not the name of what is filled in; a name between braces is.
func TestKeyIsNoPlaceholder(t *testing.T) {
	for src, want := range map[string]bool{
		"{NAME}": true, "{ name }": true, "{abcdef}": true,
		"{abcdefabcdefabcdefabcdefabcdefab}": false, "{ ABCDEF0123456789ABCDEF0123456789 }": false, "{\n d41c7ab04d4f6e8c25d1b7a3e60f949f\n}\n": false,
		"{abcdefabcdefabcdefabcdefabcdefabc}": true, "{abcdefabcdefabcdefabcdefabcdefag}": true,
	} {
		_, err := Parse("f.json", []byte(src))
		e, ok := errors.AsType[*SyntaxError](err)
		if !ok || (e.Cause == CausePlaceholder) != want {
			t.Errorf("%q: %v", src, err)
		}
	}
}
