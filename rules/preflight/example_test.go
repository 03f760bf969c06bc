package preflight_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/preflight"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

func Example() {
	def, err := workflow.Read("portrait.json", []byte(`{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	// Strict: a placeholder that is still there now was forgotten.
	checker, err := rules.New(rules.Options{Definition: def, Strict: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: &preflight.Transport{Check: checker.Request}}

	body := `{"apiKey": "9c1e77a04b52d8f36a0e41bd2c95f7e8", "workflowId": "1904136902449209346",
	  "nodeInfoList": [{"nodeId": "6", "fieldName": "prompt", "fieldValue": "a dog"}]}`
	_, err = client.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(body))

	var rejected *preflight.RejectedError
	if errors.As(err, &rejected) {
		fmt.Println(rejected.Verdict.Code, rejected.Verdict.Msg)
		fmt.Println(rejected.Findings[0].Pointer, rejected.Findings[0].Suggestions)
	}
	// Output:
	// 803 NODE_INFO_MISMATCH(nodeId=6, fieldName=prompt, reason=field_not_found_in_node_inputs)
	// /nodeInfoList/0/fieldName [text]
}
