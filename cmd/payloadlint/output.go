package main

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/secret"
)

// output is one report that is being written.
type output struct {
	*report.Writer
	file *os.File // nil for standard output
}

// formatHelp is the help of --format, with the names of the formats.
func (a *app) formatHelp(formats []report.Format) string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return a.say("flag.format", message.Args{"formats": strings.Join(names, a.say("report.list-separator", nil))})
}

// completeFormat offers the formats to a shell, with what they are for.
func completeFormat(formats []report.Format) []cobra.Completion {
	var out []cobra.Completion
	for _, f := range formats {
		name, _, _ := strings.Cut(f.Name, "TEXT")
		name, _, _ = strings.Cut(name, "FILE")
		out = append(out, cobra.CompletionWithDesc(name, f.For))
	}
	return out
}

// openOutputs opens the reports that -f asks for; without one, pretty on a
// terminal and text elsewhere.
func (a *app) openOutputs(f *checkFlags) ([]*output, error) {
	width, tty := a.terminal()
	specs := f.formats
	switch {
	case len(specs) > 0:
	case f.diff:
		return nil, nil // the diff is the output
	case tty:
		specs = []string{"pretty"}
	default:
		specs = []string{"text"}
	}
	failOn, _ := rule.ParseSeverity(f.failOn)
	options := report.Options{
		Lang: a.lang, Width: width, Version: programVersion(), Quiet: f.quiet, BaseURI: baseURI(),
		Rules: rules.All(), FailOn: failOn, Mask: secret.Mask,
	}
	var outs []*output
	var taken []string
	for _, spec := range specs {
		name, file := report.Split(spec)
		place := file
		if file != "" {
			place = filepath.Clean(file) // a.txt and ./a.txt are one
		}
		if slices.Contains(taken, place) {
			return nil, &usageError{"output-twice", nil}
		}
		taken = append(taken, place)
		options.Color = colored(f.color, tty && file == "")
		out, err := a.openOutput(name, file, options)
		if err != nil {
			return nil, err
		}
		outs = append(outs, out)
	}
	return outs, nil
}

// terminal is the width of the terminal that the output goes to, 0 where it is
// not known; tty is false where it goes elsewhere.
func (a *app) terminal() (width int, tty bool) {
	file, ok := a.out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0, true
	}
	return width, true
}

// colored reports whether to colour. Colour is for eyes: never in a file unless
// asked for.
func colored(flag string, tty bool) bool {
	return flag == "always" || flag == "auto" && tty && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// openOutput begins a report in a file, or on the program's output where file
// is "".
func (a *app) openOutput(name, file string, options report.Options) (*output, error) {
	w, err := report.New(name, options)
	if err != nil {
		return nil, &wordsError{err}
	}
	out := &output{Writer: w}
	to := a.out
	if file != "" {
		if out.file, err = os.Create(file); err != nil {
			return nil, err // reported with its path
		}
		to = out.file
	}
	if err := w.Begin(to); err != nil {
		return nil, &outputError{err}
	}
	return out, nil
}

// wordsError is an error of package report: it knows its words in every
// language.
type wordsError struct{ err error }

func (e *wordsError) Error() string { return e.err.Error() }

func (e *wordsError) text(l message.Lang) string {
	if t, ok := e.err.(interface{ Text(l message.Lang) string }); ok {
		return t.Text(l)
	}
	return e.err.Error()
}

// close completes the report and its file.
func (o *output) close(c report.Closing) error {
	if o.file == nil && o.ForPeople() {
		c.Failures = nil // standard error has said it already, a line each
	}
	err := o.End(c)
	if o.file != nil {
		if cerr := o.file.Close(); err == nil {
			err = cerr
		}
	}
	if err != nil {
		return &outputError{err}
	}
	return nil
}

// baseURI is the working folder as an URI, for readers of SARIF.
func baseURI() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(dir) + "/"}
	return u.String()
}
