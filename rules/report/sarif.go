package report

import (
	"io"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// sarif writes SARIF 2.1.0 with one run. `results` is always there; columns
// count UTF-16 code units; fingerprints hold no line and no secret. A finding
// carries its document's verdict in its properties, the run the summary; what
// could not be checked is a notification of the invocation.
// Source: OASIS SARIF 2.1.0 errata 01.
type sarif struct {
	base
	prints  prints
	index   map[string]int
	any     bool
	notes   []sarifNotification
	dropped int
}

// maxNotifications bounds what a stream of documents that cannot be checked
// may pile up.
const maxNotifications = 1000

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

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

type sarifArtifact struct {
	URI  string `json:"uri"`
	Base string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

type sarifLocation struct {
	ID       int            `json:"id,omitempty"`
	Physical sarifPhysical  `json:"physicalLocation"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted *sarifText  `json:"insertedContent,omitempty"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifProperties struct {
	Code         int      `json:"code"`
	CodeName     string   `json:"codeName,omitempty"`
	Alternatives []int    `json:"alternatives"`
	Confidence   string   `json:"confidence"`
	Pointer      string   `json:"pointer"`
	Node         string   `json:"node,omitempty"`
	Input        string   `json:"input,omitempty"`
	Comfy        string   `json:"comfy,omitempty"`
	Suggestions  []string `json:"suggestions,omitempty"`
	Advice       string   `json:"advice,omitempty"`
	Msg          string   `json:"msg,omitempty"`
	Index        *int     `json:"index,omitempty"`
	Endpoint     string   `json:"endpoint,omitempty"`
	Verdict      Verdict  `json:"verdict"`
}

type sarifResult struct {
	RuleID    string            `json:"ruleId"`
	RuleIndex *int              `json:"ruleIndex,omitempty"`
	Level     string            `json:"level"`
	Message   sarifText         `json:"message"`
	Locations []sarifLocation   `json:"locations"`
	Related   []sarifLocation   `json:"relatedLocations,omitempty"`
	Prints    map[string]string `json:"partialFingerprints"`
	Fixes     []sarifFix        `json:"fixes,omitempty"`
	Props     sarifProperties   `json:"properties"`
}

type sarifNotification struct {
	Descriptor sarifDescriptor `json:"descriptor"`
	Level      string          `json:"level"`
	Message    sarifText       `json:"message"`
	Locations  []sarifLocation `json:"locations,omitempty"`
}

type sarifDescriptor struct {
	ID string `json:"id"`
}

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

func sarifLevel(s rule.Severity) string {
	switch s {
	case rule.Error:
		return "error"
	case rule.Warning:
		return "warning"
	}
	return "note"
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

func (s *sarif) rule(r *rule.Rule) sarifRule {
	lookup := func(name string) string {
		if t, ok := message.Lookup(s.o.Lang, r.ID+"."+name); ok {
			return t
		}
		return ""
	}
	title, what, why := message.Get(s.o.Lang, r.ID+".title"), lookup("what"), lookup("why")
	if what == "" {
		what = title
	}
	help := sarifText{Text: what, Markdown: "**" + title + "**\n\n" + what}
	if why != "" {
		help.Text += "\n\n" + why
		help.Markdown += "\n\n" + why
	}
	if r.Bad.Input != "" {
		help.Markdown += "\n\n" + s.text("sarif-bad", nil) + "\n\n" + fence(string(s.o.Mask([]byte(r.Bad.Input))))
	}
	if r.Good.Input != "" {
		help.Markdown += "\n\n" + s.text("sarif-good", nil) + "\n\n" + fence(string(s.o.Mask([]byte(r.Good.Input))))
	}
	out := sarifRule{
		ID: r.ID, Name: pascal(r.ID), Short: sarifText{Text: title}, Full: sarifText{Text: what}, HelpURI: s.url(r.ID), Help: help,
		Config: sarifConfig{Level: sarifLevel(r.Severity)},
		Properties: sarifRuleProperties{
			Tags: []string{"runninghub"}, Code: int(r.Code), CodeName: r.Code.Name(), Alternatives: numbers(r.Alternatives),
			Precision: [...]string{rule.Possible: "medium", rule.Likely: "high", rule.Certain: "very-high"}[r.Confidence],
			Problem:   map[rule.Severity]string{rule.Error: "error", rule.Warning: "warning"}[r.Severity],
			Comfy:     r.Comfy, Since: r.Since, Fixable: r.Fixable,
		},
	}
	if out.Properties.Problem == "" {
		out.Properties.Problem = "recommendation"
	}
	if r.Severity == rule.Off {
		off := false
		out.Config.Enabled, out.Config.Level = &off, "none"
	}
	return out
}

// fence puts text into a Markdown code block that no text can leave.
func fence(text string) string {
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	return marks + "json\n" + strings.TrimRight(text, "\n") + "\n" + marks
}

func (s *sarif) Begin(w io.Writer) error {
	_ = s.base.Begin(w)
	s.index = map[string]int{}
	driver := struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}{"payloadlint", s.o.Version, Home, []sarifRule{}}
	for _, r := range s.o.Rules {
		if _, ok := s.index[r.ID]; ok {
			continue
		}
		s.index[r.ID] = len(driver.Rules)
		driver.Rules = append(driver.Rules, s.rule(r))
	}
	root := map[string]any{"description": sarifText{Text: s.text("sarif-root", nil)}}
	if s.o.BaseURI != "" {
		root["uri"] = strings.TrimRight(s.o.BaseURI, "/") + "/"
	}
	return s.write(`{"$schema":` + encode(sarifSchema) + `,"version":"2.1.0","runs":[{"tool":{"driver":` + encode(driver) +
		`},"columnKind":"utf16CodeUnits","originalUriBaseIds":` + encode(map[string]any{"%SRCROOT%": root}) + `,"results":[`)
}

func artifact(path string) sarifArtifact {
	u, absolute := uri(path)
	if absolute {
		return sarifArtifact{URI: u}
	}
	return sarifArtifact{u, "%SRCROOT%"}
}

func region16(s *source, start, end jsondoc.Position) sarifRegion {
	from, to := span(start, end)
	return sarifRegion{from.Line, s.column16(from), to.Line, s.column16(to)}
}

func (s *sarif) Document(r *rules.Result) error {
	r = s.redacted(r)
	s.s.Add(r)
	src := s.source(r)
	for i := range r.Findings {
		separator := "\n"
		if s.any {
			separator = ",\n"
		}
		s.any = true
		if err := s.write(separator + encode(s.result(src, r, &r.Findings[i]))); err != nil {
			return err
		}
	}
	for _, u := range r.Unchecked {
		if len(s.notes) == maxNotifications {
			s.dropped++
			continue
		}
		s.notes = append(s.notes, sarifNotification{sarifDescriptor{"unchecked"}, "note", sarifText{Text: s.unchecked(u)}, []sarifLocation{{Physical: sarifPhysical{Artifact: artifact(r.Path)}}}})
	}
	return nil
}

func (s *sarif) result(src *source, r *rules.Result, f *rule.Finding) sarifResult {
	at := artifact(r.Path)
	region := region16(src, f.Start, f.End)
	out := sarifResult{
		RuleID: f.Rule.ID, Level: sarifLevel(f.Severity), Message: sarifText{Text: f.Message},
		Locations: []sarifLocation{{Physical: sarifPhysical{at, &region}}},
		Prints:    map[string]string{"payloadlint/v1": s.prints.of(r.Path, f)},
		Props: sarifProperties{
			Code: int(f.Code), CodeName: f.Code.Name(), Alternatives: numbers(f.Alternatives), Confidence: f.Confidence.String(), Pointer: f.Pointer,
			Node: f.Node, Input: f.Input, Comfy: f.Comfy, Suggestions: f.Suggestions, Advice: f.Advice, Msg: f.Msg, Endpoint: string(r.Endpoint), Verdict: verdict(r.Verdict),
		},
	}
	if f.Advice != "" {
		out.Message.Text += "\n" + f.Advice
	}
	if i, ok := s.index[f.Rule.ID]; ok {
		out.RuleIndex = &i
	}
	if r.Index >= 0 {
		out.Props.Index = &r.Index
	}
	if f.Pointer != "" {
		out.Locations[0].Logical = []sarifLogical{{f.Pointer}}
	}
	for i, rel := range f.Related {
		region := region16(src, rel.Start, rel.End)
		l := sarifLocation{ID: i + 1, Physical: sarifPhysical{at, &region}}
		if rel.Message != "" {
			l.Message = &sarifText{Text: rel.Message}
		}
		out.Related = append(out.Related, l)
	}
	if fix := safeFix(f); fix != nil {
		description := f.Advice
		if description == "" {
			description = f.Message
		}
		change := sarifChange{Artifact: at}
		for _, e := range sorted(fix.Edits) {
			rep := sarifReplacement{Deleted: region16(src, src.position(e.Start), src.position(e.End))}
			if e.New != "" {
				rep.Inserted = &sarifText{Text: e.New}
			}
			change.Replacements = append(change.Replacements, rep)
		}
		out.Fixes = []sarifFix{{sarifText{Text: description}, []sarifChange{change}}}
	}
	return out
}

func (s *sarif) End(c Closing) error {
	s.s.close(c)
	for _, f := range c.Failures {
		s.notes = append(s.notes, sarifNotification{sarifDescriptor{"unreadable"}, "error", sarifText{Text: f.Message}, []sarifLocation{{Physical: sarifPhysical{Artifact: artifact(f.Path)}}}})
	}
	if s.dropped > 0 {
		s.notes = append(s.notes, sarifNotification{sarifDescriptor{"unchecked"}, "note", sarifText{Text: s.count("more-unchecked", s.dropped)}, nil})
	}
	invocation := struct {
		OK    bool                `json:"executionSuccessful"`
		Notes []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}{len(c.Failures) == 0, s.notes}
	tail := "]"
	if s.any {
		tail = "\n]"
	}
	tail += `,"invocations":[` + encode(invocation) + `],"properties":` + encode(map[string]any{"summary": s.s}) + "}]}\n"
	if err := s.write(tail); err != nil {
		return err
	}
	return s.w.Flush()
}
