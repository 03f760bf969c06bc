package rules_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// wild checks one collected request as the command would, with the definition
// that the collectors name for it.
func wild(t testing.TB, s source) rules.Result {
	t.Helper()
	dir := filepath.Join(shared(t), "corpus", "wild")
	o := rules.Options{Endpoint: kindOf(s), Catalog: nodes.Core()}
	if strings.HasPrefix(s.definition, "definitions/") {
		d, err := workflow.Read(filepath.Base(s.definition), read(t, filepath.Join(dir, s.definition)))
		switch {
		case err == nil:
			o.Definition = d
		case !errors.Is(err, workflow.ErrUIFormat):
			t.Errorf("%s: %v", s.definition, err)
		}
	}
	name := filepath.Base(s.file)
	return one(t, checker(t, o), name, string(read(t, filepath.Join(dir, s.file))))
}

// deciding is the finding that made the verdict.
func deciding(r *rules.Result) *rule.Finding {
	var first *rule.Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Severity == rule.Error && f.Code == r.Verdict.Code && f.Code != 0 && (first == nil || f.Rule.Stage < first.Rule.Stage) {
			first = f
		}
	}
	return first
}

// TestWildOutcomes holds what becomes of each collected request. Each line of
// the list has been read against what is known of the service.
func TestWildOutcomes(t *testing.T) {
	const golden = "testdata/wild-outcomes.txt"
	var got strings.Builder
	got.WriteString("# file, endpoint, outcome, code, deciding finding with its place, msg of the answer\n")
	n := 0
	for _, s := range sources(t) {
		if !strings.HasPrefix(s.file, "requests/") {
			continue
		}
		n++
		r := wild(t, s)
		kind := string(r.Endpoint)
		if kind == "" {
			kind = "-"
		}
		fmt.Fprintf(&got, "%s | %s | %s", filepath.Base(s.file), kind, r.Verdict.Outcome)
		if f := deciding(&r); f != nil {
			fmt.Fprintf(&got, " | %d | %s %d:%d", r.Verdict.Code, f.Rule.ID, f.Start.Line, f.Start.Column)
			if r.Verdict.Msg != "" {
				got.WriteString(" | " + r.Verdict.Msg)
			}
		} else if r.Verdict.Outcome == rules.Rejected {
			t.Errorf("%s is rejected and no finding says why", s.file)
		}
		got.WriteString("\n")
	}
	if n != 185 {
		t.Errorf("%d requests, want 185", n)
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Split(string(read(t, golden)), "\n")
	for i, l := range strings.Split(got.String(), "\n") {
		if i >= len(want) || l != want[i] {
			t.Errorf("line %d: got  %s", i+1, l)
			if i < len(want) {
				t.Errorf("line %d: want %s", i+1, want[i])
			}
		}
	}
}
