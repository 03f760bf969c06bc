// Package c03 is right: every answer embeds one head that knows how to fail.
package c03

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

type Head struct {
	Code    int    `json:"code"`
	Message string `json:"msg"`
}

func (h Head) Err() error {
	if h.Code == 0 || h.Code == 200 {
		return nil
	}
	return fmt.Errorf("runninghub says %d (%s)", h.Code, h.Message)
}

type account struct {
	Head
	Data struct {
		Coins  string `json:"remainCoins"`
		Queued string `json:"currentTaskCounts"`
	} `json:"data"`
}

type state struct {
	Head
	Data string `json:"data"`
}

type failer interface{ Err() error }

func fetch(path, body string, into failer) error {
	resp, err := http.Post("https://www.runninghub.cn"+path, "application/json", strings.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%w in %.80q", err, b)
	}
	return into.Err()
}

func Coins(key string) (string, error) {
	var a account
	if err := fetch("/uc/openapi/accountStatus", `{"apikey":"`+key+`"}`, &a); err != nil {
		return "", err
	}
	return a.Data.Coins, nil
}

func Status(key, task string) (string, error) {
	var s state
	if err := fetch("/task/openapi/status", `{"apiKey":"`+key+`","taskId":"`+task+`"}`, &s); err != nil {
		return "", err
	}
	return s.Data, nil
}
