package report

import (
	"bytes"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
)

// JSON writes what the format's writer does.
func TestWholeJSON(t *testing.T) {
	c, err := rules.New(rules.Options{})
	if err != nil {
		t.Fatal(err)
	}
	results, err := c.Check(t.Context(), "a.json", []byte(`[{"apiKey": 1, "workflowId": "1"}, {"workflowId": " ", "nodeInfoList": {}}]`))
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	w, err := New("json", Options{})
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Begin(&want)
	for i := range results {
		_ = w.Document(&results[i])
	}
	_ = w.End(Closing{})
	got, err := JSON(results, Options{})
	if err != nil || !bytes.Equal(got, want.Bytes()) || bytes.Count(got, []byte(`"rule"`)) < 2 {
		t.Errorf("%v\n%s\n%s", err, got, want.Bytes())
	}
}
