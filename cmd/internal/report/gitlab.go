package report

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/payloadlint/payloadlint/rules/rule"
)

// gitlab writes a Code Quality report: one array of issues. Source: GitLab's
// documentation of the Code Quality report format, which asks for description,
// check_name, fingerprint, severity, location.path and location.lines.begin.
type gitlab struct {
	common
	prints fingerprints
	issues list
}

type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

// gitlabSeverity maps to GitLab's five; critical and blocker are left to
// people.
func gitlabSeverity(s rule.Severity) string {
	switch s {
	case rule.Error:
		return "major"
	case rule.Warning:
		return "minor"
	}
	return "info"
}

// gitlabPrint is the fingerprint of an issue of which a file has one: of a
// kind, and of a document by its number ("" for a file as a whole).
func gitlabPrint(kind, path, number string) string {
	sum := sha256.Sum256([]byte(kind + "\n" + path + number))
	return hex.EncodeToString(sum[:16])
}

func (g *gitlab) begin() {
	g.issues = list{printer: g.printer}
	g.print("[")
}

func (g *gitlab) document(d *document) {
	for i := range d.Findings {
		f := &d.Findings[i]
		description := f.Message
		if f.codeIs != "" {
			description = f.codeIs + ": " + description
		}
		g.issues.add(gitlabIssue{description, f.Rule, g.prints.of(d.Path, f.id), gitlabSeverity(f.level), gitlabLocation{d.Path, gitlabLines{f.Line, f.EndLine}}})
	}
	if d.Omitted != nil {
		g.issues.add(gitlabIssue{g.omittedWords(d), "omitted", gitlabPrint("omitted", d.Path, d.number()), "info", gitlabLocation{d.Path, gitlabLines{d.start.Line, d.start.Line}}})
	}
}

func (g *gitlab) end(e *ending) {
	for _, f := range e.Failures {
		path := slashPath(f.Path)
		g.issues.add(gitlabIssue{f.Message, "unreadable", gitlabPrint("unreadable", path, ""), "critical", gitlabLocation{path, gitlabLines{1, 1}}})
	}
	g.issues.close()
	g.print("]\n")
}
