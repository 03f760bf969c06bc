package rules_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// create is a request for create with the items of its list.
func create(items string) string {
	return `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [` + items + `]}`
}

const goodItem = `{"nodeId": "6", "fieldName": "text", "fieldValue": "a dog"}`

// The verdict is the first stage that fails; what later stages find is listed
// all the same.
func TestVerdictFollowsTheStages(t *testing.T) {
	const (
		badID    = `"workflowId": "x"`
		goodID   = `"workflowId": "1904136902449209346"`
		badKey   = `"apiKey": "0123"`
		badNode  = `{"nodeId": "99", "fieldName": "text", "fieldValue": "a"}`
		noKey    = `"apiKey": "${KEY}"`
		goodURL  = "https://www.runninghub.cn/task/openapi/create"
		wrongURL = "https://www.runninghub.cn/task/openapi/craete"
	)
	body := func(id, key, item string) string { return "{" + id + ", " + key + `, "nodeInfoList": [` + item + `]}` }
	saved := func(url, body string) string {
		return fmt.Sprintf(`{"url": %q, "method": "POST", "body": %s}`, url, body)
	}
	tests := []struct {
		name, text, want string
		rules            []string
	}{
		{"fine", body(goodID, noKey, goodItem), "accepted 0 likely", nil},
		{"path first", saved(wrongURL, body(badID, badKey, badNode)), "rejected 412 likely", []string{"request-path", "id-format", "api-key-shape", "nodeinfo-node"}},
		{"then parameters", saved(goodURL, body(badID, badKey, badNode)), "rejected 301 likely [380]", []string{"id-format", "api-key-shape", "nodeinfo-node"}},
		{"then the key", body(goodID, badKey, badNode), "rejected 301", []string{"api-key-shape", "nodeinfo-node"}},
		{"then the list", body(goodID, noKey, badNode), "rejected 803 certain", []string{"nodeinfo-node"}},
		{"syntax", `{"workflowId": "x",}`, "rejected 500 certain", []string{"json-syntax"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := one(t, checker(t, rules.Options{Definition: definition(t, sampleGraph)}), "req.json", tt.text)
			if got := verdict(r.Verdict); !strings.HasPrefix(got, tt.want) {
				t.Errorf("verdict %s, want %s", got, tt.want)
			}
			var ids []string
			for _, f := range r.Findings {
				ids = append(ids, f.Rule.ID)
			}
			for _, id := range tt.rules {
				if !slices.Contains(ids, id) {
					t.Errorf("no %s among %v", id, ids)
				}
			}
			if len(tt.rules) == 0 && len(ids) > 0 {
				t.Errorf("findings %v", ids)
			}
		})
	}
}

// What cannot be checked is unknown, never accepted; what may go wrong is
// named beside the outcome.
// TestBrokenBody: v2 has a code of its own for a body that is not JSON, however
// the program learns where the body goes.
func TestBrokenBody(t *testing.T) {
	const text = `{"taskId": "1"`
	for _, kind := range []endpoint.Kind{endpoint.V2Query, endpoint.V2RunWorkflow, endpoint.V2RunAIApp, "v2-model:seedream-v4/text-to-image", endpoint.Create} {
		want, alternatives, confidence := code.Code(1007), []code.Code{500}, rule.Likely
		if kind == endpoint.Create {
			want, alternatives, confidence = 500, nil, rule.Certain
		}
		v := one(t, checker(t, rules.Options{Endpoint: kind}), "a.json", text).Verdict
		if v.Code != want || !slices.Equal(v.Alternatives, alternatives) || v.Confidence != confidence {
			t.Errorf("%s: %+v", kind, v)
		}
	}
	if v := one(t, checker(t, rules.Options{URL: "https://www.runninghub.cn/openapi/v2/query"}), "a.json", text).Verdict; v.Code != 1007 {
		t.Errorf("by its address: %+v", v)
	}
}

