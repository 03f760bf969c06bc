package request

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/secret"
)

var keyShape = Rules.Add(&rule.Rule{
	ID: "api-key-shape", Code: 802, Alternatives: []code.Code{301}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since, Secret: true,
	Source: "runninghub-api.md §3: 32 lower-case hexadecimal digits; error-codes.zh.md, 802",
	Bad:    rule.Example{Input: `{"apiKey": "Bearer ${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
})

var keyCommitted = Rules.Add(&rule.Rule{
	ID: "api-key-committed", Code: 0, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since, Secret: true,
	Source: "runninghub-api.md §3: whoever has the key spends the account's money",
	Bad:    rule.Example{Input: `{"apiKey": "9f2c47be10d86a35c7f40b1e8d92a653", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
	Good:   rule.Example{Input: `{"apiKey": "${RUNNINGHUB_API_KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
})

var keyPlace = Rules.Add(&rule.Rule{
	ID: "api-key-place", Code: 0, Alternatives: []code.Code{1002}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageAccount, Since: since, Secret: true,
	Source: "runninghub-api.md §1: v2 reads Authorization: Bearer only",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.V2Query},
	Good:   rule.Example{Input: `{"taskId": "1904152026220003329"}`, Endpoint: endpoint.V2Query},
})

func init() { keyShape.Check = checkKey }

func checkKey(p *rule.Pass) {
	if p.Endpoint.Kind == endpoint.Unknown {
		return
	}
	CollectSecrets(p)
	var name string
	switch p.Endpoint.Key {
	case endpoint.KeyBody, endpoint.KeyQuery:
		name = "apiKey"
	case endpoint.KeyBodyLower:
		name = "apikey"
	case endpoint.KeyBearer:
		bearerPlace(p)
	}
	if v := p.Root.Get(name); name != "" && v.Is(jsondoc.String) && strings.TrimSpace(v.Text()) != "" {
		if variant, bad := keyFault(p, v, v.Text()); bad {
			c, others := badKey(p)
			p.Report(keyShape, v, rule.Details{Variant: variant, Args: message.Args{"length": lengthOf(v.Text())}, Code: c, Alternatives: others})
		}
	}
	committed(p)
}

func lengthOf(s string) string { return decimal(len([]rune(s))) }

// keyFault says what about a key is not as it should be; false when nothing
// is, or the value stands for a key.
func keyFault(p *rule.Pass, v jsondoc.Value, text string) (variant string, bad bool) {
	if unfilled(p, v) || isKey(text) {
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
	if !savedHeaders(p) {
		return
	}
	v := savedHeader(p, "authorization")
	if !v.Exists() {
		p.Report(keyPlace, p.Target.URLValue, rule.Details{Variant: "header", Severity: rule.Error, Code: codeOf(1002), Alternatives: []code.Code{401, 802}, Confidence: rule.Likely.At()})
		return
	}
	text := v.Text()
	const scheme = "bearer "
	if p.Placeholder(v) || !v.Is(jsondoc.String) {
		return
	}
	if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
		p.Report(keyPlace, v, rule.Details{Variant: "bearer"})
		return
	}
	key := text[len(scheme):]
	if p.Settings.Placeholders.Match(key) || sampleWord(key) || isKey(key) || strings.ContainsAny(key, "{$<%") {
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
	eachKey(p, func(at jsondoc.Value, key string) {
		if secret.Looks(strings.ToLower(key)) {
			p.Report(keyCommitted, at, rule.Details{})
		}
	})
}

// CollectSecrets tells the pass about every text of the document that must not
// be printed: keys, passwords and tokens, wherever they stand. The engine
// calls it before any rule reports.
func CollectSecrets(p *rule.Pass) {
	eachKey(p, func(at jsondoc.Value, key string) {
		if p.Placeholder(at) || sampleWord(key) {
			return
		}
		p.Secret(key)
		if trimmed := strings.TrimSpace(key); trimmed != key {
			p.Secret(trimmed)
		}
		if raw := at.Raw(); at.Is(jsondoc.String) && strings.Contains(string(raw), `\`) {
			p.Secret(string(raw[1 : len(raw)-1]))
		}
	})
}

// eachKey calls f for every text that is, or stands where one puts, a key.
func eachKey(p *rule.Pass, f func(at jsondoc.Value, key string)) {
	top := p.Document
	if !top.Exists() {
		top = p.Root
	}
	eachKeyIn(top, f)
	// A body or graph that stands inside a string is a document of its own.
	if p.Root.Exists() && p.Root.Document() != top.Document() {
		eachKeyIn(p.Root, f)
	}
	if p.Graph.Exists() && p.Graph.Document() != top.Document() && p.Graph.Document() != p.Root.Document() {
		eachKeyIn(p.Graph, f)
	}
	if p.Target.URL != "" {
		_, _, urlPath, query := endpoint.SplitURL(p.Target.URL)
		for part := range strings.SplitSeq(query, "&") {
			if name, value, ok := strings.Cut(part, "="); ok && secretName(name) {
				f(p.Target.URLValue, value)
			}
		}
		if rest, ok := strings.CutPrefix(urlPath, "/proxy/"); ok {
			key, _, _ := strings.Cut(rest, "/")
			f(p.Target.URLValue, key)
		}
	}
}

func eachKeyIn(v jsondoc.Value, f func(at jsondoc.Value, key string)) {
	switch v.Kind() {
	case jsondoc.Array:
		for _, e := range v.Elements() {
			eachKeyIn(e, f)
		}
	case jsondoc.Object:
		// {"name": "Authorization", "value": …} and {"fieldName": "api_key",
		// "fieldValue": …} name their value.
		named := false
		for m := range v.Members() {
			if (m.KeyIs("fieldName") || m.KeyIs("name") || m.KeyIs("key")) && m.Value.Is(jsondoc.String) {
				named = named || secretName(m.Value.Text())
			}
		}
		for m := range v.Members() {
			if m.Value.Is(jsondoc.Object) || m.Value.Is(jsondoc.Array) {
				eachKeyIn(m.Value, f)
				continue
			}
			if !m.Value.Is(jsondoc.String) && !m.Value.Is(jsondoc.Number) {
				continue
			}
			switch {
			case mayBeSecret(m.KeyValue().TextBytes()) && secretName(m.Key()), named && (m.KeyIs("fieldValue") || m.KeyIs("value")), misplaced(m):
				text := m.Value.Text()
				if len(text) > 7 && strings.EqualFold(text[:7], "bearer ") {
					text = text[7:]
				}
				f(m.Value, text)
			}
		}
	}
}

// misplaced tells a key that stands where an id belongs.
func misplaced(m jsondoc.Member) bool {
	for _, name := range otherIDs {
		if m.KeyIs(name) {
			return isKey(strings.ToLower(strings.TrimSpace(m.Value.Text())))
		}
	}
	return false
}

// secretName is the names under which keys, tokens and passwords go: those
// that package secret masks in a source line, and other services' names, whose
// values stand in nodes' inputs.
func secretName(name string) bool {
	if len(name) < 5 || len(name) > 60 {
		return false
	}
	switch name[len(name)-1] | 0x20 { // most keys are none; do not fold them all
	case 'y', 'n', 'h', 'd', 't', 's':
	default:
		return false
	}
	if secret.IsKey(name) {
		return true
	}
	switch fold(name) {
	case "apikey", "apitoken", "apikeys", "accesskey", "accesstoken", "accesspassword", "password", "passwd", "secret", "secretkey", "token", "keysecret", "appsecret", "apisecret":
		return true
	}
	return false
}

// mayBeSecret passes over most keys without a look at all of their letters.
func mayBeSecret(name []byte) bool {
	if len(name) < 5 || len(name) > 40 {
		return false
	}
	switch name[0] | 0x20 {
	case 'a', 'p', 's', 't', 'r', 'x', 'k':
		return true
	}
	return false
}
