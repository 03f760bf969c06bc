// Package h12 uploads.
package h12

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"h12/reply"
)

type okayer interface{ OK() bool }

func decode(r io.Reader, into okayer) error {
	if err := json.NewDecoder(r).Decode(into); err != nil {
		return err
	}
	if !into.OK() {
		return fmt.Errorf("refused: %+v", into)
	}
	return nil
}

func Upload(key, name string, content io.Reader) (string, error) {
	var buf bytes.Buffer
	mw := multipart.NewWriter(&buf)
	if err := mw.WriteField("apiKey", key); err != nil {
		return "", err
	}
	part, err := mw.CreateFormFile("file", name)
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(part, content); err != nil {
		return "", err
	}
	if err := mw.Close(); err != nil {
		return "", err
	}
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/upload", mw.FormDataContentType(), &buf)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var up reply.Upload
	if err := decode(resp.Body, &up); err != nil {
		return "", err
	}
	return up.Data.FileName, nil
}