func TestVerdictSaysNoMoreThanWasChecked(t *testing.T) {
	graph := definition(t, sampleGraph)
	quiet := func(text string) *config.Config { return conf(t, "version: 1\n"+text) }
	bad := create(`{"nodeId": "99", "fieldName": "text", "fieldValue": "a"}`)
	tests := []struct {
		name, text string
		options    rules.Options
		want       string
		unchecked  int // about code 803
	}{
		{"definition at hand", create(goodItem), rules.Options{Definition: graph}, "accepted 0 likely", 0},
		{"no definition", create(goodItem), rules.Options{}, "unknown 0 possible", 1},
		{"placeholder for the node", create(`{"nodeId": "${NODE}", "fieldName": "text", "fieldValue": "a"}`), rules.Options{Definition: graph}, "unknown 0 possible", 1},
		{"a warning", create(goodItem + ", " + goodItem[:len(goodItem)-2] + `!"}`), rules.Options{Definition: graph}, "accepted 0 possible [803]", 0},
		{"suppressed", bad, rules.Options{Definition: graph, Config: quiet("suppress: [{rule: nodeinfo-node, reason: known}]")}, "unknown 0 possible", 1},
		{"turned off", bad, rules.Options{Definition: graph, Config: quiet("severity: {nodeinfo-node: off}")}, "unknown 0 possible", 1},
		{"lowered", bad, rules.Options{Definition: graph, Config: quiet("severity: {nodeinfo-node: warning}")}, "unknown 0 possible [803]", 1},
		{"raised", create(goodItem + ", " + goodItem[:len(goodItem)-2] + `!"}`), rules.Options{Definition: graph, Config: quiet("severity: {nodeinfo-duplicate: error}")}, "rejected 803 possible", 0},
		{"no request", `{"name": "a package"}`, rules.Options{}, "unknown 0 possible", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := one(t, checker(t, tt.options), "req.json", tt.text)
			if got := verdict(r.Verdict); got != tt.want {
				t.Errorf("verdict %s, want %s (%v)", got, tt.want, r.Unchecked)
			}
			n := 0
			for _, u := range r.Unchecked {
				if u.Code == 803 {
					n++
				}
				if u.Reason == "" || u.Remedy == "" {
					t.Errorf("%+v lacks words", u)
				}
			}
			if n != tt.unchecked {
				t.Errorf("%d unchecked, want %d: %v", n, tt.unchecked, r.Unchecked)
			}
		})
	}
}

// A node can carry its own exceptions, which ComfyUI does not read.
func TestNodesIgnoreRules(t *testing.T) {
	graph := func(ignore string) *workflow.Definition {
		return definition(t, `{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a"}, "_meta": {"x-payloadlint-ignore": `+ignore+`}}}`)
	}
	text := create(`{"nodeId": "6", "fieldName": "prompt", "fieldValue": "a"}`)
	for ignore, hidden := range map[string]bool{
		`"nodeinfo-field"`: true, `["nodeinfo-value", "nodeinfo-field"]`: true, `{"nodeinfo-field": "the plug-in adds it"}`: true,
		`"nodeinfo-node"`: false, `[]`: false, `7`: false, `null`: false,
	} {
		r := one(t, checker(t, rules.Options{Definition: graph(ignore)}), "req.json", text)
		if got := r.Suppressed == 1 && len(r.Findings) == 0; got != hidden {
			t.Errorf("%s: hidden %v, findings %v", ignore, got, errorsOf(&r))
		}
		if hidden && r.Verdict.Outcome != rules.Unknown {
			t.Errorf("%s: %s although something is hidden", ignore, verdict(r.Verdict))
		}
	}
}

// Severities and suppressions hold for the files that they name.
func TestConfigurationByFile(t *testing.T) {
	c := conf(t, `version: 1
severity:
  nodeinfo-duplicate: [{files: ["strict/**"], level: error}]
suppress:
  - {rule: nodeinfo-node, files: ["samples/**"], pointer: /nodeInfoList/0, reason: made up}
`)
	check := checker(t, rules.Options{Definition: definition(t, sampleGraph), Config: c})
	twice := create(goodItem + `, {"nodeId": "6", "fieldName": "text", "fieldValue": "another"}`)
	if r := one(t, check, filepath.Join(c.Dir, "strict", "a.json"), twice); r.Verdict.Outcome != rules.Rejected {
		t.Errorf("strict: %s", verdict(r.Verdict))
	}
	if r := one(t, check, filepath.Join(c.Dir, "loose", "a.json"), twice); r.Verdict.Outcome != rules.Accepted {
		t.Errorf("loose: %s", verdict(r.Verdict))
	}
	unknown := `{"nodeId": "99", "fieldName": "text", "fieldValue": "a"}`
	r := one(t, check, filepath.Join(c.Dir, "samples", "a.json"), create(unknown+", "+unknown))
	if r.Suppressed != 1 || r.Verdict.Code != 803 {
		t.Errorf("samples: %d suppressed, %s", r.Suppressed, verdict(r.Verdict))
	}
	if r := one(t, check, filepath.Join(c.Dir, "a.json"), create(unknown)); r.Suppressed != 0 {
		t.Error("a suppression reached a file that it does not name")
	}
}

