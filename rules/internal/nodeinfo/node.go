package nodeinfo

import (
	"slices"
	"strconv"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

const exampleGraph = `{
  "3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 20, "model": ["4", 0]}},
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd15.safetensors"}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}, "_meta": {"title": "Positive"}},
  "10": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
  "12": {"class_type": "My Counter", "inputs": {"count": 4}}
}`

const exampleApp = `{"nodeInfoList": [
  {"nodeId": "7", "nodeName": "Resize", "fieldName": "ratio", "fieldValue": "1:1", "fieldType": "LIST",
   "fieldData": "[{\"name\":\"square\",\"index\":\"1:1\"},{\"name\":\"wide\",\"index\":\"16:9\"},{\"default\":\"1:1\"}]"},
  {"nodeId": "8", "nodeName": "Video", "fieldName": "seconds", "fieldValue": "5", "fieldType": "INT",
   "fieldData": "[\"INT\", {\"min\": 1, \"max\": 15}]"}
]}`

// create and run are example requests around the items of a list.
func create(items string) string {
	return `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [` + items + `]}`
}

func run(items string) string {
	return `{"apiKey": "${KEY}", "webappId": "1937084629516193794", "nodeInfoList": [` + items + `]}`
}

// nodeRule: live-answers.md has the messages of 2026 for this cause.
var nodeRule = &rule.Rule{
	ID: "nodeinfo-node", Code: 803, Severity: rule.Error, Confidence: rule.Certain, Stage: rule.StageNodeInfo, Fixable: true,
	Since: "0.1.0", Source: "live-answers.md, 803 node_not_found_in_workflow; runninghub-api.md §2.1 (number ids)",
	Bad:  rule.Example{Input: create(`{"nodeId": "99", "fieldName": "text", "fieldValue": "a dog"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "6", "fieldName": "text", "fieldValue": "a dog"}`), Workflow: exampleGraph},
}

func notFound(it *item, reason string) string {
	msg := "NODE_INFO_MISMATCH(nodeId=" + it.ID
	if it.Name != "" {
		msg += ", fieldName=" + it.Name
	}
	return msg + ", reason=" + reason + ")"
}

func (w *walk) unknownNode(it *item) {
	x := w.look()
	d := rule.Details{Confidence: w.mismatch(), Msg: notFound(it, "node_not_found_in_workflow")}
	g := w.meant(it)
	found, sure := g.found, g.sure
	for _, n := range found {
		d.Suggestions = append(d.Suggestions, n.ID)
	}
	args := message.Args{"node": quote(it.ID), "definition": w.shown(), "suggestions": w.describeAll(found), "count": strconv.Itoa(len(x.d.Nodes))}
	switch {
	case sure:
		d.Variant = "same"
		d.Fix = replace(it.NodeID.Value, jsonQuote(found[0].ID))
	case len(found) > 0:
		d.Variant = "near"
	case len(x.d.Nodes) == 0:
		d.Variant = "none"
	default:
		var ids []string
		for i := range x.d.Nodes[:min(len(x.d.Nodes), mostNames)] {
			ids = append(ids, x.d.Nodes[i].ID)
		}
		args["nodes"] = w.quoteAll(ids, len(x.d.Nodes))
	}
	if x.d.App {
		if d.Variant != "same" && d.Variant != "none" {
			d.Variant = "app" + map[string]string{"near": "-near"}[d.Variant]
		}
	}
	d.Args = args
	w.report(nodeRule, it, it.NodeID.Value, d)
}

// numericID notes an id that is written as a number: the service takes it, but
// its documents say string.
func (w *walk) numericID(it *item) {
	w.report(nodeRule, it, it.NodeID.Value, rule.Details{
		Variant: "number", Severity: rule.Note, Confidence: rule.Possible.At(),
		Args: message.Args{"node": it.ID},
		Fix:  replace(it.NodeID.Value, jsonQuote(it.ID)),
	})
}

// guess is what an unknown id may have meant.
type guess struct {
	found []*workflow.Node
	sure  bool
}

// mostAsking is how many items with the same unknown id are asked what they are
// about.
const mostAsking = 16

// meant is the guess for the id of an item, made once for all items that have it:
// one node was meant, which has all of their fields.
func (w *walk) meant(it *item) guess {
	if g, ok := w.guesses[it.ID]; ok {
		return g
	}
	if w.byID == nil {
		w.byID, w.guesses = map[string][]*item{}, map[string]guess{}
		for i := range w.Items {
			if it := &w.Items[i]; it.ID != "" && it.Node == nil && len(w.byID[it.ID]) < mostAsking {
				w.byID[it.ID] = append(w.byID[it.ID], it)
			}
		}
	}
	var asks []ask
	for _, it := range w.byID[it.ID] {
		a := ask{it.Name, []string{itemText(it, "nodeName"), itemText(it, "description")}}
		if !slices.ContainsFunc(asks, func(b ask) bool { return b.field == a.field }) {
			asks = append(asks, a)
		}
	}
	var g guess
	g.found, g.sure = w.look().nodes(it.ID, asks)
	w.guesses[it.ID] = g
	return g
}

func itemText(it *item, key string) string {
	v := it.Value.Get(key)
	if len(v.Raw()) > 500 {
		return ""
	}
	return v.Text()
}
