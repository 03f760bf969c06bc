package rule

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Pass is one request on its way through the families of rules, and what they
// reported so far. It serves one goroutine; a family must not keep it, nor its
// Request, when its Check returns.
type Pass struct {
	*Request
	Context context.Context
	// Settings are what the configuration says about all requests of the run:
	// Account, Host, Strict, BaseDir and what else the program's own rules ask.
	Settings *setup.Settings

	// secrets are texts that must not be printed; redactor, made of them when
	// first needed, replaces them.
	secrets   []string
	redactor  *strings.Replacer
	findings  []Finding
	unchecked []Unchecked
	outputs   []string
	partial   bool
	comfy     string
	// failed has a bit for each stage with an error.
	failed uint16
	// settle takes the findings over whenever there are settleAt of them.
	settle   func([]Finding)
	settleAt int
}

// NewPass begins the check of a request; the engine calls it. The request's
// secrets stay out of all that is reported.
func (r *Request) NewPass(ctx context.Context, s *setup.Settings) *Pass {
	p := &Pass{Request: r, Context: ctx, Settings: s}
	for _, k := range r.Secrets {
		if p.Placeholder(k.At) || placeholder.Sample(k.Text) {
			continue
		}
		p.Secret(k.Text)
		if trimmed := strings.TrimSpace(k.Text); trimmed != k.Text {
			p.Secret(trimmed)
		}
		// A key that is written with escapes is quoted as it stands, too.
		if raw := k.At.Raw(); k.At.Is(jsondoc.String) && bytes.IndexByte(raw, '\\') >= 0 {
			p.Secret(string(raw[1 : len(raw)-1]))
		}
	}
	return p
}

// Details is what a finding has beyond its rule and place. Zero fields take
// the rule's defaults.
type Details struct {
	// Variant selects the texts message-<variant> and fix-<variant> of the
	// rule's catalog entry; "" selects message and fix.
	Variant string
	Args    message.Args
	// Span narrows the place to a part of the value, in its own document.
	Span *jsondoc.Span
	// Document is the text that Span lies in where that is not the value's:
	// one that could not be parsed and has no values. The finding's pointer
	// is then that of the string that carries the text, "" for a file.
	Document     *jsondoc.Document
	Severity     Severity
	Code         *code.Code
	Alternatives []code.Code
	Confidence   *Confidence
	Node, Input  string
	Comfy        string
	Suggestions  []string
	Msg          string
	Related      []Related
	Fix          *Fix
}

// Report adds a finding of rule r at a value.
func (p *Pass) Report(r *Rule, at jsondoc.Value, d Details) {
	f := d.finding(r)
	if level := p.severity(r, f.Severity); level != f.Severity {
		if c := f.Code; f.Severity == Error && level < Error && c != 0 {
			// The verdict must not say that all is well because the
			// configuration would rather not hear of it.
			p.Unchecked(c, "lowered", message.Args{"rule": r.ID})
		}
		f.Severity = level
	}
	if f.Severity == Off {
		return
	}
	d.place(&f, at)
	f.Message = p.text(r, "message", &d)
	f.Advice = p.text(r, "fix", &d)
	p.redact(&f)
	if f.Severity == Error {
		p.failed |= 1 << r.Stage
	}
	p.findings = append(p.findings, f)
	if p.settle != nil && len(p.findings) >= p.settleAt {
		p.settle(p.findings)
		p.findings = p.findings[:0]
	}
}

// Settle has f take the findings over whenever there are n of them, so that a
// request with a million does not fill the memory; f may use the slice only
// until it returns. Results are then those that were reported since.
func (p *Pass) Settle(n int, f func([]Finding)) { p.settle, p.settleAt = f, n }

// Failed reports whether an error of a stage was reported.
func (p *Pass) Failed(s Stage) bool { return p.failed&(1<<s) != 0 }

// severity is what the configuration makes of a severity.
func (p *Pass) severity(r *Rule, s Severity) Severity {
	if p.Settings.Level == nil {
		return s
	}
	if level := p.Settings.Level(r.ID, p.File); level != "" {
		_ = s.UnmarshalText([]byte(level)) // the configuration took no others
	}
	return s
}

// finding is a finding of rule r with what the details say otherwise.
func (d *Details) finding(r *Rule) Finding {
	f := Finding{
		Rule: r, Severity: r.Severity, Code: r.Code, Alternatives: r.Alternatives, Confidence: r.Confidence,
		Node: d.Node, Input: d.Input, Comfy: r.Comfy, Suggestions: d.Suggestions, Msg: d.Msg, Related: d.Related, Fix: d.Fix,
	}
	if d.Severity != Off {
		f.Severity = d.Severity
	}
	if d.Code != nil {
		f.Code = *d.Code
	}
	if d.Alternatives != nil {
		f.Alternatives = d.Alternatives
	}
	if d.Confidence != nil {
		f.Confidence = *d.Confidence
	}
	if d.Comfy != "" {
		f.Comfy = d.Comfy
	}
	return f
}