func TestBatch(t *testing.T) {
	text := "[\n " + create(goodItem) + ",\n " + create(`{"nodeId": "99", "fieldName": "text", "fieldValue": "a"}`) + ",\n 7\n]"
	out := all(t, checker(t, rules.Options{Definition: definition(t, sampleGraph)}), "batch.json", text)
	if len(out) != 3 {
		t.Fatalf("%d documents", len(out))
	}
	for i, want := range []string{"accepted", "rejected", "unknown"} {
		if out[i].Index != i || string(out[i].Verdict.Outcome) != want {
			t.Errorf("%d: index %d, %s", i, out[i].Index, verdict(out[i].Verdict))
		}
	}
	if f := out[1].Findings[0]; f.Pointer != "/1/nodeInfoList/0/nodeId" || f.Start.Line != 3 {
		t.Errorf("finding at %s, %+v", f.Pointer, f.Start)
	}
	if r := one(t, checker(t, rules.Options{}), "req.json", create(goodItem)); r.Index != -1 {
		t.Errorf("a single document has index %d", r.Index)
	}
}

// Lines, columns and offsets of a stream are those of its file, whatever the
// line ends; a broken line breaks no other.
func TestStreamPositions(t *testing.T) {
	bad := create(`{"nodeId": "99", "fieldName": "text", "fieldValue": "a"}`)
	text := create(goodItem) + "\r\n\n  \n" + bad + "\n{\"apiKey\": \n" + "  " + bad
	for _, name := range []string{"all.jsonl", "all.NDJSON"} {
		out := all(t, checker(t, rules.Options{Definition: definition(t, sampleGraph)}), name, text)
		if len(out) != 4 {
			t.Fatalf("%d documents", len(out))
		}
		for i, want := range []struct {
			line, column int
			code         code.Code
		}{{}, {4, strings.Index(bad, `"99"`) + 1, 803}, {5, 0, 500}, {6, strings.Index(bad, `"99"`) + 3, 803}} {
			if out[i].Index != i || out[i].Verdict.Code != want.code {
				t.Errorf("%d: index %d, %s", i, out[i].Index, verdict(out[i].Verdict))
			}
			if want.line == 0 {
				continue
			}
			f := out[i].Findings[0]
			if f.Start.Line != want.line || want.column > 0 && f.Start.Column != want.column {
				t.Errorf("%d: at %d:%d, want %d:%d", i, f.Start.Line, f.Start.Column, want.line, want.column)
			}
			if want.column > 0 && !strings.HasPrefix(text[f.Start.Offset:], `"99"`) {
				t.Errorf("%d: offset %d is not the place", i, f.Start.Offset)
			}
		}
	}
}

// repeat gives one line n times without ever holding them all.
type repeat struct {
	line []byte
	n    int
	rest []byte
}

func (r *repeat) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.n == 0 {
			return 0, io.EOF
		}
		r.n--
		r.rest = r.line
	}
	k := copy(p, r.rest)
	r.rest = r.rest[k:]
	return k, nil
}

// A stream is checked in memory that does not grow with it. PAYLOADLINT_HUGE
// makes it a million lines.
func TestStreamInConstantMemory(t *testing.T) {
	lines := 100_000
	if os.Getenv("PAYLOADLINT_HUGE") != "" {
		lines = 1_000_000
	}
	c := checker(t, rules.Options{Definition: definition(t, sampleGraph)})
	in := &repeat{line: []byte(`[{"nodeId":"6","fieldName":"text","fieldValue":"a"}]` + "\n"), n: lines}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n, most := 0, uint64(0)
	for r, err := range c.Stream(context.Background(), "big.jsonl", in) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Index != n || r.Verdict.Outcome != rules.Accepted {
			t.Fatalf("document %d has index %d: %s", n, r.Index, verdict(r.Verdict))
		}
		if n++; n%(lines/10) == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
	}
	if n != lines {
		t.Errorf("%d documents, want %d", n, lines)
	}
	if grown := int64(most) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("%d bytes more after %d lines", grown, lines)
	}
}

