package mirror

import (
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/nodes"
)

// loopNodes are the classes of loops as a server of today gives them.
const loopNodes = `{
 "StartLoop": {"input": {"optional": {"initial": ["*"]}}, "output": ["*", "INT"], "output_node": false, "python_module": "comfy_extras.nodes_loop", "price_badge": null},
 "EndLoop": {"input": {"optional": {"value": ["*"], "more": ["*"], "accumulate": ["BOOLEAN"], "until": ["*"]}}, "output": ["*"], "output_node": false, "python_module": "comfy_extras.nodes_loop", "price_badge": null},
 "Body": {"input": {"optional": {"a": ["*"], "b": ["*"]}}, "output": ["*"], "output_node": false, "python_module": "nodes"},
 "Mine": {"input": {"optional": {"a": ["*"]}}, "output": ["*"], "output_node": false, "python_module": "custom_nodes.mine", "price_badge": null},
 "Out": {"input": {"required": {"a": ["*"]}}, "output": ["*"], "output_node": true, "python_module": "nodes"}
}`

// looped writes a graph: each word is CLASS:ID or CLASS:ID=INPUT<SOURCE,….
func looped(t *testing.T, text string) string {
	t.Helper()
	var out []string
	for word := range strings.FieldsSeq(text) {
		head, links, _ := strings.Cut(word, "=")
		class, id, _ := strings.Cut(head, ":")
		var inputs []string
		for l := range strings.SplitSeq(links, ",") {
			if name, src, ok := strings.Cut(l, "<"); ok {
				inputs = append(inputs, fmt.Sprintf(`%q: [%q, 0]`, name, src))
			}
		}
		out = append(out, fmt.Sprintf(`%q: {"class_type": %q, "inputs": {%s}}`, id, map[string]string{"S": "StartLoop", "E": "EndLoop", "B": "Body", "O": "Out", "M": "Mine"}[class], strings.Join(inputs, ", ")))
	}
	return "{" + strings.Join(out, ", ") + "}"
}

