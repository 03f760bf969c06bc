// Package w10 is wrong: webappId as a float64 loses digits.
package w10

type Run struct {
	APIKey       string  `json:"apiKey"`
	WebappID     float64 `json:"webappId"` // BUG
	NodeInfoList []any   `json:"nodeInfoList"`
}

const path = "https://www.runninghub.cn/task/openapi/ai-app/run"
