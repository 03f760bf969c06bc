// Package man writes the manual pages of a program whose commands are cobra's.
// It takes the place of cobra's own generator, which brings a Markdown parser
// that costs every run of the program its start.
package man

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/payloadlint/payloadlint/cmd/internal/output"
)

// Write writes one page in section 1 for root and for each visible command
// below it into dir, which is made if needed: root.1, root-command.1. The
// pages depend on nothing but what is given; date is YYYY-MM-DD or "", and more
// gives the further sections of a command's page. Pages of an
// earlier run are replaced, other files are not. The error is an *output.Error.
func Write(dir string, root *cobra.Command, version, date string, more func(*cobra.Command) []Section) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return &output.Error{Problem: output.Failed, Path: dir, Err: err}
	}
	return write(dir, root, pages{source: root.Name() + " " + version, date: date, more: more})
}

// Section is a part of a page: its title in capitals, and paragraphs.
type Section struct{ Title, Text string }

// pages is what all pages share.
type pages struct {
	source, date string
	more         func(*cobra.Command) []Section
}

func write(dir string, cmd *cobra.Command, of pages) error {
	for _, c := range visible(cmd) {
		if err := write(dir, c, of); err != nil {
			return err
		}
	}
	return output.Write(output.Target{Path: filepath.Join(dir, pageName(cmd)+".1"), Kind: own}, []byte(page(cmd, of)))
}

// own recognises a page by its first bytes.
func own(head []byte) bool { return bytes.HasPrefix(head, []byte(".nh\n.TH ")) }

func visible(cmd *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && !c.IsAdditionalHelpTopicCommand() {
			out = append(out, c)
		}
	}
	return out
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// page is a command's page as roff.
func page(cmd *cobra.Command, of pages) string {
	var p roff
	p.line(`.nh`)
	p.line(`.TH "` + strings.ToUpper(pageName(cmd)) + `" "1" "` + of.date + `" "` + of.source + `" ""`)
	p.section("NAME")
	p.line(escape(pageName(cmd) + " - " + cmd.Short))
	p.section("SYNOPSIS")
	p.line(`\fB` + escape(cmd.UseLine()) + `\fP`)
	p.section("DESCRIPTION")
	long := cmd.Long
	if long == "" {
		long = cmd.Short
	}
	p.text(long)
	p.flags("OPTIONS", cmd.NonInheritedFlags())
	p.flags("OPTIONS OF EVERY COMMAND", cmd.InheritedFlags())
	if cmd.Example != "" {
		p.section("EXAMPLES")
		p.text("  " + strings.ReplaceAll(cmd.Example, "\n", "\n  "))
	}
	for _, s := range of.more(cmd) {
		p.section(s.Title)
		p.text(s.Text)
	}
	var also []string
	if cmd.HasParent() {
		also = append(also, pageName(cmd.Parent()))
	}
	for _, c := range visible(cmd) {
		also = append(also, pageName(c))
	}
	if also != nil {
		p.section("SEE ALSO")
		for i, name := range also {
			also[i] = `\fB` + escape(name) + `\fP(1)`
		}
		p.line(strings.Join(also, ", "))
	}
	return p.String()
}

// roff is a page in the making.
type roff struct{ strings.Builder }

// line adds a line that is roff already.
func (r *roff) line(s string) {
	_, _ = r.WriteString(s + "\n") // a builder never fails
}

func (r *roff) section(title string) { r.line(".SH " + title) }

// text adds paragraphs, which blank lines part; indented lines (examples,
// tables) keep their line breaks.
func (r *roff) text(s string) {
	kept := false
	keep := func(on bool) {
		if on != kept {
			r.line(map[bool]string{true: ".nf", false: ".fi"}[on])
		}
		kept = on
	}
	for s := range strings.Lines(strings.Trim(s, "\n") + "\n") {
		s = strings.TrimRight(s, "\n\t ")
		switch {
		case s == "":
			keep(false)
			r.line(".PP")
			continue
		default:
			keep(s[0] == ' ' || s[0] == '\t')
		}
		r.line(escape(s))
	}
	keep(false)
}

// flags adds the list of flags under a title, nothing where there are none.
func (r *roff) flags(title string, set *pflag.FlagSet) {
	if !set.HasAvailableFlags() {
		return
	}
	r.section(title)
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Deprecated != "" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		names := `\fB` + escape("--"+f.Name) + `\fP`
		if f.Shorthand != "" && f.ShorthandDeprecated == "" {
			names = `\fB` + escape("-"+f.Shorthand) + `\fP, ` + names
		}
		if value != "" {
			names += ` \fI` + escape(value) + `\fP`
		}
		r.line(".TP")
		r.line(names)
		r.line(escape(usage))
	})
}

// escape makes plain text safe in roff: backslashes, hyphens that readers
// copy, and a dot or quote that would begin a request.
func escape(s string) string {
	s = strings.ReplaceAll(s, `\`, `\e`)
	s = strings.ReplaceAll(s, "-", `\-`)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return strings.ReplaceAll(s, "\n", " ")
}
