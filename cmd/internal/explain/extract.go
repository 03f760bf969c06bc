package explain

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// pasted is what was found in a text that somebody pasted.
type pasted struct {
	// root is the JSON found; missing when there is none.
	root jsondoc.Value
	// text is the whole paste as text.
	text string
	// http is the status line's number; 0 when there is none.
	http int
}

// tries bounds how many places of a paste are tried as the beginning of its
// JSON. Each try is linear, so the whole is.
const tries = 12

var httpStatus = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^(?:< )?HTTP/[0-9.]+ ([1-5][0-9][0-9])\b`) })

// extract finds the answer in a paste: JSON alone, behind a log line or HTTP
// headers, quoted once more as a string, or printed by Python or Node.
func extract(data []byte) pasted {
	data = decodeText(data)
	p := pasted{text: string(data)}
	if m := httpStatus().FindSubmatch(data); m != nil {
		p.http, _ = strconv.Atoi(string(m[1])) // three digits by the expression
	}
	trimmed := bytes.TrimSpace(data)
	for range 3 {
		doc, err := jsondoc.Parse("", trimmed)
		if err != nil {
			break
		}
		if p.root = doc.Root(); !p.root.Is(jsondoc.String) {
			return p
		}
		// A log printed the JSON as a string: look at the text inside.
		trimmed = []byte(p.root.Text())
		p.text, p.root = string(trimmed), jsondoc.Value{}
	}
	var found bool
	if p.root, found = search(trimmed); found {
		return p
	}
	if i := bytes.Index(trimmed, []byte(`{\"`)); i >= 0 {
		inner := strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n", `\t`, "\t").Replace(string(trimmed[i:]))
		if root, ok := search([]byte(inner)); ok {
			p.root = root
		}
	}
	return p
}

// decodeText undoes what shells and editors do to text files.
func decodeText(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		order = binary.LittleEndian // what PowerShell's > writes
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		order = binary.BigEndian
	default:
		return bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// search tries the places where an object may begin. The first object whose
// shape is known wins, else the first that is JSON at all.
func search(src []byte) (root jsondoc.Value, known bool) {
	from := 0
	for range tries {
		i := bytes.IndexByte(src[from:], '{')
		if i < 0 {
			break
		}
		i += from
		from = i + 1
		end := balanced(src, i)
		if end < 0 {
			continue
		}
		doc, err := jsondoc.Parse("", src[i:end])
		if err != nil {
			if doc, err = jsondoc.Parse("", literal(src[i:end])); err != nil {
				continue
			}
		}
		if shapeOf(doc.Root()) != shapeUnknown {
			return doc.Root(), true
		}
		if !root.Exists() {
			root = doc.Root()
		}
		from = end // what it holds is no answer either
	}
	return root, false
}

// balanced is the end of the bracket at i, strings of both quotes skipped; -1
// when it never closes.
func balanced(src []byte, i int) int {
	depth := 0
	for ; i < len(src); i++ {
		switch c := src[i]; c {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'':
			for i++; i < len(src) && src[i] != c; i++ {
				if src[i] == '\\' {
					i++
				}
			}
		}
	}
	return -1
}

// literal rewrites what Python's repr or Node's console.log print of an object
// as JSON: single quotes, bare keys, None and True, trailing commas.
func literal(src []byte) []byte {
	out := make([]byte, 0, len(src)+len(src)/8)
	for i := 0; i < len(src); {
		c := src[i]
		switch {
		case c == '"' || c == '\'':
			out, i = quote(out, src, i)
		case isWord(c) && (c < '0' || c > '9'):
			out, i = bareWord(out, src, i)
		case c == ',':
			i++
			if next := skipBlank(src, i); next < len(src) && (src[next] == '}' || src[next] == ']') {
				continue
			}
			out = append(out, c)
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}

// bareWords are what languages print for JSON's literals.
var bareWords = map[string]string{
	"true": "true", "True": "true", "false": "false", "False": "false",
	"None": "null", "null": "null", "undefined": "null", "nil": "null", "NaN": "null",
}

// bareWord copies the word at i as a literal or a string and returns the place
// after it.
func bareWord(out, src []byte, i int) ([]byte, int) {
	from := i
	for i < len(src) && isWord(src[i]) {
		i++
	}
	word := string(src[from:i])
	next := skipBlank(src, i)
	isKey := next < len(src) && src[next] == ':'
	if value, ok := bareWords[word]; ok && !isKey {
		return append(out, value...), i
	}
	return strconv.AppendQuote(out, word), i
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func skipBlank(src []byte, i int) int {
	for i < len(src) && (src[i] == ' ' || src[i] == '\n' || src[i] == '\r' || src[i] == '\t') {
		i++
	}
	return i
}

// quote copies the string that opens at i as a JSON string and returns the
// place after it.
func quote(out, src []byte, i int) ([]byte, int) {
	const hex = "0123456789abcdef"
	open := src[i]
	out = append(out, '"')
	for i++; i < len(src) && src[i] != open; i++ {
		c := src[i]
		switch {
		case c == '\\' && i+1 < len(src):
			out, i = escape(out, src, i+1)
		case c == '"':
			out = append(out, '\\', '"')
		case c < 0x20:
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"'), i + 1
}

// escape copies the escape whose letter is at i as one that JSON has, and
// returns the place of its last byte.
func escape(out, src []byte, i int) ([]byte, int) {
	switch e := src[i]; {
	case bytes.IndexByte([]byte(`untr\"/bf`), e) >= 0:
		return append(out, '\\', e), i
	case e == '\'':
		return append(out, e), i
	case e == 'x' && i+2 < len(src):
		return append(out, '\\', 'u', '0', '0', src[i+1], src[i+2]), i + 2
	default:
		return append(out, '\\', '\\', e), i
	}
}
