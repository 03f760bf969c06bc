package nodeinfo

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// loraClass is the only class that reads a LoRA sent to the address which
// getLoraUploadUrl hands out; names that begin with it are taken for its kin.
const loraClass = "RHLoraLoader"

var loraRule = &rule.Rule{
	ID: "nodeinfo-lora-loader", Code: 433, Alternatives: []code.Code{805}, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageNodeInfo, Since: "0.2.0",
	Source: "runninghub-api.md §2.11",
	Bad: rule.Example{
		Input:    create(`{"nodeId": "12", "fieldName": "lora_name", "fieldValue": "api-lora-cn/f8d958506e6c8044f79ccd7c814c6179.safetensors"}`),
		Workflow: `{"12": {"class_type": "LoraLoaderModelOnly", "inputs": {"lora_name": "detail.safetensors", "strength_model": 1, "model": ["4", 0]}}}`,
	},
	Good: rule.Example{
		Input:    create(`{"nodeId": "12", "fieldName": "lora_name", "fieldValue": "api-lora-cn/f8d958506e6c8044f79ccd7c814c6179.safetensors"}`),
		Workflow: `{"12": {"class_type": "RHLoraLoader", "inputs": {"lora_name": "detail.safetensors", "strength_model": 1, "model": ["4", 0]}}}`,
	},
}

var loras = rule.Family{Rules: []*rule.Rule{loraRule}, Check: checkLoras}

func checkLoras(p *rule.Pass) {
	if p.Against == nil || p.OwnGraph {
		return
	}
	for i := range p.Items {
		it := &p.Items[i]
		v := it.FieldValue.Value
		if it.Node == nil || it.Field == nil || it.Node.Class == "" || strings.HasPrefix(it.Node.Class, loraClass) || !v.Is(jsondoc.String) {
			continue
		}
		if uploadedLora(v.Text()) && !uploadedLora(it.Field.Value.Text()) {
			if p.Catalog != nil && p.Catalog != nodes.Core() {
				return // node definitions of the user's own list the names that a class takes
			}
			p.Report(loraRule, v, rule.Details{
				Node: it.ID, Input: it.Name,
				Args: message.Args{"value": v.Text(), "class": it.Node.Class, "node": it.ID, "want": loraClass},
			})
		}
	}
}

// uploadedLora reports whether a value is the fileName that getLoraUploadUrl
// answers, such as api-lora-cn/<md5>.safetensors.
func uploadedLora(text string) bool {
	site, name, ok := strings.Cut(text, "/")
	return ok && strings.HasPrefix(site, "api-lora-") && name != ""
}
