package tailored

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// member is one key of an object whose keys keep their order.
type member struct {
	key   string
	value any
}

// object is a JSON object in the order it was written; values are objects,
// []any, strings, bools, or raw JSON.
type object []member

func (o object) with(key string, value any) object { return append(o, member{key, value}) }

// raw is JSON that is written unchanged.
type raw string

// width is how long a value may be to stay on one line.
const width = 110

// render prints v, indented where it does not fit on a line.
func render(v any) []byte {
	var b bytes.Buffer
	write(&b, v, 0)
	b.WriteByte('\n')
	return b.Bytes()
}

func write(b *bytes.Buffer, v any, level int) {
	if line, ok := oneLine(v, width-2*level); ok {
		b.WriteString(line)
		return
	}
	open, end := byte('{'), byte('}')
	var keys []string
	var values []any
	switch v := v.(type) {
	case object:
		for _, m := range v {
			keys, values = append(keys, m.key), append(values, m.value)
		}
	case []any:
		open, end, values = '[', ']', v
	default:
		line, _ := oneLine(v, 1<<30)
		b.WriteString(line)
		return
	}
	b.WriteByte(open)
	for i, value := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.WriteString(strings.Repeat("  ", level+1))
		if keys != nil {
			b.WriteString(quote(keys[i]))
			b.WriteString(": ")
		}
		write(b, value, level+1)
	}
	b.WriteByte('\n')
	b.WriteString(strings.Repeat("  ", level))
	b.WriteByte(end)
}

// oneLine prints v on a line if it fits.
func oneLine(v any, room int) (string, bool) {
	var b strings.Builder
	ok := line(&b, v, room)
	return b.String(), ok
}

func line(b *strings.Builder, v any, room int) bool {
	switch v := v.(type) {
	case object:
		b.WriteByte('{')
		for i, m := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(quote(m.key))
			b.WriteString(": ")
			if !line(b, m.value, room) || b.Len() > room {
				return false
			}
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			if !line(b, e, room) || b.Len() > room {
				return false
			}
		}
		b.WriteByte(']')
	case string:
		b.WriteString(quote(v))
	case raw:
		b.WriteString(string(v))
	case bool:
		b.WriteString(map[bool]string{true: "true", false: "false"}[v])
	}
	return b.Len() <= room
}

func quote(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// A string always encodes.
	_ = enc.Encode(s) //nolint:errchkjson // see above
	return strings.TrimSuffix(b.String(), "\n")
}

// compact is a value on one line as it was written.
func compact(v jsondoc.Value) raw {
	var b bytes.Buffer
	if err := json.Compact(&b, v.Raw()); err != nil {
		return raw(v.Raw())
	}
	return raw(b.String())
}
