package rules_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/fault"
)

// ownRules makes a Checker with rules of one's own: elements of `rules`.
func ownRules(t testing.TB, text string) *rules.Checker {
	t.Helper()
	indented := "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
	return checker(t, rules.Options{Config: conf(t, "version: 1\nrules:\n"+indented+"\n")})
}

// ownFindings are the findings of rules whose ID is in the configuration.
func ownFindings(c *rules.Checker, results []rules.Result) (out []string) {
	var ids []string
	for _, r := range c.Rules() {
		ids = append(ids, r.ID)
	}
	for _, r := range results {
		for _, f := range r.Findings {
			if slices.Contains(ids, f.Rule.ID) {
				out = append(out, fmt.Sprintf("%d:%d: %s: %s [%s]", f.Start.Line, f.Start.Column, f.Severity, f.Message, f.Rule.ID))
			}
		}
	}
	return out
}

// Every example of the page says what the program says.
func TestOwnRulesPage(t *testing.T) {
	blocks := regexp.MustCompile("(?s)## ([^\n]+)\n\n```yaml\n(.*?)```\n\n```json\n(.*?)```\n\n```text\n(.*?)```\n")
	for _, page := range []string{"../docs/own-rules.md", "../docs/own-rules.zh-CN.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		examples := blocks.FindAllStringSubmatch(string(text), -1)
		if len(examples) != 10 {
			t.Errorf("%s has %d examples", page, len(examples))
		}
		for _, e := range examples {
			t.Run(e[1], func(t *testing.T) {
				c := ownRules(t, e[2])
				got := strings.Join(ownFindings(c, all(t, c, "req.json", e[3])), "\n")
				if got != strings.TrimSpace(e[4]) {
					t.Errorf("%s: got %s, the page says %s", page, got, e[4])
				}
			})
		}
	}
}

func TestOwnRules(t *testing.T) {
	const head = `{"apiKey":"${K}","workflowId":"1904136902449209346",`
	for _, x := range []struct {
		name, rules, file, text string
		want                    []string
	}{
		{"passes", `- {id: a, select: instanceType, schema: {const: plus}}`, "r.json", head + `"instanceType":"plus"}`, nil},
		{"placeholder", `- {id: a, select: instanceType, schema: {const: plus}}`, "r.json", head + `"instanceType":"${X}"}`, nil},
		{"absent is not judged", `- {id: a, select: instanceType, schema: {const: plus}}`, "r.json", head + `"x":1}`, nil},
		{"other endpoint", `- {id: a, select: instanceType, endpoints: [v2-run-workflow], required: true}`, "r.json", head + `"x":1}`, nil},
		{"required where the key belongs", `- {id: a, select: nodeInfoList, required: true}`, "r.json", `{"apiKey":"${K}","taskId":"1904136902449209346"}`, nil},
		{"bare list", "- {id: a, select: 'nodeInfoList.#(fieldName==\"seed\")', required: true, message: m}", "r.json",
			`[{"nodeId":"6","fieldName":"text","fieldValue":"x"}]`, []string{"1:1: error: m [a]"}},
		{"each element", `- {id: a, select: nodeInfoList.#.fieldValue, schema: {type: string}, message: m}`, "r.json",
			head + `"nodeInfoList":[{"nodeId":"1","fieldName":"a","fieldValue":1},{"nodeId":"2","fieldName":"a","fieldValue":"x"},{"nodeId":"3","fieldName":"a","fieldValue":2}]}`,
			[]string{"1:112: error: m [a]", "1:206: error: m [a]"}},
		{"the place within a value", `- {id: a, select: nodeInfoList, schema: {items: {properties: {nodeId: {type: string}}}}, message: m}`, "r.json",
			head + `"nodeInfoList":[{"nodeId":1,"fieldName":"a","fieldValue":1}]}`, []string{"1:79: error: m [a]"}},
		{"batch", `- {id: a, select: instanceType, schema: {const: plus}, message: m}`, "r.json",
			"[" + head + `"instanceType":"plus"},` + "\n" + head + `"instanceType":"x"}]`, []string{"2:68: error: m [a]"}},
		{"markdown", `- {id: a, select: instanceType, schema: {const: plus}, message: m}`, "r.md",
			"# Run\n\n```json\n" + head + "\n" + `  "instanceType": "x"}` + "\n```\n", []string{"5:19: error: m [a]"}},
		{"the last of repeated keys", `- {id: a, select: instanceType, schema: {const: plus}, message: m}`, "r.json",
			head + `"instanceType":"x","instanceType":"plus"}`, nil},
		{"repeated keys in a query", "- {id: a, select: 'nodeInfoList.#(fieldName==\"seed\").fieldValue', required: true, message: m}", "r.json",
			head + `"nodeInfoList":[{"nodeId":"1","fieldName":"a","fieldName":"seed","fieldValue":1}]}`, nil},
		{"one finding for a list that contains no such element", `- {id: a, select: nodeInfoList, schema: {contains: {properties: {fieldName: {const: seed}}}}, message: m}`, "r.json",
			head + `"nodeInfoList":[{"nodeId":"1","fieldName":"a","fieldValue":1},{"nodeId":"2","fieldName":"b","fieldValue":"x"}]}`, []string{"1:68: error: m [a]"}},
		{"a large number", `- {id: a, select: workflowId, schema: {maximum: 5}, message: m}`, "r.json", `{"apiKey":"${K}","workflowId":1e999999999}`, []string{"1:31: error: m [a]"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := ownRules(t, x.rules)
			if got := ownFindings(c, all(t, c, x.file, x.text)); !slices.Equal(got, x.want) {
				t.Errorf("got %q, want %q", got, x.want)
			}
		})
	}
}

