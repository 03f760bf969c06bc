// Package g28 uses mapstructure for the inner part.
package g28

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/go-viper/mapstructure/v2"
)

type output struct {
	FileURL  string `mapstructure:"fileUrl"`
	FileType string `mapstructure:"fileType"`
}

// Outputs fetches the files.
// BUG: 807 and the others go on to the data.
func Outputs(apiKey, taskID string) ([]output, error) {
	body, err := json.Marshal(map[string]string{"apiKey": apiKey, "taskId": taskID})
	if err != nil {
		return nil, err
	}
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var m map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
		return nil, err
	}
	switch code, _ := m["code"].(float64); int(code) {
	case 804, 813:
		return nil, errors.New("not done")
	case 805:
		return nil, errors.New("failed")
	}
	var outs []output
	if err := mapstructure.Decode(m["data"], &outs); err != nil {
		return nil, err
	}
	return outs, nil
}
