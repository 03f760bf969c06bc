package literal

import (
	"bytes"
	"encoding/json"
)

// Bare writes a JSON string in place of a word that has no quotes: the key of an
// object, the name of an argument. is is false where old is not such a word; ok
// is false where the string can not be a word.
func Bare(value, old []byte) (word []byte, ok, is bool) {
	if len(value) == 0 || value[0] != '"' || !isName(old) || isConstant(string(old)) {
		return nil, false, false
	}
	var s string
	if json.Unmarshal(value, &s) != nil || !isName([]byte(s)) || isConstant(s) {
		return nil, false, true
	}
	return []byte(s), true, true
}

// InString is a writer for what stands inside a JSON string: it is given the old
// literal without JSON's escapes, and what it writes gets them.
func InString(quote func(value, old []byte) ([]byte, bool)) func(value, old []byte) ([]byte, bool) {
	return func(value, old []byte) ([]byte, bool) {
		var plain string
		if json.Unmarshal(append(append([]byte{'"'}, old...), '"'), &plain) != nil {
			return nil, false
		}
		written, ok := quote(value, []byte(plain))
		if !ok {
			return nil, false
		}
		var out bytes.Buffer
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		if e.Encode(string(written)) != nil {
			return nil, false
		}
		b := bytes.TrimSpace(out.Bytes())
		return b[1 : len(b)-1], true
	}
}

// isName reports whether b is a word of ASCII letters, digits and underscores.
func isName(b []byte) bool {
	for i, c := range b {
		switch {
		case c == '_', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && c >= '0' && c <= '9':
		default:
			return false
		}
	}
	return len(b) > 0
}

// isConstant reports whether a word is a value by itself.
func isConstant(word string) bool {
	switch word {
	case "true", "false", "null", "True", "False", "None", "nil", "undefined":
		return true
	}
	return false
}
