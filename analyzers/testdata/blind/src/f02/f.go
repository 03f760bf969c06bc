// Package f02 is wrong: behind an interface nobody reads the code.
package f02

import (
	"encoding/json"
	"net/http"
	"strings"
)

type Sender interface {
	Send(body string) (*Reply, error)
}

type Reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

type web struct{}

func (*web) Send(body string) (*Reply, error) {
	res, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	rep := new(Reply)
	return rep, json.NewDecoder(res.Body).Decode(rep)
}

type Service struct{ sender Sender }

func New() *Service { return &Service{&web{}} }

func (s *Service) Start(body string) (string, string, error) { // BUG
	rep, err := s.sender.Send(body)
	if err != nil {
		return "", "", err
	}
	return rep.Data.TaskID, rep.Data.Tips, nil
}
