package shell

import (
	"bytes"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// quotePOSIX writes a JSON scalar in place of one: within double quotes, where
// the old one's quotes are escaped, with backslashes; elsewhere as it is. What
// would end single quotes is not written.
func quotePOSIX(value, old []byte) ([]byte, bool) {
	if word, ok, is := literal.Bare(value, old); is {
		return word, ok
	}
	if !bytes.HasPrefix(old, []byte(`\"`)) {
		return value, !bytes.ContainsAny(value, `'\$`)
	}
	var out []byte
	for _, c := range value {
		if bytes.IndexByte([]byte("\"\\$`"), c) >= 0 {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return out, true
}

// quotePowerShell writes a JSON scalar as a literal of a hashtable, or within
// single quotes as it is.
func quotePowerShell(value, old []byte) ([]byte, bool) {
	if word, ok, is := literal.Bare(value, old); is {
		return word, ok
	}
	switch string(value) {
	case "true", "false", "null":
		return append([]byte{'$'}, value...), true
	}
	if bytes.ContainsAny(value, "'`$\\") {
		return nil, false
	}
	if bytes.HasPrefix(old, []byte(`\"`)) {
		return bytes.ReplaceAll(value, []byte(`"`), []byte(`\"`)), true
	}
	if len(value) > 1 && value[0] == '"' && len(old) > 0 && old[0] == '\'' {
		return append(append([]byte{'\''}, value[1:len(value)-1]...), '\''), true
	}
	return value, true
}
