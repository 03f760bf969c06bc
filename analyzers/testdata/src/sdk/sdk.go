// Package sdk keeps its URL in a field and embeds its envelope.
package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

type endpoint string

const (
	epCreate  endpoint = "create"
	epOutputs endpoint = "outputs"
)

type base struct {
	Code    int    `json:"code"`
	Message string `json:"msg"`
}

func (b *base) IsSuccess() bool { return b != nil && b.Code == 0 }
func (b *base) GetCode() int    { return b.Code }

type createAnswer struct {
	base
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

type outputAnswer struct {
	*base
	Data any `json:"data"`
}

type SDK struct {
	u  *url.URL
	hc *http.Client
}

func NewSDK() (*SDK, error) {
	u, err := url.Parse("https://www.runninghub.cn/task/openapi/")
	if err != nil {
		return nil, err
	}
	return &SDK{u: u, hc: http.DefaultClient}, nil
}

func (s *SDK) send(ctx context.Context, ep endpoint, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	target := s.u.JoinPath(string(ep)).String()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(b))
	if err != nil {
		return err
	}
	resp, err := s.hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("status %s", resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

func (s *SDK) Create(ctx context.Context, in any) (*createAnswer, error) {
	a := &createAnswer{}
	if err := s.send(ctx, epCreate, in, a); err != nil {
		return nil, err
	}
	return a, nil
}

func (s *SDK) CreateOK(ctx context.Context, in any) (string, error) {
	a, err := s.Create(ctx, in)
	if err != nil {
		return "", err
	}
	if !a.IsSuccess() {
		return "", fmt.Errorf("create: %d %s", a.GetCode(), a.Message)
	}
	return a.Data.TaskID + a.Data.PromptTips, nil
}

func (s *SDK) CreateBad(ctx context.Context, in any) (string, error) {
	a, err := s.Create(ctx, in)
	if err != nil {
		return "", err
	}
	return a.Data.TaskID, nil // want `a\.Code is never checked before the data is read; create`
}

func (s *SDK) Outputs(ctx context.Context, id string) (any, error) {
	var a outputAnswer
	if err := s.send(ctx, epOutputs, map[string]string{"taskId": id}, &a); err != nil {
		return nil, err
	}
	switch code := a.GetCode(); code {
	case 0:
		return a.Data, nil
	case 804, 813:
		return nil, nil
	default:
		return nil, fmt.Errorf("outputs: %d", code)
	}
}

func (s *SDK) Poll(ctx context.Context, id string) (any, error) {
	t := time.NewTicker(time.Second)
	for range t.C {
		var a outputAnswer
		if err := s.send(ctx, epOutputs, map[string]string{"taskId": id}, &a); err != nil { // want `polling continues after`
			return nil, err
		}
		if a.IsSuccess() {
			return a.Data, nil
		}

	}
	return nil, nil
}

// Run retries by closure.
func retry(n int, f func() error) (err error) {
	for range n {
		if err = f(); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

func (s *SDK) Run(ctx context.Context, in any) (id string, err error) {
	err = retry(5, func() error {
		a, err := s.Create(ctx, in)
		if err != nil {
			return err
		}
		if a.Code != 0 {
			return fmt.Errorf("create: %d", a.Code) // want `create is sent again after`
		}
		id = a.Data.TaskID
		return nil
	})
	return id, err
}
