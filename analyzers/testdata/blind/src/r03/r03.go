// Package r03 is right: path is joined to a trimmed base.
package r03

import (
	"net/url"
	"strings"
)

func At(base, path string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u.Path = strings.TrimRight(u.Path, "/") + path
	return u.String(), nil
}
func Create() (string, error) { return At("https://www.runninghub.cn/", "/task/openapi/create") }
