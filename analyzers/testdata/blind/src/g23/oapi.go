// Package g23 has a generated part and a part by hand.
package g23

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

type CancelJSONRequestBody struct {
	ApiKey string `json:"apiKey"`
	TaskId string `json:"taskId"`
}

type Base struct {
	Code *int    `json:"code,omitempty"`
	Msg  *string `json:"msg,omitempty"`
}

type CancelResp struct {
	Raw     []byte
	Status  int
	JSON200 *Base
}

func CancelWithResponse(server string, in CancelJSONRequestBody) (*CancelResp, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	hr, err := http.Post(server+"/task/openapi/cancel", "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer hr.Body.Close()
	raw, err := io.ReadAll(hr.Body)
	if err != nil {
		return nil, err
	}
	out := &CancelResp{Raw: raw, Status: hr.StatusCode}
	if hr.StatusCode == http.StatusOK {
		var dest Base
		if err := json.Unmarshal(raw, &dest); err != nil {
			return nil, err
		}
		out.JSON200 = &dest
	}
	return out, nil
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return
}

// Stop cancels and says why it could not.
func Stop(server, key, id string) error {
	r, err := CancelWithResponse(server, CancelJSONRequestBody{key, id})
	switch {
	case err != nil:
		return err
	case r.JSON200 == nil:
		return fmt.Errorf("cancel: http %d", r.Status)
	case deref(r.JSON200.Code) != 0:
		return fmt.Errorf("cancel: %d %s", deref(r.JSON200.Code), deref(r.JSON200.Msg))
	}
	return nil
}
