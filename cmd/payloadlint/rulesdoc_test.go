package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/testdata/golden"
)

var rulePages = map[message.Lang]string{message.English: "rules.md", message.Chinese: "rules.zh-CN.md"}

// docs/rules.md and its translation are what the program makes of the rules.
func TestRulesPages(t *testing.T) {
	for lang, name := range rulePages {
		var out, errOut bytes.Buffer
		if status := Main([]string{"rules", "-f", "markdown", "--lang", string(lang)}, strings.NewReader(""), &out, &errOut); status != 0 {
			t.Fatalf("status %d: %s", status, errOut.String())
		}
		golden.Equal(t, filepath.Join("..", "..", "docs", name), out.Bytes())
	}
}

// The address that reports give for a rule leads to its heading, and every
// rule says something about its own bad example.
func TestRulesPagesAreComplete(t *testing.T) {
	heading := regexp.MustCompile(`(?m)^## (\S+)$`)
	for lang, name := range rulePages {
		data, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		anchors := map[string]bool{}
		for _, m := range heading.FindAllStringSubmatch(text, -1) {
			anchors[m[1]] = true
		}
		for _, r := range rules.All() {
			_, anchor, _ := strings.Cut(report.RuleURL(r.ID), "docs/rules.md#")
			if !anchors[anchor] {
				t.Errorf("%s: %s is not in docs/%s", lang, report.RuleURL(r.ID), name)
			}
			said, err := (&app{lang: lang}).said(t.Context(), r)
			if err != nil || len(said) == 0 {
				t.Errorf("%s: the program says nothing about the bad example (%v)", r.ID, err)
			}
			for _, s := range said {
				if !strings.Contains(text, s) {
					t.Errorf("docs/%s does not show %q", name, s)
				}
			}
			delete(anchors, anchor)
		}
		for a := range anchors {
			t.Errorf("docs/%s documents %s, which is no rule", name, a)
		}
	}
}
