package request

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/syntax"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

var workflowObject = &rule.Rule{
	ID: "workflow-type", Code: 301, Alternatives: []code.Code{500}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Fixable: true,
	Source: "runninghub-api.md §2.1: a string that holds the API-format JSON",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "workflow": {"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}}}}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "workflow": "{\"1\": {\"class_type\": \"LoadImage\", \"inputs\": {\"image\": \"a.png\"}}}"}`, Endpoint: endpoint.Create},
}

var workflowFormat = &rule.Rule{
	ID: "workflow-format", Code: 433, Alternatives: []code.Code{301, 500}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StagePrompt, Since: since,
	Source: "runninghub-api.md §2.1 (a UI-format graph is refused) and §2.5",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "workflow": "{\"nodes\": [], \"links\": []}"}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "workflow": "{\"1\": {\"class_type\": \"LoadImage\", \"inputs\": {\"image\": \"a.png\"}}}"}`, Endpoint: endpoint.Create},
}

var workflowAlone = &rule.Rule{
	ID: "workflow-without-id", Code: 0, Alternatives: []code.Code{301, 380}, Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §2.1 and §6: the documents contradict each other",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflow": "{\"1\": {\"class_type\": \"LoadImage\", \"inputs\": {\"image\": \"a.png\"}}}"}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "workflow": "{\"1\": {\"class_type\": \"LoadImage\", \"inputs\": {\"image\": \"a.png\"}}}"}`, Endpoint: endpoint.Create},
}

var workflows = rule.Family{Rules: []*rule.Rule{workflowObject, workflowFormat, workflowAlone}, Check: checkWorkflow}

// workflowType reports a workflow that is not a string; an object can be turned
// into one without a guess.
func workflowType(p *rule.Pass, v jsondoc.Value) {
	d := rule.Details{Args: message.Args{"got": word(p, "type-"+v.Kind().String())}}
	if v.Is(jsondoc.Object) {
		d.Variant = "object"
		if text, ok := asString(v.Raw()); ok {
			d.Fix = edit(v, text)
		}
	}
	c, others := badParams(p, 500)
	d.Code, d.Alternatives = c, others
	p.Report(workflowObject, v, d)
}

// asString is JSON text as a JSON string, whitespace between its parts
// removed.
func asString(raw []byte) (string, bool) {
	var compact, out bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		return "", false
	}
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(compact.String()); err != nil {
		return "", false
	}
	return strings.TrimSuffix(out.String(), "\n"), true
}

func checkWorkflow(p *rule.Pass) {
	// A document that is the prompt itself is for the rules of the prompt.
	if !p.Endpoint.Options {
		return
	}
	v := p.Root.Get("workflow")
	switch {
	case isUIGraph(v):
		p.Report(workflowFormat, v, rule.Details{Variant: "ui", Args: message.Args{"field": "workflow"}})
	case !v.Is(jsondoc.String), p.Unfilled(v), p.Graph.Exists():
	case strings.TrimSpace(v.Text()) == "":
		// Nothing was given; what an empty string means is not known.
	case p.GraphError != nil:
		syntax.ReportEmbedded(p, p.GraphError, "workflow")
	default:
		if doc, err := v.Embedded(); err == nil {
			reportFormat(p, doc.Root())
		}
	}
}

// isUIGraph recognises a workflow as ComfyUI's editor saves it.
func isUIGraph(v jsondoc.Value) bool {
	return endpoint.Default().Classify(v) == endpoint.ClassUIGraph
}

// reportFormat says what the JSON in `workflow` is where it is no graph in API
// format.
func reportFormat(p *rule.Pass, root jsondoc.Value) {
	d := rule.Details{Args: message.Args{"field": "workflow", "got": word(p, "type-"+root.Kind().String())}}
	switch {
	case isUIGraph(root):
		d.Variant = "ui"
	case root.Is(jsondoc.String):
		d.Variant = "twice"
	case !root.Is(jsondoc.Object):
		d.Variant = "other"
	case root.Get("prompt").Exists() || root.Get("data").Exists():
		d.Variant = "wrapped"
	case root.Len() == 0:
		d.Variant = "empty"
	default:
		d.Variant = "no-nodes"
	}
	p.Report(workflowFormat, root, d)
}
