// Package rooted joins its root and its paths in ways of its own.
package rooted

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

type client struct {
	root string
	key  string
	http *http.Client
}

func newClient(key string) *client {
	return &client{root: "https://www.runninghub.cn", key: key, http: http.DefaultClient}
}

func (c *client) join(path string) string {
	return strings.TrimRight(c.root, "/") + "/" + strings.TrimLeft(path, "/")
}

// post joins root and path in a helper.
func (c *client) post(path string, in any) ([]byte, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodPost, c.join(path), bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func (c *client) run(workflow string) ([]byte, error) {
	return c.post("openapi/v2/run/workflow/"+workflow, map[string]any{
		"apiKey":       c.key, // want `takes the key in the header`
		"nodeInfoList": []any{},
	})
}

// fill completes the path of a URL that was parsed before.
func fill(base, path string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u.Path = strings.TrimRight(u.Path, "/") + path
	return u.String(), nil
}

func create(base string, b []byte) (*http.Response, error) {
	to, err := fill(base, "/task/openapi/create")
	if err != nil {
		return nil, err
	}
	return http.Post(to, "application/json", bytes.NewReader(b))
}

// proxied has a root with a path of its own.
func proxied(host string, b []byte) (*http.Response, error) {
	u := &url.URL{Scheme: "https", Host: host, Path: "/runninghub/"}
	u.Path = strings.TrimRight(u.Path, "/") + "/task/openapi/create"
	return http.Post(u.String(), "application/json", bytes.NewReader(b))
}

func wrong(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/task/openapi/creat" // want `no endpoint /task/openapi/creat:`
	return u.String()
}

func status(id string) string {
	return fmt.Sprintf("https://www.runninghub.cn/task/openapi/status/%s", id) // want `/task/openapi/status`
}

const v2 = "https://www.runninghub.cn/openapi/v2"

// second adds the path to a root that holds a part of it.
func second(path string, in any) (*http.Response, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	to, err := url.JoinPath(v2, path)
	if err != nil {
		return nil, err
	}
	return http.Post(to, "application/json", bytes.NewReader(b))
}

func runApp(id, key string) (*http.Response, error) {
	return second("run/ai-app/"+id, map[string]any{
		"apiKey": key, // want `takes the key in the header`
	})
}