// What a program computes is unchecked and not wrong.
func TestOwnRuleHole(t *testing.T) {
	c := ownRules(t, `- {id: a, select: instanceType, schema: {const: plus}}`)
	text := "curl -X POST https://www.runninghub.cn/task/openapi/create -d '{\"apiKey\":\"'$K'\",\"workflowId\":\"1904136902449209346\",\"instanceType\":\"'$(kind)'\"}'\n"
	results := all(t, c, "run.sh", text)
	if got := ownFindings(c, results); len(results) != 1 || got != nil {
		t.Fatalf("%d results, found %q", len(results), got)
	}
	if !slices.ContainsFunc(results[0].Unchecked, func(u rule.Unchecked) bool { return strings.Contains(u.Reason, "$(kind)") }) {
		t.Errorf("unchecked: %+v", results[0].Unchecked)
	}
}

// A finding of an own rule can be suppressed and lowered, and predicts no answer.
func TestOwnRuleSettings(t *testing.T) {
	const text = "version: 1\nrules:\n  - {id: a, select: instanceType, schema: {const: plus}, message: {en: e, zh: z}}\n"
	const req = `{"apiKey":"${K}","workflowId":"1904136902449209346","instanceType":"x"}`
	for _, x := range []struct{ more, want string }{
		{"", "error e"},
		{"severity: {a: note}\n", "note e"},
		{"suppress: [{rule: a, reason: r}]\n", ""},
		{"suppress: [{rule: a, pointer: /instanceType, reason: r}]\n", ""},
	} {
		c := checker(t, rules.Options{Config: conf(t, text+x.more)})
		got := ""
		for _, f := range all(t, c, "r.json", req)[0].Findings {
			if f.Rule.ID == "a" {
				got = f.Severity.String() + " " + f.Message
				if f.Code != 0 || f.Pointer != "/instanceType" {
					t.Errorf("code %d at %s", f.Code, f.Pointer)
				}
			}
		}
		if got != x.want {
			t.Errorf("%q: %q, want %q", x.more, got, x.want)
		}
	}
	c := checker(t, rules.Options{Lang: message.Chinese, Config: conf(t, text)})
	if got := ownFindings(c, all(t, c, "r.json", req)); len(got) != 1 || !strings.Contains(got[0], ": z [") {
		t.Errorf("Chinese: %q", got)
	}
}

