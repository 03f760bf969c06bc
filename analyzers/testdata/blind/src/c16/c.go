// Package c16 is right: nothing but maps, numbers kept as json.Number.
package c16

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

type object = map[string]any

func send(url string, in object) (object, error) {
	var buf bytes.Buffer
	if err := json.NewEncoder(&buf).Encode(in); err != nil {
		return nil, err
	}
	resp, err := http.Post(url, "application/json", &buf)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	d := json.NewDecoder(resp.Body)
	d.UseNumber()
	out := object{}
	if err := d.Decode(&out); err != nil {
		return nil, err
	}
	n, ok := out["code"].(json.Number)
	if !ok {
		return nil, errors.New("no code in the answer")
	}
	if c, err := n.Int64(); err != nil || c != 0 {
		return nil, fmt.Errorf("code %v: %v", n, out["msg"])
	}
	return out, nil
}

func Run(key string, nodes []object) (string, error) {
	out, err := send("https://www.runninghub.cn/task/openapi/create", object{"apiKey": key, "workflowId": "1904136902449209346", "nodeInfoList": nodes})
	if err != nil {
		return "", err
	}
	data, ok := out["data"].(object)
	if !ok {
		return "", errors.New("no data")
	}
	if tips, _ := data["promptTips"].(string); tips != "" {
		fmt.Println(tips)
	}
	id, _ := data["taskId"].(string)
	return id, nil
}
