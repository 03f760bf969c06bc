package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"time"
)

// conversation runs a language server over what an editor sends, and takes its
// answers apart.
func conversation(t testing.TB, sent ...string) (messages []map[string]any, status int) {
	t.Helper()
	var out, errOut bytes.Buffer
	status = Main([]string{"lsp"}, strings.NewReader(strings.Join(sent, "")), &out, &errOut)
	if errOut.Len() > 0 {
		t.Logf("standard error: %s", errOut.String())
	}
	r := bufio.NewReader(&out)
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if errors.Is(err, io.EOF) {
			return messages, status
		}
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		messages = append(messages, m)
	}
}

func framed(body string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)
}

func lspMessage(t testing.TB, id int, method string, params any) string {
	t.Helper()
	m := map[string]any{"jsonrpc": "2.0", "method": method, "params": params}
	if id > 0 {
		m["id"] = id
	}
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return framed(string(body))
}

func lspOpen(t testing.TB, uri, text string) string {
	t.Helper()
	return lspMessage(t, 0, "textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "text": text}})
}

// TestBrokenMessages: what makes no sense is answered, and the session goes on.
func TestBrokenMessages(t *testing.T) {
	messages, status := conversation(t,
		framed("this is not JSON"), framed(""), framed("[]"), framed(`{"jsonrpc":"2.0"}`),
		"X: y\r\n\r\n", framed("\xff\xfe"), framed(strings.Repeat("[", 1<<20)),
		"Content-Length: 100000000\r\n\r\n"+strings.Repeat(" ", 100000000),
		lspMessage(t, 0, "textDocument/didOpen", []int{1}), lspMessage(t, 7, "textDocument/hover", "x"),
		lspMessage(t, 8, "initialize", map[string]any{}), lspMessage(t, 9, "shutdown", nil), lspMessage(t, 0, "exit", nil))
	var refused, answered []any
	for _, m := range messages {
		if e, ok := m["error"].(map[string]any); ok {
			refused = append(refused, e["code"])
		} else {
			answered = append(answered, m["id"])
		}
	}
	if got := fmt.Sprint(refused, answered, status); got != "[-32700 -32700 -32600 -32600 -32700 -32700 -32700 -32600 -32602] [8 9] 0" {
		t.Errorf("%s", got)
	}
}

// TestManyEdits: each of 200 edits of a line of 268 kB, with a finding at every
// item, costs about what one check costs.
func TestManyEdits(t *testing.T) {
	item := `{"nodeId":"6","fieldname":"text","fieldValue":"一只猫"},`
	text := func(i int) string {
		return fmt.Sprintf(`{"apiKey":"${K}","workflowId":"1904136902449209346","nodeInfoList":[%s{"nodeId":"%d"}]}`, strings.Repeat(item, 268_000/len(item)), i)
	}
	const edits = 200
	took := func(edits int) time.Duration {
		sent := []string{lspMessage(t, 1, "initialize", map[string]any{}), lspOpen(t, "file:///tmp/none/a.json", text(0))}
		for i := range edits {
			sent = append(sent, lspMessage(t, 0, "textDocument/didChange", map[string]any{
				"textDocument": map[string]any{"uri": "file:///tmp/none/a.json"}, "contentChanges": []any{map[string]any{"text": text(i)}},
			}))
		}
		sent = append(sent, lspMessage(t, 2, "shutdown", nil), lspMessage(t, 0, "exit", nil))
		start := time.Now()
		messages, status := conversation(t, sent...)
		if status != 0 || len(messages) < 3 {
			t.Fatalf("status %d, %d messages", status, len(messages))
		}
		return time.Since(start)
	}
	if took := took(edits); took > time.Minute {
		t.Errorf("%d edits took %v", edits, took)
	}
}

// TestEditorSeesNoKey: messages to an editor hide keys and keep its addresses, and
// no fix would write a masked key into a file.
func TestEditorSeesNoKey(t *testing.T) {
	uri := "file:///tmp/none/" + shapedKey + ".json"
	text := fmt.Sprintf(`{"taskID":"1",%q:1,"instanceType":%q}`, shapedKey, shapedKey)
	whole := map[string]any{"start": map[string]int{"line": 0, "character": 0}, "end": map[string]int{"line": 9, "character": 0}}
	messages, _ := conversation(t, lspMessage(t, 1, "initialize", map[string]any{}), lspOpen(t, uri, text),
		lspMessage(t, 2, "textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": uri}, "range": whole}),
		lspMessage(t, 3, "textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": uri}, "position": map[string]int{"line": 0, "character": 3}}),
		lspMessage(t, 4, "shutdown", nil), lspMessage(t, 0, "exit", nil))
	all, err := json.Marshal(messages)
	if err != nil {
		t.Fatal(err)
	}
	if rest := strings.ReplaceAll(string(all), uri, ""); strings.Contains(rest, shapedKey) || !strings.Contains(string(all), uri) {
		t.Errorf("%s", all)
	}
}

// FuzzLanguageServer sends lines as messages: the server answers in whole frames
// and ends when the editor does.
func FuzzLanguageServer(f *testing.F) {
	const uri = "file:///tmp/none/a.json"
	for _, text := range []string{`{"taskID":"1"}`, `{`, "𝄞", `[{"nodeId":"1"},{}]`} {
		f.Add(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`+"\n"+`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"`+uri+`"}}}`+"\n"+
			`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"`+uri+`"},"position":{"line":0,"character":3}}}`+"\n"+
			`{"jsonrpc":"2.0","id":3,"method":"textDocument/codeAction","params":{"textDocument":{"uri":"`+uri+`"},"range":{"start":{"line":-1},"end":{"line":99}}}}`, text)
	}
	f.Fuzz(func(t *testing.T, lines, text string) {
		sent := []string{lspOpen(t, uri, text)}
		for line := range strings.Lines(lines) {
			sent = append(sent, framed(strings.TrimSuffix(line, "\n")))
		}
		conversation(t, sent...)
	})
}
