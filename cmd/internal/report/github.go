package report

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/rule"
)

// github writes workflow commands, which GitHub Actions shows as annotations:
//
//	::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message
//
// and the summary as a plain line of the log. Source: GitHub's documentation
// of workflow commands; the escapes are those that the runner undoes.
type github struct{ common }

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// githubCommand is the command for a severity: GitHub calls notes notices.
func githubCommand(s rule.Severity) string {
	if s == rule.Note {
		return "notice"
	}
	return s.String()
}

// command prints a workflow command: properties are names and values in turn,
// lines the message.
func (g *github) command(name string, properties []string, lines ...string) {
	g.print("::", name)
	for i := 0; i+1 < len(properties); i += 2 {
		separator := ","
		if i == 0 {
			separator = " "
		}
		g.print(separator, properties[i], "=", githubProperty.Replace(visible(properties[i+1])))
	}
	g.print("::")
	for i, line := range lines {
		if i > 0 {
			g.print("%0A")
		}
		g.print(githubData.Replace(visible(line)))
	}
	g.print("\n")
}

func (g *github) begin() {}

func (g *github) document(d *document) {
	for i := range d.Findings {
		g.finding(d, &d.Findings[i])
	}
	line := strconv.Itoa(d.start.Line)
	if d.Omitted != nil {
		g.command("notice", []string{"file", d.Path, "line", line}, g.omittedWords(d))
	}
	if g.o.Quiet {
		return
	}
	for i := range d.Unchecked {
		g.command("notice", []string{"file", d.Path, "line", line, "title", g.text("not-checked-title", nil)}, g.unchecked(&d.Unchecked[i]))
	}
}

func (g *github) finding(d *document, f *finding) {
	properties := []string{"file", d.Path, "line", strconv.Itoa(f.Line), "col", strconv.Itoa(f.Column), "endLine", strconv.Itoa(f.EndLine)}
	// An annotation over several lines has no columns; the runner drops
	// endColumn there itself, with a complaint.
	if f.EndLine == f.Line {
		properties = append(properties, "endColumn", strconv.Itoa(f.EndColumn))
	}
	title := f.Rule
	if f.codeIs != "" {
		title = f.codeIs + " " + title
	}
	lines := []string{f.Message}
	if f.Advice != "" {
		lines = append(lines, f.Advice)
	}
	g.command(githubCommand(f.level), append(properties, "title", title), lines...)
}

func (g *github) end(e *ending) {
	for _, f := range e.Failures {
		g.command("error", []string{"file", slashPath(f.Path)}, f.Message)
	}
	if !g.o.Quiet {
		g.print(g.sentence(&e.Summary), "\n")
	}
}
