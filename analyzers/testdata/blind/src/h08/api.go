// Package h08 has one generic call and hands the answer on.
package h08

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type Envelope[D any] struct {
	Code    int    `json:"code"`
	Message string `json:"msg"`
	Data    D      `json:"data"`
}

type Started struct {
	TaskID     string `json:"taskId"`
	PromptTips string `json:"promptTips"`
}

type Account struct {
	Coins string `json:"remainCoins"`
	Tasks string `json:"currentTaskCounts"`
}

func post[In, D any](base, path string, in In) (Envelope[D], error) {
	var env Envelope[D]
	b, err := json.Marshal(in)
	if err != nil {
		return env, err
	}
	res, err := http.Post(base+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return env, err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return env, fmt.Errorf("http %d", res.StatusCode)
	}
	return env, json.NewDecoder(res.Body).Decode(&env)
}

const base = "https://www.runninghub.cn"

// Start starts.
func Start(in map[string]any) (Started, error) {
	env, err := post[map[string]any, Started](base, "/task/openapi/create", in)
	if err != nil {
		return Started{}, err
	}
	if env.Code != 0 {
		return Started{}, fmt.Errorf("create: %d %s", env.Code, env.Message)
	}
	if env.Data.PromptTips != "" {
		fmt.Println("tips:", env.Data.PromptTips)
	}
	return env.Data, nil
}

// Money asks for the coins.
// BUG: the code is never looked at.
func Money(key string) (string, error) {
	env, err := post[map[string]string, Account](base, "/uc/openapi/accountStatus", map[string]string{"apikey": key})
	if err != nil {
		return "", err
	}
	return env.Data.Coins, nil
}
