// Package sdk hands its errors on with the code.
package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

type Fault struct {
	Number int
	Text   string
}

func (f Fault) Error() string   { return fmt.Sprint(f.Number, " ", f.Text) }
func (f Fault) Temporary() bool { return f.Number == 415 || f.Number == 421 }

var ErrDropped = errors.New("outputs dropped")

type Server struct {
	Base url.URL
	Key  string
}

func (s *Server) Run(app string, list json.RawMessage) (id string, err error) {
	u := s.Base
	u.Path = strings.TrimRight(u.Path, "/") + "/task/openapi/ai-app/run"
	in, err := json.Marshal(struct {
		Key  string          `json:"apiKey"`
		App  string          `json:"webappId"`
		List json.RawMessage `json:"nodeInfoList"`
	}{s.Key, app, list})
	if err != nil {
		return "", err
	}
	resp, err := http.Post(u.String(), "application/json", strings.NewReader(string(in)))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	var out struct {
		Code int
		Msg  string
		Data *struct {
			TaskID     string `json:"taskId"`
			PromptTips string `json:"promptTips"`
		}
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return "", err
	}
	if out.Code != 0 {
		return "", Fault{out.Code, out.Msg}
	}
	id = out.Data.TaskID
	if strings.Contains(out.Data.PromptTips, "node_errors") {
		err = ErrDropped
	}
	return id, err
}
