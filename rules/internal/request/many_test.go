package request_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// A file with very many undocumented keys is told of in few findings.
func TestManyUnknownKeys(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"apiKey": "${KEY}", "workflowId": "1932074519876543217"`)
	for i := range 2000 {
		fmt.Fprintf(&b, `, "k%d": 1`, i)
	}
	b.WriteString(`}`)
	c, err := rules.New(rules.Options{Endpoint: endpoint.Create})
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Check(context.Background(), "create.json", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	n, last := 0, ""
	for _, f := range res[0].Findings {
		if f.Rule.ID == "request-key-unknown" {
			n, last = n+1, f.Message
		}
	}
	if n != 51 || !strings.Contains(last, `"k50" either`) {
		t.Errorf("%d findings, the last: %s", n, last)
	}
}
