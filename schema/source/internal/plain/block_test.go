package plain

import (
	"fmt"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

func TestBlock(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{`{"a":1}`, []string{`{"a":1}`}},
		{"{\"a\":1}\n\n{\"b\":2}", []string{`{"a":1}`, `{"b":2}`}},
		{"{\"a\":1, // one\n \"u\":\"https://x\" /* two */}", []string{"{\"a\":1,  \n \"u\":\"https://x\"  }"}},
		{`{"a":[1, ...], ...}`, []string{`{"a":[1  ]  }`}},
		{`{"a":[{"b":...}]}`, []string{`{"a":[{"b":"{…}"}]}`}},
		{`{"a":1,}`, []string{`{"a":1,}`}},
		{`{"a":1`, []string{`{"a":1`}},
		{`{"a":1} and more`, []string{`{"a":1} and more`}},
		{`plain`, nil},
		{``, nil},
	}
	for _, tt := range tests {
		var got []string
		for _, r := range Block(source.Copy([]byte(tt.in), jsondoc.Span{End: len(tt.in)})) {
			got = append(got, string(r.Body.Bytes))
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tt.want) {
			t.Errorf("Block(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
