package secret

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/internal/apikey"
)

// hidden stands where Hide took a text out. It has the form of a placeholder, so
// that a check judges its place and not what it says.
const hidden = "{{masked}}"

// errHide says that a text is not JSON.
var errHide = errors.New("not a JSON document")

// Hide returns a JSON document without what its author may not want to show, on
// one line; JSON inside of strings is treated alike. With words it leaves what a
// check needs: ids, single ASCII words of up to 80 bytes (choices, file names),
// numbers and booleans; sentences, addresses, other scripts, keys and passwords,
// wherever they stand, become {{masked}}. Without words only the structure stays: member names, node
// ids, the names of fields and classes, codes; numbers become 0. Of a text that is
// not JSON nothing is shown, and ok is false.
func (src Text) Hide(words bool) (shown []byte, ok bool) {
	h := hider{words: words}
	for _, v := range src.Values() {
		if len(v) >= leastKnown {
			h.known = append(h.known, v)
		}
	}
	shown, err := h.document(src, 0)
	if err != nil {
		return []byte(`"` + hidden + `"`), false
	}
	return shown, true
}

type hider struct {
	words bool
	// known are the document's secrets, which may stand elsewhere in it too.
	known []string
	out   bytes.Buffer
}

// leastKnown is the size in bytes of the smallest secret that is looked for away
// from its name: a smaller one is in words that have nothing to do with it.
const leastKnown = 8

// secret reports whether a text is a key, or has one of the document's in it.
func (h *hider) secret(s string) bool {
	return apikey.Is(strings.ToLower(strings.TrimSpace(s))) || slices.ContainsFunc(h.known, func(k string) bool { return strings.Contains(s, k) })
}

// mostEmbedded is how deep JSON in strings of JSON is looked into.
const mostEmbedded = 4

func (h *hider) document(doc []byte, depth int) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	if err := h.value(dec, "", depth); err != nil {
		return nil, errHide
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errHide
	}
	return h.out.Bytes(), nil
}

// value copies the next value; name is the member that it belongs to.
func (h *hider) value(dec *json.Decoder, name string, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return err // replaced by the caller
	}
	switch t := token.(type) {
	case json.Delim:
		return h.nested(dec, t, name, depth)
	case string:
		h.write(h.text(name, t, depth))
	case json.Number:
		if !h.words && !numbered[name] {
			t = "0"
		}
		h.out.WriteString(t.String())
	default:
		h.write(t)
	}
	return nil
}

func (h *hider) nested(dec *json.Decoder, open json.Delim, name string, depth int) error {
	h.out.WriteByte(byte(open))
	for i := 0; dec.More(); i++ {
		if i > 0 {
			h.out.WriteByte(',')
		}
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return err // replaced by the caller
			}
			name, _ = key.(string)
			if h.secret(name) {
				name = hidden
			}
			h.write(name)
			h.out.WriteByte(':')
		}
		if err := h.value(dec, name, depth); err != nil {
			return err
		}
	}
	end, err := dec.Token()
	if d, ok := end.(json.Delim); ok {
		h.out.WriteByte(byte(d))
	}
	return err // replaced by the caller
}

// write appends a scalar.
func (h *hider) write(v any) {
	enc := json.NewEncoder(&h.out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // a scalar, into memory
	h.out.Truncate(h.out.Len() - len("\n"))
}

// structural names are those whose values say where something is, and nothing of
// what the author wants; numbered those whose numbers are codes.
var (
	structural = map[string]bool{"nodeId": true, "fieldName": true, "class_type": true, "type": true, "code": true, "errorCode": true, "fieldType": true}
	numbered   = map[string]bool{"code": true, "errorCode": true}
)

// text is what is shown of a string.
//
//nolint:cyclop // a list of cases
func (h *hider) text(name, s string, depth int) string {
	trimmed := strings.TrimSpace(s)
	switch {
	case Text(name).IsKey() && !harmless([]byte(s)), strings.EqualFold(name, "webhookUrl"):
		return hidden
	case depth < mostEmbedded && (strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[")):
		inner := hider{words: h.words, known: h.known}
		if doc, err := inner.document([]byte(trimmed), depth+1); err == nil {
			return string(doc)
		}
	case s == "":
		return s
	case h.secret(s):
		return hidden
	case name == "msg" || name == "errorMessage":
		if h.words && word(s) || official(s) {
			return s
		}
	case structural[name]:
		if word(s) {
			return s
		}
	case h.words && word(s):
		return s
	}
	return hidden
}

// mostWord is the size of the longest word in bytes that stays: a file's name is
// 64 hexadecimal digits with an ending and a folder.
const mostWord = 80

// word reports whether a text is a single word, as choices, ids and the names of
// files are.
func word(s string) bool {
	if len(s) > mostWord || strings.Contains(s, "://") {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case isAlnum(c), strings.IndexByte("_-.:/+", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// official reports whether a message is one of the platform's own: a name, or a
// NODE_INFO_MISMATCH with what it blames.
func official(s string) bool {
	name, rest, _ := strings.Cut(s, "(")
	if name == "" || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
		return false
	}
	return rest == "" || strings.HasSuffix(rest, ")") && word(strings.NewReplacer(", ", "", "=", "", ")", "").Replace(rest))
}
