// Package a has requests for workflows that the project knows.
package a

const workflowID = "1900000000000000001"

type item struct {
	NodeID     string `json:"nodeId"`
	FieldName  string `json:"fieldName"`
	FieldValue any    `json:"fieldValue"`
}

type request struct {
	APIKey       string `json:"apiKey"`
	WorkflowID   string `json:"workflowId"`
	NodeInfoList []item `json:"nodeInfoList"`
}

type client struct{}

func (client) Run(id string, list []item) error { return nil }

func structs(key string) request {
	return request{
		APIKey:     key,
		WorkflowID: workflowID,
		NodeInfoList: []item{
			{NodeID: "3", FieldName: "seed", FieldValue: 1},
			{"6", "text", "x"},
			{NodeID: "7", FieldName: "text", FieldValue: "x"},  // want `workflow portrait.json has no node "7": 803 APIKEY_INVALID_NODE_INFO; did you mean "6"\?`
			{NodeID: "6", FieldName: "Text", FieldValue: "x"},  // want `node "6" \(CLIPTextEncode\) of workflow portrait.json has no field "Text": 803 APIKEY_INVALID_NODE_INFO; did you mean "text"\?`
			{NodeID: "12", FieldName: "video", FieldValue: ""}, // want `has no field "video": 803 APIKEY_INVALID_NODE_INFO; it has image`
			{NodeID: key, FieldName: "image", FieldValue: ""},
		},
	}
}

func maps(key string) map[string]any {
	return map[string]any{
		"webappId": "1900000000000000002",
		"nodeInfoList": []map[string]any{
			{"nodeId": "37", "fieldName": "model", "fieldValue": "b"},
			{"nodeId": "38", "fieldName": "model", "fieldValue": "b"}, // want `has no node "38"`
			{"nodeId": 37, "fieldName": "modle", "fieldValue": "b"},   // want `has no field "modle"`
		},
	}
}

func calls(c client) error {
	list := []item{{NodeID: "4", FieldName: "image"}} // want `has no node "4"`
	if err := c.Run(workflowID, list); err != nil {
		return err
	}
	return c.Run("1900000000000000009", []item{{NodeID: "4", FieldName: "image"}})
}
