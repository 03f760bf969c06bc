package report

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/testdata/golden"
)

// The rules of the fixture: what a report needs of them, without a check.
var (
	ruleNode    = &rule.Rule{ID: "sample-node", Code: 803, Severity: rule.Error, Confidence: rule.Certain, Since: "0.1.0", Bad: rule.Example{Input: `{"nodeId":"99"}`}, Good: rule.Example{Input: `{"nodeId":"6"}`}}
	ruleValue   = &rule.Rule{ID: "sample-value", Code: 433, Alternatives: []code.Code{803}, Severity: rule.Warning, Confidence: rule.Likely, Comfy: "value_not_in_list", Fixable: true}
	ruleSyntax  = &rule.Rule{ID: "sample-syntax", Code: 500, Severity: rule.Error, Confidence: rule.Certain}
	ruleKey     = &rule.Rule{ID: "sample-key", Severity: rule.Warning, Confidence: rule.Possible, Secret: true}
	ruleHint    = &rule.Rule{ID: "sample-hint", Severity: rule.Note, Confidence: rule.Possible}
	ruleOff     = &rule.Rule{ID: "sample-off", Severity: rule.Off}
	sampleRules = []*rule.Rule{ruleHint, ruleKey, ruleNode, ruleOff, ruleSyntax, ruleValue, ruleValue}
)

const secretKey = "9f3c1e7ab04d4f6e8c25d1b7a3e60f94"

func parse(t testing.TB, name, src string) *jsondoc.Document {
	t.Helper()
	doc, err := jsondoc.Parse(name, []byte(src))
	if err == nil {
		return doc
	}
	var syntax *jsondoc.SyntaxError
	if !errors.As(err, &syntax) {
		t.Fatalf("Parse(%q) = %v", name, err)
	}
	return syntax.Document()
}

// on makes a finding at the first occurrence of text in a document.
func on(t testing.TB, doc *jsondoc.Document, r *rule.Rule, pointer, text, words string) rule.Finding {
	t.Helper()
	at := strings.Index(string(doc.Source()), text)
	if at < 0 {
		t.Fatalf("%q is not in %s", text, doc.Name())
	}
	sum := sha256.Sum256([]byte(text))
	return rule.Finding{Rule: r, Severity: r.Severity, Code: r.Code, Alternatives: r.Alternatives, Confidence: r.Confidence, Comfy: r.Comfy,
		Message: words, Pointer: pointer, Start: doc.Position(at), End: doc.Position(at + len(text)), Value: [8]byte(sum[:8])}
}

