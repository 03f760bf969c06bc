package message

import (
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var mark = regexp.MustCompile(`\{[a-z][A-Za-z0-9-]*\}`)

func marks(s string) []string {
	found := mark.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// The two catalogs say the same things with the same placeholders. This is the
// test that names a missing Chinese text: everywhere else English stands in.
func TestCatalogsAgree(t *testing.T) {
	for _, key := range English.Keys() {
		en, _ := English.Lookup(key)
		zh, ok := Chinese.Lookup(key)
		if !ok {
			t.Errorf("zh has no %s", key)
			continue
		}
		if (strings.TrimSpace(en) == "") != (strings.TrimSpace(zh) == "") {
			t.Errorf("%s: one language is empty", key)
		}
		if a, b := marks(en), marks(zh); !slices.Equal(a, b) {
			t.Errorf("%s: placeholders differ: en %v, zh %v", key, a, b)
		}
	}
	for _, key := range Chinese.Keys() {
		if _, ok := English.Lookup(key); !ok {
			t.Errorf("en has no %s", key)
		}
	}
}

// Every file is an object of objects of texts, and no subject is in two
// files, where one would hide the other's texts.
func TestCatalogFiles(t *testing.T) {
	for _, l := range languages {
		owner := map[string]string{}
		names, err := fs.Glob(files, path.Join(string(l), "*.json"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: no files (%v)", l, err)
		}
		for _, name := range names {
			data, err := files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var subjects map[string]map[string]string
			if err := json.Unmarshal(data, &subjects); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for s := range subjects {
				if other, ok := owner[s]; ok {
					t.Errorf("subject %s is in %s and %s", s, other, name)
				}
				owner[s] = name
			}
		}
	}
}

func TestFill(t *testing.T) {
	for _, c := range []struct {
		text string
		args Args
		want string
	}{
		{"plain", nil, "plain"},
		{"{a} and {b}", Args{"a": "1", "b": "2"}, "1 and 2"},
		{"{a}", Args{"a": "{b}", "b": "never"}, "{b}"},
		{"{unknown} {a}", Args{"a": "x"}, "{unknown} x"},
		{"open { brace {a}", Args{"a": "x"}, "open { brace x"},
		{"{a", Args{"a": "x"}, "{a"},
	} {
		if got := c.args.Fill(c.text); got != c.want {
			t.Errorf("Fill(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestGetFallsBack(t *testing.T) {
	if got := Chinese.Get("no.such.text"); got != "no.such.text" {
		t.Errorf("got %q", got)
	}
	if _, ok := Lang("fr").Lookup("usage.usage"); ok {
		t.Error("a language without a catalog answers")
	}
	if Lang("fr").Keys() != nil {
		t.Error("a language without a catalog has keys")
	}
	if got := Chinese.Get("usage.usage"); got == "" || got == "usage.usage" {
		t.Errorf("got %q", got)
	}
}
