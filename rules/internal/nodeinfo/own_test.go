package nodeinfo_test

import (
	"strings"
	"testing"
)

// An item that was copied from an app's page brings its own definition, which
// serves where none is given.
func TestOwnFieldData(t *testing.T) {
	const list = `"fieldType": "LIST", "fieldData": "[{\"name\":\"square\",\"index\":\"1:1\"},{\"name\":\"wide\",\"index\":\"16:9\"}]"`
	const number = `"fieldType": "INT", "fieldData": "[\"INT\",{\"min\":1,\"max\":15}]"`
	for _, tt := range []struct{ value, data, workflow, want string }{
		{`"4:3"`, list, "", "nodeinfo-list"},
		{`"wide"`, list, "", "nodeinfo-list"},
		{`"16:9"`, list, "", ""},
		{`"${RATIO}"`, list, "", ""},
		{`"30"`, number, "", "nodeinfo-range"},
		{`"15"`, number, "", ""},
		{`"anything"`, `"fieldType": "STRING", "fieldData": "[\"STRING\",{}]"`, "", ""},
		{`"anything"`, `"fieldData": "not JSON"`, "", ""},
		{`"anything"`, `"fieldData": "[[\"a.png\",\"b.png\"],{\"image_upload\":true}]", "fieldType": "IMAGE"`, "", ""},
		// What the definition says counts more.
		{`"4:3"`, list, `{"7": {"class_type": "Text", "inputs": {"ratio": "1:1"}}}`, ""},
	} {
		text := `{"apiKey": "${KEY}", "webappId": "1937084629516193794", "nodeInfoList": [{"nodeId": "7", "fieldName": "ratio", "fieldValue": ` + tt.value + `, ` + tt.data + `}]}`
		var ids []string
		for _, f := range findings(t, input{text: text, workflow: tt.workflow}) {
			ids = append(ids, f.Rule.ID)
		}
		if got := strings.Join(ids, " "); got != tt.want {
			t.Errorf("%s of %s: %q, want %q", tt.value, tt.data, got, tt.want)
		}
	}
}
