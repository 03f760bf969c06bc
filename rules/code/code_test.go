package code_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// The table of error-codes.zh.md, typed in: this holds without the fact page.
var official = map[code.Code]string{
	301: "PARAMS_INVALID", 380: "WORKFLOW_NOT_EXISTS", 412: "TOKEN_INVALID", 415: "TASK_INSTANCE_MAXED",
	416: "TASK_CREATE_FAILED_BY_NOT_ENOUGH_WALLET", 421: "TASK_QUEUE_MAXED", 423: "TASK_NOT_FOUNED", 433: "VALIDATE_PROMPT_FAILED",
	435: "TASK_USER_EXCLAPI_INSTANCE_NOT_FOUND", 436: "TASK_USER_EXCLAPI_REQUIRED", 500: "UNKNOWN_ERROR",
	801: "APIKEY_UNSUPPORTED_FREE_USER", 802: "APIKEY_UNAUTHORIZED", 803: "APIKEY_INVALID_NODE_INFO", 804: "APIKEY_TASK_IS_RUNNING",
	805: "APIKEY_TASK_STATUS_ERROR", 806: "APIKEY_USER_NOT_FOUND", 807: "APIKEY_TASK_NOT_FOUND", 808: "APIKEY_UPLOAD_FAILED",
	809: "APIKEY_FILE_SIZE_EXCEEDED", 810: "WORKFLOW_NOT_SAVED_OR_NOT_RUNNING", 811: "CORPAPIKEY_INVALID",
	812: "CORPAPIKEY_INSUFFICIENT_FUNDS", 813: "APIKEY_TASK_IS_QUEUED", 901: "WEBAPP_NOT_EXISTS",
}

func TestTable(t *testing.T) {
	seen := map[code.Code]bool{}
	documented := 0
	names := map[string]bool{}
	for _, e := range code.All() {
		if seen[e.Code] {
			t.Errorf("%d stands twice in the table", e.Code)
		}
		seen[e.Code] = true
		if e.Source == "" {
			t.Errorf("%d has no source", e.Code)
		}
		if e.Documented {
			documented++
			if official[e.Code] != e.Name {
				t.Errorf("%d is called %q, want %q", e.Code, e.Name, official[e.Code])
			}
		}
		if got, ok := e.Code.Entry(); !ok || got.Name != e.Name {
			t.Errorf("Code(%d).Entry() = %v, %v", e.Code, got, ok)
		}
		if e.Name != "" && names[e.Name] {
			t.Errorf("two codes are called %s", e.Name)
		}
		names[e.Name] = true
		if c := e.Counterpart; c != 0 {
			o, ok := c.Entry()
			if !ok {
				t.Errorf("%d: counterpart %d is not in the table", e.Code, c)
			}
			if o.V2 == e.V2 && e.Code != 401 {
				t.Errorf("%d and its counterpart %d are of one generation", e.Code, c)
			}
			if o.Retry != e.Retry {
				t.Errorf("%d is %v, its counterpart %d is %v", e.Code, e.Retry, c, o.Retry)
			}
		}
		for _, k := range e.Endpoints {
			if _, ok := endpoint.Default().Lookup(k); !ok {
				t.Errorf("%d names the endpoint %q that does not exist", e.Code, k)
			}
		}
		if (e.Retry == code.RetryNone) != e.Code.IsSuccess() {
			t.Errorf("%d: success and retry class %v", e.Code, e.Retry)
		}
	}
	if documented != len(official) || len(official) != 25 {
		t.Errorf("%d documented codes, want 25", documented)
	}
	for _, c := range []code.Code{0, 1, 401, 414, 814, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 1101, 1501, 1504, 1505, 1520, -1, 200} {
		if !seen[c] {
			t.Errorf("%d is missing", c)
		}
	}
}