func TestStreamErrors(t *testing.T) {
	c := checker(t, rules.Options{})
	broken := errors.New("the disk is gone")
	n := 0
	for r, err := range c.Stream(context.Background(), "a.jsonl", io.MultiReader(strings.NewReader(create(goodItem)+"\n"), failing{broken})) {
		if n++; n == 2 {
			if !errors.Is(err, broken) {
				t.Errorf("error %v", err)
			}
		} else if err != nil || r.Endpoint != endpoint.Create {
			t.Errorf("%v %v", r.Endpoint, err)
		}
	}
	if n != 2 {
		t.Errorf("%d results, want one and the error", n)
	}
	n = 0
	for _, err := range c.Stream(context.Background(), "a.jsonl", &repeat{line: []byte("{}\n"), n: 10}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			break // whoever has seen enough may stop
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestCancellation(t *testing.T) {
	c := checker(t, rules.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	for _, err := range c.Stream(ctx, "a.jsonl", &repeat{line: []byte("{}\n"), n: 1000}) {
		if n++; n == 3 {
			cancel()
		} else if n > 3 {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
			break
		}
	}
	if n != 4 {
		t.Errorf("ended after %d", n)
	}
	for _, name := range []string{"a.json", "a.jsonl"} {
		if _, err := c.Check(ctx, name, []byte("["+create(goodItem)+"]")); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// One Checker serves many goroutines, and says the same every time.
func TestConcurrentAndDeterministic(t *testing.T) {
	graph := definition(t, sampleGraph)
	c := checker(t, rules.Options{Definition: graph, Config: conf(t, "version: 1\nsuppress: [{rule: id-length, reason: short}]\n")})
	text := `[` + create(`{"nodeId": "66", "fieldname": "txt", "fieldValue": null}, {"nodeId": 6, "fieldName": "txt"}, `+goodItem+`,`+goodItem) + `,{"apiKey":"x","workflowId":12},` + create(goodItem) + `]`
	render := func() string {
		var b strings.Builder
		for _, r := range all(t, c, "a.json", text) {
			fmt.Fprintln(&b, verdict(r.Verdict), r.Unchecked, r.Outputs)
			for i := range r.Findings {
				f := &r.Findings[i]
				fmt.Fprintln(&b, line(f), f.Message, f.Advice, f.Suggestions, f.Pointer, f.Value)
			}
		}
		return b.String()
	}
	want := render()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got := render(); got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
	other := checker(t, rules.Options{Definition: graph})
	_ = one(t, other, "a.json", create(goodItem))
	if got := render(); got != want {
		t.Error("another Checker changed this one")
	}
}

// texts are all strings that a result holds, but for its document.
func texts(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && v.Type() != reflect.TypeOf(rules.Result{}.Document) && !strings.HasSuffix(v.Type().String(), "rule.Rule") {
			texts(v.Elem(), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				texts(v.Field(i), visit)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			texts(v.Index(i), visit)
		}
	}
}

// A key is in no field of any result, wherever it stands.
func TestKeysAreNeverTold(t *testing.T) {
	const key = "c0ffee00c0ffee11c0ffee22c0ffee33"
	quoted := func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	body := strings.Replace(create(goodItem), "${KEY}", key, 1)
	graph := `{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a", "api_key": "` + key + `"}}}`
	tests := map[string]string{
		"body":              body,
		"wrong case":        strings.Replace(body, key, strings.ToUpper(key), 1),
		"white space":       strings.Replace(body, key, " "+key+" ", 1),
		"quotes inside":     strings.Replace(body, key, `\"`+key+`\"`, 1),
		"bearer":            strings.Replace(body, key, "Bearer "+key, 1),
		"longer":            strings.Replace(body, key, key+"4", 1),
		"misspelt":          strings.Replace(body, "apiKey", "apikey", 1),
		"other word":        strings.Replace(body, "apiKey", "api_key", 1),
		"twice":             strings.Replace(body, `{"apiKey"`, `{"apiKey": "`+key+`", "apiKey"`, 1),
		"as an id":          strings.Replace(body, "1904136902449209346", key, 1),
		"as a value":        create(`{"nodeId": "6", "fieldName": "apiKey", "fieldValue": "` + key + `"}`),
		"as a key":          `{"` + key + `": 1, ` + body[1:],
		"header":            `{"url": "https://www.runninghub.cn/openapi/v2/run/workflow/x", "headers": {"Authorization": "Bearer ` + key + `"}, "body": {"nodeInfoList": 7}}`,
		"raw header":        `{"url": "https://www.runninghub.cn/openapi/v2/query", "headers": {"authorization": "` + key + `"}, "body": {"taskId": 0}}`,
		"header list":       `{"url": "/openapi/v2/query", "headers": [{"name": "Authorization", "value": "Bearer ` + key + `"}], "body": {"taskid": "x"}}`,
		"url":               `{"url": "https://www.runninghub.cn/api/webapp/apiCallDemoo?apiKey=` + key + `&webappId=x", "method": "POST"}`,
		"proxy":             `{"url": "https://www.runninghub.cn/proxy/` + key + `/promt", "method": "GET", "body": {}}`,
		"workflow string":   `{"apiKey": "${KEY}", "workflowId": "x", "workflow": ` + quoted(graph) + `}`,
		"broken workflow":   `{"apiKey": "${KEY}", "workflowId": "x", "workflow": ` + quoted(strings.TrimSuffix(graph, "}")) + `}`,
		"broken by the key": `{"workflowId": "1904136902449209346", "apiKey": ` + key + `}`,
		"broken quotes":     `{"workflowId": "1904136902449209346", "apiKey": '` + key + `'}`,
		"broken end":        `{"workflowId": "1904136902449209346", "apiKey": "` + key,
		"full-width quotes": `{"workflowId": "1904136902449209346", "apiKey": “` + key + `”}`,
		"shell command":     `curl -H "Authorization: Bearer ` + key + `" https://www.runninghub.cn/task/openapi/create`,
		"body in a string":  `{"url": "/task/openapi/create", "body": ` + quoted(body[:len(body)-1]+",}") + `}`,
		"prompt":            graph,
		"password":          strings.Replace(body, `"workflowId"`, `"accessPassword": "`+key+`", "workflowid"`, 1),
		"unquoted key name": `{apiKey: "` + key + `", workflowId: "1"}`,
		"comment":           "{ // apiKey: " + key + "\n}",
		"missing colon":     `{"apiKey" "` + key + `"}`,
		"escaped":           strings.Replace(body, key, `\u0063`+key[1:], 1),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			for _, lang := range sharedtest.Languages() {
				for _, strict := range []bool{false, true} {
					c := checker(t, rules.Options{Lang: lang, Strict: strict, Definition: definition(t, sampleGraph)})
					for _, file := range []string{"req.json", "req.jsonl"} {
						for _, r := range all(t, c, file, text) {
							texts(reflect.ValueOf(r), func(s string) {
								if strings.Contains(strings.ToLower(s), key) {
									t.Errorf("%s tells the key: %s", file, s)
								}
							})
						}
					}
				}
			}
		})
	}
}

// Input made to harm: each ends in a finding or none, quickly and quietly.
// PAYLOADLINT_HUGE makes it 20 million brackets and strings of 500 MB.
func TestHostileInput(t *testing.T) {
	deep, long, many := 20_000_000, 500<<20, 1_000_000
	if os.Getenv("PAYLOADLINT_HUGE") == "" {
		deep, long, many = 2_000_000, 20<<20, 100_000
	}
	var keys bytes.Buffer
	keys.WriteString(`{"apiKey": "${KEY}", "workflowId": "1904136902449209346"`)
	for i := range many {
		fmt.Fprintf(&keys, `,"k%d":1`, i)
	}
	keys.WriteString("}")
	same := create(strings.Repeat(`{"nodeId": "99", "fieldName": "txt", "fieldValue": null},`, many/10) + goodItem)
	var secrets bytes.Buffer
	secrets.WriteString(`{"apiKey": "${KEY}", "workflowId": "x", "nodeInfoList": [`)
	for i := range many / 10 {
		fmt.Fprintf(&secrets, `{"nodeId": "99", "fieldName": "text", "fieldValue": "a", "api_key": "%032x"},`, i+1<<40)
	}
	secrets.WriteString(goodItem + "]}")
	tests := map[string]string{
		"brackets":     strings.Repeat("[", deep),
		"braces":       strings.Repeat(`{"a":`, deep/5),
		"long string":  create(`{"nodeId": "6", "fieldName": "text", "fieldValue": "` + strings.Repeat("x", long) + `"}`),
		"long name":    create(`{"nodeId": "6", "fieldName": "` + strings.Repeat("x", long/4) + `", "fieldValue": ""}`),
		"long node":    create(`{"nodeId": "` + strings.Repeat("9", long/4) + `", "fieldName": "text", "fieldValue": ""}`),
		"many keys":    keys.String(),
		"many faults":  same,
		"many secrets": secrets.String(),
		"escapes":      create(`{"nodeId": "\u001b[2J\u001b]0;x\u0007", "fieldName": "\u202e\u0000", "fieldValue": "\r"}`),
		"raw escapes":  "{\"apiKey\": \"\x1b[31m\"}",
		"nothing":      "",
		"zero bytes":   strings.Repeat("\x00", 1000),
		"invalid":      "{\"a\": \"\xff\xfe\"}",
		"batch":        "[" + strings.Repeat(create(goodItem)+",", 1000) + create(goodItem) + "]",
		"nested text":  `{"apiKey": "${KEY}", "workflow": "` + strings.Repeat(`\"`, long/64) + `"}`,
	}
	c := checker(t, rules.Options{Definition: definition(t, sampleGraph)})
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			for _, file := range []string{"\x1b[31mreq\n.json", "req.jsonl"} {
				out, err := c.Check(context.Background(), file, []byte(text))
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range out {
					for _, f := range r.Findings {
						if len(f.Message) > 4096 || len(f.Advice) > 4096 {
							t.Errorf("a message of %d bytes", len(f.Message)+len(f.Advice))
						}
						if i := strings.IndexFunc(f.Message+f.Advice, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }); i >= 0 {
							t.Errorf("a control character in %q", f.Message+f.Advice)
						}
					}
				}
			}
		})
	}
}

