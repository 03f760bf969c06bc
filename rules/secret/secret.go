// Package secret finds the API keys and passwords in a text, so that whatever
// shows the text can mask them. It reads raw bytes and needs no valid JSON: a
// file that is broken still has its source lines printed.
//
// Sources: runninghub-api.md §1 (where the key goes), §2.11 and §3 (shapes),
// the native proxy's /proxy/{apiKey}/ paths (§0).
package secret

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules/internal/apikey"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
)

// span is a half-open range of byte offsets.
type span struct{ Start, End int }

// names are the words that a secret follows, in lower case. What comes
// before a name does not matter (RH_API_KEY, userApiKey), what comes after it
// does (apiKeyName is another thing).
var names = []struct {
	word string
	// scheme: the value may begin with Bearer or Basic.
	scheme bool
}{
	{"apikey", false}, {"api_key", false}, {"api-key", false},
	{"authorization", true},
	{"rh-comfy-auth", true}, {"rh_comfy_auth", true},
	{"accesspassword", false}, {"access_password", false}, {"access-password", false},
}

// find lists the secrets of a text by their place, in order and without
// overlap: the values of keys like apiKey and Authorization (also in JSON that
// a string carries, in headers, cookies and query strings), bearer tokens, the
// key in /proxy/<key>/ paths, and every other place where one of these values
// occurs again. Placeholders are not secrets. It takes linear time.
func find(src []byte) []span {
	spans := named(src)
	var keys []span
	for start, end := range apikey.In(src) {
		keys = append(keys, span{start, end})
	}
	if len(keys) > 0 {
		spans = merge(spans, keys)
	}
	if len(spans) == 0 {
		return nil
	}
	return merge(spans, again(src, spans))
}

// Text is a text that may hold secrets: a file, an answer, a line of a log.
type Text []byte

// Mask returns a copy of src in which every byte of a secret is a '*', so that
// lines and columns stay what they were. Without secrets it returns src.
func (src Text) Mask() []byte {
	spans := find(src)
	if len(spans) == 0 {
		return src
	}
	out := bytes.Clone([]byte(src))
	for _, s := range spans {
		for i := s.Start; i < s.End; i++ {
			out[i] = '*'
		}
	}
	return out
}

// Values lists the distinct secrets of a text, unchanged.
func (src Text) Values() []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range find(src) {
		if v := src[s.Start:s.End]; !seen[string(v)] {
			seen[string(v)] = true
			out = append(out, string(v))
		}
	}
	return out
}

// IsKey reports whether src is the key of an object, or the name of a header,
// whose value is secret.
func (src Text) IsKey() bool {
	key := strings.ToLower(strings.TrimSpace(string(src)))
	for _, n := range names {
		if strings.HasSuffix(key, n.word) {
			return true
		}
	}
	return false
}

// IsPlaceholder reports whether src as a whole is a placeholder of one of the
// built-in styles, which is no secret: ${NAME}, {{name}}, <your-key>, %name%,
// $NAME.
func (src Text) IsPlaceholder() bool { return placeholder.Default().Match(string(src)) }

// named finds the values that follow a name.
func named(src []byte) []span {
	var out []span
	for i := 0; i < len(src); {
		start, end := -1, i+1
		// The first letters of all names: everything else is passed over.
		switch src[i] | 0x20 {
		case 'a':
			start, end = value(src, i)
		case 'r':
			start, end = value(src, i)
		case 'b':
			start, end = bearer(src, i)
		case 'p':
			start, end = proxy(src, i)
		}
		if start >= 0 {
			if !harmless(src[start:end]) {
				out = append(out, span{start, end})
			}
		}
		i = max(end, i+1)
	}
	return out
}

func hasFold(src []byte, i int, word string) bool {
	if len(src)-i < len(word) {
		return false
	}
	for k := range len(word) {
		c := src[i+k]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != word[k] {
			return false
		}
	}
	return true
}