// Every code has its texts in both languages, and no text lacks a code.
func TestCatalogs(t *testing.T) {
	for _, l := range sharedtest.Languages() {
		for _, e := range code.All() {
			for _, name := range []string{"meaning", "causes", "advice"} {
				if s, ok := l.Lookup("code-" + e.Code.String() + "." + name); !ok || strings.TrimSpace(s) == "" {
					t.Errorf("%s: code-%d has no %s", l, e.Code, name)
				}
			}
		}
		for _, r := range retries() {
			if _, ok := l.Lookup("retry." + r.String()); !ok {
				t.Errorf("%s: no words for retry class %s", l, r)
			}
		}
		for _, key := range l.Keys() {
			subject, name, _ := strings.Cut(key, ".")
			if n, ok := strings.CutPrefix(subject, "code-"); ok {
				var c code.Code
				err := c.UnmarshalText([]byte(n))
				if _, known := c.Entry(); err != nil || !known {
					t.Errorf("%s: words for %s, which the table does not have", l, subject)
				}
				if !slices.Contains([]string{"meaning", "causes", "advice", "note"}, name) {
					t.Errorf("%s: %s is no text of a code", l, key)
				}
			} else if subject == "retry" && !slices.ContainsFunc(retries(), func(r code.Retry) bool { return r.String() == name }) {
				t.Errorf("%s: words for %s, which is no retry class", l, key)
			} else if subject != "retry" {
				continue
			}
			for _, other := range sharedtest.Languages() {
				if _, ok := other.Lookup(key); !ok {
					t.Errorf("%s is in %s and not in %s", key, l, other)
				}
			}
		}
	}
}

// What the documentation says about single codes must be in the texts, in either
// language.
func TestDocumentedFacts(t *testing.T) {
	for _, c := range []struct {
		code  code.Code
		texts []string // all must be in the texts of both languages
	}{
		{301, []string{"PARAMS_INVALID", "runninghub.ai", "user not exist"}}, {415, []string{"30", "120"}}, {435, []string{`"instanceType": "plus"`}}, {500, []string{"JSON", "taskId"}},
		{412, []string{"TOKEN_INVALID"}}, {803, []string{"APIKEY_", "nodeId", "fieldName", "fieldValue", "JsonNull", "NODE_INFO_MISMATCH"}},
		{804, []string{"APIKEY_", "webhook"}}, {805, []string{"APIKEY_"}}, {807, []string{"APIKEY_"}}, {808, []string{"APIKEY_"}}, {809, []string{"APIKEY_", "30 MB"}}, {813, []string{"webhook"}},
		{433, []string{"msg", "node_errors", "promptTips"}}, {380, []string{"runninghub.ai"}}, {802, []string{"runninghub.ai"}}, {806, []string{"runninghub.ai"}}, {807, []string{"runninghub.ai"}},
		{423, []string{"runninghub.ai", "TASK_NOT_FOUNED"}}, {901, []string{"runninghub.ai"}}, {1002, []string{"runninghub.ai"}}, {1004, []string{"runninghub.ai"}}, {0, []string{"promptTips"}},
	} {
		for _, l := range sharedtest.Languages() {
			var all strings.Builder
			for _, name := range []string{"meaning", "causes", "advice", "note"} {
				s, _ := l.Lookup("code-" + c.code.String() + "." + name)
				all.WriteString(s + "\n")
			}
			for _, want := range c.texts {
				if !strings.Contains(all.String(), want) {
					t.Errorf("%s: the words of %d do not tell %q", l, c.code, want)
				}
			}
		}
	}
}

