// Package h14 reads an answer token by token.
package h14

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Each calls f for every file of a task, without holding the list.
func Each(key, id string, f func(url string) error) error {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json",
		strings.NewReader(`{"apiKey":"`+key+`","taskId":"`+id+`"}`))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return scan(json.NewDecoder(resp.Body), f)
}

func scan(dec *json.Decoder, f func(string) error) error {
	if _, err := dec.Token(); err != nil {
		return err
	}
	code, msg := -1, ""
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		switch name {
		case "code":
			if err := dec.Decode(&code); err != nil {
				return err
			}
		case "msg":
			if err := dec.Decode(&msg); err != nil {
				return err
			}
		case "data":
			if code != 0 {
				return fmt.Errorf("outputs: %d %s", code, msg)
			}
			if err := list(dec, f); err != nil {
				return err
			}
		default:
			var skip json.RawMessage
			if err := dec.Decode(&skip); err != nil {
				return err
			}
		}
	}
	if code != 0 {
		return fmt.Errorf("outputs: %d %s", code, msg)
	}
	return nil
}

func list(dec *json.Decoder, f func(string) error) error {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return fmt.Errorf("not a list: %v %w", t, io.ErrUnexpectedEOF)
	}
	for dec.More() {
		var item struct {
			URL string `json:"fileUrl"`
		}
		if err := dec.Decode(&item); err != nil {
			return err
		}
		if err := f(item.URL); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}
