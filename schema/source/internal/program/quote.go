package program

import (
	"bytes"
	"encoding/json"
	"strings"
)

// quote writes a JSON scalar as a literal of the language, in the manner of the
// old one. What is written inside a longer literal is not.
func (l *language) quote(value, old []byte) ([]byte, bool) {
	if len(value) == 0 || len(old) == 0 {
		return nil, false
	}
	if value[0] != '"' {
		word := string(value)
		if old[0] != '"' && old[0] != '\'' && strings.IndexByte("-0123456789tfnTFNd", old[0]) < 0 {
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
	var s string
	if json.Unmarshal(value, &s) != nil {
		return nil, false
	}
	mark, prefix := byte('"'), ""
	if k := bytes.IndexAny(old, "\"'`"); k >= 0 && k <= 2 {
		mark, prefix = old[k], string(old[:k])
		if bytes.HasPrefix(old[k:], []byte{mark, mark, mark}) && len(old) > 5 {
			return nil, false
		}
	}
	if strings.ContainsAny(prefix, "fFbB$@#") || l.char && mark == '\'' {
		return nil, false
	}
	plain := !strings.ContainsAny(s, "\\\n\r\t"+string(mark)) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' })
	if prefix != "" || mark == '`' || l.rawSingle && mark == '\'' {
		if !plain || mark == '`' && strings.Contains(s, "${") {
			return nil, false
		}
		return []byte(prefix + string(mark) + s + string(mark)), true
	}
	if mark == '"' && (l.dollar && strings.Contains(s, "$") || l.sharp && strings.Contains(s, "#")) {
		return nil, false
	}
	if plain {
		return []byte(string(mark) + s + string(mark)), true
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }) {
		return nil, false
	}
	r := strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, string(mark), `\`+string(mark))
	return []byte(string(mark) + r.Replace(s) + string(mark)), true
}
