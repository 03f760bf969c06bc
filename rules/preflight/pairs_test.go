package preflight_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/preflight"
)

// TestPairs: what is recorded is masked, a line per answered request, whether the
// answer is read to its end or closed before; and the caller sees all of it.
func TestPairs(t *testing.T) {
	const key = "9c1e77a04b52d8f36a0e41bd2c95f7e8"
	const answer = `{"code": 0, "msg": "success", "data": {"netWssUrl": "wss://x.example/?k=` + key + `", "taskId": "17"}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) }))
	defer server.Close()
	var log bytes.Buffer
	check := func(context.Context, string, string, []byte) (rules.Result, error) { return rules.Result{}, nil }
	client := &http.Client{Transport: &preflight.Transport{Check: check, Hosts: []string{strings.TrimPrefix(server.URL, "http://")}, Pairs: &log}}
	send := func(body string, read bool) {
		t.Helper()
		res, err := client.Post(server.URL+"/task/openapi/create?token="+key, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close() //nolint:errcheck // only read
		got := make([]byte, len(answer))
		if read {
			got, err = io.ReadAll(res.Body)
		} else {
			_, err = io.ReadFull(res.Body, got)
		}
		if err != nil || string(got) != answer {
			t.Fatalf("the caller got %q, %v", got, err)
		}
	}
	request := `{"apiKey": "` + key + `", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a red fox"}]}`
	send(request, true)
	send(request, false)
	send(`{"apiKey": `, true) // not JSON: nothing of it is kept
	want := `{"method":"POST","url":"` + server.URL + `/task/openapi/create",` +
		`"request":{"apiKey":"{{masked}}","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"{{masked}}"}]},` +
		`"response":{"status":200,"body":{"code":0,"msg":"success","data":{"netWssUrl":"{{masked}}","taskId":"17"}}}}` + "\n"
	if got := log.String(); got != want+want {
		t.Errorf("recorded\n%s\nwant twice\n%s", got, want)
	}
}

// TestPairsHoldNoKey: the key of a request is masked wherever the request or the
// answer repeats it, be it in a name, a message or JSON inside of a string, and
// whatever its shape is.
func TestPairsHoldNoKey(t *testing.T) {
	const body = `{"apiKey":"KEY","workflowId":"1904136902449209346","instanceType":"KEY","KEY":"KEY","nodeInfoList":[{"nodeId":"KEY","fieldName":"KEY","fieldValue":"KEY"}]}`
	const bare = `{"workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"6","fieldName":"KEY","fieldValue":"KEY"}]}`
	for _, key := range []string{"d41c7ab04d4f6e8c25d1b7a3e60f949f", "geheim-Schluessel_0815.live"} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked, _ := io.ReadAll(r.Body)
			_, _ = fmt.Fprintf(w, `{"code":0,"msg":%q,"data":{"x":%q,%q:1,"y":"a %s b","asked":%q}}`, key, key, key, key, asked)
		}))
		defer server.Close()
		var log bytes.Buffer
		check := func(context.Context, string, string, []byte) (rules.Result, error) { return rules.Result{}, nil }
		client := &http.Client{Transport: &preflight.Transport{Check: check, Hosts: []string{strings.TrimPrefix(server.URL, "http://")}, Pairs: &log}}
		for _, body := range []string{body, bare} {
			req, err := http.NewRequest(http.MethodPost, server.URL+"/task/openapi/create?apiKey="+key, strings.NewReader(strings.ReplaceAll(body, "KEY", key)))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer "+key)
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
		if got := log.String(); strings.Contains(got, key) || strings.Count(got, `"workflowId":"1904136902449209346"`) != 2 || strings.Count(got, "\n") != 2 {
			t.Errorf("%s", got)
		}
	}
}
