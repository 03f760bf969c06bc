package main

const base = "https://www.runninghub.cn"

func run(key string) error {
	body := map[string]any{
		"apiKey":     key,
		"workflowId": "1904136902449209346",
		"nodeInfoList": []map[string]any{
			{"nodeId": "6", "fieldName": "text", "fieldValue": "a"},
		},
	}
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest("POST", base+"/task/openapi/create", bytes.NewReader(data))
	raw := `{"apiKey": "` + key + `", "taskId": "1"}`
	http.Post(base+"/task/openapi/status", "application/json", strings.NewReader(raw))
	return nil
}
