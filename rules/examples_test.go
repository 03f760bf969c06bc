package rules_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// firedBy are the rules that an example fires, through the engine as users
// run it.
func firedBy(t *testing.T, e rule.Example, lang message.Lang) (ids []string, results []rules.Result) {
	t.Helper()
	c, name := exampleChecker(t, e, lang)
	results = all(t, c, name, e.Input)
	for _, r := range results {
		for _, f := range r.Findings {
			ids = append(ids, f.Rule.ID)
		}
	}
	return ids, results
}

// Every rule's bad example fires it and its good one does not; what else fires
// is registered.
func TestExamples(t *testing.T) {
	fired := map[string]bool{}
	for _, r := range rules.All() {
		t.Run(r.ID, func(t *testing.T) {
			for _, lang := range sharedtest.Languages() {
				bad, results := firedBy(t, r.Bad, lang)
				if !slices.Contains(bad, r.ID) {
					t.Errorf("%s: the bad example fires %v", lang, bad)
				}
				good, _ := firedBy(t, r.Good, lang)
				if slices.Contains(good, r.ID) {
					t.Errorf("%s: the good example fires it", lang)
				}
				for _, id := range append(bad, good...) {
					fired[id] = true
					if !slices.ContainsFunc(rules.All(), func(r *rule.Rule) bool { return r.ID == id }) {
						t.Errorf("%s fires and is not registered", id)
					}
				}
				for _, res := range results {
					for _, f := range res.Findings {
						if unfilled.MatchString(f.Message + f.Advice) {
							t.Errorf("%s: words left unfilled: %s | %s", lang, f.Message, f.Advice)
						}
					}
				}
			}
		})
	}
	for _, r := range rules.All() {
		if !fired[r.ID] {
			t.Errorf("nothing fires %s", r.ID)
		}
	}
}

// unfilled is a {placeholder} of the catalogs that was given no value.
var unfilled = regexp.MustCompile(`\{[a-z]+\}`)

var kebab = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

var version = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// Every rule is documented, in every language, and predicts codes that exist.
func TestRulesAreDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules.All() {
		if seen[r.ID] {
			t.Errorf("%s is registered twice", r.ID)
		}
		seen[r.ID] = true
		if !kebab.MatchString(r.ID) {
			t.Errorf("%q is not kebab-case", r.ID)
		}
		if !version.MatchString(r.Since) || r.Source == "" {
			t.Errorf("%s: since %q, source %q", r.ID, r.Since, r.Source)
		}
		if r.Severity == rule.Off || r.Stage < rule.StagePath || r.Stage > rule.StagePrompt {
			t.Errorf("%s: severity %v, stage %d", r.ID, r.Severity, r.Stage)
		}
		for _, c := range append([]code.Code{r.Code}, r.Alternatives...) {
			if _, ok := c.Entry(); !ok && c != 0 {
				t.Errorf("%s: code %d is not in the table", r.ID, c)
			}
		}
		for _, name := range []string{"title", "what", "why", "message"} {
			if s, ok := message.English.Lookup(r.ID + "." + name); !ok || s == "" {
				t.Errorf("%s has no %s", r.ID, name)
			}
		}
	}
}
