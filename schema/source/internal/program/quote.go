package program

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// quote writes a JSON scalar as a literal of the language, in the manner of the
// old one. What is written inside a longer literal is not.
func (l *language) quote(value, old []byte) ([]byte, bool) {
	if len(value) == 0 || len(old) == 0 {
		return nil, false
	}
	if value[0] != '"' {
		return l.quoteWord(string(value), old[0])
	}
	if word, ok, is := literal.Bare(value, bytes.TrimPrefix(old, []byte(l.symbol()))); is {
		if !ok || !l.bareKeys() {
			return nil, false
		}
		return append(bytes.Clone(old[:bytes.IndexFunc(old, notColon)]), word...), true
	}
	var s string
	if json.Unmarshal(value, &s) != nil {
		return nil, false
	}
	if l == csharp && len(old) > 2 && bytes.HasPrefix(old, []byte(`""`)) && old[2] != '"' { // within @"…"
		return append(append([]byte(`""`), s...), `""`...), plain(s, `"`) && !strings.ContainsAny(s, "{}")
	}
	return l.quoteString(s, old)
}

// quoteString writes a string between the marks of the old literal.
func (l *language) quoteString(s string, old []byte) ([]byte, bool) {
	prefix, mark, ok := quotation(old)
	if !ok || strings.ContainsAny(prefix, "fFbB$@#") || l.char && mark == "'" {
		return nil, false
	}
	if prefix != "" || mark == "`" || l.rawSingle && mark == "'" {
		return quoteRaw(prefix, mark, s)
	}
	return l.quoteText(s, mark)
}

// bareKeys reports whether the keys of objects may be words that are the names
// themselves, and not those of fields of a type.
func (l *language) bareKeys() bool {
	return l == python || l == javascript || l == ruby || l == csharp
}

// symbol is what a word that stands for itself begins with.
func (l *language) symbol() string {
	if l == ruby {
		return ":"
	}
	return ""
}

func notColon(r rune) bool { return r != ':' }

// quoteRaw writes a string without escapes, if that is possible.
func quoteRaw(prefix, mark, s string) ([]byte, bool) {
	if !plain(s, mark) || mark == "`" && strings.Contains(s, "${") {
		return nil, false
	}
	return []byte(prefix + mark + s + mark), true
}

// quoteWord writes a number, a boolean or null; first is the first byte of the
// old literal.
func (l *language) quoteWord(word string, first byte) ([]byte, bool) {
	if strings.IndexByte(`"'-0123456789tfnTFNd`, first) < 0 {
		return nil, false
	}
	if l == python {
		word = strings.NewReplacer("true", "True", "false", "False", "null", "None").Replace(word)
	}
	if (l == golang || l == ruby) && word == "null" {
		word = "nil"
	}
	return []byte(word), true
}

// quotation is the quotation mark of a literal with what is before it. ok is
// false for a mark that is repeated.
func quotation(old []byte) (prefix, mark string, ok bool) {
	k := bytes.IndexAny(old, "\"'`")
	if k < 0 || k > 2 {
		return "", `"`, true
	}
	prefix, mark = string(old[:k]), string(old[k:k+1])
	return prefix, mark, !bytes.HasPrefix(old[k:], []byte(strings.Repeat(mark, 3))) || len(old) <= 5
}

// plain reports whether a text needs no escapes between two marks.
func plain(s, mark string) bool {
	return !strings.ContainsAny(s, `\`+mark) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' })
}

// quoteText writes a string between two marks, with escapes.
func (l *language) quoteText(s, mark string) ([]byte, bool) {
	if mark == `"` && (l.dollar && strings.Contains(s, "$") || l.sharp && strings.Contains(s, "#")) {
		return nil, false
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }) {
		return nil, false
	}
	r := strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, mark, `\`+mark)
	return []byte(mark + r.Replace(s) + mark), true
}
