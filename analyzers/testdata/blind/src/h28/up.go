// Package h28 uploads through a pipe.
package h28

import (
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
)

type fault struct {
	op   string
	code int
	msg  string
}

func (f *fault) Error() string { return fmt.Sprintf("%s: %d: %s", f.op, f.code, f.msg) }

func must(op string, code int, msg string) error {
	if code == 0 {
		return nil
	}
	return &fault{op, code, msg}
}

func Upload(key, file string) (name string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	pr, pw := io.Pipe()
	mw := multipart.NewWriter(pw)
	go func() {
		err := mw.WriteField("apiKey", key)
		if err == nil {
			var part io.Writer
			if part, err = mw.CreateFormFile("file", filepath.Base(file)); err == nil {
				_, err = io.Copy(part, f)
			}
		}
		if err == nil {
			err = mw.Close()
		}
		pw.CloseWithError(err)
	}()
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/upload", mw.FormDataContentType(), pr)
	if err != nil {
		return "", err
	}
	defer func() {
		if cerr := resp.Body.Close(); err == nil {
			err = cerr
		}
	}()
	var v struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data struct {
			FileName string `json:"fileName"`
		} `json:"data"`
	}
	if err = json.NewDecoder(resp.Body).Decode(&v); err != nil {
		return "", err
	}
	if err = must("upload", v.Code, v.Msg); err != nil {
		return "", err
	}
	name = v.Data.FileName
	return
}