func TestOwnRuleErrors(t *testing.T) {
	for _, x := range []struct {
		rule, want string
	}{
		{"id: a\n    select: 'a.@reverse'\n    required: true", "4:13: bad-rule own-path.modifier"},
		{"id: a\n    select: '@values'\n    required: true", "4:13: bad-rule own-path.modifier"},
		{"id: a\n    select: '{a,b}'\n    required: true", "4:13: bad-rule own-path.built"},
		{"id: a\n    select: 'a.#(b==1'\n    required: true", "4:13: bad-rule own-path.query"},
		{"id: a\n    select: 'a.#(@reverse.0==1)'\n    required: true", "4:13: bad-rule own-path.modifier"},
		{"id: a\n    select: 'a..b'\n    required: true", "4:13: bad-rule own-path.empty"},
		{"id: a\n    select: 'a.#'\n    required: true", "4:13: bad-rule own-path.count"},
		{"id: a\n    select: 'a.#.b|@this'\n    required: true", "4:13: bad-rule own-path.pipe"},
		{"id: a\n    select: ''\n    required: true", "4:13: bad-rule own-path.length"},
		{"id: a\n    select: a\n    schema:\n      not:\n        type: strin", "7:15: bad-rule own-schema.keyword"},
		{"id: a\n    select: a\n    schema: {$ref: 'file:///etc/passwd'}", "5:20: bad-rule own-schema.reference"},
		{"id: a\n    select: a\n    schema: {pattern: '('}", "5:23: bad-rule own-schema.keyword"},
		{"id: a\n    select: a\n    schema: {items: {$ref: '#'}}", "5:28: bad-rule own-schema.wide"},
		{"id: nodeinfo-node\n    select: a\n    required: true", "3:9: bad-rule own-rule.taken"},
	} {
		c := conf(t, "version: 1\nrules:\n  - "+x.rule+"\n")
		_, err := rules.New(rules.Options{Config: c})
		e, ok := errors.AsType[*fault.Error](err)
		if !ok {
			t.Errorf("%q: %v", x.rule, err)
			continue
		}
		if got := fmt.Sprintf("%d:%d: %s %s", e.Line, e.Column, e.Problem.Name(), e.Args["want"]); got != x.want {
			t.Errorf("%q: %s, want %s", x.rule, got, x.want)
		}
	}
}

// Hostile paths and schemas cost no more than time linear in the document.
func TestOwnRuleCost(t *testing.T) {
	var items []string
	for i := range 20_000 {
		items = append(items, fmt.Sprintf(`{"nodeId":"%d","fieldName":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","fieldValue":[[[[[[[[1]]]]]]]]}`, i))
	}
	req := []byte(`{"apiKey":"${K}","workflowId":"1904136902449209346","nodeInfoList":[` + strings.Join(items, ",") + `]}`)
	for _, r := range []string{
		`{id: a, select: 'nodeInfoList.#(fieldName%"*a*a*a*a*a*a*a*a*a*a*a*b")#.fieldValue', required: true}`,
		`{id: a, select: 'nodeInfoList.#(fieldValue.#(#(#(#(#(#(#(==1))))))))#.fieldValue', required: true}`,
		`{id: a, select: '*.#.*.#.#.#.#.#.#.#.*', required: true}`,
		`{id: a, select: '` + strings.Repeat("*a", 490) + `', required: true}`,
		`{id: a, select: nodeInfoList, schema: {uniqueItems: true}}`,
		`{id: a, select: 'nodeInfoList.#.fieldName', schema: {pattern: '^(a+)+$'}}`,
	} {
		c := ownRules(t, "- "+r)
		start := time.Now()
		if _, err := c.Check(context.Background(), "r.json", req); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", r, took)
		}
	}
}

// A rule may be written in Go, as a value.
func ExampleOptions_config() {
	c, err := rules.New(rules.Options{Config: &config.Config{Rules: []config.Rule{{
		ID: "no-ultra", Select: "instanceType", Schema: []byte(`{"not": {"const": "ultra"}}`),
		Message: map[string]string{"en": "ultra costs three times as much"},
	}}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	results, err := c.Check(context.Background(), "req.json", []byte(`{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "instanceType": "ultra"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range results[0].Findings {
		if f.Rule.ID == "no-ultra" {
			fmt.Println(f.Start.Column, f.Pointer, f.Message)
		}
	}
	// Output: 75 /instanceType ultra costs three times as much
}
