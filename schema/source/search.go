package source

import (
	"bytes"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Mentions reports whether a text may hold a request: it has a RunningHub host,
// the path of an endpoint, or the three keys of an item. It goes through the
// text once and looks at few of its bytes.
func Mentions(text []byte) bool { return searcher().find(text) }

// search looks for several words at once: every window of the length of the
// shortest word tells by its last two bytes how far the next place is at which
// a word could end it.
type search struct {
	words [][]byte // in lower case
	// window is the length of the shortest word.
	window int
	// shift is by two bytes, in any case, how far the window may move.
	shift [1 << 12]uint8
	// ends are, where the window may not move, the words that have the two bytes
	// at the end of their first window.
	ends map[uint16][]int
}

// itemKey is the key of an item that is not a word of other programs; it
// counts where the other two are there, too.
const itemKey = "fieldvalue"

var searcher = sync.OnceValue(func() *search {
	words := []string{"runninghub", itemKey}
	for _, e := range endpoint.Default().All() {
		if e.Internal || e.Path == "" {
			continue
		}
		path, _, _ := strings.Cut(e.Path, "{")
		words = append(words, strings.ToLower(path))
	}
	return newSearch(words)
})

func newSearch(words []string) *search {
	s := &search{ends: map[uint16][]int{}}
	for _, w := range words {
		s.words = append(s.words, []byte(w))
		if s.window == 0 || len(w) < s.window {
			s.window = len(w)
		}
	}
	for i := range s.shift {
		s.shift[i] = uint8(s.window - 1)
	}
	for n, w := range s.words {
		for i := 1; i < s.window; i++ {
			k := pair(w[i-1], w[i])
			s.shift[k] = min(s.shift[k], uint8(s.window-1-i))
		}
		k := pair(w[s.window-2], w[s.window-1])
		s.ends[k] = append(s.ends[k], n)
	}
	return s
}

// pair is a number for two bytes, the same for both cases of a letter.
func pair(a, b byte) uint16 {
	return uint16(a&0x1f)<<6 ^ uint16(a&0x40)<<4 ^ uint16(b&0x1f) ^ uint16(b&0x40)>>1
}

func (s *search) find(text []byte) bool {
	keys := false // the other keys of an item were looked for, in vain
	for i := s.window - 1; i < len(text); {
		k := pair(text[i-1], text[i])
		if n := s.shift[k]; n > 0 {
			i += int(n)
			continue
		}
		start := i - s.window + 1
		for _, n := range s.ends[k] {
			w := s.words[n]
			if start+len(w) > len(text) || !bytes.EqualFold(text[start:start+len(w)], w) {
				continue
			}
			if string(w) != itemKey {
				return true
			}
			if !keys && bytes.Contains(text, []byte("nodeId")) && bytes.Contains(text, []byte("fieldName")) {
				return true
			}
			keys = true
		}
		i++
	}
	return false
}
