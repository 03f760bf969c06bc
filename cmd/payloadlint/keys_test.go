package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
)

// The keys that no output may show: one that only its shape tells, one that only
// the environment tells.
const (
	shapedKey = "d41c7ab04d4f6e8c25d1b7a3e60f949f"
	envKey    = "geheim-Schluessel_0815.live"
)

// inPlaces writes a key in every place of a request, a workflow, a program and a
// configuration where a text can be.
func inPlaces(dir, key string) map[string]string {
	request := map[string]string{
		"instance":  fmt.Sprintf(`{"apiKey":"${K}","workflowId":"1904136902449209346","instanceType":%q,"nodeInfoList":[]}`, key),
		"member":    fmt.Sprintf(`{"apiKey":"${K}","workflowId":"1904136902449209346",%q:1,"nodeInfoList":[{%q:2,"nodeId":"6"}]}`, key, key),
		"workflow":  fmt.Sprintf(`{"apiKey":"${K}","workflowId":%q,"nodeInfoList":[{"nodeId":%q,"fieldName":%q,"fieldValue":%q}]}`, key, key, key, key),
		"app":       fmt.Sprintf(`{"apiKey":%q,"webappId":%q,"nodeInfoList":[{"nodeId":"1","fieldName":"text","fieldValue":%q}]}`, key, key, key),
		"task":      fmt.Sprintf(`{"apiKey":"x","taskID":%q}`, key),
		"header":    fmt.Sprintf(`{"Authorization":"Bearer %s","taskId":1,"accessPassword":%q}`, key, key),
		"duplicate": fmt.Sprintf(`{%q:1,%q:2,"taskId":"1","webhookUrl":"http://127.0.0.1/%s?k=%s"}`, key, key, key, key),
		"alone":     "{\n\"taskId\": \"1\"\n" + key + "\n}",
		"bare":      key,
		"braces":    "{" + key + "}",
		"spaced":    "{ " + key + " }\n",
		"quoted":    `"` + key + `"`,
		"list":      fmt.Sprintf(`[%q, {"nodeId":%q}]`, key, key),
		"python":    fmt.Sprintf("{'apiKey': os.environ.get(\"X\",\"%s\"), 'workflowId': f'%s', 'nodeInfoList': []}", key, key), //nolint:gocritic // Python quotes
		"embedded":  fmt.Sprintf(`{"taskId":"1","extra":"{\"a\":\"line\\n%s\"}","long":"%s%s"}`, key, strings.Repeat("x", 90), key),
		"escaped":   fmt.Sprintf(`{"taskId":"1","a":"\b%s","b":"\u000a%s","%s":"\t%s"}`, key, key, key+"2x", key), //nolint:gocritic // not escaped once more
		"prompt":    fmt.Sprintf(`{"prompt":{%q:{"class_type":%q,"inputs":{%q:%q,"model":[%q,0]},"_meta":{"title":%q}}}}`, key, key, key, key, key, key),
		"cut":       fmt.Sprintf(`{"apiKey":"${K}","workflowId":"%s%s","nodeInfoList":[{"nodeId":"%s%s","fieldName":"%s %s"}]}`, strings.Repeat("9", 60), key, strings.Repeat("猫", 30), key, strings.Repeat("z ", 25), key),
	}
	out := map[string]string{}
	for name, text := range request {
		out[filepath.Join(dir, name+".json")] = text
	}
	out[filepath.Join(dir, "named-"+key+".json")] = `{"taskID":"1"}`
	out[filepath.Join(dir, key, "in-a-folder.json")] = `{"taskID":`
	out[filepath.Join(dir, "call.md")] = fmt.Sprintf("```bash\ncurl https://www.runninghub.cn/task/openapi/create -H 'Authorization: Bearer %s' -d '{\"apiKey\":\"%s\",\"workflowId\":\"%s\",\"%s\":1}'\n```\n", key, key, key, key)                                     //nolint:gocritic // not escaped once more
	out[filepath.Join(dir, "call.py")] = fmt.Sprintf("import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', headers={'Authorization': f'Bearer {\"%s\"}'}, json={'apiKey': '%s', 'workflowId': '%s', '%s': '%s'})\n", key, key, key, key, key) //nolint:gocritic // Python quotes
	out[filepath.Join(dir, "stream.jsonl")] = request["instance"] + "\n" + key + "\n" + request["member"] + "\n"
	return out
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestKeysNowhere runs every subcommand and format with keys in every place where
// a text can be: none of them, nor a part that tells it, comes out anywhere.
func TestKeysNowhere(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		answer := fmt.Sprintf("no such thing %s %s %s %s", shapedKey, envKey, r.URL, body)
		text, _ := json.Marshal(answer)
		_, _ = fmt.Fprintf(w, `{"code":810,"msg":%s,"data":{"x":%s}}`, text, text)
	}))
	defer server.Close()
	t.Setenv("RUNNINGHUB_API_KEY", envKey)
	t.Setenv("RUNNINGHUB_HOST", server.URL)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for key, lang := range map[string]string{shapedKey: "en", envKey: "zh"} {
		t.Run(lang, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			files := inPlaces("requests", key)
			var paths []string
			for path, text := range files {
				paths = append(paths, write(t, path, text))
			}
			for _, args := range keyCommands(t, key, paths, server.URL) {
				out, errOut := runKeys(append(args, "--lang", lang), "")
				showsNoKey(t, args, key, out+errOut)
			}
			for name, text := range files {
				args := []string{"check", "-", "--stdin-filename", name, "--lang", lang}
				out, errOut := runKeys(args, text)
				showsNoKey(t, append(args, name), key, out+errOut)
				out, errOut = runKeys([]string{"mcp", "--lang", lang}, toolCalls(t, key, text)+key+"\n")
				showsNoKey(t, []string{"mcp", name}, key, out+errOut)
				if n := strings.Count(out, "\n"); n < 13 {
					t.Errorf("mcp %s: only %d answers: %s", name, n, out)
				}
				out, errOut = runKeys([]string{"explain", "-", "--lang", lang}, text)
				showsNoKey(t, []string{"explain", name}, key, out+errOut)
			}
			written, err := filepath.Glob("out/*")
			if err != nil || len(written) < 12 {
				t.Errorf("only %d reports", len(written))
			}
			for _, path := range append(written, "baseline.json") {
				text, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				showsNoKey(t, []string{path}, key, string(text))
			}
		})
	}
}

