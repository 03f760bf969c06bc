// Package h09 has a table of handlers.
package h09

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

type Result struct {
	Done  bool
	Files []string
}

type envelope struct {
	Code json.Number     `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type handler func(*envelope) (Result, error)

func pending(*envelope) (Result, error) { return Result{}, nil }

func done(e *envelope) (r Result, err error) {
	var list []struct {
		URL string `json:"fileUrl"`
	}
	if err = json.Unmarshal(e.Data, &list); err != nil {
		return
	}
	for _, f := range list {
		r.Files = append(r.Files, f.URL)
	}
	r.Done = true
	return
}

func failed(e *envelope) (Result, error) {
	return Result{Done: true}, fmt.Errorf("task failed: %s", e.Data)
}

func unexpected(e *envelope) (Result, error) {
	return Result{}, fmt.Errorf("unexpected code %s: %s", e.Code, e.Msg)
}

var handlers = map[string]handler{
	"0":   done,
	"804": pending,
	"813": pending,
	"805": failed,
}

func Look(key, id string) (Result, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json",
		strings.NewReader(fmt.Sprintf(`{"apiKey":%q,"taskId":%q}`, key, id)))
	if err != nil {
		return Result{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return Result{}, err
	}
	var e envelope
	if err := json.Unmarshal(b, &e); err != nil {
		return Result{}, errors.Join(errors.New("no JSON"), err)
	}
	h, ok := handlers[e.Code.String()]
	if !ok {
		h = unexpected
	}
	return h(&e)
}
