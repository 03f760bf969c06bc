package prompt

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/model"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// testNodes are a few small classes.
var testNodes = sync.OnceValue(func() string {
	text, err := os.ReadFile("../mirror/testdata/nodes.json")
	if err != nil {
		panic(err)
	}
	return string(text)
})

func catalog(t testing.TB, text string) *nodes.Catalog {
	t.Helper()
	c, err := nodes.Read("object_info.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const twoOutputs = `{
 "1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}},
 "2": {"class_type": "Grow", "inputs": {"image": ["1", 0], "by": 1.0, "on": true, "size": 2}},
 "3": {"class_type": "Save", "inputs": {"images": ["2", 0], "name": "x"}},
 "4": {"class_type": "Mode", "inputs": {"m": "plain"}},
 "5": {"class_type": "Save", "inputs": {"images": ["4", 0], "name": "y"}},
 "6": {"class_type": "Load", "inputs": {"image": "a.png", "n": 2}},
 "7": {"class_type": "Custom", "inputs": {"a": 1}}
}`

// request is the outcome of a request in short: findings as
// rule@pointer, outputs, what is unchecked.
func request(t *testing.T, definition, items string, change func(*rule.Pass)) (found []string, outputs string, unchecked int, partial bool) {
	t.Helper()
	p := pass(t, endpoint.Create, `{"workflowId": "1", "nodeInfoList": [`+items+`]}`, definition, catalog(t, testNodes()))
	if change != nil {
		change(p)
	}
	check(p)
	findings, open, out := p.Results()
	for _, f := range findings {
		found = append(found, fmt.Sprintf("%s %s@%s %s %d", f.Severity, strings.TrimPrefix(f.Rule.ID, "prompt-"), strings.TrimPrefix(f.Pointer, "/nodeInfoList"), f.Confidence, f.Code))
	}
	return found, strings.Join(out, " "), len(open), p.Partial()
}

func set(node, field, value string) string {
	return fmt.Sprintf(`{"nodeId": %q, "fieldName": %q, "fieldValue": %s}`, node, field, value)
}

func TestRequest(t *testing.T) {
	known := strings.Replace(twoOutputs, `,
 "7": {"class_type": "Custom", "inputs": {"a": 1}}`, "", 1)
	one := `{
 "1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}},
 "2": {"class_type": "Grow", "inputs": {"image": ["1", 0], "by": 1.0, "levels": 3}},
 "3": {"class_type": "Save", "inputs": {"images": ["2", 0], "name": "x"}}
}`
	drift := `{
 "1": {"class_type": "Load", "inputs": {"image": "gone.png"}},
 "2": {"class_type": "Grow", "inputs": {"image": ["1", 0], "by": 1.0}},
 "3": {"class_type": "Save", "inputs": {"images": ["2", 0], "name": "x"}}
}`
	beyond := `{
 "1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 99}},
 "3": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}
}`
	for _, c := range []struct {
		name, definition, items string
		want                    []string
		outputs                 string
		unchecked               int
		partial                 bool
	}{
		{"nothing overridden", known, "", nil, "3 5", 0, false},
		{"a legal value", known, set("2", "by", "0.5"), nil, "3 5", 0, false},
		{"text for a number is the official habit", known, set("2", "by", `"0.5"`), nil, "3 5", 0, false},
		{"too big, other outputs run", known, set("2", "by", "3"), []string{"error value-bigger-than-max@/0/fieldValue likely 0"}, "5", 0, true},
		{"too big, nothing runs", one, set("2", "by", `"3"`),
			[]string{"error outputs-failed-validation@ likely 433", "error value-bigger-than-max@/0/fieldValue likely 433"}, "", 0, false},
		{"not a number", one, set("1", "n", `"1.5"`),
			[]string{"error outputs-failed-validation@ likely 433", "error invalid-input-type@/0/fieldValue likely 433"}, "", 0, false},
		{"the second item is at fault", known, set("1", "n", "3") + "," + set("1", "image", `"c.png"`),
			[]string{"error value-not-in-list@/1/fieldValue likely 0"}, "5", 0, true},
		{"a later override of the same field counts", known, set("2", "by", "3") + "," + set("2", "by", "1"), nil, "3 5", 0, false},
		{"a number's text among numbers may be converted on the way", one, set("2", "levels", `"4"`), nil, "3", 0, false},
		{"a link to a node that is not there", one, set("2", "image", `["9", 0]`),
			[]string{"error outputs-failed-validation@ likely 433", "error exception-during-inner-validation@/0/fieldValue likely 433"}, "", 0, false},
		{"a link that makes a cycle", one, set("2", "image", `["2", 0]`),
			[]string{"error outputs-failed-validation@ likely 433", "error dependency-cycle@/0/fieldValue certain 433"}, "", 0, false},
		{"a link of the wrong type", one, set("2", "image", `["1", 1]`),
			[]string{"error outputs-failed-validation@ likely 433", "error return-type-mismatch@/0/fieldValue likely 433"}, "", 0, false},
		{"a literal cuts a link", one, set("2", "image", `"x.png"`), []string{"warning literal-link@/0/fieldValue likely 805"}, "3", 0, false},
		{"an option that asks for more", known, set("4", "m", `"sized"`),
			[]string{"error required-input-missing@/0/fieldValue likely 0"}, "3", 0, true},
		{"false in quotes", known, set("2", "on", `"false"`), []string{"warning boolean-text@/0/fieldValue likely 0"}, "3 5", 0, false},
		{"a fraction", known, set("1", "n", "7.9"), []string{"warning truncated@/0/fieldValue certain 0"}, "3 5", 0, false},
		{"a node that nothing needs", known, set("6", "n", "77"), []string{"warning unreachable@/0/fieldValue certain 0"}, "3 5", 0, false},
		{"a field or node that is not there is the business of 803", known, set("2", "bye", "3") + "," + set("99", "by", "3"), nil, "3 5", 0, false},
		{"a placeholder stands for any value, which is then unchecked", known, set("1", "n", `"${N}"`), nil, "3 5", 1, false},
		{"any text is a STRING", known, set("3", "name", `"${N}"`), nil, "3 5", 0, false},
		{"an unknown class touched is unchecked", twoOutputs, set("7", "a", "2"), nil, "", 1, false},
		{"an unknown class elsewhere is not the request's business", twoOutputs, set("1", "n", "2"), nil, "", 0, false},
		{"drift is a note", drift, set("2", "by", "0.5"), []string{"note drift@ possible 0"}, "3", 0, false},
		{"drift and a fault of its own", drift, set("2", "by", "5"),
			[]string{"error outputs-failed-validation@ likely 433", "error value-bigger-than-max@/0/fieldValue likely 433", "note drift@ possible 0"}, "", 0, false},
		{"an override may fix drift", drift, set("1", "image", `"b.png"`), []string{"note drift@ possible 0"}, "3", 0, false},
		{"a place that the request changes is not drift", beyond, set("1", "n", "98"),
			[]string{"error outputs-failed-validation@ likely 433", "error value-bigger-than-max@/0/fieldValue likely 433"}, "", 0, false},
		{"a place that the request mends is not drift", beyond, set("1", "n", "2"), nil, "3", 0, false},
		{"a place whose value the request repeats is", beyond, set("1", "n", `"99"`), []string{"note drift@ possible 0"}, "3", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, outputs, unchecked, partial := request(t, c.definition, c.items, nil)
			if !reflect.DeepEqual(found, c.want) || outputs != c.outputs || unchecked != c.unchecked || partial != c.partial {
				t.Errorf("got  %q outputs %q unchecked %d partial %v\nwant %q outputs %q unchecked %d partial %v",
					found, outputs, unchecked, partial, c.want, c.outputs, c.unchecked, c.partial)
			}
		})
	}
}

// With the definitions of the very server there is no drift: its verdict
// counts, and an override may fix what the definition lacks.
func TestRequestSameServer(t *testing.T) {
	drift := `{
 "1": {"class_type": "Load", "inputs": {"image": "gone.png", "n": 1}},
 "3": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}
}`
	same := func(p *rule.Pass) { p.Settings.SameServer = true }
	found, outputs, _, _ := request(t, drift, set("1", "n", "2"), same)
	want := []string{"error outputs-failed-validation@ certain 433", "error value-not-in-list@/0/fieldValue certain 433"}
	if !reflect.DeepEqual(found, want) || outputs != "" {
		t.Errorf("got %q outputs %q", found, outputs)
	}
	found, outputs, _, _ = request(t, drift, set("1", "image", `"b.png"`), same)
	if found != nil || outputs != "3" {
		t.Errorf("fixed: got %q outputs %q", found, outputs)
	}
}

// The text in `workflow` is judged as it is, and findings point into it; the list
// beside it changes nothing in it. Source: runninghub-api.md §7.2.
func TestRequestWorkflowText(t *testing.T) {
	text := `{"workflow": "{\"1\": {\"class_type\": \"Load\", \"inputs\": {\"image\": \"c.png\", \"n\": 1}}, \"2\": {\"class_type\": \"Save\", \"inputs\": {\"images\": [\"1\", 0], \"name\": \"x\"}}}", "nodeInfoList": [` + set("1", "n", "50") + `]}`
	p := pass(t, endpoint.Create, text, "", catalog(t, testNodes()))
	check(p)
	var got []string
	findings, _, _ := p.Results()
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s %s %d", f.Rule.Comfy, f.Pointer, f.Start.Column))
	}
	want := []string{
		fmt.Sprintf("prompt_outputs_failed_validation /workflow %d", strings.Index(text, `{\"1`)+1),
		fmt.Sprintf("value_not_in_list /workflow %d", strings.Index(text, `\"c.png`)+1),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestRequestWithoutGraph(t *testing.T) {
	p := pass(t, endpoint.Create, `{"workflowId": "1"}`, "", nil)
	check(p)
	if findings, open, _ := p.Results(); len(findings) != 0 || len(open) != 1 || open[0].Code != 433 {
		t.Errorf("no definition: %v %v", findings, open)
	}
	p = pass(t, endpoint.AIAppRun, `{"webappId": "1"}`, `{"code":0,"data":{"nodeInfoList":[{"nodeId":"1","nodeName":"Load","fieldName":"n","fieldValue":"1","fieldType":"INT"}]}}`, nil)
	check(p)
	if findings, open, _ := p.Results(); len(findings) != 0 || len(open) != 1 || open[0].Code != 433 {
		t.Errorf("an app: %v %v", findings, open)
	}
	p = pass(t, endpoint.Status, `{"taskId": "1"}`, "", nil)
	check(p)
	if findings, open, _ := p.Results(); len(findings)+len(open) != 0 {
		t.Errorf("status: %v %v", findings, open)
	}
}

// An override can make ComfyUI's own validation stumble: the error is the
// node's, the input named is that of the node it feeds.
func TestRequestRaises(t *testing.T) {
	c := catalog(t, `{"B": {"input": {"required": {"x": ["ANY", {"min": 0}], "y": ["COMBO", {"options": ["a"]}]}}, "output": ["IMAGE"]},
		"Tripo": {"input": {"required": {"id": ["A,B"], "n": ["INT"]}}, "output": ["IMAGE"], "validator": {"args": ["input_types"], "required": ["input_types"], "input_types": true, "body": {"kind": "link-type", "input": "id", "types": ["A"]}}},
		"Save": {"input": {"required": {"images": ["IMAGE"]}, "optional": {"z": ["ANY", {"max": 1}]}}, "output": [], "output_node": true}}`)
	run := func(definition, items string) (got []string) {
		p := pass(t, endpoint.Create, `{"workflowId": "1", "nodeInfoList": [`+items+`]}`, definition, c)
		check(p)
		findings, _, _ := p.Results()
		for _, f := range findings {
			got = append(got, fmt.Sprintf("%s %s %s %s", f.Rule.Comfy, f.Node, f.Input, f.Pointer))
		}
		return got
	}
	graph := `{"1": {"class_type": "B", "inputs": {"x": 1, "y": "a"}}, "2": {"class_type": "Save", "inputs": {"images": ["1", 0], "z": 1}}}`
	want := []string{"prompt_outputs_failed_validation   /nodeInfoList", "exception_during_inner_validation 1 images /nodeInfoList/0/fieldValue"}
	if got := run(graph, set("1", "x", `"text"`)); !reflect.DeepEqual(got, want) {
		t.Errorf("inner: %q", got)
	}
	want[1] = "exception_during_validation 2  /nodeInfoList/0/fieldValue"
	if got := run(graph, set("2", "z", `"text"`)); !reflect.DeepEqual(got, want) {
		t.Errorf("output: %q", got)
	}
	// A node that raised in the definition may be fixed, or stumble over
	// something else.
	broken := strings.Replace(graph, `"x": 1`, `"x": "text"`, 1)
	if got := run(broken, set("1", "x", "5")); got != nil {
		t.Errorf("fixed: %q", got)
	}
	if got := run(broken, set("2", "z", "0")); len(got) != 1 || !strings.HasSuffix(got[0], "/nodeInfoList") {
		t.Errorf("left alone: %q", got)
	}
	// What an unknown node gives may have the type that a validator wants.
	unknown := `{"1": {"class_type": "Mine", "inputs": {}}, "2": {"class_type": "Tripo", "inputs": {"id": ["1", 0], "n": 1}}, "3": {"class_type": "Save", "inputs": {"images": ["2", 0]}}}`
	if got := run(unknown, set("2", "n", "2")); got != nil {
		t.Errorf("unknown source: %q", got)
	}
	known := strings.Replace(unknown, `"Mine", "inputs": {}`, `"B", "inputs": {"x": 1, "y": "a"}`, 1)
	if got := run(known, set("2", "n", "2")); len(got) != 1 {
		t.Errorf("known source: drift only: %q", got)
	}
}

// With many overrides the lookups are indexed; the answers stay the same.
func TestManyOverrides(t *testing.T) {
	var nodes, items []string
	for i := range 40 {
		nodes = append(nodes, fmt.Sprintf(`"%d": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}, "s%d": {"class_type": "Save", "inputs": {"images": ["%d", 0], "name": ""}}`, i, i, i))
		items = append(items, set(fmt.Sprint(i), "n", fmt.Sprint(i)))
	}
	items = append(items, set("39", "n", "3"))
	found, outputs, _, partial := request(t, "{"+strings.Join(nodes, ", ")+"}", strings.Join(items, ", "), nil)
	if len(found) != 29 || !partial || len(strings.Fields(outputs)) != 11 || found[0] != "error value-bigger-than-max@/10/fieldValue likely 0" {
		t.Errorf("%d findings, outputs %q: %q", len(found), outputs, found)
	}
}

// Numbers offered as choices: their text may be converted on the way.
func TestNumberChoices(t *testing.T) {
	definition := `{"1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}, "2": {"class_type": "Grow", "inputs": {"image": ["1", 0], "by": 1, "size": 2}}, "3": {"class_type": "Save", "inputs": {"images": ["2", 0], "name": ""}}}`
	found, _, _, _ := request(t, definition, set("2", "size", `"4"`), nil)
	if want := []string{"warning value-not-in-list@/0/fieldValue possible 433"}; !reflect.DeepEqual(found, want) {
		t.Errorf("%q", found)
	}
	found, _, _, _ = request(t, definition, set("2", "size", `4`), nil)
	if found != nil {
		t.Errorf("%q", found)
	}
}

// Requests against one definition may be checked at the same time.
func TestConcurrentRequests(t *testing.T) {
	c := catalog(t, testNodes())
	first := pass(t, endpoint.Create, `{"nodeInfoList": []}`, twoOutputs, c)
	var wg sync.WaitGroup
	for k := range 8 {
		root := parse(t, `{"nodeInfoList": [`+set("2", "by", fmt.Sprint(k))+`]}`)
		wg.Go(func() {
			for range 20 {
				p := model.Read(first.Settings, model.Input{
					Root: root, Endpoint: first.Endpoint, Catalog: c, Find: func(string) (*workflow.Definition, bool) { return first.Definition, false },
				}).NewPass(first.Context, first.Settings)
				check(p)
				if findings, _, _ := p.Results(); (len(findings) > 0) != (k > 2) {
					t.Errorf("%d: %v", k, findings)
				}
			}
		})
	}
	wg.Wait()
}
