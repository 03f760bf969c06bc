package fetch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch/standin"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// FuzzAnswer gives the client any answer: it returns a definition that the
// store can read again, or an *Error, and the key comes out of neither.
func FuzzAnswer(f *testing.F) {
	prompt, err := json.Marshal(graph)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		`{"code":0,"data":{"prompt":` + string(prompt) + `}}`, `{"code":0,"data":` + app + `}`, `{"code":"380","msg":"x"}`,
		`{"code":0,"data":{"prompt":{"1":{"class_type":"` + standin.Key + `","inputs":{"a":"\u00355ec3e7c0ffee"}}}}}`, `{"code":1,"msg":"` + standin.Key + `"}`, `[]`, `{"code":`,
	} {
		f.Add([]byte(seed), 200)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		c, err := fetch.New(fetch.Options{Attempts: 1, Key: key(t, standin.Key), Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 100 + status&0x1ff, ContentLength: -1, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body))}, nil
		})})
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []project.Kind{project.Workflow, project.App} {
			d, err := c.Fetch(t.Context(), k, "1")
			if err != nil {
				e, ok := errors.AsType[*fetch.Error](err)
				if !ok || strings.Contains(e.Error()+e.Msg+e.Cause, standin.Key) {
					t.Fatalf("%v", err)
				}
				continue
			}
			doc, err := jsondoc.Parse("", d.Content)
			if err != nil || !bytes.Equal(doc.Root().Pretty(), d.Content) {
				t.Fatalf("not as the store keeps it (%v): %s", err, d.Content)
			}
			if again, err := workflow.Read("", d.Content); err != nil || again.App != (k == project.App) || len(again.Nodes) == 0 {
				t.Fatalf("cannot be read again: %v: %s", err, d.Content)
			}
			if bytes.Contains(d.Content, []byte(standin.Key)) {
				t.Fatalf("holds the key: %s", d.Content)
			}
		}
	})
}
