package mirror

import (
	"fmt"
	"testing"

	"github.com/payloadlint/payloadlint/schema/nodes"
)

// TestRows: the rows of a dynamic group. Source: "Changes since v0.26.0" (a, b).
func TestRows(t *testing.T) {
	c, err := nodes.Read("nodes.json", []byte(`{
 "Stack": {"input": {"required": {
    "loras": ["COMFY_DYNAMICGROUP_V3", {"min": 1, "max": 3, "template": {
      "required": {"name": ["COMBO", {"options": ["a", "b"]}], "how": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": "x", "inputs": {"required": {"n": ["INT", {"max": 2}]}}}]}]},
      "optional": {"strength": ["FLOAT", {"max": 2}]}}}],
    "remote": ["COMBO", {"remote_combo": {"route": "/x"}}]
 }}, "output": [], "output_node": true, "python_module": "nodes"}}`))
	if err != nil {
		t.Fatal(err)
	}
	for inputs, want := range map[string]string{
		`"loras.0.name": "a"`: "",
		`"loras.0.name": "a", "loras.2.name": "b", "loras.2.strength": 1, "loras": 7`: "",
		`"loras.0.name": "c"`:     "value_not_in_list loras.0.name ",
		`"loras.0.strength": 1`:   "required_input_missing loras.0.name ",
		`"loras.1.name": ["9",0]`: "exception_during_validation loras.1.name no-such-node",
		`"loras.0.name": "a", "loras.0.how": "x", "loras.0.how.n": 3`: "value_bigger_than_max loras.0.how.n ",
		`"loras": 7`: "invalid_dynamic_input loras few-rows",
		`"loras.3.name": "a", "loras.0.name": "c"`:  "invalid_dynamic_input loras.3.name row-index",
		`"loras.00.name": "a", "loras.0.name": "a"`: "invalid_dynamic_input loras.00.name row-index",
		`"loras.-1.name": "a", "loras.0.name": "a"`: "invalid_dynamic_input loras.-1.name row-index",
		`"loras.x": "a", "loras.0.name": "a"`:       "invalid_dynamic_input loras.x row-index",
		`"loras.0": "a", "loras.1.name": "a"`:       "invalid_dynamic_input loras.0 row-field",
		`"loras.0.nam": "a", "loras.1.name": "a"`:   "invalid_dynamic_input loras.0.nam row-field",
	} {
		o := Validate(parse(t, `{"1": {"class_type": "Stack", "inputs": {"remote": "anything", `+inputs+`}}}`), c, Options{})
		got := ""
		for _, p := range o.Problems {
			if p.Node != "" {
				got += fmt.Sprintf("%s %s %s", p.Type, p.Culprit, p.Cause)
			}
		}
		if got != want || len(o.Hints)+len(o.Open) > 0 {
			t.Errorf("%s: %q, want %q, hints %v, open %v", inputs, got, want, o.Hints, o.Open)
		}
	}
}

// TestReplacedWithoutMeta: later releases replace a node that has no _meta.
// Source: "Changes since v0.26.0" (f).
func TestReplacedWithoutMeta(t *testing.T) {
	prompt := parse(t, `{"1": {"class_type": "T2IAdapterLoader", "inputs": {"t2i_adapter_name": "x"}}, "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}}`)
	for version, want := range map[Version]Type{{}: TypeHTTP500, {0, 26, 0}: TypeHTTP500, {0, 45, 2}: TypeNone} {
		if o := Validate(prompt, nodes.Core(), Options{Version: version, Server: true}); o.Error != want {
			t.Errorf("%s: %s, want %s", version, o.Error, want)
		}
	}
}