// place sets a finding's place: the details' own, else that of a value.
func (d *Details) place(f *Finding, at jsondoc.Value) {
	span, doc := at.Span(), at.Document()
	if d.Span != nil {
		span = *d.Span
	}
	if d.Document != nil {
		doc, at = d.Document, d.Document.Host()
	}
	if doc != nil {
		f.Pointer = at.FilePointer()
		f.Start, f.End = doc.Range(span)
	}
}

// redact keeps the pass's secrets out of everything that a finding says. What
// would write one (a suggestion, a fix) is left out: it cannot be shown.
func (p *Pass) redact(f *Finding) {
	if len(p.secrets) == 0 {
		return
	}
	for _, s := range []*string{&f.Message, &f.Advice, &f.Msg, &f.Node, &f.Input, &f.Pointer} {
		*s = p.Redact(*s)
	}
	shows := func(s string) bool { return p.Redact(s) != s }
	f.Suggestions = slices.DeleteFunc(slices.Clone(f.Suggestions), shows)
	f.Related = slices.Clone(f.Related)
	for i := range f.Related {
		f.Related[i].Message = p.Redact(f.Related[i].Message)
	}
	if f.Fix != nil && slices.ContainsFunc(f.Fix.Edits, func(e Edit) bool { return shows(e.New) }) {
		f.Fix = nil
	}
}

// text finds a rule's words: the variant's own, else the plain ones; a rule
// without a "fix" text has no advice.
func (p *Pass) text(r *Rule, name string, d *Details) string {
	if d.Variant != "" {
		if s, ok := r.Text(p.Settings.Lang, name+"-"+d.Variant); ok {
			return d.Args.Fill(s)
		}
	}
	s, ok := r.Text(p.Settings.Lang, name)
	if !ok && name != "fix" {
		s = r.ID + "." + name // missing words are ugly but visible
	}
	return d.Args.Fill(s)
}

// Unchecked says that something the outcome depends on was not checked. The
// texts are unchecked-<name>.reason and .remedy of the catalogs.
func (p *Pass) Unchecked(c code.Code, name string, args message.Args) {
	u := Unchecked{
		Code:   c,
		Reason: p.Redact(p.Settings.Lang.Format("unchecked-"+name+".reason", args)),
		Remedy: p.Redact(p.Settings.Lang.Format("unchecked-"+name+".remedy", args)),
	}
	// A rule may say the same of each of a million items.
	if n := len(p.unchecked); n == 0 || p.unchecked[n-1] != u {
		p.unchecked = append(p.unchecked, u)
	}
}

// SetOutputs names the output nodes that would run.
func (p *Pass) SetOutputs(ids []string) { p.outputs = ids }

// SetPartial says that the server will answer 0 and drop some of the outputs.
func (p *Pass) SetPartial() { p.partial = true }

// Partial reports whether SetPartial was called.
func (p *Pass) Partial() bool { return p.partial }

// SetComfy says that the verdict rests on a release of ComfyUI, such as "0.26.0".
func (p *Pass) SetComfy(version string) { p.comfy = version }

// Comfy is what SetComfy was called with, "" when it was not.
func (p *Pass) Comfy() string { return p.comfy }

// Secret keeps s out of every text that this pass reports.
func (p *Pass) Secret(s string) {
	if len(s) >= 8 {
		p.secrets, p.redactor = append(p.secrets, s), nil
	}
}

// Redact removes the pass's secrets from a text.
func (p *Pass) Redact(s string) string {
	if len(p.secrets) == 0 {
		return s
	}
	if p.redactor == nil {
		// The longer first: one may be the beginning of another.
		slices.SortFunc(p.secrets, func(a, b string) int { return len(b) - len(a) })
		pairs := make([]string, 0, 2*len(p.secrets))
		for _, secret := range p.secrets {
			pairs = append(pairs, secret, "***")
		}
		p.redactor = strings.NewReplacer(pairs...)
	}
	return p.redactor.Replace(s)
}

// Placeholder reports whether v is a string that stands for any value.
func (p *Pass) Placeholder(v jsondoc.Value) bool { return p.Settings.Placeholder(v) }

// Unfilled reports whether a value stands for another: a placeholder of the
// configured styles, or words that documents put where a value belongs.
func (p *Pass) Unfilled(v jsondoc.Value) bool {
	return v.Is(jsondoc.String) && (p.Placeholder(v) || placeholder.Sample(v.Text()))
}

// Results hands over what was reported so far.
func (p *Pass) Results() ([]Finding, []Unchecked, []string) {
	return p.findings, p.unchecked, p.outputs
}

// At is a Confidence for Details.
func (c Confidence) At() *Confidence { return &c }
