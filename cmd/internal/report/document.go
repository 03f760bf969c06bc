package report

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// formatVersion is the version of the json and jsonl formats. Keys are only
// ever added within one version.
const formatVersion = "1"

// document is one checked document, ready to print: nothing in it shows a
// secret. Its exported fields are an element of json's `files` and of a
// template's .Files; arrays are always there, what is not known is absent,
// never null. Source: design.md §4.
type document struct {
	Path string `json:"path"`
	// Index is the document's place in a batch or stream from 0, nil (absent)
	// for a single document.
	Index    *int   `json:"index,omitempty"`
	Endpoint string `json:"endpoint,omitempty"`
	// Source is where the request stands in a file of another kind; nil (absent)
	// for a JSON document.
	Source   *embedded `json:"source,omitempty"`
	Verdict  verdict   `json:"verdict"`
	Findings []finding `json:"findings"`
	// Unchecked is what could not be checked.
	Unchecked []unchecked `json:"unchecked"`
	// Outputs are the output nodes that would run; nil (absent) where that is
	// not known.
	Outputs *[]string `json:"outputs,omitempty"`
	// Omitted counts the findings that are not listed because there are too
	// many; nil (absent) where all are.
	Omitted *omitted `json:"omitted,omitempty"`

	// named is the path as the user wrote it, made visible.
	named string
	// start is where the document begins in its file.
	start jsondoc.Position
	// source is the text that the places lie in; nil where there is none.
	source *source
}

// embedded is where a request stands in a file of another kind: the lines of the
// whole of it, counted from 1, and the method and address that the file gives.
type embedded struct {
	Kind    string `json:"kind"`
	Method  string `json:"method,omitempty"`
	URL     string `json:"url,omitempty"`
	Line    int    `json:"line"`
	EndLine int    `json:"endLine"`
}

// verdict is a document's prediction. Code and Name are those of the answer:
// 0 for accepted and partial, and for unknown, where nothing says otherwise.
type verdict struct {
	Outcome      string `json:"outcome"`
	Code         int    `json:"code"`
	Name         string `json:"name"`
	Alternatives []int  `json:"alternatives"`
	Confidence   string `json:"confidence"`
	Msg          string `json:"msg,omitempty"`
	// Comfy is the release of ComfyUI that was assumed, "" (absent) where it does
	// not matter.
	Comfy string `json:"comfy,omitempty"`
}

// finding is one finding. Lines and columns count from 1, columns in UTF-8
// bytes; the end is exclusive.
type finding struct {
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
	Related      []related `json:"related,omitempty"`
	// Fix are the edits that --fix would make, absent where none may be shown.
	Fix []edit `json:"-"`
	// Change is the fix, or what the first suggestion would change, which is not
	// safe; nil (absent) where there is neither.
	Change *change `json:"fix,omitempty"`

	level   rule.Severity
	from    jsondoc.Position
	to      jsondoc.Position
	codeIs  string // the code in digits, "" for 0
	fixable bool
	// page is the rule's own page, "" for a rule of a configuration, which has none.
	page string
	id   identity
}

// related is another place that a finding speaks of.
type related struct {
	Message   string `json:"message"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`

	from, to jsondoc.Position
}

// edit replaces the bytes [Start,End) of the file, counted from 0.
type edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// change is a change of the document that would fix a finding. Source: design.md
// §6.
type change struct {
	// Safe says that --fix makes it.
	Safe bool `json:"safe"`
	// Patch is a JSON Patch (RFC 6902) of the document; nil (absent) where the text
	// is not JSON.
	Patch json.RawMessage `json:"patch,omitempty"`
	// Edits are the edits of the file that --fix makes.
	Edits []edit `json:"edits,omitempty"`
}

// unchecked is something that the outcome depends on and that was not checked.
type unchecked struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
	Remedy string `json:"remedy"`
}

// omitted counts findings by severity.
type omitted struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notes    int `json:"notes"`
}

// builder makes documents of results.
type builder struct {
	o *Options
	// last is the source of the result seen last: the elements of a batch share
	// one.
	last *source
}

func (b *builder) document(r *rules.Result) *document {
	r, src := b.redacted(r)
	d := &document{
		Path: slashPath(r.Path), Endpoint: string(r.Endpoint), Verdict: verdictOf(&r.Verdict),
		Findings: make([]finding, 0, len(r.Findings)), Unchecked: make([]unchecked, 0, len(r.Unchecked)),
		named: visible(r.Path), start: startOf(r, src), source: src,
	}
	if s := r.Source; s != nil {
		d.Source = &embedded{s.Kind, s.Method, b.hidden(s.URL), s.Line, s.EndLine}
	}
	if r.Index >= 0 {
		index := r.Index
		d.Index = &index
	}
	for i := range r.Findings {
		f := b.finding(&r.Findings[i])
		f.Change = b.change(r.Document, &r.Findings[i], f.Fix)
		d.Findings = append(d.Findings, f)
	}
	for _, u := range r.Unchecked {
		d.Unchecked = append(d.Unchecked, unchecked{int(u.Code), u.Reason, u.Remedy})
	}
	if r.Outputs != nil {
		outputs := r.Outputs
		d.Outputs = &outputs
	}
	if n := r.Omitted; n.Total() > 0 {
		d.Omitted = &omitted{n.Errors, n.Warnings, n.Notes}
	}
	return d
}

