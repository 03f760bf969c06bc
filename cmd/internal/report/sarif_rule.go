package report

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/rule"
)

type sarifRule struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	Short      sarifText           `json:"shortDescription"`
	Full       sarifText           `json:"fullDescription"`
	HelpURI    string              `json:"helpUri,omitempty"`
	Help       sarifText           `json:"help"`
	Config     sarifConfig         `json:"defaultConfiguration"`
	Properties sarifRuleProperties `json:"properties"`
}

type sarifConfig struct {
	Enabled *bool  `json:"enabled,omitempty"`
	Level   string `json:"level"`
}

type sarifRuleProperties struct {
	Tags         []string `json:"tags"`
	Code         int      `json:"code"`
	CodeName     string   `json:"codeName,omitempty"`
	Alternatives []int    `json:"alternatives"`
	Precision    string   `json:"precision"`
	Problem      string   `json:"problem.severity"`
	Comfy        string   `json:"comfy,omitempty"`
	Since        string   `json:"since,omitempty"`
	Fixable      bool     `json:"fixable"`
}

// pascal turns a rule's ID into the form SARIF asks of names.
func pascal(id string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(id, "-") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

func (s *sarif) rule(r *shownRule) sarifRule {
	title, what := s.words(r, "title"), s.words(r, "what")
	if title == "" {
		title = r.ID + ".title" // missing words are ugly but visible
	}
	if what == "" {
		what = title
	}
	out := sarifRule{
		ID: r.ID, Name: pascal(r.ID), Short: sarifText{Text: title}, Full: sarifText{Text: what}, HelpURI: r.url, Help: s.help(r, title, what),
		Config: sarifConfig{Level: sarifLevel(r.Severity)},
		Properties: sarifRuleProperties{
			Tags: []string{"runninghub"}, Code: int(r.Code), CodeName: r.Code.Name(), Alternatives: numbers(r.Alternatives),
			Precision: [...]string{rule.Possible: "medium", rule.Likely: "high", rule.Certain: "very-high"}[r.Confidence],
			Problem:   [...]string{rule.Off: "recommendation", rule.Note: "recommendation", rule.Warning: "warning", rule.Error: "error"}[r.Severity],
			Comfy:     r.Comfy, Since: r.Since, Fixable: r.Fixable,
		},
	}
	if r.Severity == rule.Off {
		off := false
		out.Config.Enabled, out.Config.Level = &off, "none"
	}
	return out
}

// words is a text of a rule; "" where it has none.
func (s *sarif) words(r *shownRule, name string) string {
	t, _ := r.Text(s.o.Lang, name)
	return t
}

// help is what a reader shows beside a finding: what the rule is about, why,
// and its examples.
func (s *sarif) help(r *shownRule, title, what string) sarifText {
	help := sarifText{Text: what, Markdown: "**" + title + "**\n\n" + what}
	if why := s.words(r, "why"); why != "" {
		help.Text += "\n\n" + why
		help.Markdown += "\n\n" + why
	}
	if r.bad != "" {
		help.Markdown += "\n\n" + s.text("sarif-bad", nil) + "\n\n" + fence(r.bad)
	}
	if r.good != "" {
		help.Markdown += "\n\n" + s.text("sarif-good", nil) + "\n\n" + fence(r.good)
	}
	return help
}

// fence puts text into a Markdown code block that no text can leave.
func fence(text string) string {
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	return marks + "json\n" + strings.TrimRight(text, "\n") + "\n" + marks
}