// value finds the value after a name that begins at i; start is -1 when there
// is none.
func value(src []byte, i int) (start, end int) {
	for _, n := range names {
		if !hasFold(src, i, n.word) {
			continue
		}
		at, _, _ := quote(src, i+len(n.word))
		at = space(src, at)
		sep := separator(src, at)
		if sep == 0 {
			return -1, i + 1
		}
		at = space(src, at+sep)
		from, slashes, q := quote(src, at)
		if q == 0 {
			start, end = from, bare(src, from)
		} else {
			start, end = from, closing(src, from, slashes, q)
		}
		if n.scheme {
			for _, scheme := range []string{"bearer", "basic", "token"} {
				if after := start + len(scheme); hasFold(src, start, scheme) && after < len(src) && after <= end && src[after] == ' ' {
					for start = after; start < len(src) && src[start] == ' '; {
						start++
					}
					if q == 0 {
						end = bare(src, start)
					}
					break
				}
			}
			start = min(start, end)
		}
		if start == end {
			return -1, i + 1
		}
		return start, end
	}
	return -1, i + 1
}

// quote reads an opening or closing quote at i, with the backslashes before it
// (JSON inside JSON); q is 0 when there is none, and then nothing is read.
func quote(src []byte, i int) (after, slashes int, q rune) {
	at := i
	for at < len(src) && src[at] == '\\' {
		at++
	}
	if at >= len(src) {
		return i, 0, 0
	}
	r, n := utf8.DecodeRune(src[at:])
	switch r {
	case '"', '\'', '`', '“', '”', '‘', '’', '＂':
		return at + n, at - i, r
	}
	return i, 0, 0
}

func space(src []byte, i int) int {
	for i < len(src) && (src[i] == ' ' || src[i] == '\t' || src[i] == '\r' || src[i] == '\n') {
		i++
	}
	return i
}

func separator(src []byte, i int) int {
	rest := src[i:]
	switch {
	case bytes.HasPrefix(rest, []byte("=>")), bytes.HasPrefix(rest, []byte(":=")), bytes.HasPrefix(rest, []byte("==")):
		return 2
	case len(rest) > 0 && (rest[0] == ':' || rest[0] == '='):
		return 1
	case bytes.HasPrefix(rest, []byte("：")), bytes.HasPrefix(rest, []byte("＝")):
		return 3
	case len(rest) > 2 && rest[0] == '%' && (hasFold(rest, 1, "3d") || hasFold(rest, 1, "3a")):
		return 3
	}
	return 0
}

// bare is the end of a value without quotes.
func bare(src []byte, i int) int {
	for i < len(src) {
		switch c := src[i]; {
		case c <= ' ', c == ',', c == ';', c == '&', c == '}', c == ']', c == ')', c == '"', c == '\'', c == '`', c == '<', c == '>', c == '#', c == '\\':
			return i
		case c < utf8.RuneSelf:
			i++
			continue
		}
		r, n := utf8.DecodeRune(src[i:])
		switch r {
		case '，', '；', '｝', '］', '”', '’', '＂', '、', '\u3000':
			return i
		}
		i += n
	}
	return i
}

// closing is the end of a value that opened with q behind so many backslashes:
// the same quote behind as many, or the end of the line.
func closing(src []byte, i, slashes int, q rune) int {
	end := closer(q)
	for i < len(src) {
		c := src[i]
		switch {
		case c == '\n' || c == '\r':
			return i
		case c == '\\':
			next, ended := afterSlashes(src, i, slashes, end)
			if ended {
				return i
			}
			i = next
		case c < utf8.RuneSelf:
			if rune(c) == end {
				return i
			}
			i++
		default:
			r, n := utf8.DecodeRune(src[i:])
			// A Chinese quote also ends what an ASCII quote opened: that is
			// one of the ways in which files are broken.
			if r == end || r == '”' || r == '’' {
				return i
			}
			i += n
		}
	}
	return i
}

// closer is the quote that ends what q opened.
func closer(q rune) rune {
	switch q {
	case '“':
		return '”'
	case '‘':
		return '’'
	}
	return q
}

// afterSlashes passes over backslashes and what they escape; ended means that
// the text ends before them, at a quote that they write.
func afterSlashes(src []byte, i, slashes int, end rune) (next int, ended bool) {
	from := i
	for i < len(src) && src[i] == '\\' {
		i++
	}
	if i == len(src) || src[i] == '\n' || src[i] == '\r' {
		return i, false
	}
	if rune(src[i]) == end && i-from <= slashes {
		return from, true
	}
	return i + 1, false
}

// bearer finds a token after the word Bearer, wherever it is.
func bearer(src []byte, i int) (start, end int) {
	if !hasFold(src, i, "bearer") || i > 0 && isAlnum(src[i-1]) {
		return -1, i + 1
	}
	start = i + len("bearer")
	from := start
	for start < len(src) && (src[start] == ' ' || src[start] == '\t') {
		start++
	}
	end = start
	digit := false
	for end < len(src) && (isAlnum(src[end]) || strings.IndexByte("._~+/=-", src[end]) >= 0) {
		digit = digit || src[end]-'0' <= 9
		end++
	}
	// Prose has bearers, too: a token is long or has digits.
	if start == from || end-start < 8 || end-start < 16 && !digit {
		return -1, i + 1
	}
	return start, end
}

