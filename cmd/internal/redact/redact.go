// Package redact is the last door before everything that the program writes: no
// API key goes through it. It works on bytes and knows nothing of formats, so
// that it holds for those that are yet to come. What is masked keeps its length:
// places, columns and the lengths that a protocol announces stay right.
//
// Two things are a key: the one in the environment, wherever it occurs, and what
// has the shape of one, 32 hexadecimal digits (runninghub-api.md §3) that are
// not part of a longer row of them. The rules and readers before this door keep
// other secrets (passwords, tokens behind their names) out of what they say.
package redact

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
)

const (
	// digits is the length of a key, and shortest that of the smallest part of
	// one that is masked where a text was cut.
	digits   = 32
	shortest = 8
)

// Redactor masks keys. The zero Redactor knows no key but masks what looks like
// one. It is safe for concurrent use.
type Redactor struct {
	keys atomic.Pointer[[]string]
}

// New makes a Redactor that knows some keys; one with fewer than 8 characters is
// left out, because it would be found in words that have nothing to do with it.
func New(keys ...string) *Redactor {
	r := &Redactor{}
	for _, k := range keys {
		r.Add(k)
	}
	return r
}

// Add makes one more key known, in what is written from now on.
func (r *Redactor) Add(k string) {
	k = strings.TrimSpace(k)
	if len(k) < shortest {
		return
	}
	quoted, _ := json.Marshal(k) // a string always encodes
	for {
		old := r.keys.Load()
		forms := slices.Clone(r.forms())
		for _, form := range []string{k, url.QueryEscape(k), url.PathEscape(k), string(quoted[1 : len(quoted)-1]), strings.Map(plain, k)} {
			if !slices.Contains(forms, form) {
				forms = append(forms, form)
			}
		}
		if r.keys.CompareAndSwap(old, &forms) {
			return
		}
	}
}

// forms are the known keys in each way in which formats write them.
func (r *Redactor) forms() []string {
	if keys := r.keys.Load(); keys != nil {
		return *keys
	}
	return nil
}

// plain makes a name of a text, as names of definitions are made.
func plain(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
		return r
	}
	return '_'
}

// Bytes returns a copy of src in which every byte of a key is a '*'; src itself
// where there is none.
func (r *Redactor) Bytes(src []byte) []byte {
	spans := r.find(src)
	if len(spans) == 0 {
		return src
	}
	return mask(bytes.Clone(src), spans)
}

// Text is Bytes for a string.
func (r *Redactor) Text(s string) string {
	spans := r.find([]byte(s))
	if len(spans) == 0 {
		return s
	}
	return string(mask([]byte(s), spans))
}

type span struct{ start, end int }

func mask(b []byte, spans []span) []byte {
	for _, s := range spans {
		for i := s.start; i < s.end; i++ {
			b[i] = '*'
		}
	}
	return b
}

// find lists the keys in a text.
func (r *Redactor) find(src []byte) []span {
	return append(shaped(src), r.known(src)...)
}

// known lists the places of the known keys in a text.
func (r *Redactor) known(src []byte) (spans []span) {
	for _, k := range r.forms() {
		for from := 0; ; {
			i := bytes.Index(src[from:], []byte(k))
			if i < 0 {
				break
			}
			spans = append(spans, span{from + i, from + i + len(k)})
			from += i + len(k)
		}
		spans = append(spans, cut(src, k)...)
	}
	return spans
}

// ellipsis is what the program puts where it cuts a text.
var ellipsis = []byte("…")

// cut lists the parts of a key that are left where a text was cut.
func cut(src []byte, key string) []span {
	var out []span
	for from := 0; ; {
		i := bytes.Index(src[from:], ellipsis)
		if i < 0 {
			return out
		}
		at := from + i
		from = at + len(ellipsis)
		for n := min(len(key)-1, at); n >= shortest; n-- {
			if string(src[at-n:at]) == key[:n] {
				out = append(out, span{at - n, at})
				break
			}
		}
		for n := min(len(key)-1, len(src)-from); n >= shortest; n-- {
			if string(src[from:from+n]) == key[len(key)-n:] {
				out = append(out, span{from, from + n})
				break
			}
		}
	}
}

func isHex(c byte) bool { return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f' }

// shaped lists what has the shape of a key, or is what a cut left of one.
func shaped(src []byte) []span {
	var out []span
	// A row of the shortest length that begins here or later and before i has a
	// digit at i: most text is stepped over.
	for i := shortest - 1; i < len(src); {
		if !isHex(src[i]) {
			i += shortest
			continue
		}
		start, end := i, i+1
		for start > 0 && isHex(src[start-1]) {
			start--
		}
		for end < len(src) && isHex(src[end]) {
			end++
		}
		if end-start >= shortest {
			if s, ok := keyIn(src, start, end); ok {
				out = append(out, s)
			}
		}
		i = end + shortest
	}
	return out
}

// keyIn finds the key in a row of hexadecimal digits. The first of them may end
// an escape: \n has none, but \b, \x1b, \u200b and %3D have.
func keyIn(src []byte, start, end int) (span, bool) {
	n := end - start
	for _, escape := range []int{0, escaped(src, start)} {
		if n-escape == digits && lettered(src[start+escape:end]) && !fingerprint(src, start, end) {
			return span{start + escape, end}, true
		}
	}
	if wasCut := bytes.HasPrefix(src[end:], ellipsis) || bytes.HasSuffix(src[:start], ellipsis); wasCut && n < digits && mixed(src[start:end]) {
		return span{start, end}, true
	}
	return span{}, false
}

// escaped counts the digits at the beginning of a row that belong to an escape.
func escaped(src []byte, start int) int {
	before := src[max(start-2, 0):start]
	switch {
	case bytes.HasSuffix(before, []byte(`\U`)):
		return 8
	case bytes.HasSuffix(before, []byte(`\u`)):
		return 4
	case bytes.HasSuffix(before, []byte(`\x`)), bytes.HasSuffix(before, []byte(`%`)):
		return 2
	case bytes.HasSuffix(before, []byte(`\`)) && (src[start] == 'b' || src[start] == 'f'):
		return 1
	}
	return 0
}

// lettered distinguishes a key from a number, which may be as long and is not in
// quotes: JSON would break where it is masked.
func lettered(b []byte) bool {
	return slices.ContainsFunc(b, func(c byte) bool { return c > '9' })
}

// mixed reports whether a row has both letters and digits, as a part of a key
// has and few words and numbers do.
func mixed(b []byte) bool {
	return lettered(b) && slices.ContainsFunc(b, func(c byte) bool { return c <= '9' })
}

// fingerprints are the members of reports whose values are hashes as long as a
// key. Within a text of a report their quotes would be escaped.
var fingerprints = [][]byte{[]byte(`"fingerprint":"`), []byte(`"payloadlint/v1":"`)}

// longestMark is the length of the longest of fingerprints.
const longestMark = len(`"payloadlint/v1":"`)

func fingerprint(src []byte, start, end int) bool {
	if end >= len(src) || src[end] != '"' {
		return false
	}
	return slices.ContainsFunc(fingerprints, func(m []byte) bool { return bytes.HasSuffix(src[:start], m) })
}
