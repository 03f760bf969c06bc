// Package syntax has the rules about the text of a request: that it is JSON at
// all (500), and what is legal JSON but not what its author meant.
//
// The engine calls Report when a text does not parse; the rules that read JSON
// out of a string call ReportEmbedded. What parses goes through the checks of
// the set like any other family.
package syntax

import (
	"bytes"
	"context"
	"strconv"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// unknownError is what the server answers to a body that is not JSON: "请求体格
// 式不合法（JSON 拼写、转义符等）" (error-codes.zh.md, 500).
const unknownError code.Code = 500

// notParsed is v2's answer to the same. Source: runninghub-api.md §7.3;
// live-answers.md, 1007.
const notParsed code.Code = 1007

// paramsInvalid is the other answer an empty or half-read body may get.
const paramsInvalid code.Code = 301

// excerpt is how many characters of the text a message quotes.
const excerpt = 40

// syntaxRule is the rule that a cause belongs to: what people must do differs
// between a typing error, a wrong encoding and a file beyond all limits.
func syntaxRule(c jsondoc.Cause) *rule.Rule {
	switch c {
	case jsondoc.CauseBOM, jsondoc.CauseUTF16, jsondoc.CauseUTF32, jsondoc.CauseInvalidUTF8, jsondoc.CauseGBK:
		return encoding
	case jsondoc.CauseTooDeep, jsondoc.CauseTooLarge:
		return limit
	}
	return jsonSyntax
}

// Report reports the one reason why a text is not JSON. What cannot be told
// from the text is left open: an unquoted placeholder makes the file a
// template, which is no error before it is filled in (unless the run is
// strict); then the finding is a warning and the document counts as unchecked.
func Report(p *rule.Pass, err *jsondoc.SyntaxError) {
	r := syntaxRule(err.Cause)
	d := details(p, r, err)
	if p.Endpoint.V2 {
		// Seen for v2/query ("failed to parse request body"); whether the endpoints
		// that run something say the same is not reported.
		c := notParsed
		d.Code, d.Alternatives = &c, append([]code.Code{unknownError}, d.Alternatives...)
		d.Confidence = rule.Likely.At()
	}
	if d.Variant == string(jsondoc.CausePlaceholder) && !p.Settings.Strict {
		d.Severity, d.Confidence = rule.Warning, rule.Possible.At()
		p.Unchecked(unknownError, "json-template", d.Args)
	}
	p.Report(r, jsondoc.Value{}, d)
}

// Describe says in one line why a text that is not a request (a definition, say)
// is not JSON. Secrets of the text stay out of it.
func Describe(l message.Lang, err *jsondoc.SyntaxError) string {
	settings := &setup.Settings{Lang: l, Placeholders: placeholder.Default(), Strict: true}
	p := (&rule.Request{}).NewPass(context.Background(), settings)
	r := syntaxRule(err.Cause)
	d := details(p, r, err)
	return p.Redact(text(l, r.ID+".message", d.Variant, d.Args))
}

// ReportEmbedded reports that the string which field (a key, for the message)
// holds is not the JSON text it must be. The place is inside the string.
func ReportEmbedded(p *rule.Pass, err *jsondoc.SyntaxError, field string) {
	inner := syntaxRule(err.Cause)
	d := details(p, inner, err)
	d.Args["field"] = field
	d.Args["reason"] = p.Redact(text(p.Settings.Lang, inner.ID+".message", d.Variant, d.Args))
	// One level down, escapes are written differently.
	advice, ok := p.Settings.Lang.Lookup(embedded.ID + ".advice-" + d.Variant)
	if !ok {
		advice = text(p.Settings.Lang, inner.ID+".fix", d.Variant, d.Args)
	}
	d.Args["advice"] = p.Redact(advice)
	if d.Variant == string(jsondoc.CausePlaceholder) && !p.Settings.Strict {
		d.Severity = rule.Warning
		p.Unchecked(unknownError, "json-template", d.Args)
	}
	d.Variant, d.Alternatives, d.Confidence = embeddedVariant(err), nil, nil
	p.Report(embedded, jsondoc.Value{}, d)
}

// embeddedVariant tells a string that was never meant to be JSON, or is empty,
// from JSON that is broken somewhere.
func embeddedVariant(err *jsondoc.SyntaxError) string {
	switch err.Cause {
	case jsondoc.CauseEmpty:
		return "empty"
	case jsondoc.CauseUnquotedValue, jsondoc.CauseWantValue, jsondoc.CauseHTML, jsondoc.CauseShell, jsondoc.CauseHTTP,
		jsondoc.CauseCode, jsondoc.CauseYAML, jsondoc.CauseForm:
		if len(bytes.TrimSpace(err.Document().Source()[:err.Span.Start])) == 0 {
			return "other"
		}
	}
	return ""
}

func text(l message.Lang, key, variant string, args message.Args) string {
	if s, ok := l.Lookup(key + "-" + variant); ok {
		return args.Fill(s)
	}
	return l.Format(key, args)
}

// details makes a finding's words and places of a syntax error.
func details(p *rule.Pass, r *rule.Rule, err *jsondoc.SyntaxError) rule.Details {
	doc := err.Document()
	d := rule.Details{
		Variant:  variant(p, err),
		Args:     message.Args{"found": found(p, err), "depth": strconv.Itoa(jsondoc.MaxDepth)},
		Document: doc,
		Span:     &err.Span,
	}
	for k, v := range err.Args {
		d.Args[k] = v
	}
	if err.Began != nil {
		at, end := doc.Range(*err.Began)
		d.Args["line"], d.Args["column"] = strconv.Itoa(at.Line), strconv.Itoa(at.Column)
		d.Related = []rule.Related{{
			Start: at, End: end,
			Message: p.Settings.Lang.Format("json-syntax.began", nil),
		}}
	}
	d.Alternatives = append(d.Alternatives, r.Alternatives...)
	switch err.Cause {
	case jsondoc.CauseEmpty:
		// No body at all may as well be taken for missing parameters.
		d.Confidence = rule.Likely.At()
		d.Alternatives = append(d.Alternatives, paramsInvalid)
	case jsondoc.CauseTrailingData, jsondoc.CauseExtraClose, jsondoc.CauseSemicolon:
		// A reader that stops after the first document sees nothing wrong.
		d.Confidence = rule.Likely.At()
	}
	return d
}

// variant names the texts: the cause, told apart where the words must differ.
func variant(p *rule.Pass, err *jsondoc.SyntaxError) string {
	v := string(err.Cause)
	switch err.Cause {
	case jsondoc.CauseTruncated:
		switch err.Args["open"] {
		case `"`:
			return v + "-string"
		case "UTF-8":
			return v + "-character"
		}
	case jsondoc.CauseUnquotedValue, jsondoc.CauseWantValue, jsondoc.CauseWantKey, jsondoc.CauseUnquotedKey:
		// A style of placeholder that only the configuration knows.
		src := err.Document().Source()
		if s := src[err.Span.Start:err.Span.End]; len(s) <= 256 && p.Settings.Placeholders.Match(string(s)) {
			return string(jsondoc.CausePlaceholder)
		}
	}
	return v
}

// secretReach is how far around a place secrets are looked for: no line of a
// request is longer, and a file of 500 MB is not searched as a whole.
const secretReach = 1 << 20

// learnSecrets keeps the secrets of a text out of the messages.
func learnSecrets(p *rule.Pass, text []byte) {
	for _, s := range secret.Text(text).Values() {
		p.Secret(s)
	}
}

// found is what stands at the error's place, fit to be shown: on one line, and
// without secrets.
func found(p *rule.Pass, err *jsondoc.SyntaxError) string {
	src := err.Document().Source()
	from := max(0, err.Span.Start-secretReach)
	near := src[from:min(len(src), err.Span.Start+secretReach)]
	learnSecrets(p, near)
	start := err.Span.Start - from
	end := min(err.Span.End-from, len(near), start+8*excerpt)
	return jsondoc.Excerpt(secret.Text(near).Mask()[start:end], excerpt)
}
