package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// lspPeer is the other side of a language server.
type lspPeer struct {
	t    *testing.T
	in   *bufio.Reader
	next int
	// shown are the diagnostics last published, by URI.
	shown map[string][]lspDiagnostic
	// count is how often diagnostics were published, by URI.
	count map[string]int
	// queue has what is still to be sent: the server may be speaking.
	queue chan []byte
	// asked is the server's last request, messages what it had the editor show.
	asked    string
	messages []string
}

func newPeer(t *testing.T, out io.Writer, in io.Reader) *lspPeer {
	e := &lspPeer{t: t, in: bufio.NewReader(in), shown: map[string][]lspDiagnostic{}, count: map[string]int{}, queue: make(chan []byte, 1<<15)}
	go func() {
		for frame := range e.queue {
			_, _ = out.Write(frame) // a server that has gone is noticed by the reader
		}
	}()
	t.Cleanup(func() { close(e.queue) })
	return e
}

func (e *lspPeer) send(message map[string]any) {
	e.t.Helper()
	message["jsonrpc"] = "2.0"
	body, err := json.Marshal(message)
	if err != nil {
		e.t.Fatal(err)
	}
	e.queue <- fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", len(body), body)
}

func (e *lspPeer) notify(method string, params any) {
	e.t.Helper()
	e.send(map[string]any{"method": method, "params": params})
}