func TestLoops(t *testing.T) {
	c, err := nodes.Read("nodes.json", []byte(loopNodes))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, graph, want, outputs string }{
		{"one loop", `S:s B:b=a<s E:e=value<b O:o=a<e`, "", "o"},
		{"branches that meet at the end", `S:s B:l=a<s B:r=a<s E:e=value<l,more<r O:o=a<e`, "", "o"},
		{"what comes in from outside", `B:x S:s B:b=a<s,b<x E:e=value<b,accumulate<x O:o=a<e`, "", "o"},
		{"a loop in a loop", `S:s S:i=initial<s B:b=a<s,b<i E:ie=value<b B:c=a<s,b<ie E:e=value<c O:o=a<e`, "", "o"},
		{"two loops in a loop, one after the other", `S:s S:i=initial<s B:b=a<i E:ie=value<b S:j=initial<ie B:c=a<s,b<j E:je=value<c E:e=value<je O:o=a<e`, "", "o"},
		{"two loops", `S:s E:e=value<s O:o=a<e S:t E:f=value<t O:p=a<f`, "", "o p"},
		{"a start that no output needs", `S:s E:e=value<s O:o=a<e S:u`, "", "o"},
		{"an end behind its output", `S:s B:b=a<s O:o=a<b E:e=value<b,until<o`, "", "o"},
		{"no start", `B:x E:e=value<x O:o=a<e`, "loop_end_without_start: e", ""},
		{"no end", `S:s O:o=a<s`, "loop_start_without_end: s", ""},
		{"no ends", `S:s S:t B:b=a<s,b<t O:o=a<b`, "loop_start_without_end: s, t", ""},
		{"two starts side by side", `S:s S:t B:b=a<s,b<t E:e=value<b O:o=a<e`, "ambiguous_loop_nesting: e, s, t", ""},
		{"two ends", `S:s B:b=a<s E:e=value<b E:f=value<b O:o=a<e O:p=a<f`, "loop_escape: e, f, s", ""},
		{"past the end", `S:s B:b=a<s E:e=value<b B:c=a<e,b<b O:o=a<c`, "loop_escape: e, o, s", ""},
		{"from the inner loop to the outer end", `S:s S:i=initial<s B:b=a<i E:ie=value<b E:e=value<ie,more<b O:o=a<e`, "loop_escape: e, i, ie", ""},
		{"an end too many", `S:s E:e=value<s E:f=value<e O:o=a<f`, "loop_end_without_start: f", ""},
		{"steered by its own loop", `S:s B:b=a<s B:c=a<b E:e=value<b,accumulate<c O:o=a<e`, "loop_accumulate_from_body: c, e, s", ""},
		{"steered by its start", `S:s E:e=value<s,accumulate<s O:o=a<e`, "loop_accumulate_from_body: e, s", ""},
		{"another output runs", `S:s S:t B:b=a<s,b<t E:e=value<b O:o=a<e B:x O:p=a<x`, "ambiguous_loop_nesting: e, s, t", "p"},
		{"two broken loops", `S:s O:o=a<s S:t O:p=a<t S:u E:v=value<u O:q=a<v`, "loop_start_without_end: s, t", "q"},
		{"a class that may be a boundary", `S:s M:m=a<s O:o=a<m`, "", "o"},
	} {
		got, outputs := "", Validate(parse(t, looped(t, tc.graph)), c, Options{})
		for _, p := range outputs.Problems {
			if p.Type == TypeCustom && p.Input == LoopInput && !strings.Contains(got, string(p.Cause)) {
				got += string(p.Cause) + ": " + p.Text
			}
		}
		if ids := strings.Join(outputs.Outputs, " "); got != tc.want || ids != tc.outputs {
			t.Errorf("%s: %q, outputs %q", tc.name, got, ids)
		}
	}
	old := Validate(parse(t, looped(t, `S:s O:o=a<s`)), c, Options{Version: Version{0, 26, 0}})
	if !old.Valid {
		t.Error("an old release checks loops")
	}
}

// TestValidatorArguments: what a validator that fails leaves, by the release.
// Source: "Changes since v0.26.0" (e).
func TestValidatorArguments(t *testing.T) {
	c, err := nodes.Read("nodes.json", []byte(`{
 "Quiet": {"input": {"required": {"n": ["INT"]}, "optional": {"x": ["INT"]}}, "output": [], "output_node": true, "python_module": "nodes",
   "validator": {"args": ["x"], "body": {"kind": "non-zero", "inputs": ["n"]}}},
 "Parent": {"input": {"required": {"mode": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": "a", "inputs": {"required": {"n": ["INT"]}}}]}]}}, "output": [], "output_node": true,
   "python_module": "nodes", "price_badge": null, "validator": {"args": ["mode"], "body": {"kind": "non-zero", "inputs": ["mode.n"]}}}
}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ node, old, now string }{
		{`{"class_type": "Quiet", "inputs": {"n": 0}}`, "", "custom_validation_failed/"},
		{`{"class_type": "Quiet", "inputs": {"n": 0, "x": 1}}`, "custom_validation_failed/x", "custom_validation_failed/x"},
		{`{"class_type": "Quiet", "inputs": {"n": 1}}`, "", ""},
		{`{"class_type": "Parent", "inputs": {"mode": "a", "mode.n": 0}}`, "custom_validation_failed/mode", "custom_validation_failed/mode.n custom_validation_failed/mode"},
	} {
		for version, want := range map[Version]string{{}: tc.old, {0, 45, 2}: tc.now} {
			var got []string
			for _, p := range Validate(parse(t, `{"1": `+tc.node+`}`), c, Options{Version: version}).Problems {
				if p.Type == TypeCustom {
					got = append(got, string(p.Type)+"/"+p.Input)
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s in %s: %q, want %q", tc.node, version, got, want)
			}
		}
	}
}
