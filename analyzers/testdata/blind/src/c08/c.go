// Package c08 is right: an errgroup uploads different files, each answer looked at.
package c08

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

type uploaded struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		FileName string `json:"fileName"`
	} `json:"data"`
}

func put(ctx context.Context, key, file string) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var form bytes.Buffer
	mw := multipart.NewWriter(&form)
	if err := mw.WriteField("apiKey", key); err != nil {
		return "", err
	}
	part, err := mw.CreateFormFile("file", filepath.Base(file))
	if err != nil {
		return "", err
	}
	if _, err := part.Write(raw); err != nil {
		return "", err
	}
	if err := mw.Close(); err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/upload", &form)
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", mw.FormDataContentType())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var up uploaded
	if err := json.NewDecoder(resp.Body).Decode(&up); err != nil {
		return "", err
	} else if up.Code != 0 {
		return "", fmt.Errorf("upload %s: %d: %s", file, up.Code, up.Msg)
	} else {
		return up.Data.FileName, nil
	}
}

func All(ctx context.Context, key string, files []string) ([]string, error) {
	names := make([]string, len(files))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i, f := range files {
		g.Go(func() (err error) {
			names[i], err = put(ctx, key, f)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return names, nil
}
