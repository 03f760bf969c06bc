// Package g08 reads maps with care.
package g08

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type dict map[string]any

func (d dict) number(k string) (int64, error) {
	n, ok := d[k].(json.Number)
	if !ok {
		return 0, fmt.Errorf("%s is %T", k, d[k])
	}
	return n.Int64()
}

func (d dict) text(k string) string {
	s, _ := d[k].(string)
	return s
}

func (d dict) sub(k string) dict {
	m, _ := d[k].(map[string]any)
	return m
}

type hub struct{ root, key string }

func (h hub) post(path string, in dict) (dict, error) {
	in["apiKey"] = h.key
	var buf bytes.Buffer
	if err := json.NewEncoder(&buf).Encode(in); err != nil {
		return nil, err
	}
	resp, err := http.Post(h.root+path, "application/json", &buf)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	dec := json.NewDecoder(resp.Body)
	dec.UseNumber()
	var out dict
	if err := dec.Decode(&out); err != nil {
		return nil, err
	}
	code, err := out.number("code")
	if err != nil {
		return nil, err
	}
	if code != 0 {
		return nil, fmt.Errorf("%s: %d %s", path, code, out.text("msg"))
	}
	return out.sub("data"), nil
}

// Create starts a workflow.
func (h hub) Create(workflow string, items []dict) (string, error) {
	data, err := h.post("/task/openapi/create", dict{"workflowId": workflow, "nodeInfoList": items})
	if err != nil {
		return "", err
	}
	if tips := data.text("promptTips"); tips != "" {
		var t struct {
			NodeErrors map[string]json.RawMessage `json:"node_errors"`
		}
		if err := json.Unmarshal([]byte(tips), &t); err == nil && len(t.NodeErrors) > 0 {
			return "", fmt.Errorf("%d nodes dropped", len(t.NodeErrors))
		}
	}
	return data.text("taskId"), nil
}
