package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// gitlab writes a Code Quality report: one array of issues. Source: GitLab's
// documentation of the Code Quality report format, which asks for description,
// check_name, fingerprint, severity, location.path and location.lines.begin.
type gitlab struct {
	base
	prints prints
	any    bool
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

func (g *gitlab) Begin(w io.Writer) error {
	_ = g.base.Begin(w)
	return g.write("[")
}

func (g *gitlab) issue(i gitlabIssue) error {
	separator := "\n"
	if g.any {
		separator = ",\n"
	}
	g.any = true
	return g.write(separator + encode(i))
}

func (g *gitlab) Document(r *rules.Result) error {
	r = g.redacted(r)
	path := slashPath(r.Path)
	for i := range r.Findings {
		f := &r.Findings[i]
		from, to := span(f.Start, f.End)
		description := f.Message
		if f.Code != 0 {
			description = f.Code.String() + ": " + description
		}
		err := g.issue(gitlabIssue{description, f.Rule.ID, g.prints.of(r.Path, f), gitlabSeverity(f.Severity), gitlabLocation{path, gitlabLines{from.Line, to.Line}}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *gitlab) End(c Closing) error {
	for _, f := range c.Failures {
		sum := sha256.Sum256([]byte("unreadable\n" + slashPath(f.Path)))
		err := g.issue(gitlabIssue{f.Message, "unreadable", hex.EncodeToString(sum[:16]), "critical", gitlabLocation{slashPath(f.Path), gitlabLines{1, 1}}})
		if err != nil {
			return err
		}
	}
	tail := "]\n"
	if g.any {
		tail = "\n]\n"
	}
	if err := g.write(tail); err != nil {
		return err
	}
	return g.w.Flush()
}
