// Package w12 is wrong: a known path with a tail.
package w12

import (
	"fmt"
	"net/http"
)

func Status(id string) (*http.Response, error) { // BUG
	return http.Get(fmt.Sprintf("https://www.runninghub.cn/task/openapi/status/%s", id))
}
