// Package correct finds its endpoints.
package correct

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

const host = "https://www.runninghub.ai"

var paths = map[string]string{
	"create": "/task/openapi/create",
	"app":    "/task/openapi/ai-app/run",
}

func all(id, model string) {
	_, _ = http.Post(host+paths["create"], "application/json", nil)
	_, _ = http.Post(host+"/openapi/v2/run/workflow/"+id, "application/json", nil)
	_, _ = http.Post(host+"/openapi/v2/"+model, "application/json", nil)
	_, _ = http.Post(host+"/openapi/v2/rhart-image-v1/text-to-image", "application/json", nil)
	_, _ = http.Get(host + "/api/webapp/apiCallDemo?webappId=" + id)
	_, _ = http.Get(host + "/openapi/v2/queue/status")
	_, _ = http.Get("https://api.example.com/api/openapi/list")
	_, _ = http.Get("/api/openapi/delete")
	_, _ = http.Get("https://llm.runninghub.cn/v1/chat/completions")
}

func key(k string) error {
	body, err := json.Marshal(map[string]any{"apiKey": k, "taskId": "1"})
	if err != nil {
		return err
	}
	_, err = http.Post(host+"/task/openapi/outputs", "application/json", bytes.NewReader(body))
	return err
}

// generated joins the path as generators do.
func generated(server string) (*http.Response, error) {
	path := "/task/openapi/outputs"
	if path[0] == '/' {
		path = "." + path
	}
	return http.Post(strings.TrimSuffix(server, "/")+strings.TrimPrefix(path, "."), "application/json", nil)
}
