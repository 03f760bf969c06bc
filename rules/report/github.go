package report

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// github writes workflow commands, which GitHub Actions shows as annotations:
//
//	::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message
//
// and the summary as a plain line of the log. Source: GitHub's documentation
// of workflow commands; the escapes are those that the runner undoes.
type github struct{ base }

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubCommand(severity rule.Severity) string {
	switch severity {
	case rule.Error:
		return "error"
	case rule.Warning:
		return "warning"
	}
	return "notice"
}

func githubLine(command string, properties []string, lines ...string) string {
	var b strings.Builder
	b.WriteString("::" + command)
	for i := 0; i+1 < len(properties); i += 2 {
		separator := ","
		if i == 0 {
			separator = " "
		}
		b.WriteString(separator + properties[i] + "=" + githubProperty.Replace(Visible(properties[i+1])))
	}
	b.WriteString("::")
	for i, line := range lines {
		if i > 0 {
			b.WriteString("%0A")
		}
		b.WriteString(githubData.Replace(Visible(line)))
	}
	b.WriteByte('\n')
	return b.String()
}

func (g *github) Document(r *rules.Result) error {
	r = g.redacted(r)
	g.s.Add(r)
	path := slashPath(r.Path)
	for i := range r.Findings {
		f := &r.Findings[i]
		from, to := span(f.Start, f.End)
		properties := []string{"file", path, "line", strconv.Itoa(from.Line), "col", strconv.Itoa(from.Column), "endLine", strconv.Itoa(to.Line)}
		// An annotation over several lines has no columns; the runner drops
		// endColumn there itself, with a complaint.
		if to.Line == from.Line {
			properties = append(properties, "endColumn", strconv.Itoa(to.Column))
		}
		title := f.Rule.ID
		if f.Code != 0 {
			title = f.Code.String() + " " + title
		}
		lines := []string{f.Message}
		if f.Advice != "" {
			lines = append(lines, f.Advice)
		}
		if err := g.write(githubLine(githubCommand(f.Severity), append(properties, "title", title), lines...)); err != nil {
			return err
		}
	}
	if g.o.Quiet {
		return nil
	}
	line := strconv.Itoa(max(r.Start.Line, 1))
	for _, u := range r.Unchecked {
		if err := g.write(githubLine("notice", []string{"file", path, "line", line, "title", g.text("not-checked-title", nil)}, g.unchecked(u))); err != nil {
			return err
		}
	}
	return nil
}

func (g *github) End(c Closing) error {
	g.s.close(c)
	for _, f := range c.Failures {
		if err := g.write(githubLine("error", []string{"file", slashPath(f.Path)}, f.Message)); err != nil {
			return err
		}
	}
	if !g.o.Quiet {
		if err := g.write(g.summary(&g.s) + "\n"); err != nil {
			return err
		}
	}
	return g.w.Flush()
}