// A request saved with its URL is checked against the path and the method.
func TestSavedWithURL(t *testing.T) {
	body := create(goodItem)
	for _, tt := range []struct{ text, want, rule string }{
		{`{"url": "https://www.runninghub.cn/task/openapi/create", "method": "POST", "body": ` + body + `}`, "accepted 0 likely", ""},
		{`{"url": "https://www.runninghub.cn/task/openapi/creat", "method": "POST", "body": ` + body + `}`, "rejected 412 likely", "request-path"},
		{`{"url": "https://www.runninghub.cn/openapi/v2/run/workflow/1904136902449209346", "method": "GET", "body": {"nodeInfoList": [` + goodItem + `]}}`, "rejected 1009", "request-method"},
	} {
		r := one(t, checker(t, rules.Options{Definition: definition(t, sampleGraph)}), "saved.json", tt.text)
		if got := verdict(r.Verdict); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %s, want %s %v", tt.text, got, tt.want, errorsOf(&r))
		}
		if tt.rule != "" && (len(r.Findings) == 0 || r.Findings[0].Rule.ID != tt.rule) {
			t.Errorf("%s: %v", tt.text, errorsOf(&r))
		}
		if r.Endpoint == endpoint.Unknown {
			t.Errorf("%s: endpoint unknown", tt.text)
		}
	}
}

