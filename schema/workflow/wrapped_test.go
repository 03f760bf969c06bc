package workflow_test

import (
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/workflow"
)

// A sample call as the platform writes it, in a JSON string.
func sampleOf(id, node string) string {
	return quote(`curl --location --request POST 'https://www.runninghub.cn/task/openapi/ai-app/run' --header 'Content-Type: application/json' --data-raw '{"webappId": "` +
		id + `", "apiKey": "", "nodeInfoList": [{"nodeId": "` + node + `", "fieldName": "text", "fieldValue": "it'\\''s", "description": "d"}]}'`)
}

func TestWrapped(t *testing.T) {
	records := `{"code": 0, "data": {"records": [{"id": "11", "name": "a", "invokeExample": ` + sampleOf("11", "5") + `}, {"id": "12", "invokeExample": ` + sampleOf("null", "6") +
		`}, {"id": "13", "invokeExample": null}], "total": 3}}`
	for _, tt := range []struct {
		name, text, of  string
		id, node, field string
	}{
		{"a graph beside its id", `{"workflow": {"runningHubWorkflowId": "1904136902449209346", "apiJson": {"6": {"class_type": "A", "inputs": {"text": ""}}}}}`, "", "1904136902449209346", "6", "text"},
		{"the graph as text", `{"runningHubWorkflowId": "12", "apiJson": ` + quote(`{"6": {"class_type": "A", "inputs": {"text": ""}}}`) + `}`, "", "12", "6", "text"},
		{"a sample call alone", `{"code": 0, "msg": "success", "data": {"curl": ` + sampleOf("1877265245566922753", "5") + `, "webappName": "x"}}`, "", "1877265245566922753", "5", "text"},
		{"the first of a list", records, "", "11", "5", "text"},
		{"another of a list", records, "12", "12", "6", "text"},
	} {
		d, err := workflow.Read("a.json", []byte(tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if tt.of != "" {
			d = d.Of(tt.of)
		}
		n, ok := d.Node(tt.node)
		if d.ID != tt.id || !ok {
			t.Errorf("%s: id %q, node %s: %v", tt.name, d.ID, tt.node, ok)
			continue
		}
		if _, ok := n.Field(tt.field); !ok {
			t.Errorf("%s: no field %s", tt.name, tt.field)
		}
		if d.Of(tt.id) != d {
			t.Errorf("%s: Of does not find the definition itself", tt.name)
		}
	}
	for _, text := range []string{
		`{"curl": "curl https://example.com"}`, `{"workflow": {"apiJson": 1}}`, `{"records": [1, {"id": "1"}]}`,
		`{"curl": ` + quote(`curl -d '{"webappId": "1", "nodeInfoList": [{"nodeId": "1" "fieldName": "a"}]}'`) + `}`,
	} {
		if _, err := workflow.Read("a.json", []byte(text)); err == nil || strings.Contains(err.Error(), "panic") {
			t.Errorf("%s is read", text)
		}
	}
}
