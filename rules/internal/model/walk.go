package model

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules/internal/apikey"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// walk goes once through every value of the document, and of the documents that
// its strings carry.
func (b *builder) walk() {
	b.values(b.Document, b.Document.Same(b.Root))
	// A body or graph that stands inside a string is a document of its own.
	if b.Root.Document() != b.Document.Document() {
		b.values(b.Root, true)
	}
	if g := b.Graph.Document(); g != nil && g != b.Document.Document() && g != b.Root.Document() {
		b.values(b.Graph, true)
	}
	// So do the headers of a request that a program sends.
	if h := b.Target.Headers.Document(); h != nil && h != b.Document.Document() {
		b.values(b.Target.Headers, false)
	}
	b.address()
}

// address looks for keys in the URL that the request is sent to.
func (b *builder) address() {
	if b.Target.URL == "" {
		return
	}
	for part := range strings.SplitSeq(b.Target.Query, "&") {
		if name, value, ok := strings.Cut(part, "="); ok && secretName([]byte(name)) {
			b.secret(b.Target.URLValue, value)
		}
	}
	if rest, ok := strings.CutPrefix(b.Target.Path, "/proxy/"); ok {
		key, _, _ := strings.Cut(rest, "/")
		b.secret(b.Target.URLValue, key)
	}
}

func (b *builder) secret(at jsondoc.Value, text string) {
	b.Secrets = append(b.Secrets, rule.Mark{At: at, Text: text})
}

// values visits the members and elements below v. body means that v belongs to
// the request's body and not to a wrapper around it.
func (b *builder) values(v jsondoc.Value, body bool) {
	switch v.Kind() {
	case jsondoc.Array:
		for _, e := range v.Elements() {
			b.value(v, e, jsondoc.Member{}, body, false)
		}
	case jsondoc.Object:
		named := namesSecret(v)
		for m := range v.Members() {
			b.value(v, m.Value, m, body, named)
		}
	}
}

// value visits one member or element of parent.
func (b *builder) value(parent, v jsondoc.Value, m jsondoc.Member, body, named bool) {
	body = body || v.Same(b.Root)
	switch v.Kind() {
	case jsondoc.Object, jsondoc.Array:
		b.values(v, body)
		return
	case jsondoc.String:
		if body && b.settings.Strict {
			b.mark(parent, v, m)
		}
	case jsondoc.Number:
	default:
		return
	}
	if m.Exists() && (keyHoldsSecret(m.KeyValue().TextBytes()) || named && (m.KeyIs("fieldValue") || m.KeyIs("value")) || misplaced(m)) {
		b.secret(v, withoutScheme(v.Text()))
	}
}

func withoutScheme(text string) string {
	const scheme = "bearer "
	if len(text) > len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
		return text[len(scheme):]
	}
	return text
}

// namesSecret recognises {"name": "Authorization", "value": …} and
// {"fieldName": "api_key", "fieldValue": …}, whose key names their value.
func namesSecret(v jsondoc.Value) bool {
	for m := range v.Members() {
		if m.Value.Is(jsondoc.String) && (m.KeyIs("fieldName") || m.KeyIs("name") || m.KeyIs("key")) && secretName(m.Value.TextBytes()) {
			return true
		}
	}
	return false
}

// misplaced recognises a key that stands where an id belongs.
func misplaced(m jsondoc.Member) bool {
	const digits = 32
	if n := len(m.Value.Raw()); n < digits || n > 8*digits {
		return false
	}
	for _, name := range endpoint.Default().IDFields() {
		if m.KeyIs(name) {
			return apikey.Is(strings.ToLower(strings.TrimSpace(m.Value.Text())))
		}
	}
	return false
}

// keyHoldsSecret reports whether the value of a member is secret. Most keys are
// passed over without a look at all of their letters.
func keyHoldsSecret(key []byte) bool {
	if len(key) < 5 || len(key) > 40 {
		return false
	}
	switch key[0] | 0x20 {
	case 'a', 'p', 's', 't', 'r', 'x', 'k':
		return secretName(key)
	}
	return false
}

