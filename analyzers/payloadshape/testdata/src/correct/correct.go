// Package correct has types that fit.
package correct

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

const host = "https://www.runninghub.cn"

type nodeInfo struct {
	NodeID      string `json:"nodeId"`
	FieldName   string `json:"fieldName"`
	FieldValue  any    `json:"fieldValue"`
	Description string `json:"description,omitempty"`
}

type request struct {
	APIKey       string     `json:"apiKey"`
	WorkflowID   string     `json:"workflowId"`
	NodeInfoList []nodeInfo `json:"nodeInfoList,omitempty"`
}

type appRequest struct {
	APIKey   string `json:"apiKey"`
	WebappID int64  `json:"webappId"`
}

type answer struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

// list is somebody else's.
type list struct {
	Code   int       `json:"code"`
	Data   []float64 `json:"data"`
	TaskID float64   `json:"taskId"`
}

func run(key string, seed int) (*answer, error) {
	body, err := json.Marshal(request{APIKey: key, NodeInfoList: []nodeInfo{{NodeID: "3", FieldName: "seed", FieldValue: seed}}})
	if err != nil {
		return nil, err
	}
	resp, err := http.Post(host+"/task/openapi/create?n="+strconv.Itoa(seed), "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var a answer
	err = json.NewDecoder(resp.Body).Decode(&a)
	return &a, err
}

func account(key string) error {
	body, err := json.Marshal(map[string]string{"apikey": key})
	if err != nil {
		return err
	}
	_, err = http.Post(host+"/uc/openapi/accountStatus", "application/json", bytes.NewReader(body))
	return err
}

func other() (*list, error) {
	body, _ := json.Marshal(map[string]string{"q": "x"})
	resp, err := http.Post("https://api.example.com/v1/list", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var l list
	err = json.NewDecoder(resp.Body).Decode(&l)
	return &l, err
}
