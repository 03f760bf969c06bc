// Package c09 is right: the account is asked for once, and what went wrong then is kept.
package c09

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

type Account struct {
	once  sync.Once
	key   string
	coins string
	err   error
}

type statusReply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data *struct {
		RemainCoins string `json:"remainCoins"`
	} `json:"data"`
}

func (a *Account) Coins() (string, error) {
	a.once.Do(func() {
		resp, err := http.Post("https://www.runninghub.cn/uc/openapi/accountStatus", "application/json", strings.NewReader(fmt.Sprintf(`{"apikey":%q}`, a.key)))
		if err != nil {
			a.err = err
			return
		}
		defer resp.Body.Close()
		var s statusReply
		if a.err = json.NewDecoder(resp.Body).Decode(&s); a.err != nil {
			return
		}
		if s.Code != 0 || s.Data == nil {
			a.err = fmt.Errorf("account: %d %s", s.Code, s.Msg)
			return
		}
		a.coins = s.Data.RemainCoins
	})
	return a.coins, a.err
}