// secretName knows the names under which keys, tokens and passwords go: those
// that package secret masks in a source line, and other services' names, whose
// values stand in nodes' inputs.
func secretName(name []byte) bool {
	const longest = 60
	if len(name) < 5 || len(name) > longest {
		return false
	}
	if !mayEndKey(name) {
		return false // most keys are none; do not fold them all
	}
	var buf [longest]byte
	folded, plain := foldASCII(buf[:0], name)
	if !plain {
		return secret.Text(name).IsKey() || otherSecret([]byte(fold(string(name))))
	}
	return otherSecret(folded) || mayEndSecret(folded) && secret.Text(name).IsKey()
}

// mayEndKey reports whether the last two letters are those of key, keys, token,
// authorization, auth, password, passwd or secret. What is not a letter before the last
// one may be left out by folding.
func mayEndKey(name []byte) bool {
	before, last := name[len(name)-2]|0x20, name[len(name)-1]|0x20
	letter := before >= 'a' && before <= 'z'
	switch last {
	case 'y', 't':
		return !letter || before == 'e'
	case 'n':
		return !letter || before == 'e' || before == 'o'
	case 'h':
		return !letter || before == 't'
	case 'd':
		return !letter || before == 'r' || before == 'w'
	case 's':
		return !letter || before == 'y'
	}
	return false
}

// otherSecret knows the folded names that package secret does not have.
func otherSecret(folded []byte) bool {
	switch string(folded) {
	case "apikey", "apitoken", "apikeys", "accesskey", "accesstoken", "accesspassword", "password", "passwd", "secret", "secretkey", "token", "keysecret", "appsecret", "apisecret":
		return true
	}
	return false
}

// mayEndSecret reports whether a folded name ends like one that package secret
// masks.
func mayEndSecret(folded []byte) bool {
	for _, end := range []string{"apikey", "authorization", "auth", "password"} {
		if bytes.HasSuffix(folded, []byte(end)) {
			return true
		}
	}
	return false
}

// foldASCII appends what fold makes of a name; plain is false where the name
// has other characters than ASCII.
func foldASCII(to, name []byte) (folded []byte, plain bool) {
	for _, c := range name {
		switch {
		case c >= utf8.RuneSelf:
			return nil, false
		case c == '_' || c == '-' || unicode.IsSpace(rune(c)):
		case c >= 'A' && c <= 'Z':
			to = append(to, c|0x20)
		default:
			to = append(to, c)
		}
	}
	return to, true
}

// fold removes what people vary in a key without meaning to.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// mark notes a string that a strict run takes for unfilled.
func (b *builder) mark(parent, v jsondoc.Value, m jsondoc.Member) {
	if v.IsHole() {
		return // the program fills it
	}
	text := v.TextBytes()
	if !bytes.ContainsAny(text, "${<%") && !SampleField(m) && !b.placeholder(v) {
		return
	}
	mk := rule.Mark{At: v, Field: m.Key(), Parent: parent}
	switch {
	case b.placeholder(v), SampleField(m) && placeholder.Sample(v.Text()):
	case mk.Field != "workflow":
		if mk.Text = inside(b.settings, string(text)); mk.Text == "" {
			return
		}
	default:
		return
	}
	b.Marks = append(b.Marks, mk)
}

// inside is the first ${NAME} or {{name}} within a text; "" when there is none.
func inside(s *setup.Settings, text string) string {
	const longestMark = 100
	for i := 0; i+1 < len(text); i++ {
		var end string
		switch text[i : i+2] {
		case "${":
			end = "}"
		case "{{":
			end = "}}"
		default:
			continue
		}
		rest := text[i:min(len(text), i+longestMark)]
		if j := strings.Index(rest, end); j > 0 && s.Placeholders.Match(rest[:j+len(end)]) {
			return rest[:j+len(end)]
		}
	}
	return ""
}

// SampleField reports whether a member is one of the fields in which sample
// words (your-api-key) are known to stand for a value.
func SampleField(m jsondoc.Member) bool {
	switch string(m.KeyValue().TextBytes()) {
	case "apiKey", "apikey", "webhookUrl", "instanceType", "quickCreateCode":
		return true
	}
	return m.Exists() && slices.ContainsFunc(endpoint.Default().IDFields(), m.KeyIs)
}