// proxy finds the key in a path /proxy/<key>/… .
func proxy(src []byte, i int) (start, end int) {
	if !hasFold(src, i, "proxy") || i == 0 || src[i-1] != '/' {
		return -1, i + 1
	}
	start = i + len("proxy")
	for start < len(src) && src[start] == '\\' {
		start++
	}
	if start >= len(src) || src[start] != '/' {
		return -1, i + 1
	}
	start++
	end = start
	for end < len(src) && isAlnum(src[end]) {
		end++
	}
	if end-start < 16 {
		return -1, i + 1
	}
	return start, end
}

func isAlnum(c byte) bool { return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'z' }

// again finds where the values occur again: as a whole word for all, and
// anywhere at all for the first few.
func again(src []byte, spans []span) []span {
	const anywhere, shortest = 16, 8
	set := map[string]bool{}
	var list [][]byte
	for _, s := range spans {
		v := unwrapped(src[s.Start:s.End])
		if len(v) < shortest || set[string(v)] {
			continue
		}
		set[string(v)] = true
		if len(list) < anywhere {
			list = append(list, v)
		}
	}
	if len(set) == 0 {
		return nil
	}
	var out []span
	for i := 0; i < len(src); {
		from := i
		for i < len(src) && isAlnum(src[i]) {
			i++
		}
		if i-from >= shortest && set[string(src[from:i])] {
			out = append(out, span{from, i})
		}
		if i == from {
			i++
		}
	}
	for _, v := range list {
		for i := 0; ; {
			j := bytes.Index(src[i:], v)
			if j < 0 {
				break
			}
			out = append(out, span{i + j, i + j + len(v)})
			i += j + len(v)
		}
	}
	return out
}

// unwrapped is a value without what people write around a key by mistake: blanks,
// and the word of a header's scheme. The key is alone elsewhere.
func unwrapped(v []byte) []byte {
	v = bytes.TrimSpace(v)
	for _, scheme := range []string{"bearer", "basic"} {
		if hasFold(v, 0, scheme) && len(v) > len(scheme) && v[len(scheme)] == ' ' {
			return bytes.TrimSpace(v[len(scheme):])
		}
	}
	return v
}

var marks = placeholder.Default()

// harmless reports whether a value after a name is a placeholder or a sample
// rather than a secret.
func harmless(v []byte) bool {
	if len(v) > 256 {
		return false
	}
	s := strings.TrimSpace(string(v))
	if s == "" || marks.Match(s) || sampleWord(strings.ToLower(s)) {
		return true
	}
	for _, r := range s {
		if r >= 0x2E80 && r < 0xFF00 {
			return len([]rune(s)) < 24
		}
	}
	// What has the shape of a key is masked even when it looks made up: nobody
	// misses a sample, and a real key must never be shown.
	return false
}

// samplePrefixes begin what a program or a shell puts in place of a secret.
var samplePrefixes = []string{"os.environ", "process.env", "${", "{{", "$", "{…"}

// sampleWord recognises words, in lower case, that stand for a secret:
// your-api-key, xxx, ***, null, os.environ["KEY"].
func sampleWord(low string) bool {
	switch low {
	case "null", "none", "nil", "undefined", "true", "false", "string", "apikey", "api_key", "api-key", "key", "password", "token", "bearer", "basic", "{", "[", "(", "...", "…":
		return true
	}
	if slices.ContainsFunc(samplePrefixes, func(p string) bool { return strings.HasPrefix(low, p) }) {
		return true
	}
	if strings.Contains(low, "your") || strings.Trim(low, "x*.-_") == "" {
		return true
	}
	named := slices.ContainsFunc([]string{"api_key", "api-key", "apikey"}, func(w string) bool { return strings.Contains(low, w) })
	return named && !strings.ContainsAny(low, "0123456789")
}

// merge puts spans in order and joins those that overlap.
func merge(a, b []span) []span {
	all := make([]span, 0, len(a)+len(b))
	all = append(append(all, a...), b...)
	slices.SortFunc(all, func(a, b span) int { return a.Start - b.Start })
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
