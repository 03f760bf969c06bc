package report

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// rdjson writes the Reviewdog Diagnostic Format: one DiagnosticResult, or with
// lines one Diagnostic per line (rdjsonl). Its columns count UTF-8 bytes and
// its ends are exclusive, as ours. Source: reviewdog's proto/rdf.
type rdjson struct {
	common
	lines       bool
	diagnostics list
}

type rdDiagnostic struct {
	Message     string         `json:"message"`
	Location    rdLocation     `json:"location"`
	Severity    string         `json:"severity"`
	Source      *rdSource      `json:"source,omitempty"`
	Code        rdCode         `json:"code"`
	Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	Related     []rdRelated    `json:"related_locations,omitempty"`
}

type rdSource struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type rdCode struct {
	Value string `json:"value"`
	URL   string `json:"url,omitempty"`
}

type rdLocation struct {
	Path  string   `json:"path"`
	Range *rdRange `json:"range,omitempty"`
}

type rdRange struct {
	Start rdPosition `json:"start"`
	End   rdPosition `json:"end"`
}

type rdPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

type rdSuggestion struct {
	Range rdRange `json:"range"`
	Text  string  `json:"text"`
}

type rdRelated struct {
	Message  string     `json:"message,omitempty"`
	Location rdLocation `json:"location"`
}

func (d *rdjson) begin() {
	d.diagnostics = list{printer: d.printer}
	if !d.lines {
		d.print(`{"source":`, encode(rdSource{"payloadlint", home}), `,"diagnostics":[`)
	}
}

func (d *rdjson) diagnostic(v rdDiagnostic) {
	if d.lines {
		v.Source = &rdSource{"payloadlint", home}
		d.print(encode(v), "\n")
		return
	}
	d.diagnostics.add(v)
}

func rdRangeOf(from, to jsondoc.Position) rdRange {
	return rdRange{rdPosition{from.Line, from.Column}, rdPosition{to.Line, to.Column}}
}

func (d *rdjson) document(doc *document) {
	for i := range doc.Findings {
		d.finding(doc, &doc.Findings[i])
	}
	if doc.Omitted != nil {
		at := rdRangeOf(doc.start, doc.start)
		d.diagnostic(rdDiagnostic{Message: d.omittedWords(doc), Location: rdLocation{doc.Path, &at}, Severity: "INFO", Code: rdCode{Value: "omitted"}})
	}
}

func (d *rdjson) finding(doc *document, f *finding) {
	at := rdRangeOf(f.from, f.to)
	v := rdDiagnostic{Message: f.Message, Location: rdLocation{doc.Path, &at}, Severity: strings.ToUpper(levelInfo(f.level)), Code: rdCode{f.Rule, f.URL}}
	if f.Advice != "" {
		v.Message += "\n" + f.Advice
	}
	for i := range f.Related {
		at := rdRangeOf(f.Related[i].from, f.Related[i].to)
		v.Related = append(v.Related, rdRelated{f.Related[i].Message, rdLocation{doc.Path, &at}})
	}
	// One replacement of all edits: reviewdog takes several for alternatives.
	if text, from, to, ok := doc.replacement(f.Fix); ok {
		v.Suggestions = []rdSuggestion{{rdRangeOf(from, to), text}}
	}
	d.diagnostic(v)
}

func (d *rdjson) end(e *ending) {
	for _, f := range e.Failures {
		d.diagnostic(rdDiagnostic{Message: f.Message, Location: rdLocation{Path: slashPath(f.Path)}, Severity: "ERROR", Code: rdCode{Value: "unreadable"}})
	}
	if !d.lines {
		d.diagnostics.close()
		d.print("]}\n")
	}
}