// message reads one message of the server and keeps what it publishes.
func (e *lspPeer) message() (id int, result json.RawMessage) {
	e.t.Helper()
	header, err := textproto.NewReader(e.in).ReadMIMEHeader()
	if err != nil {
		e.t.Fatal(err)
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		e.t.Fatal(err)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(e.in, body); err != nil {
		e.t.Fatal(err)
	}
	var m struct {
		ID     int             `json:"id"`
		Method string          `json:"method"`
		Result json.RawMessage `json:"result"`
		Error  json.RawMessage `json:"error"`
		Params struct {
			URI         string          `json:"uri"`
			Diagnostics []lspDiagnostic `json:"diagnostics"`
			Message     string          `json:"message"`
		} `json:"params"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		e.t.Fatalf("%v in %s", err, body)
	}
	if m.Method != "" && m.ID != 0 {
		e.asked = m.Method
		m.ID = 0 // not an answer
	}
	if m.Method == "textDocument/publishDiagnostics" {
		e.shown[m.Params.URI] = m.Params.Diagnostics
		e.count[m.Params.URI]++
	}
	if m.Method == "window/showMessage" {
		e.messages = append(e.messages, m.Params.Message)
	}
	if m.Error != nil {
		return m.ID, m.Error
	}
	return m.ID, m.Result
}

// call asks the server and waits for its answer.
func (e *lspPeer) call(method string, params, result any) {
	e.t.Helper()
	e.next++
	e.send(map[string]any{"id": e.next, "method": method, "params": params})
	for {
		id, raw := e.message()
		if id != e.next {
			continue
		}
		if result != nil {
			if err := json.Unmarshal(raw, result); err != nil {
				e.t.Fatalf("%s: %v in %s", method, err, raw)
			}
		}
		return
	}
}

// published waits for the diagnostics of a document.
func (e *lspPeer) published(uri string) []lspDiagnostic {
	e.t.Helper()
	delete(e.shown, uri)
	for {
		e.message()
		if d, ok := e.shown[uri]; ok {
			// Notes about the small workflow are not what is tried here.
			return slices.DeleteFunc(d, func(d lspDiagnostic) bool { return d.Severity == 3 })
		}
	}
}

// A session as an editor leads it, from the first word to the exit.
func TestLanguageServer(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		".payloadlint.yaml": "version: 1\nworkflows: {\"1904136902449209346\": w.json}\n",
		"w.json":            `{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a", "clip": ["4", 1]}}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fromEditor, toServer := io.Pipe()
	fromServer, toEditor := io.Pipe()
	status := make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		status <- Main([]string{"lsp", "--lang", "en"}, fromEditor, toEditor, &errs)
		_ = toEditor.Close() // ends the editor's reading
	}()
	e := newPeer(t, toServer, fromServer)

	var hello struct {
		Capabilities map[string]any `json:"capabilities"`
	}
	e.call("initialize", map[string]any{"processId": nil, "rootUri": "file://" + dir, "capabilities": map[string]any{}}, &hello)
	if hello.Capabilities["hoverProvider"] != true || hello.Capabilities["codeActionProvider"] == nil {
		t.Errorf("capabilities %v", hello.Capabilities)
	}
	e.notify("initialized", map[string]any{})

	// The 𝄞 before the place is four bytes and two UTF-16 units.
	const text = "{\"apiKey\": \"${KEY}\", \"workflowId\": \"1904136902449209346\",\n \"nodeInfoList\": [{\"description\": \"𝄞é\", \"nodeId\": \"6\", \"fieldName\": \"Text\", \"fieldValue\": \"a\"}]}\n"
	uri := "file://" + filepath.ToSlash(filepath.Join(dir, "req.json"))
	document := map[string]any{"uri": uri}
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "json", "version": 1, "text": text}})
	found := e.published(uri)
	if len(found) != 1 {
		t.Fatalf("diagnostics %+v", found)
	}
	line := strings.Split(text, "\n")[1]
	column := strings.Index(line, `"Text"`) - len("𝄞é") + 3
	want := lspRange{lspPosition{1, column}, lspPosition{1, column + 6}}
	if d := found[0]; d.Code != "nodeinfo-field" || d.Severity != 1 || d.Range != want || d.Source != "payloadlint" || d.Message == "" {
		t.Errorf("%+v, want %+v", d, want)
	}

	var hover struct {
		Contents struct {
			Value string `json:"value"`
		} `json:"contents"`
	}
	e.call("textDocument/hover", map[string]any{"textDocument": document, "position": lspPosition{1, column + 2}}, &hover)
	if !strings.Contains(hover.Contents.Value, "nodeinfo-field") {
		t.Errorf("hover %q", hover.Contents.Value)
	}
	var nothing any
	e.call("textDocument/hover", map[string]any{"textDocument": document, "position": lspPosition{0, 0}}, &nothing)
	if nothing != nil {
		t.Errorf("hover beside the finding: %v", nothing)
	}

	var actions []lspAction
	e.call("textDocument/codeAction", map[string]any{"textDocument": document, "range": want, "context": map[string]any{"diagnostics": []any{}}}, &actions)
	if len(actions) == 0 || len(actions[0].Edit.Changes[uri]) != 1 {
		t.Fatalf("actions %+v", actions)
	}
	if edit := actions[0].Edit.Changes[uri][0]; edit.Range != want || edit.NewText != `"text"` {
		t.Errorf("edit %+v", edit)
	}

	change := func(text string) []lspDiagnostic {
		e.notify("textDocument/didChange", map[string]any{"textDocument": document, "contentChanges": []any{map[string]any{"text": text}}})
		return e.published(uri)
	}
	if d := change(strings.Replace(text, "Text", "text", 1)); len(d) != 0 {
		t.Errorf("after the fix: %+v", d)
	}
	if d := change(strings.Replace(text, "]}", ",]}", 1)); len(d) != 1 || d[0].Code != "json-syntax" {
		t.Errorf("broken: %+v", d)
	}
	if d := change(`{"name": "a package", "version": "1.0.0"}`); len(d) != 0 {
		t.Errorf("no request: %+v", d)
	}
	e.notify("textDocument/didSave", map[string]any{"textDocument": document})
	if d := e.now(uri); len(d) != 0 {
		t.Errorf("saved: %+v", d)
	}
	e.notify("textDocument/didClose", map[string]any{"textDocument": document})
	if d := e.published(uri); len(d) != 0 {
		t.Errorf("closed: %+v", d)
	}

	// An unsaved buffer, an unknown request, malformed parameters.
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "untitled:Untitled-1", "text": `{"apiKey": "${KEY}", "taskId": "0"}`}})
	if d := e.published("untitled:Untitled-1"); len(d) != 1 || d[0].Code != "id-format" {
		t.Errorf("unsaved: %+v", d)
	}
	var failure struct {
		Code int `json:"code"`
	}
	e.call("workspace/symbol", map[string]any{"query": ""}, &failure)
	if failure.Code != -32601 {
		t.Errorf("unknown request: %+v", failure)
	}
	e.call("textDocument/hover", []int{1}, &failure)
	if failure.Code != -32602 {
		t.Errorf("bad parameters: %+v", failure)
	}
	e.notify("$/cancelRequest", map[string]any{"id": 1})

	e.call("shutdown", nil, nil)
	e.notify("exit", nil)
	select {
	case s := <-status:
		if s != 0 || errs.Len() > 0 {
			t.Errorf("status %d, %s", s, errs.String())
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the server does not end")
	}
}
