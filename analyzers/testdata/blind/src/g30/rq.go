// Package g30 uses imroc/req.
package g30

import (
	"fmt"
	"net/http"

	"github.com/imroc/req/v3"
)

type uploadAnswer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		FileName string `json:"fileName"`
		FileType string `json:"fileType"`
	} `json:"data"`
}

// Upload sends a picture.
// BUG: success is 0.
func Upload(c *req.Client, key, path string) (string, error) {
	var a uploadAnswer
	r, err := c.R().
		SetFormData(map[string]string{"apiKey": key, "fileType": "input"}).
		SetFile("file", path).
		SetSuccessResult(&a).
		Post("https://www.runninghub.cn/task/openapi/upload")
	if err != nil {
		return "", err
	}
	if !r.IsSuccessState() {
		return "", fmt.Errorf("http %d", r.StatusCode)
	}
	if a.Code != http.StatusOK {
		return "", fmt.Errorf("upload: %d %s", a.Code, a.Msg)
	}
	return a.Data.FileName, nil
}
