// Package report writes what a check found: for people (pretty, text), for
// programs (json, jsonl, template) and for the places where people work
// (sarif, github, gitlab, junit, checkstyle, rdjson).
//
// A Writer makes of each result a document that is ready to print: redacted,
// with its places in order (document.go, redact.go), and counts it
// (summary.go). A format prints such documents and does nothing else: it is
// one file and one row of the table in formats.go.
//
// Every Writer streams: a document is written when it is handed over and then
// forgotten, so that a stream of millions of documents runs in constant memory
// in all formats but two (sarif and gitlab remember one short hash per finding
// of the current file, to tell equal findings apart; a template without a
// "document" part is given everything at once).
package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/secret"
)

// home is the project's page.
const home = "https://github.com/payloadlint/payloadlint"

// defaultWidth is the width that pretty cuts source lines to where Options
// names none.
const defaultWidth = 100

// Options configure a Writer. The zero value writes English without colours.
type Options struct {
	Lang message.Lang
	// Color allows colours; only pretty has any.
	Color bool
	// Links makes rules links to their pages, with the escape sequence OSC 8; only
	// pretty has any.
	Links bool
	// Width is the terminal's width in cells; 0 means 100. Only pretty's source
	// lines are cut to it.
	Width int
	// Version is the program's version, for sarif and template.
	Version string
	// Quiet leaves out everything but findings, in the formats for people and
	// in github.
	Quiet bool
	// BaseURI is the absolute URI of the folder that relative paths start at
	// (file:///…/), for sarif; "" leaves it to the reader.
	BaseURI string
	// Rules are the registered rules, for sarif's metadata.
	Rules []*rule.Rule
	// FailOn is the severity from which junit counts a finding as a failure;
	// Off means Error.
	FailOn rule.Severity
	// URL is the page of a rule; nil means RuleURL.
	URL func(id string) string
	// Group brings together what repeats, in the formats for people.
	Group Group
	// Mask hides secrets in source text and keeps its length; nil means
	// secret.Text.Mask. What it hides in a document is hidden in everything that is
	// written about that document.
	Mask func(src []byte) []byte
}

func (o Options) withDefaults() Options {
	if o.Lang == "" {
		o.Lang = message.English
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	if o.FailOn == rule.Off {
		o.FailOn = rule.Error
	}
	if o.URL == nil {
		o.URL = RuleURL
	}
	if o.Mask == nil {
		o.Mask = func(src []byte) []byte { return secret.Text(src).Mask() }
	}
	return o
}

// page is the page that documents a rule. One of a project's own has none but that
// of its kind.
func (o *Options) page(r *rule.Rule) string {
	if r.Words != nil {
		return home + "/blob/main/docs/own-rules.md"
	}
	return o.URL(r.ID)
}

// RuleURL is the page that documents a rule.
func RuleURL(id string) string { return home + "/blob/main/docs/rules.md#" + id }

// Failure is a file that could not be read or checked at all.
type Failure struct{ Path, Message string }

// Closing is what is known only after the last document.
type Closing struct {
	// Failures are the files that could not be read.
	Failures []Failure
	// Suppressed and Baselined count the findings that were left out because
	// the configuration or the baseline says so.
	Suppressed, Baselined int
	// Excluded counts the files that were not checked as requests because the
	// configuration names them as definitions.
	Excluded int
	// Found is a sentence about the files in which requests were found, for
	// pretty; "" where there is nothing to say.
	Found string
}

// Writer writes one report: Begin, then Document for each result in order,
// then End. Its methods are not safe for concurrent use. Their errors are
// those of the io.Writer, or an *Error where a template fails.
type Writer struct {
	people  bool
	format  format
	out     *printer
	builder builder
	summary summary
	groups  *groups
}

// New makes the writer of a format, given as Names lists them: template=TEXT
// carries a text/template (docs/formats.md describes what it is given),
// template=@FILE names a file with one. The error is an *Error.
func New(name string, o Options) (*Writer, error) { return formats().writer(name, o) }

// ForPeople reports whether people read the format as it is written.
func (w *Writer) ForPeople() bool { return w.people }

// HasSummary reports whether the format ends with a summary for people, which
// has Closing.Found in it.
func (w *Writer) HasSummary() bool {
	_, ok := w.format.(*pretty)
	return ok
}

// Begin starts the report.
func (w *Writer) Begin(to io.Writer) error {
	w.out.begin(to)
	w.format.begin()
	return w.out.check()
}

// Document writes one result.
func (w *Writer) Document(r *rules.Result) error {
	w.summary.add(r)
	if d := w.builder.document(r); w.groups.take(d) {
		w.format.document(d)
	}
	return w.out.check()
}

// End completes and flushes the report; it does not close the io.Writer.
func (w *Writer) End(c Closing) error {
	w.summary.close(c)
	w.format.end(&ending{Failures: c.Failures, Summary: w.summary, Found: c.Found, Repeated: w.groups.repeats()})
	if err := w.out.check(); err != nil {
		return err
	}
	return w.out.w.Flush()
}

// ending is what a format is given after the last document.
type ending struct {
	Failures []Failure
	Summary  summary
	Found    string
	Repeated []*repeated
}

// printer is what formats print to. The first error stays and everything after
// it is dropped, so formats need not look at errors.
type printer struct {
	w   *bufio.Writer
	err error
}

func (p *printer) begin(to io.Writer) {
	p.w, p.err = bufio.NewWriterSize(to, 1<<16), nil
}

// print hands pieces of text to the output.
func (p *printer) print(pieces ...string) {
	for _, s := range pieces {
		_, _ = p.w.WriteString(s) // bufio keeps the error; see check
	}
}

// fail keeps an error that is not the output's.
func (p *printer) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// check is the first error.
func (p *printer) check() error {
	if _, err := p.w.Write(nil); err != nil {
		return err
	}
	return p.err
}

// common is what all formats share: the output, the options and the words.
type common struct {
	*printer
	o *Options
}

func (c *common) text(name string, args message.Args) string {
	return c.o.Lang.Format("report."+name, args)
}

// Split takes a format as it is typed, NAME[:FILE], apart. The text of an
// inline template belongs to the name, whatever colons it has;
// template=@FILE may be followed by one.
func Split(spec string) (name, file string) {
	from := 0
	if rest, ok := strings.CutPrefix(spec, templatePrefix); ok {
		if !strings.HasPrefix(rest, "@") {
			return spec, ""
		}
		from = len(templatePrefix) + 1
		// The colon of a Windows drive is no separator.
		if len(spec) > from+1 && spec[from+1] == ':' {
			from += 2
		}
	}
	name, file, _ = strings.Cut(spec[from:], ":")
	return spec[:from] + name, file
}
