// Package libs reads answers, and sends requests again, with well-known
// libraries: each kind once without a look at the code and once with one.
package libs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/avast/retry-go/v4"
	"github.com/bytedance/sonic"
	"github.com/cenkalti/backoff/v4"
	"github.com/go-resty/resty/v2"
	"github.com/go-viper/mapstructure/v2"
	"github.com/goccy/go-json"
	"github.com/hashicorp/go-retryablehttp"
	"github.com/imroc/req/v3"
	jsoniter "github.com/json-iterator/go"
	"github.com/tidwall/gjson"
)

const create = "https://www.runninghub.cn/task/openapi/create"

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func (r *reply) err() error {
	if r.Code == 0 {
		return nil
	}
	return fmt.Errorf("runninghub: %d %s", r.Code, r.Msg)
}

func send(body string) ([]byte, error) {
	resp, err := http.Post(create, "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func sonicBad(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	var r reply
	if err := sonic.Unmarshal(b, &r); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil // want `r.Code is never checked`
}

func sonicGood(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	var r reply
	if err := sonic.UnmarshalString(string(b), &r); err != nil {
		return "", err
	}
	if err := r.err(); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil
}

var fast = jsoniter.ConfigCompatibleWithStandardLibrary

func iterBad(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	var r reply
	if err := fast.Unmarshal(b, &r); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil // want `r.Code is never checked`
}

func iterPathBad(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	return jsoniter.Get(b, "data", "taskId").ToString(), nil // want `"code" is never checked`
}

func iterPathGood(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	if c := jsoniter.Get(b, "code").ToInt(); c != 0 {
		return "", fmt.Errorf("code %d: %s", c, b)
	}
	return jsoniter.Get(b, "data", "taskId").ToString(), nil
}

func goccyBad(body string) (string, error) {
	resp, err := http.Post(create, "application/json", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil // want `r.Code is never checked`
}

func mapBad(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		return "", err
	}
	var r reply
	if err := mapstructure.Decode(m, &r); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil // want `r.Code is never checked`
}

func mapGood(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		return "", err
	}
	var r reply
	if err := mapstructure.WeakDecode(m, &r); err != nil {
		return "", err
	}
	if r.Code != 0 {
		return "", fmt.Errorf("code %d", r.Code)
	}
	return r.Data.TaskID + r.Data.Tips, nil
}

func mapPartGood(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		return "", err
	}
	if c, ok := m["code"].(float64); !ok || c != 0 {
		return "", fmt.Errorf("code %v", m["code"])
	}
	var d struct{ TaskID, PromptTips string }
	if err := mapstructure.Decode(m["data"], &d); err != nil {
		return "", err
	}
	return d.TaskID + d.PromptTips, nil
}

func restyBad(ctx context.Context, body any) (string, error) {
	var r reply
	_, err := resty.New().R().SetContext(ctx).SetBody(body).SetResult(&r).Post(create)
	if err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil // want `r.Code is never checked`
}

func reqBad(body any) (string, error) {
	var r reply
	resp, err := req.R().SetBody(body).Post(create)
	if err != nil {
		return "", err
	}
	if err := resp.Into(&r); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil // want `r.Code is never checked`
}

func reqGood(body any) (string, error) {
	var r reply
	_, err := req.C().R().SetBody(body).SetSuccessResult(&r).Post(create)
	if err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, r.err()
}

func retryableBad(body string) (string, error) {
	resp, err := retryablehttp.NewClient().Post(create, "application/json", body) // want `create is sent again after a transport error`
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil // want `r.Code is never checked`
}

func manyBad(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	found := gjson.GetMany(string(b), "data.taskId", "msg")
	return found[0].String(), nil // want `"code" is never checked`
}

func manyGood(body string) (string, error) {
	b, err := send(body)
	if err != nil {
		return "", err
	}
	found := gjson.GetManyBytes(b, "data.taskId", "code", "msg")
	if found[1].Int() != 0 {
		return "", errors.New(found[1].String() + found[2].String())
	}
	return found[0].String(), nil
}

func checked(body string) (*reply, error) {
	b, err := send(body)
	if err != nil {
		return nil, err
	}
	r := new(reply)
	if err := json.Unmarshal(b, r); err != nil {
		return nil, err
	}
	return r, r.err()
}

func start(body string) (string, error) {
	r, err := checked(body)
	if err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil
}

type job struct {
	body, id string
}

func (j *job) run() error {
	id, err := start(j.body)
	if err != nil {
		return err // want `create is sent again after`
	}
	j.id = id
	return nil
}

func backoffBad(j *job) error {
	return backoff.Retry(j.run, backoff.NewExponentialBackOff())
}

func dataBad(body string) (string, error) {
	return backoff.RetryWithData(func() (string, error) { return start(body) }, backoff.NewExponentialBackOff()) // want `create is sent again after`
}

func dataGood(body string) (string, error) {
	return backoff.RetryWithData(func() (string, error) {
		id, err := start(body)
		if err != nil {
			return "", backoff.Permanent(err)
		}
		return id, nil
	}, backoff.NewExponentialBackOff())
}

func retryBad(body string) (id string, err error) {
	err = retry.Do(func() error {
		id, err = start(body)
		return err // want `create is sent again after`
	}, retry.Attempts(3), retry.Delay(time.Minute))
	return id, err
}

func retryGood(body string) (string, error) {
	return retry.DoWithData(func() (string, error) {
		id, err := start(body)
		if err != nil {
			return "", retry.Unrecoverable(err)
		}
		return id, nil
	}, retry.Attempts(3))
}