// toolCalls calls each tool with a text, and with the key, in each argument.
func toolCalls(t *testing.T, key, text string) string {
	t.Helper()
	var out strings.Builder
	for tool, arguments := range map[string][]string{
		"check_request": {"request", "definition", "filename", "endpoint"}, "check_prompt": {"prompt"},
		"explain_answer": {"answer", "request", "definition"}, "describe_workflow": {"definition", "id"}, "build_request": {"definition", "id", "endpoint"}, key: {key},
	} {
		for _, name := range arguments {
			values := map[string]any{"request": `{"taskID":"1"}`, "answer": `{"code":803,"msg":"` + key + `"}`, name: text}
			if name == "id" || name == "endpoint" || name == "filename" {
				values[name] = key
			}
			call, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": key, "method": "tools/call", "params": map[string]any{"name": tool, "arguments": values}})
			if err != nil {
				t.Fatal(err)
			}
			out.Write(append(call, '\n'))
		}
	}
	return out.String()
}

// keyCommands are the command lines of the test.
func keyCommands(t *testing.T, key string, paths []string, host string) [][]string {
	t.Helper()
	write(t, "out/.keep", "")
	object := fmt.Sprintf(`{%q:{"input":{"required":{%q:[[%q,"a"],{"default":%q}]}},"output":[%q],"output_node":true}}`, key, key, key, key, key)
	info := write(t, "info.json", object)
	other := write(t, "other.json", `{"A":{"input":{"required":{}},"output":[]}}`)
	graph := write(t, "graph.json", fmt.Sprintf(`{"6":{"class_type":%q,"inputs":{"text":%q,%q:[%q,0]},"_meta":{"title":%q}}}`, key, key, key, key, key))
	app := write(t, "app.json", fmt.Sprintf(`{"code":0,"data":{"webappName":%q,"nodeInfoList":[{"nodeId":%q,"nodeName":%q,"fieldName":%q,"fieldValue":%q,"fieldType":"LIST","fieldData":"[[\"%s\"]]","description":%q}]}}`, key, key, key, key, key, key, key))
	answer := write(t, "answer.json", fmt.Sprintf(`{"code":433,"msg":%q,"data":{"promptTips":"{\"node_errors\":{\"%s\":{\"errors\":[{\"message\":\"%s\",\"details\":\"%s\"}],\"class_type\":\"%s\"}}}"}}`, key, key, key, key, key))
	config := write(t, "conf/.payloadlint.yaml", fmt.Sprintf("version: 1\nworkflows: {%q: %s.json}\n%s: 1\nhost: %q\n", key, key, key, "http://"+key+".example"))
	suppress := write(t, "conf2/.payloadlint.yaml", fmt.Sprintf("version: 1\nsuppress:\n  - {rule: %s, files: [%q], reason: %q}\n", key, key, key))
	pairs := write(t, "pairs.jsonl", fmt.Sprintf(`{"method":"POST","url":"https://www.runninghub.cn/task/openapi/create?k=%s","request":{"apiKey":%q,"workflowId":"1904136902449209346",%q:1,"nodeInfoList":[{"nodeId":%q,"fieldName":%q,"fieldValue":%q}]},"response":{"status":200,"body":{"code":433,"msg":%q,"data":{%q:%q}}}}`+"\n", key, key, key, key, key, key, key, key, key))
	template := write(t, "t.tmpl", "{{range .Files}}{{.Path}}{{range .Findings}} {{.Message}} {{.Pointer}}{{end}}{{end}} "+key)
	var out [][]string
	for _, f := range report.Formats(message.English) {
		name := f.Name
		switch name {
		case "template=TEXT":
			name = "template={{json .}}"
		case "template=@FILE":
			name = "template=@" + template
		}
		out = append(out, append([]string{"check", "-f", name, "-w", graph, "--nodes", info}, paths...))
		if !strings.Contains(name, "{{") {
			out = append(out, append([]string{"check", "-f", name + ":out/" + strings.Trim(strings.Map(letters, name), "-")}, paths...))
		}
	}
	out = append(out,
		append([]string{"check", "--color", "always", "-f", "pretty", "--stats"}, paths...),
		append([]string{"check", "--fix", "--diff"}, paths...),
		append([]string{"check", "--baseline", "baseline.json", "--write-baseline"}, paths...),
		append([]string{"check", "--baseline", "baseline.json"}, paths...),
		[]string{"check", "--config", config, "other.json"}, []string{"check", "--config", suppress, "requests"},
		[]string{"check", "requests"}, []string{"check", "--endpoint", key, "."}, []string{"check", key}, []string{"check", "--" + key}, []string{key},
		[]string{"check", "-f", key, "."}, []string{"check", "-f", "json:none/" + key, "."}, []string{"check", "-w", key + "=none.json", "."}, []string{"check", "--changed=" + key, "."},
		[]string{"check", "--nodes", key, "."}, []string{"check", "--input-dir", key, "."}, []string{"check", "--baseline", key, "."}, []string{"check", "--fail-on", key},
		[]string{"explain", key}, []string{"explain", answer}, []string{"explain", answer, "-f", "json"}, []string{"explain", answer, "-w", graph}, []string{"explain", answer, "--request", paths[0]}, []string{"explain", key + ".json"},
		[]string{"rules"}, []string{"rules", "-f", "json"}, []string{"rules", "-f", key},
		[]string{"catalog", "compile", info}, []string{"catalog", "compile", info, "-o", "none/" + key}, []string{"catalog", "diff", info, other}, []string{"catalog", "diff", other, info, "-f", "json"},
		[]string{"catalog", "show", key, "--nodes", info}, []string{"catalog", "show", key, "--nodes", info, "-f", "json"}, []string{"catalog", "show", key}, []string{"catalog", key},
		[]string{"schema", "create", "-w", graph}, []string{"schema", "ai-app-run", "-w", app}, []string{"schema", "ai-app-run", "-w", app, "--nodes", info}, []string{"schema", key}, []string{"schema", "create", "-w", key},
		[]string{"init", key}, []string{"init", "."}, []string{"man", "none/" + key + "/\x00"}, []string{"completion", key}, []string{"completion", "bash"}, []string{"version"}, []string{"help"}, []string{"--help"},
		[]string{"new", key}, []string{"new", "workflow", key}, []string{"new", "app", "1904136902449209346"}, []string{"new", "create", "-w", graph}, []string{"new", "ai-app-run", "-w", app},
		[]string{"eval", pairs}, []string{"eval", pairs, "--report", "out/eval"}, []string{"eval", pairs, "-f", "json"}, []string{"eval", pairs, "-f", "markdown", "-w", graph},
		[]string{"doctor"}, []string{"doctor", "conf", "-f", "json"}, []string{"doctor", "requests", "-f", "json"}, []string{"doctor", "--config", suppress, "requests"},
		[]string{"eval", key}, []string{"eval", "requests"}, []string{"eval", answer}, []string{"eval", "requests", "-f", "json"}, []string{"eval", "-f", key},
		[]string{"models", key}, []string{"models", "-f", key}, []string{"doctor", key}, []string{"lsp", key}, []string{"mcp", key}, []string{"watch", key}, []string{"help", key},
		[]string{"check", "--url", "https://www.runninghub.cn/" + key, "requests"}, []string{"check", "--sources", key, "."}, []string{"check", "--comfy", key, "."}, []string{"check", "--group", key, "."},
		[]string{"check", "--statistics", "requests"}, []string{"check", "--group", "cause", "requests"},
		[]string{"fetch", "workflow", key, "--host", host}, []string{"fetch", "app", key, "--host", host}, []string{"fetch", "workflow", "1904136902449209346", "--host", host},
		[]string{"fetch", "nodes", host + "/" + key}, []string{"fetch", "nodes", "http://" + key + ".invalid/"}, []string{"fetch", key}, []string{"fetch", "--key-file", key, "workflow", "1"}, []string{"fetch"},
	)
	return out
}

func letters(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r
	}
	return '-'
}

func runKeys(args []string, in string) (out, errOut string) {
	var stdout, stderr bytes.Buffer
	Main(args, strings.NewReader(in), &stdout, &stderr)
	return stdout.String(), stderr.String()
}

// showsNoKey looks for a key, and for a part of it that is long enough to tell it
// and is no word.
func showsNoKey(t *testing.T, args []string, key, text string) {
	t.Helper()
	const part = 12
	for i := 0; i+part <= len(key); i++ {
		if at := strings.Index(text, key[i:i+part]); at >= 0 {
			t.Errorf("%.200q shows a key: …%s…", args, text[max(at-60, 0):min(at+60, len(text))])
			return
		}
	}
}
