package explain_test

import (
	"fmt"

	"github.com/payloadlint/payloadlint/cmd/internal/explain"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// An answer, the request it answers and the workflow give the culprit and what
// was probably meant.
func ExampleResponse() {
	definition, err := workflow.Read("flow.json", []byte(`{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	request, err := jsondoc.Parse("req.json", []byte(`{"nodeInfoList": [{"nodeId": "99", "fieldName": "text", "fieldValue": "a dog"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	answer := `{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=99, fieldName=text, reason=node_not_found_in_workflow)","data":null}`
	report := explain.Response([]byte(answer), explain.Options{Definition: definition, Request: request.Root()})
	for _, b := range report.Blames {
		fmt.Println(b.Node, b.Reason, b.Request[0], b.Suggestions)
	}
	// Output: 99 node_not_found_in_workflow req.json:1:30 (/nodeInfoList/0/nodeId) [6]
}
