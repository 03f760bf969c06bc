package shell

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/source/internal/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/sourcetest"
)

const sends = "\ncurl https://www.runninghub.cn/task/openapi/create -d \"{\\\"workflowId\\\":\\\"$X\\\"}\"\n"

// repeated writes a text for each of n numbers, then a curl command.
func repeated(n int, one func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(one(i))
	}
	return b.String() + sends
}

func TestGrowth(t *testing.T) {
	if testing.Short() {
		t.Skip("a measurement")
	}
	for name, text := range map[string]func(n int) string{
		"commands in words": func(n int) string {
			return "X=" + strings.Repeat("$(", n/8) + "a" + strings.Repeat(")", n/8) + sends
		},
		"appends":        func(n int) string { return "X=a\n" + repeated(n, func(int) string { return "X+=b\n" }) },
		"appended lists": func(n int) string { return "X=(a)\n" + repeated(n, func(int) string { return "X+=(b)\n" }) },
		"variables": func(n int) string {
			return repeated(n, func(i int) string { return fmt.Sprintf("V%d=$V%d\n", i+1, i) })
		},
		"open here strings": func(n int) string { return repeated(n, func(i int) string { return fmt.Sprintf("cat <<E%d\n", i) }) },
	} {
		t.Run(name, func(t *testing.T) { sourcetest.Growth(t, Container, text) })
	}
}

// TestExpansionBomb: variables that double each other, and a long list that each of
// many commands takes, end within a bound that no script of a person reaches.
func TestExpansionBomb(t *testing.T) {
	for name, text := range map[string]string{
		"variables": "V0=aaaaaaaaaaaaaaaa\n" + repeated(3_000, func(i int) string { return fmt.Sprintf("V%d=$V%d$V%d\n", i+1, i, i) }),
		"a list":    "A=(" + strings.Repeat("b ", 5_000) + ")\n" + repeated(2_000, func(int) string { return "curl \"${A[@]}\" u\n" }),
	} {
		start := time.Now()
		found := Container.Extract(&source.File{Name: "x", Text: []byte(text)})
		if took := time.Since(start); took > 60*time.Second {
			t.Errorf("%s: %v", name, took)
		}
		if n := len(found); n == 0 || !bytes.Contains(found[n-1].Body.Bytes, []byte("workflowId")) {
			t.Errorf("%s: %d requests, and not the last", name, n)
		}
	}
}
