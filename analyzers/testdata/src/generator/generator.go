// Package generator submits and polls with one type for each answer; nobody reads the code.
package generator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

type Config struct{ BaseURL, APIKey string }

type createResp struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		TaskStatus string `json:"taskStatus"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

type statusResp struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskStatus string `json:"taskStatus"`
		URL        string `json:"url"`
	} `json:"data"`
}

type gen struct {
	cfg  Config
	http *http.Client
}

func (g *gen) submit(ctx context.Context, in map[string]any) (string, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	u := strings.TrimRight(g.cfg.BaseURL, "/") + "/task/openapi/create"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u, bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	resp, err := g.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("http %d: %s", resp.StatusCode, body)
	}
	var cr createResp
	if err := json.Unmarshal(body, &cr); err != nil {
		return "", err
	}
	if cr.Data.TaskID == "" {
		return "", fmt.Errorf("no taskId in answer: %s", body)
	}
	_ = cr.Data.PromptTips
	return cr.Data.TaskID, nil // want `cr\.Code is never checked before the data is read; create`
}

func (g *gen) fetchStatus(ctx context.Context, id string) (*statusResp, error) {
	b, _ := json.Marshal(map[string]string{"apiKey": g.cfg.APIKey, "taskId": id})
	req, err := http.NewRequestWithContext(ctx, "POST", g.cfg.BaseURL+"/task/openapi/outputs", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	resp, err := g.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var st statusResp
	if err := json.NewDecoder(resp.Body).Decode(&st); err != nil {
		return nil, err
	}
	return &st, nil
}

func (g *gen) poll(ctx context.Context, id string) (string, error) {
	deadline := time.Now().Add(15 * time.Minute)
	for time.Now().Before(deadline) {
		st, err := g.fetchStatus(ctx, id)
		if err != nil {
			return "", err
		}
		switch st.Data.TaskStatus { // want `st\.Code is never checked before the data is read; outputs`
		case "SUCCESS":
			return st.Data.URL, nil
		case "QUEUED", "RUNNING", "":
			time.Sleep(5 * time.Second)
			continue
		default:
			time.Sleep(5 * time.Second)
			continue
		}
	}
	return "", fmt.Errorf("timeout")
}
