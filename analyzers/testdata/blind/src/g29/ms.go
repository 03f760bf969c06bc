// Package g29 decodes the envelope itself by mapstructure.
package g29

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-viper/mapstructure/v2"
)

type account struct {
	RemainCoins string `mapstructure:"remainCoins"`
}

type envelope struct {
	Code int     `mapstructure:"code"`
	Msg  string  `mapstructure:"msg"`
	Data account `mapstructure:"data"`
}

// Coins says how many coins are left.
func Coins(key string) (string, error) {
	resp, err := http.Post("https://www.runninghub.cn/uc/openapi/accountStatus", "application/json", strings.NewReader(`{"apikey":"`+key+`"}`))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	loose := map[string]any{}
	if err := json.NewDecoder(resp.Body).Decode(&loose); err != nil {
		return "", err
	}
	var e envelope
	if err := mapstructure.Decode(loose, &e); err != nil {
		return "", err
	}
	if e.Code != 0 {
		return "", fmt.Errorf("account: %d %s", e.Code, e.Msg)
	}
	return e.Data.RemainCoins, nil
}
