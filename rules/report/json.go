package report

import (
	"io"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// FormatVersion is the version of the json and jsonl formats. Keys are only
// ever added within one version.
const FormatVersion = "1"

// File is one document in json, jsonl and templates. Arrays are always there;
// what is not known is absent, never null. Source: design.md §4.
type File struct {
	Path string `json:"path"`
	// Index is the document's place in a batch or stream from 0, nil (absent)
	// for a single document.
	Index    *int      `json:"index,omitempty"`
	Endpoint string    `json:"endpoint,omitempty"`
	Verdict  Verdict   `json:"verdict"`
	Findings []Finding `json:"findings"`
	// Unchecked is what could not be checked.
	Unchecked []Unchecked `json:"unchecked"`
	// Outputs are the output nodes that would run; nil (absent) where that is
	// not known.
	Outputs *[]string `json:"outputs,omitempty"`
}

// Verdict is a document's prediction. Code and Name are those of the answer:
// 0 for accepted and partial, and for unknown, where nothing says otherwise.
type Verdict struct {
	Outcome      string `json:"outcome"`
	Code         int    `json:"code"`
	Name         string `json:"name"`
	Alternatives []int  `json:"alternatives"`
	Confidence   string `json:"confidence"`
	Msg          string `json:"msg,omitempty"`
}

// Finding is one finding. Lines and columns count from 1, columns in UTF-8
// bytes; the end is exclusive.
type Finding struct {
	Rule         string    `json:"rule"`
	Severity     string    `json:"severity"`
	Code         int       `json:"code"`
	Alternatives []int     `json:"alternatives"`
	Confidence   string    `json:"confidence"`
	Message      string    `json:"message"`
	Pointer      string    `json:"pointer"`
	Line         int       `json:"line"`
	Column       int       `json:"column"`
	EndLine      int       `json:"endLine"`
	EndColumn    int       `json:"endColumn"`
	Node         string    `json:"node,omitempty"`
	Input        string    `json:"input,omitempty"`
	Comfy        string    `json:"comfy,omitempty"`
	Suggestions  []string  `json:"suggestions,omitempty"`
	Advice       string    `json:"advice,omitempty"`
	URL          string    `json:"url,omitempty"`
	Msg          string    `json:"msg,omitempty"`
	Related      []Related `json:"related,omitempty"`
	// Fix are the edits that --fix would make, absent where none is safe.
	Fix []Edit `json:"fix,omitempty"`
}

// Related is another place that a finding speaks of.
type Related struct {
	Message   string `json:"message"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
}

// Edit replaces the bytes [Start,End) of the file, counted from 0.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// Unchecked is something that the outcome depends on and that was not checked.
type Unchecked struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
	Remedy string `json:"remedy"`
}

func numbers(codes []code.Code) []int {
	out := make([]int, 0, len(codes))
	for _, c := range codes {
		out = append(out, int(c))
	}
	return out
}

// file turns a result into what json prints.
func (b *base) file(r *rules.Result) File {
	r = b.redacted(r)
	f := File{Path: slashPath(r.Path), Endpoint: string(r.Endpoint), Verdict: verdict(r.Verdict), Findings: make([]Finding, 0, len(r.Findings)), Unchecked: make([]Unchecked, 0, len(r.Unchecked))}
	if r.Index >= 0 {
		index := r.Index
		f.Index = &index
	}
	for i := range r.Findings {
		f.Findings = append(f.Findings, b.finding(&r.Findings[i]))
	}
	for _, u := range r.Unchecked {
		f.Unchecked = append(f.Unchecked, Unchecked{int(u.Code), u.Reason, u.Remedy})
	}
	if r.Outputs != nil {
		outputs := r.Outputs
		f.Outputs = &outputs
	}
	return f
}

func verdict(v rules.Verdict) Verdict {
	return Verdict{string(v.Outcome), int(v.Code), v.Code.Name(), numbers(v.Alternatives), v.Confidence.String(), v.Msg}
}

func (b *base) finding(f *rule.Finding) Finding {
	from, to := span(f.Start, f.End)
	out := Finding{
		Rule: f.Rule.ID, Severity: f.Severity.String(), Code: int(f.Code), Alternatives: numbers(f.Alternatives), Confidence: f.Confidence.String(),
		Message: f.Message, Pointer: f.Pointer, Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column,
		Node: f.Node, Input: f.Input, Comfy: f.Comfy, Suggestions: f.Suggestions, Advice: f.Advice, URL: b.url(f.Rule.ID), Msg: f.Msg,
	}
	for _, r := range f.Related {
		from, to := span(r.Start, r.End)
		out.Related = append(out.Related, Related{r.Message, from.Line, from.Column, to.Line, to.Column})
	}
	if fix := safeFix(f); fix != nil {
		for _, e := range fix.Edits {
			out.Fix = append(out.Fix, Edit{e.Start, e.End, e.New})
		}
	}
	return out
}

// jsonWriter writes one object, an element of `files` per line.
type jsonWriter struct {
	base
	any bool
}

func (j *jsonWriter) Begin(w io.Writer) error {
	_ = j.base.Begin(w)
	return j.write(`{"version":"` + FormatVersion + `","files":[`)
}

func (j *jsonWriter) Document(r *rules.Result) error {
	j.s.Add(r)
	separator := "\n"
	if j.any {
		separator = ",\n"
	}
	j.any = true
	return j.write(separator + encode(j.file(r)))
}

func (j *jsonWriter) End(c Closing) error {
	j.s.close(c)
	tail := "]"
	if j.any {
		tail = "\n]"
	}
	if len(c.Failures) > 0 {
		tail += `,"failures":` + encode(failures(c))
	}
	if err := j.write(tail + `,"summary":` + encode(j.s) + "}\n"); err != nil {
		return err
	}
	return j.w.Flush()
}

type failure struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

func failures(c Closing) []failure {
	var out []failure
	for _, f := range c.Failures {
		out = append(out, failure{slashPath(f.Path), f.Message})
	}
	return out
}

// jsonlWriter writes one element of json's `files` per line.
type jsonlWriter struct{ base }

func (j *jsonlWriter) Document(r *rules.Result) error { return j.write(encode(j.file(r)) + "\n") }

func (j *jsonlWriter) End(Closing) error { return j.w.Flush() }
