package rules_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/project"
)

// A request for a definition depends on whether the id names one: an app's id
// was answered 380, and the same id 810 before it was saved.
func TestDefinitionOfUnknownID(t *testing.T) {
	kept, err := project.Open(t.TempDir(), conf(t, "version: 1\nworkflows: {\"1904136902449209346\": w.json}\napps: {\"1937084629516193794\": a.json}\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		kind endpoint.Kind
		body string
		kept *project.Project
		want string
		code int
	}{
		{"nothing known", endpoint.GetJSONAPIFormat, `{"apiKey": "${KEY}", "workflowId": "1937084629516193794"}`, nil, "unknown 0 possible", 380},
		{"an app's id", endpoint.GetJSONAPIFormat, `{"apiKey": "${KEY}", "workflowId": "1937084629516193794"}`, kept, "rejected 380 likely", 380},
		{"a known workflow", endpoint.GetJSONAPIFormat, `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, kept, "accepted 0 likely", 0},
		{"another workflow", endpoint.GetJSONAPIFormat, `{"apiKey": "${KEY}", "workflowId": "1904136902449209347"}`, kept, "unknown 0 possible", 380},
		{"an app", endpoint.APICallDemo, `{"apiKey": "${KEY}", "webappId": "1937084629516193795"}`, kept, "unknown 0 possible", 1},
		{"a known app", endpoint.APICallDemo, `{"apiKey": "${KEY}", "webappId": "1937084629516193794"}`, kept, "accepted 0 likely", 0},
		{"a task", endpoint.Status, `{"apiKey": "${KEY}", "taskId": "1904136902449209346"}`, nil, "accepted 0 likely", 0},
	} {
		o := rules.Options{Endpoint: c.kind}
		if c.kept != nil {
			o.Definitions = c.kept
		}
		r := one(t, checker(t, o), "request.json", c.body)
		if got := verdict(r.Verdict); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		told := 0
		for _, u := range r.Unchecked {
			told = int(u.Code)
		}
		if c.code != 0 && told != c.code {
			t.Errorf("%s: unchecked %d, want %d", c.name, told, c.code)
		}
	}
}
