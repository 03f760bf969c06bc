package report

import (
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// TestLinks: where links are wanted each rule with a page is one, and nothing
// else of the text is changed; rules of a configuration have no page.
func TestLinks(t *testing.T) {
	results, closing := fixture(t, message.English)
	own := *ruleHint
	own.ID, own.Words = "team-rule", map[message.Lang]map[string]string{message.English: {"message": "no"}}
	doc := parse(t, "own.json", `{"a": 1}`)
	results = append(results, rules.Result{Path: "own.json", Index: -1, Document: doc, Findings: []rule.Finding{on(t, doc, &own, "/a", "1", "not allowed here")}})
	o := options(message.English)
	plain := render(t, "pretty", o, results, closing)
	if strings.Contains(plain, "\x1b") {
		t.Error("links that nobody wanted")
	}
	o.Links = true
	linked := render(t, "pretty", o, results, closing)
	if want := "error[\x1b]8;;" + RuleURL("sample-node") + "\x1b\\sample-node\x1b]8;;\x1b\\]: "; !strings.Contains(linked, want) {
		t.Errorf("%q is not in %q", want, linked)
	}
	if strings.Contains(linked, RuleURL("team-rule")) {
		t.Error("a link to a page that does not exist")
	}
	rest := linked
	for {
		before, after, found := strings.Cut(rest, "\x1b]8;;")
		if !found {
			break
		}
		_, after, _ = strings.Cut(after, "\x1b\\")
		rest = before + after
	}
	if rest != plain {
		t.Errorf("links change the text:\n%s\n%s", rest, plain)
	}
	// No other format has any.
	for _, name := range []string{"text", "json", "github"} {
		if got := render(t, name, o, results, closing); strings.Contains(got, "]8;;") {
			t.Errorf("%s has links", name)
		}
	}
}
