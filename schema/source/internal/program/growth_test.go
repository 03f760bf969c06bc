package program

import (
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/source/internal/sourcetest"
)

// TestGrowth: here-documents that begin and do not end are looked for once.
func TestGrowth(t *testing.T) {
	if testing.Short() {
		t.Skip("a measurement")
	}
	for _, c := range Containers {
		mark := map[string]string{"ruby": "<<~", "php": "<<<"}[c.Kind]
		if mark == "" {
			continue
		}
		head := map[string]string{"php": "<?php\n"}[c.Kind] + "url = 'https://www.runninghub.cn/task/openapi/create'\n"
		for name, text := range map[string]func(n int) string{
			"one name": func(n int) string { return head + strings.Repeat("x = "+mark+"A\n", n) },
			"one line": func(n int) string { return head + strings.Repeat("f("+mark+"A, ", n) },
			"many names": func(n int) string {
				var b strings.Builder
				for i := range n {
					fmt.Fprintf(&b, "x = %sA%d\n", mark, i)
				}
				return head + b.String()
			},
		} {
			t.Run(c.Kind+" "+name, func(t *testing.T) { sourcetest.Growth(t, c, text) })
		}
	}
}
