package request

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mayHaveCome reports whether a value is one that a list may well offer by now:
// the registry is a copy, and lists grow. What came to them within three months
// was the number -1 in lists of numbers, proportions in lists of proportions,
// and names that put known parts together in another way. Another number of
// seconds did not come to any. Source: capabilities of August 2026.
func mayHaveCome(text string, options []string) bool {
	return text == "-1" && !slices.ContainsFunc(options, func(s string) bool { return !number(s) }) ||
		proportion(text) && slices.ContainsFunc(options, proportion) ||
		recombined(text, options)
}

func number(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// mostParts is the largest side of a proportion that a list is likely to have.
const mostParts = 32

// proportion reports whether a text is one of width and height, such as 16:9.
func proportion(s string) bool {
	width, height, found := strings.Cut(s, ":")
	a, errA := strconv.Atoi(width)
	b, errB := strconv.Atoi(height)
	return found && errA == nil && errB == nil && min(a, b) > 0 && max(a, b) <= mostParts && strconv.Itoa(a)+":"+strconv.Itoa(b) == s
}

// recombined reports whether a text is made of at least two words,
// all parts of which the options have: native4k where there are native1080p and 4k.
func recombined(text string, options []string) bool {
	have := map[string]bool{}
	for _, o := range options {
		for _, part := range parts(o) {
			have[part] = true
		}
	}
	words := 0
	for _, part := range parts(text) {
		if !have[part] {
			return false
		}
		if r, _ := utf8.DecodeRuneInString(part); unicode.IsLetter(r) {
			words++
		}
	}
	return words > 1
}

// parts are the runs of letters and of digits, and each other character.
func parts(s string) (out []string) {
	class := func(r rune) int {
		switch {
		case unicode.IsLetter(r):
			return 1
		case unicode.IsDigit(r):
			return 2
		}
		return 0
	}
	last := 0
	for _, r := range s {
		if c := class(r); c != 0 && c == last {
			out[len(out)-1] += string(r)
		} else {
			out, last = append(out, string(r)), c
		}
	}
	return out
}