// The definition is the one of -w, else the one the configuration names for
// the file, else the one its id names; a broken one is told and not a crash.
func TestWhichDefinition(t *testing.T) {
	with := func(field string) string {
		return `{"6": {"class_type": "A", "inputs": {"` + field + `": "a"}}}`
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("mapped.json", with("mapped"))
	write("set.json", with("set"))
	write("extra.json", with("extra"))
	write("broken.json", `{"6": `)
	write(".payloadlint.yaml", `version: 1
workflows: {"1904136902449209346": mapped.json, "1904136902449209347": set.json, "1904136902449209348": broken.json, "1904136902449209349": gone.json}
requests:
  - {files: ["set/**"], workflow: "1904136902449209347"}
`)
	c, err := config.Load(filepath.Join(dir, ".payloadlint.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	request := func(id, field string) string {
		return `{"apiKey": "${KEY}", "workflowId": "` + id + `", "nodeInfoList": [{"nodeId": "6", "fieldName": "` + field + `", "fieldValue": "a"}]}`
	}
	const mapped = "1904136902449209346"
	tests := []struct {
		name, file, id, field string
		extra                 map[string]string
		given                 string
		want                  string
		problems              int
	}{
		{name: "by id", file: "a.json", id: mapped, field: "mapped", want: "fine"},
		{name: "by id, wrong field", file: "a.json", id: mapped, field: "set", want: "803"},
		{name: "by file", file: "set/a.json", id: mapped, field: "set", want: "fine"},
		{name: "by flag with id", file: "a.json", id: mapped, field: "extra", extra: map[string]string{mapped: filepath.Join(dir, "extra.json")}, want: "fine"},
		{name: "by flag", file: "set/a.json", id: mapped, field: "given", given: with("given"), want: "fine"},
		{name: "nowhere", file: "a.json", id: "1904136902449209340", field: "mapped", want: "unchecked"},
		{name: "broken", file: "a.json", id: "1904136902449209348", field: "mapped", want: "unchecked", problems: 1},
		{name: "missing", file: "a.json", id: "1904136902449209349", field: "mapped", want: "unchecked", problems: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := project.Open(dir, c, tt.extra)
			if err != nil {
				t.Fatal(err)
			}
			o := rules.Options{Config: c, Definitions: p}
			if tt.given != "" {
				o.Definition = definition(t, tt.given)
			}
			check := checker(t, o)
			for range 2 {
				r := one(t, check, filepath.Join(dir, tt.file), request(tt.id, tt.field))
				got := "fine"
				if r.Verdict.Code != 0 {
					got = r.Verdict.Code.String()
				}
				n := 0
				for _, u := range r.Unchecked {
					if u.Code == 803 {
						n++
						got = "unchecked"
					}
				}
				if got != tt.want || n > 1 {
					t.Errorf("%s, want %s: %v", got, tt.want, r.Unchecked)
				}
			}
			if got := len(p.Problems()); got != tt.problems {
				t.Errorf("%d problems: %v", got, p.Problems())
			}
		})
	}
}

// What is not a request says what it is instead, and is not judged.
func TestForeignDocuments(t *testing.T) {
	reasons := map[string]string{}
	for name, text := range map[string]string{
		"other": `{"name": "a package"}`, "answer": `{"code": 803, "msg": "APIKEY_INVALID_NODE_INFO", "data": null}`,
		"definition":  `{"code": 0, "msg": "SUCCESS", "data": {"prompt": "{\"6\": {\"class_type\": \"A\", \"inputs\": {}}}"}}`,
		"object_info": `{"A": {"input": {"required": {}}, "output": [], "name": "A"}}`,
	} {
		r := one(t, checker(t, rules.Options{}), "some.json", text)
		if r.Endpoint != endpoint.Unknown || r.Verdict.Outcome != rules.Unknown || len(r.Unchecked) != 1 {
			t.Errorf("%s: %q %s %v", name, r.Endpoint, verdict(r.Verdict), r.Unchecked)
			continue
		}
		if other, ok := reasons[r.Unchecked[0].Reason]; ok {
			t.Errorf("%s and %s are told alike", name, other)
		}
		reasons[r.Unchecked[0].Reason] = name
	}
}

// A configuration that names what does not exist is refused with its place.
func TestNewRefuses(t *testing.T) {
	for text, want := range map[string]fault.Problem{
		"severity: {nodeinfo-nod: off}":             fault.ConfigUnknownRule,
		"suppress: [{rule: nothing, reason: none}]": fault.ConfigUnknownRule,
		`placeholders: ["["]`:                       fault.ConfigBadPattern,
	} {
		c := new(config.Config)
		err := c.UnmarshalText([]byte("version: 1\n" + text + "\n"))
		if err == nil {
			_, err = rules.New(rules.Options{Config: c})
		}
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || e.Problem != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}
