// Package f16 is wrong: a map is asked for its message.
package f16

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

func Start(body string) (string, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var m map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
		return "", err
	}
	if m["msg"] != "success" {
		return "", fmt.Errorf("create: %v", m["msg"])
	}
	data := m["data"].(map[string]any)
	fmt.Println(data["promptTips"])
	return data["taskId"].(string), nil
}
