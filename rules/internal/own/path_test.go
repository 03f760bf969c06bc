package own

import (
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

const sample = `{"a":{"b":[1,2,{"c":"x"}],"b.c":5,"*":6},"list":[{"n":"seed","v":1},{"n":"text","v":"a (b) \"c\""},{"v":null},{"n":"seed","v":[3,4]}],
"6":{"inputs":{"text":"t","tags":["p","q"]}},"nested":[[{"k":1},{"k":2}],[{"k":3}]],"x1":{"no":1},"x2":{"yes":2}}`

func raws(t testing.TB, doc, text string) ([]string, error) {
	t.Helper()
	d, err := jsondoc.Parse("", []byte(doc))
	if err != nil {
		t.Skip()
	}
	p, err := parsePath(text)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, v := range p.find(d.Root(), func(jsondoc.Value) bool { return false }).found {
		out = append(out, string(v.Raw()))
	}
	return out, nil
}

func TestPath(t *testing.T) {
	for _, x := range []struct{ path, want string }{
		{"a.b.2.c", `"x"`},
		{"a.b|2|c", `"x"`},
		{`a.b\.c`, "5"},
		{`a.\*`, "6"},
		{"6.inputs.text", `"t"`},
		{`list.#(n=="seed").v`, "1"},
		{`list.#(n=="seed")#.v`, "1 [3,4]"},
		{`list.#(n=="seed")#|1.v`, "[3,4]"},
		{`list.#[n=="seed"].v`, "1"},
		{`list.#.n`, `"seed" "text" "seed"`},
		{`list.#(v%"*(b)*").n`, `"text"`},
		{`list.#(n!="seed")#.n`, `"text"`},
		{`nested.#.#.k`, "1 2 3"},
		{`nested.#(#(k==3)).0.k`, "3"},
		{"x*.yes", "2"},
		{"x?.yes", "2"},
		{"@this.a.b.0", "1"},
		{"@values.#(inputs).inputs.text", `"t"`},
		{"@values|#.inputs.tags.1", `"q"`},
		{"a.b.9", ""},
		{"a.no.b", ""},
	} {
		got, err := raws(t, sample, x.path)
		if err != nil || strings.Join(got, " ") != x.want {
			t.Errorf("%s: %q, %v; want %s", x.path, got, err, x.want)
		}
	}
}

// What a path selects is what gjson selects, with a place. It is compared where
// gjson's answer can be told from a new value: no lists in lists, no keys that
// gjson reads in a way of its own.
func FuzzPathLikeGJSON(f *testing.F) {
	for _, p := range []string{"a.b.2.c", `list.#(n=="seed").v`, `list.#(n=="seed")#.v`, "list.#.n", "x*.yes", `a.b\.c`, `list.#(n%"s*")#.v`, "list.#(v>0).n", `list.#(n==~true).v`, "6.inputs.tags.1"} {
		f.Add(sample, p)
	}
	f.Fuzz(func(t *testing.T, doc, path string) {
		d, err := jsondoc.Parse("", []byte(doc))
		if err != nil || len(d.Duplicates()) > 0 || d.BOM() {
			return
		}
		p, err := parsePath(path)
		if err != nil {
			return
		}
		found := p.find(d.Root(), func(jsondoc.Value) bool { return false }).found
		if strings.Count(path, "#") > strings.Count(path, "#(")+strings.Count(path, ")#") || strings.ContainsAny(path, `\*?|@[`) || strings.Count(path, "#") > 2 {
			return // built lists; escapes and patterns are compared by TestPath
		}
		for _, steps := range p.parts {
			if slices.ContainsFunc(steps, func(s step) bool { return s.index >= 0 && (len(s.key) > 1 && s.key[0] == '0') }) {
				return
			}
		}
		r := gjson.Get(doc, path)
		var want []string
		switch {
		case strings.Contains(path, ")#"):
			for _, e := range r.Array() {
				want = append(want, e.Raw)
			}
		case r.Exists():
			want = []string{r.Raw}
		}
		var got []string
		for _, v := range found {
			got = append(got, string(v.Raw()))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s of %s: %q, gjson has %q", path, doc, got, want)
		}
	})
}

// No path makes the program fail.
func FuzzPath(f *testing.F) {
	f.Add(`a.#(b.#(c=="\"")#).d|0`)
	f.Add("@values.#.x*?\\")
	d, err := jsondoc.Parse("", []byte(sample))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		p, err := parsePath(path)
		if err != nil {
			return
		}
		for _, v := range p.find(d.Root(), func(jsondoc.Value) bool { return false }).found {
			if v.Document() != d {
				t.Errorf("%s selects a value without a place", path)
			}
		}
	})
}
