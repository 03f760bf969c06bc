package request

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/apikey"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

var keyShape = &rule.Rule{
	ID: "api-key-shape", Code: 301, Alternatives: []code.Code{802}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since, Secret: true,
	Source: "runninghub-api.md §3: 32 lower-case hexadecimal digits; §7.3 (an unknown key: 301 user not exist); error-codes.zh.md, 802",
	Bad:    rule.Example{Input: `{"apiKey": "Bearer ${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
}

var keyCommitted = &rule.Rule{
	ID: "api-key-committed", Code: 0, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since, Secret: true,
	Source: "runninghub-api.md §3: whoever has the key spends the account's money",
	Bad:    rule.Example{Input: `{"apiKey": "9f2c47be10d86a35c7f40b1e8d92a653", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
	Good:   rule.Example{Input: `{"apiKey": "${RUNNINGHUB_API_KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
}

var keyPlace = &rule.Rule{
	ID: "api-key-place", Code: 0, Alternatives: []code.Code{1002}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageAccount, Since: since, Secret: true,
	Source: "runninghub-api.md §1: v2 reads Authorization: Bearer only",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.V2Query},
	Good:   rule.Example{Input: `{"taskId": "1904152026220003329"}`, Endpoint: endpoint.V2Query},
}

var keys = rule.Family{Rules: []*rule.Rule{keyShape, keyCommitted, keyPlace}, Check: checkKey}

func checkKey(p *rule.Pass) {
	if p.Endpoint.Kind == endpoint.Unknown {
		return
	}
	if p.Endpoint.V2 {
		bearerPlace(p)
	}
	name := p.Endpoint.KeyField
	if v := p.Root.Get(name); name != "" && v.Is(jsondoc.String) && strings.TrimSpace(v.Text()) != "" {
		if variant, bad := keyFault(p, v, v.Text()); bad {
			c, others := badKey(p)
			p.Report(keyShape, v, rule.Details{Variant: variant, Args: message.Args{"length": lengthOf(v.Text())}, Code: c, Alternatives: others, Msg: unknownKey(p)})
		}
	}
	committed(p)
}

// unknownKey is v1's msg for a key that it does not have; "" where none is known.
func unknownKey(p *rule.Pass) string {
	if p.Endpoint.V2 {
		return ""
	}
	return "user not exist"
}

func lengthOf(s string) string { return decimal(len([]rune(s))) }

// keyFault says what about a key is not as it should be; false when nothing
// is, or the value stands for a key.
func keyFault(p *rule.Pass, v jsondoc.Value, text string) (variant string, bad bool) {
	if p.Unfilled(v) || isKey(text) {
		return "", false
	}
	trimmed := strings.TrimSpace(text)
	switch {
	case len(trimmed) > 7 && strings.EqualFold(trimmed[:7], "bearer "):
		return "bearer", true
	case trimmed != text:
		return "space", true
	case strings.Trim(text, `"'`+"`“”‘’") != text:
		return "quotes", true
	case isKey(strings.ToLower(text)):
		return "case", true
	case isHex(strings.ToLower(text)):
		return "length", true
	}
	return "", true
}

const keyDigits = 32

func isHex(s string) bool { return s != "" && strings.Trim(s, "0123456789abcdef") == "" }

func isKey(s string) bool { return len(s) == keyDigits && isHex(s) }

// bearerPlace checks where v2 endpoints read the key: the Authorization
// header, and nowhere else.
func bearerPlace(p *rule.Pass) {
	for m := range p.Root.Members() {
		if fold(m.Key()) == "apikey" {
			p.Report(keyPlace, m.KeyValue(), rule.Details{Args: message.Args{"key": m.Key()}})
		}
	}
	if !p.Target.Headers.Exists() {
		return
	}
	v := p.Target.Header("authorization")
	if !v.Exists() {
		p.Report(keyPlace, p.Target.URLValue, rule.Details{Variant: "header", Severity: rule.Error, Code: codeOf(1002), Alternatives: []code.Code{401, 802}, Confidence: rule.Likely.At()})
		return
	}
	if v.Is(jsondoc.String) && !p.Placeholder(v) {
		bearerKey(p, v)
	}
}

// bearerKey looks at the value of an Authorization header.
func bearerKey(p *rule.Pass, v jsondoc.Value) {
	const scheme = "bearer "
	text := v.Text()
	if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
		p.Report(keyPlace, v, rule.Details{Variant: "bearer"})
		return
	}
	key := text[len(scheme):]
	if p.Settings.Placeholders.Match(key) || placeholder.Sample(key) || isKey(key) || strings.ContainsAny(key, "{$<%") {
		return
	}
	c, others := badKey(p)
	p.Report(keyShape, v, rule.Details{Variant: "header", Code: c, Alternatives: others})
}

// committed warns of keys that stand in a file. Input without a name comes
// from a program or a pipe.
func committed(p *rule.Pass) {
	if p.File == "" || p.File == "-" {
		return
	}
	for _, k := range p.Secrets {
		if len(k.Text) == keyDigits && apikey.Real(strings.ToLower(k.Text)) {
			p.Report(keyCommitted, k.At, rule.Details{Variant: p.Language})
		}
	}
}
