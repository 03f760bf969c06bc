// Package report writes what a check found: for people (pretty, text), for
// programs (json, jsonl, template) and for the places where people work
// (sarif, github, gitlab, junit, checkstyle, rdjson). One file per format.
//
// Every Writer streams: a document is written when it is handed over and then
// forgotten, so that a stream of millions of documents runs in constant memory
// in all formats but two (sarif and gitlab remember one short hash per finding
// of the file at hand, to tell equal findings apart; a template without a
// "document" part is given everything at once).
package report

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/secret"
)

// Home is the project's page.
const Home = "https://github.com/payloadlint/payloadlint"

// DefaultWidth is the width that pretty cuts source lines to where Options
// names none.
const DefaultWidth = 100

// Options are what all formats are told. The zero value writes English
// without colours.
type Options struct {
	Lang message.Lang
	// Color tells whether pretty may colour; nothing else does.
	Color bool
	// Width is the terminal's width in cells; 0 means DefaultWidth. Only
	// pretty's source lines are cut to it.
	Width int
	// Version is the program's version, for sarif and template.
	Version string
	// Quiet leaves out everything but findings, in the formats for people.
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
	// Mask hides secrets in source text and keeps its length; nil means
	// secret.Mask. What it hides in a document is hidden in everything that is
	// written about that document.
	Mask func(src []byte) []byte
}

// RuleURL is the page that documents a rule.
func RuleURL(id string) string { return Home + "/blob/main/docs/rules.md#" + id }

// Failure is a file that could not be read or checked at all.
type Failure struct{ Path, Message string }

// Closing is what is known only when all documents are through.
type Closing struct {
	// Failures are the files that could not be read.
	Failures []Failure
	// Suppressed and Baselined count the findings that were left out because
	// the configuration or the baseline says so.
	Suppressed, Baselined int
}

// Writer writes one report: Begin, then Document for each result in order,
// then End. Its methods are not safe for concurrent use. Errors are those of
// the io.Writer.
type Writer interface {
	Begin(w io.Writer) error
	Document(r *rules.Result) error
	// End completes and flushes the report; it does not close the io.Writer.
	End(c Closing) error
}

// Summary counts what a report lists.
type Summary struct {
	Documents int `json:"documents"`
	Rejected  int `json:"rejected"`
	Partial   int `json:"partial"`
	Accepted  int `json:"accepted"`
	Unknown   int `json:"unknown"`
	Errors    int `json:"errors"`
	Warnings  int `json:"warnings"`
	Notes     int `json:"notes"`
	// Unreadable, Suppressed and Baselined are there only when they are not 0.
	Unreadable int `json:"unreadable,omitempty"`
	Suppressed int `json:"suppressed,omitempty"`
	Baselined  int `json:"baselined,omitempty"`
}

// Add counts one document.
func (s *Summary) Add(r *rules.Result) {
	s.Documents++
	switch r.Verdict.Outcome {
	case rules.Rejected:
		s.Rejected++
	case rules.Partial:
		s.Partial++
	case rules.Accepted:
		s.Accepted++
	case rules.Unknown:
		s.Unknown++
	}
	for i := range r.Findings {
		switch r.Findings[i].Severity {
		case rule.Error:
			s.Errors++
		case rule.Warning:
			s.Warnings++
		case rule.Note:
			s.Notes++
		case rule.Off:
		}
	}
}

func (s *Summary) close(c Closing) {
	s.Unreadable, s.Suppressed, s.Baselined = len(c.Failures), c.Suppressed, c.Baselined
}

// base is what all writers share.
type base struct {
	w *bufio.Writer
	o Options
	s Summary
	// last is the source of the document seen last: the elements of a batch
	// share one.
	last *source
}

// source is the text of a result's document.
func (b *base) source(r *rules.Result) *source {
	if r.Document == nil {
		return &source{}
	}
	if d := r.Document.File(); b.last == nil || b.last.doc != d {
		b.last = newSource(d)
	}
	return b.last
}

func (b *base) Begin(w io.Writer) error {
	b.w = bufio.NewWriterSize(w, 1<<16)
	return nil
}

// write hands a finished piece to the output.
func (b *base) write(s string) error {
	_, err := b.w.WriteString(s)
	return err
}

func (b *base) text(name string, args message.Args) string {
	return message.Format(b.o.Lang, "report."+name, args)
}

func (b *base) url(id string) string { return b.o.URL(id) }

var formats = []struct {
	name string
	new  func(base) Writer
}{
	{"pretty", func(b base) Writer { return &pretty{base: b} }},
	{"text", func(b base) Writer { return &text{base: b} }},
	{"json", func(b base) Writer { return &jsonWriter{base: b} }},
	{"jsonl", func(b base) Writer { return &jsonlWriter{base: b} }},
	{"sarif", func(b base) Writer { return &sarif{base: b} }},
	{"github", func(b base) Writer { return &github{base: b} }},
	{"gitlab", func(b base) Writer { return &gitlab{base: b} }},
	{"junit", func(b base) Writer { return &junit{base: b} }},
	{"checkstyle", func(b base) Writer { return &checkstyle{base: b} }},
	{"rdjson", func(b base) Writer { return &rdjson{base: b} }},
	{"rdjsonl", func(b base) Writer { return &rdjson{base: b, lines: true} }},
}

// templatePrefix begins the name of a format that is a template.
const templatePrefix = "template="

// Names lists the formats as they are typed.
func Names() []string {
	out := make([]string, 0, len(formats)+1)
	for _, f := range formats {
		out = append(out, f.name)
	}
	return append(out, templatePrefix+"TEXT", templatePrefix+"@FILE")
}

// UnknownError says that there is no format of a name.
type UnknownError struct{ Name string }

// Text is the error in a language.
func (e *UnknownError) Text(l message.Lang) string {
	var known []string
	for _, f := range formats {
		known = append(known, f.name)
	}
	args := message.Args{"name": Visible(e.Name), "known": strings.Join(Names(), ", ")}
	if near := suggest.Closest(e.Name, append(known, "template"), 1); len(near) > 0 {
		args["near"] = near[0]
		return message.Format(l, "report.unknown-format-near", args)
	}
	return message.Format(l, "report.unknown-format", args)
}

// Error is Text in English.
func (e *UnknownError) Error() string { return e.Text(message.English) }

// New makes the writer of a format: one of Names, where template=TEXT carries
// a text/template (see Template) and template=@FILE names a file with one. The
// error is an *UnknownError or a *TemplateError.
func New(name string, o Options) (Writer, error) {
	if o.Lang == "" {
		o.Lang = message.English
	}
	if o.Width <= 0 {
		o.Width = DefaultWidth
	}
	if o.FailOn == rule.Off {
		o.FailOn = rule.Error
	}
	if o.URL == nil {
		o.URL = RuleURL
	}
	if o.Mask == nil {
		o.Mask = secret.Mask
	}
	b := base{o: o}
	if text, ok := strings.CutPrefix(name, templatePrefix); ok {
		return newTemplate(b, text)
	}
	for _, f := range formats {
		if f.name == name {
			return f.new(b), nil
		}
	}
	return nil, &UnknownError{Name: name}
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

// readable turns an error about a file into words without the library's
// phrasing: the path is told by the caller.
func readable(l message.Lang, err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return message.Get(l, "report.file-missing")
	case errors.Is(err, os.ErrPermission):
		return message.Get(l, "report.file-denied")
	}
	return message.Get(l, "report.file-unreadable")
}