func TestAgainstFactPage(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(sharedtest.Dir(t), "facts", "error-codes.zh.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\|\s*(\d+)\s*\|\s*([A-Z_]+)\s*\|`).FindAllStringSubmatch(string(data), -1)
	if len(rows) != 25 {
		t.Fatalf("%d rows in the document, want 25", len(rows))
	}
	for _, r := range rows {
		n, err := strconv.Atoi(r[1])
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := code.Code(n).Entry(); !ok || e.Name != r[2] || !e.Documented {
			t.Errorf("the document has %s %s, the table %+v", r[1], r[2], e)
		}
	}
}

func TestForEndpoint(t *testing.T) {
	for _, c := range []struct {
		kind     endpoint.Kind
		has, not []code.Code
	}{
		{endpoint.Create, []code.Code{0, 301, 380, 412, 415, 416, 421, 433, 435, 436, 500, 803, 810, 812, 814}, []code.Code{804, 805, 807, 809, 813, 901, 1101, 1516}},
		{endpoint.AIAppRun, []code.Code{0, 1, 803, 901}, []code.Code{380, 810, 804, 1101}},
		{endpoint.Status, []code.Code{0, 301, 807}, []code.Code{804, 805, 813, 803, 433}},
		{endpoint.Outputs, []code.Code{0, 804, 805, 807, 813}, []code.Code{803, 421, 433}},
		{endpoint.Cancel, []code.Code{0, 423, 807}, []code.Code{804, 805}},
		{endpoint.Upload, []code.Code{0, 200, 808, 809}, []code.Code{803, 421, 805}},
		{endpoint.GetJSONAPIFormat, []code.Code{380, 810}, []code.Code{901, 803}},
		{endpoint.APICallDemo, []code.Code{901}, []code.Code{380, 803}},
		{endpoint.AccountStatus, []code.Code{0, 802}, []code.Code{803, 421}},
		{endpoint.GetWebhookDetail, []code.Code{0, 1}, []code.Code{803, 805}},
		{endpoint.V2RunWorkflow, []code.Code{803, 421, 1101, 1007}, []code.Code{804, 901}},
		{endpoint.V2Query, []code.Code{0, 1000, 1004, 1015}, []code.Code{803, 804, 1516}},
		{endpoint.V2Upload, []code.Code{0, 200, 401}, []code.Code{803, 809}},
		{endpoint.NodeInfoList, []code.Code{0, 803, 433, 1101, 901}, []code.Code{804}},
		{endpoint.Unknown, []code.Code{0, 803, 805, 1101}, []code.Code{1516}},
		{endpoint.Prompt, nil, []code.Code{0, 433, 500}},
	} {
		got := map[code.Code]bool{}
		last := code.Code(-100)
		for _, e := range code.All() {
			if !e.Answers(c.kind) {
				continue
			}
			if e.Code <= last {
				t.Errorf("%s: %d after %d", c.kind, e.Code, last)
			}
			last = e.Code
			got[e.Code] = true
		}
		for _, want := range c.has {
			if !got[want] {
				t.Errorf("%s does not answer %d", c.kind, want)
			}
		}
		for _, not := range c.not {
			if got[not] {
				t.Errorf("%s answers %d", c.kind, not)
			}
		}
	}
}

func TestClasses(t *testing.T) {
	for _, c := range []struct {
		code                    code.Code
		success, state, wait, f bool
	}{
		{0, true, false, false, false}, {200, true, false, false, false}, {804, false, true, false, false}, {813, false, true, false, false},
		{415, false, false, true, false}, {421, false, false, true, false}, {808, false, false, true, false}, {1003, false, false, true, false},
		{803, false, false, false, true}, {301, false, false, false, true}, {802, false, false, false, true}, {805, false, false, false, true},
		{1101, false, false, false, true}, {500, false, false, false, false}, {1000, false, false, false, false}, {99999, false, false, false, false},
		{1516, false, false, false, false},
	} {
		if s, st, w, f := c.code.IsSuccess(), c.code.IsState(), c.code.Retryable(), c.code.Fatal(); s != c.success || st != c.state || w != c.wait || f != c.f {
			t.Errorf("%d: success %v, state %v, retryable %v, fatal %v", c.code, s, st, w, f)
		}
	}
}

func TestNames(t *testing.T) {
	if code.Code(423).Name() != "TASK_NOT_FOUNED" || code.Code(7).Name() != "" || code.Code(-1).String() != "-1" {
		t.Error("Name or String")
	}
}

func TestUnmarshal(t *testing.T) {
	for s, want := range map[string]code.Code{"803": 803, "\t1101 ": 1101, "-1": -1, "0": 0} {
		c := code.Code(7)
		if err := c.UnmarshalText([]byte(s)); err != nil || c != want {
			t.Errorf("UnmarshalText(%q) = %v, %v", s, c, err)
		}
	}
	for _, s := range []string{"", "abc", "8.03", "99999999999999999999", "+1", "0x1"} {
		c := code.Code(7)
		if err := c.UnmarshalText([]byte(s)); err == nil || c != 7 {
			t.Errorf("UnmarshalText(%q) = %v, %v", s, c, err)
		}
	}
}

// A caller reads the answers of both generations into the same field.
func TestUnmarshalJSON(t *testing.T) {
	for s, want := range map[string]code.Code{`803`: 803, `"1101"`: 1101, ` -1`: -1, `""`: -7, `8.5`: -7, `"x"`: -7, `null`: 0, `true`: -7} {
		var answer struct{ Code code.Code }
		if err := json.Unmarshal([]byte(`{"code":`+s+`}`), &answer); (err != nil) != (want == -7) || err == nil && answer.Code != want {
			t.Errorf("%s: %v, %v", s, answer.Code, err)
		}
	}
}

// retries lists every retry class.
func retries() (all []code.Retry) {
	for r := code.RetryNone; r <= code.NeverResubmit; r++ {
		all = append(all, r)
	}
	return all
}
