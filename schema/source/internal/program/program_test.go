package program

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/source/internal/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/sourcetest"
)

func container(name string) source.Container {
	for _, c := range Containers {
		if slices.Contains(c.Extensions, filepath.Ext(name)) {
			return c
		}
	}
	return Containers[0]
}

func TestGolden(t *testing.T) { sourcetest.Golden(t, "testdata", container) }

// Every reader takes the sources of every language.
func FuzzProgram(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.*")
	for _, n := range names {
		if src, err := os.ReadFile(n); err == nil && !strings.HasSuffix(n, ".want") {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, c := range Containers {
			sourcetest.Sound(t, src, c.Extract(&source.File{Name: "x", Text: bytes.Clone(src)}))
		}
	})
}

// TestHostileInput holds that no small text takes long.
func TestHostileInput(t *testing.T) {
	for _, unit := range []string{
		"[", "{", "(", "{'a':", "f(", "f'{", "`${", "a+", "x={'apiKey':", "x=[x,x]\n", "x=x+x\n", "x.append({'nodeId':x,'fieldName':x,'fieldValue':x})\n",
		"requests.post(x,json=x)\n", "a.b().", "()=>{", "def f(a):\n", "'''", "\"\"\"", "r#\"", "/*", "new{", "[]T{", "a<", "x['a']['nodeInfoList']={**x}\n", "a?b:",
		"x = {'nodeId':1,'fieldName':2,'fieldValue':[x]}\n",
	} {
		src := []byte(strings.Repeat(unit, 40000/len(unit)))
		for _, c := range Containers {
			start := time.Now()
			sourcetest.Sound(t, src, c.Extract(&source.File{Name: "x", Text: src}))
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("%s: 40 kB of %q take %v", c.Kind, unit, d)
			}
		}
	}
}

func TestQuote(t *testing.T) {
	tests := []struct{ kind, value, old, want string }{
		{"python", `"6"`, `'5'`, `'6'`},
		{"python", `"6"`, `5`, `"6"`},
		{"python", `true`, `False`, `True`},
		{"python", `null`, `1`, `None`},
		{"python", `"it's"`, `'x'`, `'it\'s'`},
		{"python", `"a\\b"`, `r'x'`, ``},
		{"python", `"ab"`, `r'x'`, `r'ab'`},
		{"python", `"a"`, `f'{x}'`, ``},
		{"javascript", `"6"`, "`5`", "`6`"},
		{"javascript", `"a${b}"`, "`5`", ``},
		{"javascript", `true`, `'true'`, `true`},
		{"go", `"6"`, `"5"`, `"6"`},
		{"go", `"a\"b"`, "`x`", "`a\"b`"},
		{"php", `"$a"`, `"x"`, ``},
		{"php", `"a"`, `'x'`, `'a'`},
		{"ruby", `null`, `1`, `nil`},
		{"python", `"fieldName"`, `fieldname`, `fieldName`},
		{"python", `"a b"`, `fieldname`, ``},
		{"javascript", `"fieldName"`, `fieldname`, `fieldName`},
		{"csharp", `"fieldName"`, `fieldname`, `fieldName`},
		{"csharp", `"fieldName"`, `""fieldname""`, `""fieldName""`},
		{"ruby", `"fieldName"`, `:fieldname`, `:fieldName`},
		{"ruby", `"fieldName"`, `fieldname`, `fieldName`},
		{"go", `"fieldName"`, `Fieldname`, ``},
		{"rust", `"fieldName"`, `fieldname`, ``},
		{"notebook", `"fieldName"`, `fieldname`, `fieldName`},
		{"notebook", `"6"`, `\"5\"`, `\"6\"`},
		{"notebook", `"6"`, `5`, `\"6\"`},
		{"notebook", `"6"`, `'5'`, `'6'`},
	}
	for _, tt := range tests {
		for _, c := range Containers {
			if c.Kind != tt.kind {
				continue
			}
			got, ok := c.Quote([]byte(tt.value), []byte(tt.old))
			if string(got) != tt.want || ok != (tt.want != "") {
				t.Errorf("%s: %s for %s is %s, %t; want %s", tt.kind, tt.value, tt.old, got, ok, tt.want)
			}
		}
	}
}
