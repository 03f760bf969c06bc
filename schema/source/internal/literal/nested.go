package literal

import (
	"bytes"

	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Nested are requests of a text that a JSON string holds: what is fixed in them
// is written with the escapes of such a string.
func Nested(found []source.Request) []source.Request {
	for i := range found {
		if found[i].Language == nil {
			continue
		}
		l := *found[i].Language
		switch {
		case l.Quote != nil:
			l.Quote = InString(l.Quote)
		case l.Kind == "markdown": // a block of JSON
			l.Quote = InString(func(value, _ []byte) ([]byte, bool) { return value, true })
		}
		found[i].Language = &l
	}
	return found
}

// AsWritten are requests of a text that a string holds whose escapes are not
// known: nothing that needs one is written.
func AsWritten(found []source.Request) []source.Request {
	for i := range found {
		if found[i].Language == nil || found[i].Language.Quote == nil {
			continue
		}
		l := *found[i].Language
		quote := l.Quote
		l.Quote = func(value, old []byte) ([]byte, bool) {
			written, ok := quote(value, old)
			for _, mark := range []byte("\"'\\") {
				ok = ok && (bytes.IndexByte(written, mark) < 0 || mark != '\\' && bytes.IndexByte(old, mark) >= 0)
			}
			return written, ok && bytes.IndexByte(old, '\\') < 0
		}
		found[i].Language = &l
	}
	return found
}
