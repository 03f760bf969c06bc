package mirror

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

func parse(t testing.TB, text string) jsondoc.Value {
	t.Helper()
	doc, err := jsondoc.Parse("test.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

func catalog(t testing.TB, text string) *nodes.Catalog {
	t.Helper()
	c, err := nodes.Read("object_info.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// testCatalog has a few small classes.
func testCatalog(t testing.TB) *nodes.Catalog {
	t.Helper()
	text, err := os.ReadFile("testdata/nodes.json")
	if err != nil {
		t.Fatal(err)
	}
	return catalog(t, string(text))
}

// saved makes a prompt of the test catalog: one loader, one output, and what more is
// given.
func saved(more ...string) string {
	return `{"1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}, "9": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}` +
		strings.Join(append([]string{""}, more...), ", ") + `}`
}

// problems is an outcome's problems in short.
func problems(o *Outcome) []string {
	var out []string
	for _, p := range o.Problems {
		s := string(p.Type)
		if p.Cause != CauseNone {
			s += "/" + string(p.Cause)
		}
		out = append(out, strings.TrimSpace(p.Node+" "+s+" "+p.Culprit))
	}
	return out
}

func TestValidate(t *testing.T) {
	c := testCatalog(t)
	deep := `"d0": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}`
	for i := 1; i < 2000; i++ {
		deep += fmt.Sprintf(`, "d%d": {"class_type": "Grow", "inputs": {"image": ["d%d", 0], "by": 1}}`, i, i-1)
	}
	link := func(v string) string {
		return `{"2": {"class_type": "Save", "inputs": {"images": ` + v + `, "name": ""}}}`
	}
	load := func(inputs string) string {
		return `{"1": {"class_type": "Load", "inputs": ` + inputs + `}, "2": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": ""}}}`
	}
	all := "prompt_outputs_failed_validation"
	for _, x := range []struct {
		name, prompt string
		opt          Options
		want         []string
	}{
		{"fine", saved(), Options{}, nil},
		{"a list", `[]`, Options{}, []string{"http_500_unhandled/prompt-kind"}},
		{"empty", `{}`, Options{}, []string{"prompt_no_outputs"}},
		{"a comment", saved(`"_c": "text"`), Options{}, []string{"_c http_500_unhandled/node-kind"}},
		{"the editor's file", `{"last_node_id": 3, "nodes": [], "links": [], "version": 0.4}`, Options{}, []string{"last_node_id http_500_unhandled/ui-format"}},
		{"class a list", saved(`"3": {"class_type": []}`), Options{}, []string{"3 http_500_unhandled/class-kind"}},
		{"class a list, server", saved(`"3": {"class_type": [], "inputs": {}}`), Options{Server: true}, []string{"3 http_500_unhandled/class-kind"}},
		{"no class", saved(`"3": {}`), Options{}, []string{"3 missing_node_type/no-class"}},
		{"no class, _meta null", saved(`"3": {"_meta": null}`), Options{}, []string{"3 http_500_unhandled/meta"}},
		{"class null", saved(`"3": {"class_type": null}`), Options{}, []string{"3 missing_node_type/unknown-class"}},
		{"unknown class", saved(`"3": {"class_type": "load"}`), Options{}, []string{"3 missing_node_type/unknown-class"}},
		{"unknown class before v0.12", saved(`"3": {"class_type": "load"}`), Options{Version: Version{0, 11, 1}}, []string{"3 invalid_prompt/unknown-class"}},
		{"inputs null, nobody cares", saved(`"3": {"class_type": "Load", "inputs": null}`), Options{}, nil},
		{"inputs null, the server cares", saved(`"3": {"class_type": "Load", "inputs": null}`), Options{Server: true}, []string{"3 http_500_unhandled/inputs-kind"}},
		{"inputs null, an old server", saved(`"3": {"class_type": "Load", "inputs": null}`), Options{Server: true, Version: Version{0, 13, 0}}, nil},
		{"inputs a text", load(`"abc"`), Options{}, []string{all, "1 required_input_missing image", "1 required_input_missing n"}},
		{"inputs a text with a name", load(`"the image"`), Options{}, []string{all, "1 exception_during_inner_validation/inputs-kind image"}},
		{"inputs a list with a name", load(`["n"]`), Options{}, []string{all, "1 exception_during_inner_validation/inputs-kind n"}},
		{"inputs a number", load(`7`), Options{}, []string{all, "1 exception_during_inner_validation/inputs-kind"}},
		{"a repeated id: the last", `{"1": {"class_type": "Nope"}, "1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}, "9": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}}`, Options{}, nil},
		{"an escaped id", `{"\u0031": {"class_type": "Load", "inputs": {"ima\u0067e": "a.pn\u0067", "n": 1}}, "9": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}}`, Options{}, nil},
		{"not a link", link(`["1"]`), Options{}, []string{all, "2 bad_linked_input images"}},
		{"no node", link(`["1", 0]`), Options{}, []string{all, "2 exception_during_validation/no-such-node images"}},
		{"id a number", link(`[2, 0]`), Options{}, []string{all, "2 exception_during_validation/bad-node-id images"}},
		{"slot a float", link(`["2", 0.0]`), Options{}, []string{all, "2 exception_during_validation/bad-slot images"}},
		{"slot beyond", link(`["2", 0]`), Options{}, []string{all, "2 exception_during_validation/no-such-slot images"}},
		{"slot huge", link(`["2", 1` + strings.Repeat("0", 400) + `]`), Options{}, []string{all, "2 exception_during_validation/no-such-slot images"}},
		{"too deep", `{` + deep + `, "o": {"class_type": "Save", "inputs": {"images": ["d1999", 0], "name": ""}}}`, Options{}, []string{all, "d1015 exception_during_inner_validation/recursion"}},
		{"partial execution", saved(`"8": {"class_type": "Save", "inputs": {}}`), Options{Partial: true, Targets: []string{"9"}}, nil},
		{"partial execution of what is not an output", saved(), Options{Partial: true, Targets: []string{"1"}}, []string{"prompt_no_outputs"}},
		{"a cycle before v0.20", `{"1": {"class_type": "Grow", "inputs": {"image": ["1", 0], "by": 1}}, "2": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": ""}}}`, Options{Version: Version{0, 19, 9}},
			[]string{all, "1 exception_during_inner_validation/recursion"}},
		{"a bound on text", load(`{"image": "a.png", "n": {"__value__": "x"}}`), Options{}, []string{all, "1 invalid_input_type/integer n"}},
		{"1e400 for an INT", load(`{"image": "a.png", "n": 1e400}`), Options{}, []string{all, "1 invalid_input_type/not-finite n"}},
		{"a very long number", load(`{"image": "a.png", "n": "` + strings.Repeat("1", 5000) + `"}`), Options{}, []string{all, "1 invalid_input_type/overflow n"}},
		{"null", load(`{"image": "a.png", "n": null}`), Options{}, []string{all, "1 invalid_input_type/null n"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			o := Validate(parse(t, x.prompt), c, x.opt)
			if got := problems(o); !reflect.DeepEqual(got, x.want) {
				t.Errorf("got  %q\nwant %q", got, x.want)
			}
			if o.Valid != (x.want == nil) {
				t.Errorf("valid %v", o.Valid)
			}
		})
	}
}

// A cycle is given by its ends where it is long.
func TestLongCycle(t *testing.T) {
	var ring strings.Builder
	for i := range 900 {
		fmt.Fprintf(&ring, `"%d": {"class_type": "Grow", "inputs": {"image": ["%d", 0], "by": 1}}, `, i, (i+1)%900)
	}
	o := Validate(parse(t, `{`+ring.String()+`"s": {"class_type": "Save", "inputs": {"images": ["0", 0], "name": ""}}}`), testCatalog(t), Options{})
	if len(o.Problems) != 901 {
		t.Fatalf("%d problems", len(o.Problems))
	}
	p := &o.Problems[1]
	if !reflect.DeepEqual(p.Cycle, []string{"0", "1", "2", "3"}) || !reflect.DeepEqual(p.CycleEnd, []string{"897", "898", "899"}) {
		t.Errorf("%q … %q", p.Cycle, p.CycleEnd)
	}
}

func TestOddCatalogs(t *testing.T) {
	c := catalog(t, `{
		"T": {"input": {"required": {"x": ["STRING", {"min": 3}]}}, "output": [], "output_node": true},
		"N": {"input": {"required": {"x": ["ANY", {"max": null}]}}, "output": [], "output_node": true},
		"O": {"input": {"required": {"x": ["COMBO", {"options": 5}]}}, "output": [], "output_node": true},
		"G": {"input": {"required": {"x": ["COMFY_AUTOGROW_V3", {"template": {}}]}}, "output": [], "output_node": true, "schema": "v3"},
		"S": {"input": {"required": {"x": ["COMFY_DYNAMICSLOT_V3", {"slotType": "*", "inputs": {"required": {"y": ["INT"]}}}],
		      "g": ["COMFY_AUTOGROW_V3", {"template": {"input": {"optional": {"z": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": 1, "inputs": {"required": {"w": ["INT"]}}}]}]}}, "names": ["a", "b"], "min": 2}}]}}, "output": [], "output_node": true, "schema": "v3"},
		"P": {"input": {"required": {"pics": ["COMFY_AUTOGROW_V3", {"template": {"input": {"required": {"i": ["INT"]}}, "names": ["a", "b"], "min": 1}}]}}, "output": [], "output_node": true, "schema": "v3"},
		"K": {"input": {"required": {"x": ["INT", {"max": 5}]}, "hidden": {"h": "PROMPT"}}, "output": [], "output_node": true, "validator": {"kwargs": true}},
		"M": {"input": {"required": {"x": [["a", "b"], {"multiselect": true}]}}, "output": [], "output_node": true},
		"L": {"input": {}, "output": "IM"}, "I": {"input": {"required": {"x": ["I"]}}, "output": null, "output_node": true},
		"E": {"input": {}, "output": [], "output_node": true}, "Broken": {"input": {]}
	}`)
	one := func(class, inputs string) string {
		return `{"1": {"class_type": "` + class + `", "inputs": ` + inputs + `}}`
	}
	all := "prompt_outputs_failed_validation"
	for _, x := range []struct {
		prompt string
		want   []string
		open   int
	}{
		{one("T", `{"x": "a"}`), []string{all, "1 exception_during_validation/compare x"}, 0},
		{one("N", `{"x": 1}`), []string{all, "1 exception_during_validation/compare x"}, 0},
		{one("O", `{"x": "a"}`), []string{all, "1 exception_during_validation/options x"}, 0},
		{one("G", `{}`), []string{all, "1 exception_during_validation/template"}, 0},
		{one("G", `[]`), []string{all, "1 exception_during_validation/template"}, 0},
		{one("P", `"my pics"`), []string{all, "1 required_input_missing pics.a"}, 0},
		{one("P", `["pics.b"]`), []string{all, "1 exception_during_validation/inputs-kind pics.b"}, 0},
		{one("S", `{}`), nil, 0},
		{one("S", `{"x": 1}`), []string{all, "1 required_input_missing x.y"}, 0},
		{one("S", `{"x": 1, "x.y": 2, "g.a": 1, "g.c": 3, "g": 4}`), []string{all, "1 required_input_missing g.a.w"}, 0},
		{one("S", `{"g.a": true, "g.a.w": "5"}`), nil, 0},
		{one("K", `{"x": 9}`), nil, 1},
		{one("M", `{"x": {"__value__": ["a", "b"]}}`), nil, 0},
		{one("M", `{"x": {"__value__": ["a", "c"]}}`), []string{all, "1 value_not_in_list x"}, 0},
		{one("M", `{"x": "b"}`), nil, 0},
		{one("E", `null`), nil, 0},
		{`{"1": {"class_type": "L", "inputs": {}}, "2": {"class_type": "I", "inputs": {"x": ["1", 0]}}}`, nil, 0},
		{`{"1": {"class_type": "L", "inputs": {}}, "2": {"class_type": "I", "inputs": {"x": ["1", -1]}}}`, []string{all, "2 return_type_mismatch x"}, 0},
		{`{"1": {"class_type": "L", "inputs": {}}, "2": {"class_type": "I", "inputs": {"x": ["1", 2]}}}`, []string{all, "2 exception_during_validation/no-such-slot x"}, 0},
		{`{"1": {"class_type": "E", "inputs": {}}, "2": {"class_type": "Broken", "inputs": {"x": ["1", 0]}}}`, nil, 1},
	} {
		o := Validate(parse(t, x.prompt), c, Options{})
		if got := problems(o); !reflect.DeepEqual(got, x.want) || len(o.Open) != x.open {
			t.Errorf("%s\ngot  %q %v\nwant %q", x.prompt, got, o.Open, x.want)
		}
	}
}

func TestIncompleteCatalog(t *testing.T) {
	core := func(s string) *Outcome { return Validate(parse(t, s), nil, Options{}) }
	if o := core(saved()); o.Valid || !o.Uncertain || o.Error != TypeNone || len(o.Open) != 2 {
		t.Errorf("no catalog at all: %+v", o)
	}
	c := testCatalog(t)
	lenient := func(s string) *Outcome { return Validate(parse(t, s), c, Options{Lenient: true}) }
	// A class nobody knows takes any link and gives any type; what is above it
	// is still checked.
	o := lenient(`{"1": {"class_type": "Load", "inputs": {"image": "c.png", "n": 1}}, "2": {"class_type": "My", "inputs": {"z": ["1", 0]}}, "9": {"class_type": "Save", "inputs": {"images": ["2", 7], "name": "x"}}}`)
	if got := problems(o); len(got) != 2 || o.Uncertain || !strings.Contains(got[1], "value_not_in_list") {
		t.Errorf("above an unknown class: %q %v", got, o.Uncertain)
	}
	// An unknown class at the end may be an output that runs.
	o = lenient(`{"1": {"class_type": "My", "inputs": {}}, "9": {"class_type": "Save", "inputs": {"name": "x"}}}`)
	if !o.Uncertain || o.Valid {
		t.Errorf("an unknown output: %+v", o)
	}
	o = lenient(`{"1": {"class_type": "My", "inputs": {}}, "2": {"class_type": "Load", "inputs": {}}}`)
	if !o.Uncertain || o.Error != TypeNone {
		t.Errorf("possibly an output: %+v", o)
	}
}
