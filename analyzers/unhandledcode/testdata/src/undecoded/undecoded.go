// Package undecoded has answers that nobody decodes, or not the code of them.
package undecoded

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

const base = "https://www.runninghub.cn"

func closes(body string) error {
	resp, err := http.Post(base+"/task/openapi/cancel", "application/json", strings.NewReader(body)) // want `the body of this response is never decoded`
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("http %s", resp.Status)
	}
	return nil
}

func drains(body string) error {
	req, err := http.NewRequest(http.MethodPost, base+"/task/openapi/cancel", strings.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req) // want `the body of this response is never decoded`
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return err
}

// reads gives the text to somebody.
func reads(body string) ([]byte, error) {
	resp, err := http.Post(base+"/task/openapi/cancel", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// elsewhere is another service.
func elsewhere(body string) error {
	resp, err := http.Post("https://example.com/v1/cancel", "application/json", strings.NewReader(body))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// client has a transport that is not known here.
type client struct{ hc *http.Client }

func (c *client) given(body string) error {
	resp, err := c.hc.Post(base+"/task/openapi/cancel", "application/json", strings.NewReader(body))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func noCode(body string) (string, error) {
	resp, err := http.Post(base+"/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r struct {
		Data struct {
			TaskID string `json:"taskId"`
			Tips   string `json:"promptTips"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil { // want `r has no field for code`
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil
}

// twice looks at the code first, and decodes the same text again.
func twice(body string) (string, error) {
	b, err := reads2(body)
	if err != nil {
		return "", err
	}
	var head struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return "", err
	}
	if head.Code != 0 {
		return "", fmt.Errorf("%d %s", head.Code, head.Msg)
	}
	var r struct {
		Data struct {
			TaskID string `json:"taskId"`
			Tips   string `json:"promptTips"`
		} `json:"data"`
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil
}

func reads2(body string) ([]byte, error) {
	resp, err := http.Post(base+"/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

type state struct {
	TaskID  string `json:"taskId"`
	Status  string `json:"status"`
	Results []struct {
		URL string `json:"url"`
	} `json:"results"`
}

func run(body string) (string, error) {
	resp, err := http.Post(base+"/openapi/v2/run/workflow/1904136902449209346", "application/json", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var s state
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil { // want `s has no field for errorCode`
		return "", err
	}
	return s.TaskID, nil
}

// asked goes by the status.
func asked(body string) (string, error) {
	resp, err := http.Post(base+"/openapi/v2/query", "application/json", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var s state
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil {
		return "", err
	}
	if s.Status != "SUCCESS" {
		return "", fmt.Errorf("the task is %q", s.Status)
	}
	return s.Results[0].URL, nil
}

// judged takes the HTTP status for the answer, so its client looks at nothing.
func (c *client) judged(body string) (bool, error) {
	resp, err := c.hc.Post(base+"/task/openapi/cancel", "application/json", strings.NewReader(body)) // want `the body of this response is never decoded`
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK, nil
}
