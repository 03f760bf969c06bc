package tailored

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// TestOwnDefaults: an app's schema accepts what the app itself has for its
// fields, whatever their fieldData says.
func TestOwnDefaults(t *testing.T) {
	for _, fields := range []string{
		`"fieldType":"LIST","fieldValue":"","fieldData":"[{\"index\":\"0\"}]"`,
		`"fieldType":"LIST","fieldValue":"","fieldData":"[{\"index\":\"0\",\"name\":\"a\"}]"`,
		`"fieldType":"LIST","fieldData":"[{\"index\":\"0\"}]"`,
		`"fieldType":"LIST","fieldValue":"b","fieldData":"[{\"index\":\"0\",\"name\":\"a\"}]"`,
		`"fieldType":"LIST","fieldValue":"b","fieldData":"[[\"a\"]]"`,
		`"fieldType":"LIST","fieldValue":"","fieldData":"[[\"a\"]]"`,
		`"fieldType":"LIST","fieldValue":3,"fieldData":"[\"a\"]"`,
		`"fieldType":"LIST","fieldValue":null,"fieldData":[["a",1],{"default":"c"}]`,
		`"fieldType":"SWITCH","fieldValue":"","fieldData":"[{\"index\":0}]"`,
		`"fieldType":"INT","fieldValue":"","fieldData":"[{\"index\":\"0\"}]"`,
		`"fieldValue":"","fieldData":[{"index":"0"}]`,
		`"fieldValue":"","fieldData":"[{\"index\":\"\"}]"`,
	} {
		text := `{"code":0,"data":{"nodeInfoList":[{"nodeId":"1","nodeName":"Any","fieldName":"x",` + fields + `}]}}`
		def, err := workflow.Read("app.json", []byte(text))
		if err != nil {
			t.Fatal(fields, err)
		}
		schema, err := New(def, Options{Kind: endpoint.NodeInfoList, Input: FromCatalog(nodes.Core())})
		if err != nil {
			t.Fatal(fields, err)
		}
		if own := ownRequest(def); !valid(t, compile(t, schema), own) {
			t.Errorf("%s: refuses %s\n%s", fields, own, schema)
		}
	}
}