// fixture is a run over several files: everything a format has to cope with.
func fixture(t testing.TB, l message.Lang) ([]rules.Result, Closing) {
	t.Helper()
	say := func(en, zh string) string {
		if l == message.Chinese {
			return zh
		}
		return en
	}
	var out []rules.Result

	// A request that is rejected, with an API key on a marked line.
	doc := parse(t, "requests/hair.json", "{\n  \"apiKey\": \""+secretKey+"\",\n  \"workflowId\": \"1904136902449209346\",\n  \"nodeInfoList\": [\n    {\"nodeId\": \"99\", \"fieldName\": \"text\", \"fieldValue\": \"a cat\"},\n\t{\"nodeId\": \"6\",\t\"fieldName\": \"Text\", \"fieldValue\": \"two\"}\n  ]\n}\n")
	node := on(t, doc, ruleNode, "/nodeInfoList/0/nodeId", `"99"`, say(`node "99" is not in the workflow`, `工作流中没有节点“99”`))
	node.Node, node.Input = "99", "text"
	node.Suggestions = []string{"6"}
	node.Advice = say("use one of the workflow's nodes: 3, 6, 9", "请使用工作流中的节点：3、6、9")
	node.Related = []rule.Related{{Message: "not redacted by a check: " + secretKey}}
	node.Msg = "NODE_INFO_MISMATCH(nodeId=99, fieldName=text, reason=node_not_found_in_workflow)"
	field := on(t, doc, ruleValue, "/nodeInfoList/1/fieldName", `"Text"`, say(`node "6" has no field "Text"`, `节点“6”没有字段“Text”`))
	field.Fix = &rule.Fix{Edits: []rule.Edit{{Start: field.Start.Offset, End: field.End.Offset, New: `"text"`}}}
	field.Related = []rule.Related{{Start: doc.Position(strings.Index(string(doc.Source()), `"nodeId": "6"`)), End: doc.Position(strings.Index(string(doc.Source()), `"nodeId": "6"`) + 13), Message: say("the node is named here", "节点写在这里")}}
	key := on(t, doc, ruleKey, "/apiKey", `"`+secretKey+`"`, say("this looks like a real API key", "这看起来是真实的 API Key"))
	key.Fix = &rule.Fix{Edits: []rule.Edit{{Start: key.Start.Offset, End: key.End.Offset, New: `""`}}}
	list := on(t, doc, ruleHint, "/nodeInfoList", string(doc.At("/nodeInfoList").Raw()), say("the list is given twice", "列表给出了两次"))
	out = append(out, rules.Result{Path: "./requests/hair.json", Index: -1, Endpoint: endpoint.Create, Document: doc,
		Verdict:  rules.Verdict{Outcome: rules.Rejected, Code: 803, Confidence: rule.Certain, Alternatives: []code.Code{301}, Msg: node.Msg},
		Findings: []rule.Finding{key, list, node, field}})

	// Wide characters, emoji, combining marks, control characters in a path.
	doc = parse(t, "wide.json", "{\"提示词\": \"一只👩\u200d👩\u200d👧猫e\u0301\", \"宽度\": \"大\", \"x\": 1}")
	wide := on(t, doc, ruleNode, "/宽度", `"大"`, say("want a number, not \"大\x1b[2J\"", "应为数字，而不是“大\x1b[2J”"))
	wide.Suggestions = []string{"512", "\u202e1024"}
	out = append(out, rules.Result{Path: "wide \x1b[31m,%:dir/宽.json", Index: -1, Endpoint: endpoint.Prompt, Document: doc,
		Verdict:  rules.Verdict{Outcome: rules.Partial, Confidence: rule.Likely},
		Findings: []rule.Finding{wide}, Outputs: []string{"9", "12"}})

	// A line as long as the file.
	doc = parse(t, "long.json", `{"text":"`+strings.Repeat("好的 ", 3000)+`","seed":-1,"more":"`+strings.Repeat("y", 5000)+`"}`)
	out = append(out, rules.Result{Path: "long.json", Index: -1, Document: doc, Verdict: rules.Verdict{Outcome: rules.Rejected, Code: 433, Confidence: rule.Likely},
		Findings: []rule.Finding{on(t, doc, ruleValue, "/seed", "-1", say("the seed is below 0", "种子小于 0"))}})

	// A stream: one accepted, one about which nothing can be said.
	for i, v := range []rules.Verdict{{Outcome: rules.Accepted, Confidence: rule.Certain}, {Outcome: rules.Unknown}} {
		r := rules.Result{Path: "batch.jsonl", Index: i, Endpoint: endpoint.AIAppRun, Verdict: v, Outputs: []string{}}
		if v.Outcome == rules.Unknown {
			r.Outputs = nil
			r.Unchecked = []rule.Unchecked{
				{Code: 803, Reason: say("no definition of app 7 is at hand", "没有应用 7 的定义"), Remedy: "payloadlint fetch app 7"},
				{Code: 433, Reason: say("no node definitions", "没有节点定义")},
			}
		}
		out = append(out, r)
	}

	// Not JSON.
	doc = parse(t, "broken.json", "{\n  'apiKey': 1\n}\n")
	broken := on(t, doc, ruleSyntax, "", "'", say("JSON wants double quotes", "JSON 要用双引号"))
	out = append(out, rules.Result{Path: "broken.json", Index: -1, Document: doc, Verdict: rules.Verdict{Outcome: rules.Rejected, Code: 500, Confidence: rule.Certain}, Findings: []rule.Finding{broken}})

	return out, Closing{Failures: []Failure{{"gone.json", say("there is no such file", "文件不存在")}}, Suppressed: 1, Baselined: 2}
}

func options(l message.Lang) Options {
	return Options{Lang: l, Width: 80, Version: "1.2.3", Rules: sampleRules}
}

// names lists the formats of a table that need no argument.
func names(t table) []string {
	var out []string
	for _, r := range t {
		if !strings.HasSuffix(r.name, "=") {
			out = append(out, r.name)
		}
	}
	return out
}

// render runs a format over results.
func render(t testing.TB, format string, o Options, results []rules.Result, c Closing) string {
	t.Helper()
	w, err := New(format, o)
	if err != nil {
		t.Fatalf("New(%q) = %v", format, err)
	}
	return renderTo(t, w, results, c)
}

func renderTo(t testing.TB, w *Writer, results []rules.Result, c Closing) string {
	t.Helper()
	var b bytes.Buffer
	if err := w.Begin(&b); err != nil {
		t.Fatal(err)
	}
	for i := range results {
		if err := w.Document(&results[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	golden.Equal(t, filepath.Join("testdata", name+".golden"), []byte(got))
}
