package apikey

import "strings"

// hexKey is the length of an API key. Source: runninghub-api.md §3.
const hexKey = 32

// In finds what is shaped like a real RunningHub key and follows a name that
// says so, in the text of any language: the offsets of its first byte and behind
// its last.
func In(src []byte) func(yield func(start, end int) bool) {
	return func(yield func(start, end int) bool) {
		run := 0
		for i := 0; i <= len(src); i++ {
			if i < len(src) && anyHex(src[i]) {
				run++
				continue
			}
			start := i - run
			if run == hexKey && (i == len(src) || !wordByte(src[i])) && (start == 0 || !wordByte(src[start-1])) &&
				Real(strings.ToLower(string(src[start:i]))) && namedKey(src[:start]) && !yield(start, i) {
				return
			}
			run = 0
		}
	}
}

func anyHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func wordByte(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// mostBefore is how far before a value its name is looked for.
const mostBefore = 120

// namedKey reports whether a text ends with the name of a key and what a language
// puts between a name and its value: a sign, quotes, a type, a scheme.
func namedKey(before []byte) bool {
	before = before[max(0, len(before)-mostBefore):]
	for range 3 {
		word, rest, ok := lastWord(before)
		switch {
		case !ok:
			return false
		case keyName(word):
			return true
		case !betweenWord(word):
			return false
		}
		before = rest
	}
	return false
}

// lastWord is the last word of a text, where nothing but signs of assignment
// follow it.
func lastWord(text []byte) (word string, rest []byte, ok bool) {
	end := len(text)
	for end > 0 && strings.IndexByte(" \t\"'`:=>,([{&?|)", text[end-1]) >= 0 {
		end--
	}
	start := end
	for start > 0 && wordByte(text[start-1]) {
		start--
	}
	return string(text[start:end]), text[:start], start < end
}

// keyName reports whether a word names an API key.
func keyName(word string) bool {
	w := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(word))
	switch {
	case strings.HasSuffix(w, "apikey"), strings.HasSuffix(w, "authorization"), w == "rhkey", w == "rhtoken":
		return true
	}
	return strings.Contains(w, "runninghub") && (strings.HasSuffix(w, "key") || strings.HasSuffix(w, "token") || strings.HasSuffix(w, "secret"))
}

// betweenWord reports whether a word may stand between a name and its value.
func betweenWord(word string) bool {
	switch strings.ToLower(word) {
	case "f", "r", "b", "u", // the prefixes of Python's strings
		"bearer", "basic", "token", "str", "string", "static", "const", "final", "optional", "default", "value":
		return true
	}
	return false
}