// hidden is a text without the secrets of the source seen last.
func (b *builder) hidden(s string) string {
	if b.last == nil || b.last.hide == nil {
		return s
	}
	return b.last.hide.Replace(s)
}

// startOf is where a document begins; 1:1 where that is not known.
func startOf(r *rules.Result, src *source) jsondoc.Position {
	if r.Start.Line == 0 && src != nil {
		return src.first(r.Document.Root())
	}
	return place(r.Start)
}

func verdictOf(v *rules.Verdict) verdict {
	return verdict{string(v.Outcome), int(v.Code), v.Code.Name(), numbers(v.Alternatives), v.Confidence.String(), v.Msg, v.Comfy}
}

func numbers(codes []code.Code) []int {
	out := make([]int, 0, len(codes))
	for _, c := range codes {
		out = append(out, int(c))
	}
	return out
}

func (b *builder) finding(f *rule.Finding) finding {
	from, to := span(f.Start, f.End)
	out := finding{
		Rule: f.Rule.ID, Severity: f.Severity.String(), Code: int(f.Code), Alternatives: numbers(f.Alternatives), Confidence: f.Confidence.String(),
		Message: f.Message, Pointer: f.Pointer, Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column,
		Node: f.Node, Input: f.Input, Comfy: f.Comfy, Suggestions: f.Suggestions, Advice: f.Advice, URL: b.o.page(f.Rule), Msg: f.Msg,
		level: f.Severity, from: from, to: to, codeIs: digits(int(f.Code)), fixable: f.Fix != nil, id: identify(f),
	}
	if f.Rule.Words == nil {
		out.page = out.URL
	}
	for _, r := range f.Related {
		from, to := span(r.Start, r.End)
		out.Related = append(out.Related, related{r.Message, from.Line, from.Column, to.Line, to.Column, from, to})
	}
	if fix := safeFix(f); fix != nil {
		for _, e := range fix.Edits {
			out.Fix = append(out.Fix, edit{e.Start, e.End, e.New})
		}
	}
	return out
}

// title names a document: its file, and its number in a batch or stream.
func (d *document) title() string { return d.named + d.number() }

func (d *document) number() string {
	if d.Source != nil {
		return ":" + strconv.Itoa(d.Source.Line)
	}
	if d.Index == nil {
		return ""
	}
	return " #" + strconv.Itoa(*d.Index)
}

// at is a place as editors and compilers write it: file:line:col.
func (d *document) at(p jsondoc.Position) string {
	return d.named + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// digits is a code in digits; "" for 0, which stands for none.
func digits(code int) string {
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}

// inParentheses is a code behind a text: a finding without one has none there.
func inParentheses(code string) string {
	if code == "" {
		return ""
	}
	return " (" + code + ")"
}

// line is a finding on one line: file:line:col: severity: message [rule] (code)
// without the code where there is none. The severity is English in every
// language, since programs match it.
func (d *document) line(f *finding) string {
	return d.at(f.from) + ": " + f.Severity + ": " + visible(f.Message) + " [" + f.Rule + "]" + inParentheses(f.codeIs)
}

// maxReplacement bounds the text that one replacement may repeat.
const maxReplacement = 1 << 16

// replacement makes one replacement of a fix's edits, with what stands between
// them. ok is false where they do not fit the source, are too far apart, or
// a secret stands between them.
func (d *document) replacement(fix []edit) (text string, start, end jsondoc.Position, ok bool) {
	s := d.source
	if s == nil || len(fix) == 0 {
		return "", start, end, false
	}
	edits := sorted(fix)
	first := edits[0].Start
	last := first
	var b strings.Builder
	for _, e := range edits {
		if e.Start < last || s.at(e.End)+s.offset != e.End || e.End-first > maxReplacement {
			return "", start, end, false
		}
		b.Write(s.raw[s.at(last):s.at(e.Start)])
		b.WriteString(e.New)
		last = e.End
	}
	text = b.String()
	if s.hide != nil && s.hide.Replace(text) != text {
		return "", start, end, false
	}
	return text, s.position(first), s.position(last), true
}

// sorted are the edits by place.
func sorted(edits []edit) []edit {
	out := slices.Clone(edits)
	slices.SortStableFunc(out, func(a, b edit) int { return cmp.Compare(a.Start, b.Start) })
	return out
}
