package main

import (
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/cmd/internal/redact"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/secret"
)

// reportOutput is one report that is being written.
type reportOutput struct {
	*report.Writer
	file *output.File // nil for standard output
	// masked is the way to file.
	masked *redact.Writer
}

// formatHelp is the help of --format, with the names of the formats.
func (a *app) formatHelp() string {
	if a.wordless {
		return ""
	}
	var names []string
	for _, f := range report.Formats(a.lang) {
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
// inputs are the files that the run reads, described the rules that a report may
// describe.
func (a *app) openOutputs(f *checkFlags, inputs []string, described []*rule.Rule) ([]*reportOutput, error) {
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
	failOn := failLevel(f.failOn)
	options := report.Options{
		Lang: a.lang, Width: width, Version: programVersion(), Quiet: f.quiet, BaseURI: baseURI(),
		Rules: described, FailOn: failOn, Mask: a.mask,
	}
	var outs []*reportOutput
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
		options.Color = colored(f.color, tty && file == "") && (file == "" || f.color == "always")
		options.Links = linked(f.hyperlinks, tty && file == "", os.Getenv)
		options.Group = f.grouping(tty && file == "")
		out, err := a.openOutput(name, file, options, inputs)
		if err != nil {
			abandon(outs)
			return nil, err
		}
		outs = append(outs, out)
	}
	return outs, nil
}

// terminal is the width of the terminal that the output goes to, 0 where it is
// not known; tty is false where it goes elsewhere.
func (a *app) terminal() (width int, tty bool) {
	file := device(a.out)
	if file == nil || !term.IsTerminal(int(file.Fd())) {
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
	switch force := os.Getenv("FORCE_COLOR"); {
	case flag != "auto":
		return flag == "always"
	case os.Getenv("NO_COLOR") != "":
		return false
	case force != "":
		return force != "0" && force != "false"
	}
	return tty && os.Getenv("TERM") != "dumb"
}

// grouping is what --group asks for, else by cause for eyes; what could not be
// checked is said once per cause everywhere.
func (f *checkFlags) grouping(tty bool) report.Group {
	switch {
	case f.group == "none":
		return report.GroupNone
	case f.group != "":
		return report.Group(f.group)
	case tty:
		return report.GroupCause
	}
	return report.GroupUnchecked
}

// openOutput begins a report in a file, or on the program's output where file
// is "".
func (a *app) openOutput(name, file string, options report.Options, inputs []string) (*reportOutput, error) {
	w, err := report.New(name, options)
	if err != nil {
		return nil, &wordsError{err}
	}
	out := &reportOutput{Writer: w}
	if file == "" {
		return out, a.begin(out, a.out)
	}
	if out.file, err = output.Create(output.Target{Path: file, Kind: report.Own(name, file), Inputs: inputs}); err != nil {
		return nil, err
	}
	out.masked = a.keys.Stream(out.file)
	return out, a.begin(out, out.masked)
}

// mask hides the secrets of a source text: those that a name or a shape tells,
// and the environment's key.
func (a *app) mask(src []byte) []byte { return a.keys.Bytes(secret.Text(src).Mask()) }

// begin writes the beginning of a report.
func (a *app) begin(out *reportOutput, to io.Writer) error {
	if err := out.Begin(to); err != nil {
		out.abandon()
		return &outputError{err}
	}
	return nil
}

// abandon drops the reports that were begun in files: what was at their names
// stays.
func abandon(outs []*reportOutput) {
	for _, o := range outs {
		o.abandon()
	}
}

func (o *reportOutput) abandon() {
	if o.file != nil {
		o.file.Abort()
	}
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

// close completes the report and puts its file in place.
func (o *reportOutput) close(c report.Closing) error {
	if o.file == nil && o.ForPeople() {
		c.Failures = nil // standard error has said it already, a line each
	}
	err := o.End(c)
	switch {
	case o.file == nil:
	case err != nil:
		o.file.Abort()
	default:
		// The file keeps the error of a write.
		_ = o.masked.Flush()
		err = o.file.Commit()
	}
	if err != nil {
		return &outputError{err}
	}
	return nil
}

// reads lists the files that a check reads beside those that a walk finds:
// no output may take the place of one.
func (f *checkFlags) reads(files []discover.File) []string {
	var out []string
	for _, file := range files {
		if file.Named && file.Path != "-" {
			out = append(out, file.Path)
		}
	}
	for _, w := range f.workflows {
		_, file := splitWorkflow(w)
		out = append(out, file)
	}
	out = append(out, f.nodes...)
	if f.config != "" {
		out = append(out, f.config)
	}
	for _, spec := range f.formats {
		name, _ := report.Split(spec)
		if file, ok := strings.CutPrefix(name, "template=@"); ok {
			out = append(out, file)
		}
	}
	return out
}

// baseURI is the working folder as an URI, for readers of SARIF.
func baseURI() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return folderURI(filepath.ToSlash(dir))
}

// folderURI is the URI of a folder with forward slashes; a drive of Windows is a
// part of the path, file:///C:/…, and not a host.
func folderURI(dir string) string {
	if !strings.HasPrefix(dir, "/") {
		dir = "/" + dir
	}
	u := url.URL{Scheme: "file", Path: strings.TrimSuffix(dir, "/") + "/"}
	return u.String()
}

// failLevel is the severity that --fail-on names; Off for "never".
func failLevel(name string) (s rule.Severity) {
	_ = s.UnmarshalText([]byte(name)) // the flag takes no other names
	return s
}
