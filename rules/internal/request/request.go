// Package request has the rules about a request's parameters, path, ids and key
// (301, 412, 380, 435, 802 and neighbours).
//
// The schemas of package schema/request say what a request may hold; one walk
// over their violations (parameters) gives each cause to the rule it belongs
// to. What schemas cannot say (ids, the key's shape, paths, accounts, local
// files) is checked by the rules themselves.
//
// The confidence of a finding follows the facts. A value that can be read as the type
// that is asked for ("true" for true, "60" for 60, an id as a number) is a
// warning or a note, for callers were seen to get away with it; one that
// cannot (an object for a string) is an error 301. What the facts leave open
// (unknown keys, an unknown instanceType, retainSeconds out of range) is a
// warning or a note with code 0 and the codes it may turn out to be.
package request

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

const since = "0.1.0"

// badParams is how an endpoint says that a parameter is wrong: 301, or 1007
// with the v2 endpoints, which were also seen to answer v1 codes as strings.
// Source: runninghub-api.md §4.2.
func badParams(p *rule.Pass, more ...code.Code) (first *code.Code, others []code.Code) {
	c := code.Code(301)
	if p.Endpoint.V2 {
		c = 1007
		more = append([]code.Code{301}, more...)
	}
	return &c, append([]code.Code{}, more...)
}

// badKey is how an endpoint says that the key is not accepted: v1 was seen to
// answer a key that it does not know with 301 "user not exist"; 802 is
// documented. Source: runninghub-api.md §7.3.
func badKey(p *rule.Pass) (first *code.Code, others []code.Code) {
	if p.Endpoint.V2 {
		return codeOf(1002), []code.Code{401, 802}
	}
	return codeOf(301), []code.Code{802}
}

func codeOf(c code.Code) *code.Code { return &c }

// silent is the code of what no answer will tell.
func silent() *code.Code { return codeOf(0) }

// edit replaces a value of the file; nil where the value stands inside a
// string of it, whose bytes are not the value's own.
func edit(v jsondoc.Value, replacement string) *rule.Fix {
	return rule.Replace(v, replacement)
}

// shown is a value as the message quotes it: as it stands in the file, cut
// when it is long.
func shown(v jsondoc.Value) string {
	raw := v.Raw()
	if len(raw) > 8*most {
		raw = raw[:8*most] // values can be as large as files
	}
	text := strings.ToValidUTF8(string(raw), "")
	if v.Is(jsondoc.Object) || v.Is(jsondoc.Array) {
		text = strings.Join(strings.Fields(text), " ")
	}
	return clip(text)
}

// most is how many characters of a value or key a message quotes.
const most = 60

// clip cuts a text that is too long for a message.
func clip(text string) string {
	if len(text) <= most || utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// word is a name from the catalog's list, such as a JSON type's.
func word(p *rule.Pass, name string) string {
	return p.Settings.Lang.Get("request-words." + name)
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
