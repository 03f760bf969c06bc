package rules_test

import (
	"context"
	"fmt"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// A request is checked against its workflow: bytes in, findings and the
// predicted answer out.
func Example() {
	graph := []byte(`{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}}}`)
	body := []byte(`{
  "apiKey": "${RUNNINGHUB_API_KEY}",
  "workflowId": "1904136902449209346",
  "nodeInfoList": [
    {"nodeId": "6", "fieldName": "prompt", "fieldValue": "a dog"}
  ]
}`)
	definition, err := workflow.Read("workflow.json", graph)
	if err != nil {
		fmt.Println(err)
		return
	}
	checker, err := rules.New(rules.Options{Definition: definition})
	if err != nil {
		fmt.Println(err)
		return
	}
	results, err := checker.Check(context.Background(), "req.json", body)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range results {
		fmt.Println(r.Verdict.Outcome, r.Verdict.Code, r.Verdict.Msg)
		for _, f := range r.Findings {
			if f.Code != 0 && f.Code == r.Verdict.Code {
				fmt.Printf("%d:%d %s: did you mean %s?\n", f.Start.Line, f.Start.Column, f.Rule.ID, f.Suggestions)
			}
		}
	}
	// Output:
	// rejected 803 NODE_INFO_MISMATCH(nodeId=6, fieldName=prompt, reason=field_not_found_in_node_inputs)
	// 5:34 nodeinfo-field: did you mean [text]?
}

// A long stream is checked line by line.
func ExampleChecker_Stream() {
	checker, err := rules.New(rules.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	lines := []string{`{"apiKey": "${KEY}", "taskId": "1904136902449209346"}`, `{"apiKey": "${KEY}", "taskId": "0"}`}
	for r, err := range checker.Stream(context.Background(), "status.jsonl", reader(lines)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(r.Index, r.Endpoint, r.Verdict.Outcome, r.Verdict.Code)
	}
	// Output:
	// 0 status accepted 0
	// 1 status rejected 301
}

// A rule of one's own is a rule.Family in Options.Families: here, that nobody
// asks for the machine that costs three times as much.
func ExampleOptions_families() {
	noUltra := &rule.Rule{
		ID: "no-ultra", Severity: rule.Error, Confidence: rule.Certain, Stage: rule.StageParams,
		Words: map[message.Lang]map[string]string{
			message.English: {"title": "no ultra", "message": "{value} costs three times as much", "fix": "use plus"},
		},
	}
	house := rule.Family{Rules: []*rule.Rule{noUltra}, Check: func(p *rule.Pass) {
		if v := p.Root.Get("instanceType"); v.EqualText("ultra") {
			p.Report(noUltra, v, rule.Details{Args: message.Args{"value": v.Text()}, Suggestions: []string{"plus"}})
		}
	}}
	checker, err := rules.New(rules.Options{Families: []rule.Family{house}})
	if err != nil {
		fmt.Println(err)
		return
	}
	body := []byte(`{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "instanceType": "ultra"}`)
	results, err := checker.Check(context.Background(), "req.json", body)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range results[0].Findings {
		if f.Rule == noUltra {
			fmt.Printf("%d:%d %s: %s (%s)\n", f.Start.Line, f.Start.Column, f.Rule.ID, f.Message, f.Advice)
		}
	}
	// Output:
	// 1:75 no-ultra: ultra costs three times as much (use plus)
}
