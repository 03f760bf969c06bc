package report

import (
	"io"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// rdjson writes the Reviewdog Diagnostic Format: one DiagnosticResult, or with
// lines one Diagnostic per line (rdjsonl). Its columns count UTF-8 bytes and
// its ends are exclusive, as ours. Source: reviewdog's proto/rdf.
type rdjson struct {
	base
	lines bool
	any   bool
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

func (d *rdjson) Begin(w io.Writer) error {
	_ = d.base.Begin(w)
	if d.lines {
		return nil
	}
	return d.write(`{"source":` + encode(rdSource{"payloadlint", Home}) + `,"diagnostics":[`)
}

func (d *rdjson) diagnostic(v rdDiagnostic) error {
	if d.lines {
		v.Source = &rdSource{"payloadlint", Home}
		return d.write(encode(v) + "\n")
	}
	separator := "\n"
	if d.any {
		separator = ",\n"
	}
	d.any = true
	return d.write(separator + encode(v))
}

func rdRangeOf(start, end jsondoc.Position) rdRange {
	from, to := span(start, end)
	return rdRange{rdPosition{from.Line, from.Column}, rdPosition{to.Line, to.Column}}
}

func (d *rdjson) Document(r *rules.Result) error {
	r = d.redacted(r)
	path := slashPath(r.Path)
	var s *source
	for i := range r.Findings {
		f := &r.Findings[i]
		at := rdRangeOf(f.Start, f.End)
		v := rdDiagnostic{Message: f.Message, Location: rdLocation{path, &at}, Severity: strings.ToUpper(levelInfo(f.Severity)), Code: rdCode{f.Rule.ID, d.url(f.Rule.ID)}}
		if f.Advice != "" {
			v.Message += "\n" + f.Advice
		}
		for _, rel := range f.Related {
			at := rdRangeOf(rel.Start, rel.End)
			v.Related = append(v.Related, rdRelated{rel.Message, rdLocation{path, &at}})
		}
		if fix := safeFix(f); fix != nil && r.Document != nil {
			if s == nil {
				s = d.source(r)
			}
			if text, start, end, ok := d.suggestion(s, fix); ok {
				v.Suggestions = []rdSuggestion{{rdRangeOf(s.position(start), s.position(end)), text}}
			}
		}
		if err := d.diagnostic(v); err != nil {
			return err
		}
	}
	return nil
}

// maxSuggestion bounds the text that one suggestion may repeat.
const maxSuggestion = 1 << 16

// suggestion makes one replacement of a fix's edits: reviewdog takes several
// for alternatives.
func (d *rdjson) suggestion(s *source, fix *rule.Fix) (text string, start, end int, ok bool) {
	edits := sorted(fix.Edits)
	start = edits[0].Start
	end = start
	var b strings.Builder
	for _, e := range edits {
		if e.Start < end || s.at(e.End)+s.offset != e.End || e.End-start > maxSuggestion {
			return "", 0, 0, false
		}
		b.Write(s.src[s.at(end):s.at(e.Start)])
		b.WriteString(e.New)
		end = e.End
	}
	// What stands between the edits is repeated, and may hold a secret.
	text = b.String()
	if hide := s.secrets(d.o.Mask); hide != nil && hide.Replace(text) != text {
		return "", 0, 0, false
	}
	return text, start, end, true
}

func (d *rdjson) End(c Closing) error {
	for _, f := range c.Failures {
		if err := d.diagnostic(rdDiagnostic{Message: f.Message, Location: rdLocation{Path: slashPath(f.Path)}, Severity: "ERROR", Code: rdCode{Value: "unreadable"}}); err != nil {
			return err
		}
	}
	if !d.lines {
		tail := "]}\n"
		if d.any {
			tail = "\n]}\n"
		}
		if err := d.write(tail); err != nil {
			return err
		}
	}
	return d.w.Flush()
}
