// Package buggy has types that do not fit.
package buggy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

const host = "https://www.runninghub.cn"

type nodeInfo struct {
	NodeID     string `json:"nodeId"`
	FieldName  string `json:"fieldName"`
	FieldValue string `json:"fieldValue,omitempty"` // want `omitempty drops an empty fieldValue`
}

type request struct {
	APIKey       string     `json:"apiKey"`
	WebappID     float64    `json:"webappId"` // want `webappId is a float64, which cannot hold the 19 digits`
	NodeInfoList []nodeInfo `json:"nodeInfoList"`
}

type answer struct {
	Code int        `json:"code"`
	Msg  string     `json:"msg"`
	Data []struct { // want `data is \[\]struct.*but 804 and 805 return an object`
		FileURL string `json:"fileUrl"`
	} `json:"data"`
}

func run(key string, seed int, cfg float64) error {
	req := request{APIKey: key, NodeInfoList: []nodeInfo{
		{NodeID: "3", FieldName: "seed", FieldValue: strconv.Itoa(seed)},      // want `a number is formatted into fieldValue`
		{NodeID: "3", FieldName: "cfg", FieldValue: fmt.Sprintf("%.1f", cfg)}, // want `a number is formatted into fieldValue`
		{NodeID: "3", FieldName: "text", FieldValue: fmt.Sprintf("a %d b", seed)},
	}}
	body, _ := json.Marshal(req) // want `the error of json.Marshal is ignored`
	resp, err := http.Post(host+"/task/openapi/ai-app/run", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var m map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
		return err
	}
	data, _ := m["data"].(map[string]any)
	id, _ := data["taskId"].(float64) // want `taskId is a float64`
	fmt.Println(id)
	return nil
}

func outputs(key string) (answer, error) {
	body, err := json.Marshal(map[string]string{
		"apikey": key, // want `/task/openapi/outputs reads the key from "apiKey", not "apikey"`
		"taskId": "1",
	})
	if err != nil {
		return answer{}, err
	}
	resp, err := http.Post(host+"/task/openapi/outputs", "application/json", bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	var a answer
	err = json.NewDecoder(resp.Body).Decode(&a)
	return a, err
}
