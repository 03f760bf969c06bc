// Package g41 has the types and the builders of requests.
package g41

import (
	"encoding/json"
	"strconv"
)

type ID int64

func (i ID) MarshalJSON() ([]byte, error) {
	return []byte(`"` + strconv.FormatInt(int64(i), 10) + `"`), nil
}

type Node struct {
	ID    string          `json:"nodeId"`
	Name  string          `json:"fieldName"`
	Value json.RawMessage `json:"fieldValue"`
}

type Request struct {
	Key      string `json:"apiKey"`
	Flow     ID     `json:"workflowId"`
	Nodes    []Node `json:"nodeInfoList,omitempty"`
	Webhook  string `json:"webhookUrl,omitempty"`
	Instance string `json:"instanceType,omitempty"`
}

type Response struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data *Task  `json:"data,omitempty"`
}

type Task struct {
	TaskID     string `json:"taskId"`
	PromptTips string `json:"promptTips,omitempty"`
}

func Text(id, name, v string) (Node, error) {
	b, err := json.Marshal(v)
	return Node{id, name, b}, err
}
