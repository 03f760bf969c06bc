// Package maps decodes everything into maps.
package maps

import (
	"bytes"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"time"
)

const (
	apiHost    = "https://www.runninghub.cn"
	pathCreate = apiHost + "/task/openapi/create"
	pathStatus = apiHost + "/task/openapi/status"
	pathOut    = apiHost + "/task/openapi/outputs"
)

func postMap(url string, in map[string]interface{}) (map[string]interface{}, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	resp, err := http.Post(url, "application/json", bytes.NewBuffer(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	result := make(map[string]interface{})
	if err = json.NewDecoder(resp.Body).Decode(&result); err != nil {
		return nil, err
	}
	return result, nil
}

func create(in map[string]interface{}) (string, error) {
	r, err := postMap(pathCreate, in)
	if err != nil {
		return "", err
	}
	data := r["data"].(map[string]interface{})
	return data["taskId"].(string), nil // want `"code" is never checked before the data is read; create`
}

func wait(id string) ([]string, error) {
	for i := 0; i < 100; i++ {
		r, err := postMap(pathOut, map[string]interface{}{"taskId": id}) // want `polling continues after`
		if err != nil {
			return nil, err
		}
		if code := int(r["code"].(float64)); code == 0 {
			return nil, nil
		}
		time.Sleep(time.Second)
	}
	return nil, errors.New("timeout")
}

func createRetry(in map[string]interface{}) (string, error) {
	for i := 0; i < 3; i++ {
		r, err := postMap(pathCreate, in) // want `create is sent again after`
		if err != nil {
			return "", err
		}
		code, _ := r["code"].(float64)
		if code == 0 {
			return r["data"].(map[string]interface{})["taskId"].(string), nil // want `promptTips of this create response is never read: code 0 can hide node e`
		}
		log.Printf("code %v", code)
		time.Sleep(time.Second)
	}
	return "", errors.New("failed") // want `this error drops "code": callers cannot distinguish`
}

func status(id string) string {
	r, err := postMap(pathStatus, map[string]interface{}{"taskId": id})
	if err != nil {
		return ""
	}
	if r["msg"] == "success" { // want `success is decided by the message "success"; it may also be "SUCCESS" `
		return r["data"].(string)
	}
	return ""
}
