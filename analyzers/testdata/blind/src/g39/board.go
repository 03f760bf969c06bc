// Package g39 maps codes to states of its own.
package g39

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type State int

const (
	Waiting State = iota
	Running
	Finished
	Broken
)

type Row struct {
	State  State
	Reason string
	Files  []string
}

type source interface {
	read(id string) (frame, error)
}

type frame struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type httpSource struct{ key string }

func (h httpSource) read(id string) (f frame, err error) {
	body := fmt.Appendf(nil, `{"apiKey":%q,"taskId":%q}`, h.key, id)
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(body))
	if err != nil {
		return f, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&f)
	return f, err
}

func stateOf(code int) State {
	switch code {
	case 0:
		return Finished
	case 804:
		return Running
	case 813:
		return Waiting
	}
	return Broken
}

// Update fills a row.
func Update(s source, id string, r *Row) error {
	f, err := s.read(id)
	if err != nil {
		return err
	}
	if r.State = stateOf(f.Code); r.State == Broken {
		r.Reason = fmt.Sprintf("%d: %s", f.Code, f.Msg)
		return nil
	}
	if r.State == Finished {
		var files []struct {
			URL string `json:"fileUrl"`
		}
		if err := json.Unmarshal(f.Data, &files); err != nil {
			return err
		}
		for _, x := range files {
			r.Files = append(r.Files, x.URL)
		}
	}
	return nil
}
