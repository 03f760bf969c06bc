// Package f09 is wrong: the account is asked for once, with a key that may not be accepted.
package f09

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		RemainCoins string `json:"remainCoins"`
	} `json:"data"`
}

var (
	once  sync.Once
	coins string
)

func Coins(key string) string { // BUG
	once.Do(func() {
		resp, err := http.Post("https://www.runninghub.cn/uc/openapi/accountStatus", "application/json", strings.NewReader(`{"apikey":"`+key+`"}`))
		if err != nil {
			return
		}
		defer resp.Body.Close()
		var r reply
		if json.NewDecoder(resp.Body).Decode(&r) == nil {
			coins = r.Data.RemainCoins
		}
	})
	return coins
}
