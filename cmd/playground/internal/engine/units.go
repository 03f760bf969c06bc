package engine

import "unicode/utf8"

// stride is the distance in bytes of the places whose UTF-16 offset is kept.
const stride = 1 << 12

// units translates offsets of a UTF-8 text to those in UTF-16 code units, which
// JavaScript counts in, and back.
type units struct {
	text  string
	marks []int // the UTF-16 offset of every stride-th byte
}

func newUnits(text string) *units {
	u := &units{text: text, marks: make([]int, 1, 1+len(text)/stride)}
	for at := 0; at+stride <= len(text); at += stride {
		u.marks = append(u.marks, u.marks[len(u.marks)-1]+count16(text[at:at+stride]))
	}
	return u
}

// count16 counts code units by the bytes that begin a rune, so that a text can
// be counted in pieces.
func count16(s string) int {
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0xf0:
			n += 2
		case utf8.RuneStart(c):
			n++
		}
	}
	return n
}

// to16 is a byte's offset in code units.
func (u *units) to16(at int) int {
	at = min(max(at, 0), len(u.text))
	k := at / stride
	return u.marks[k] + count16(u.text[k*stride:at])
}

// from16 is the byte at an offset in code units.
func (u *units) from16(at int) int {
	low, high := 0, len(u.marks)
	for low+1 < high {
		if mid := (low + high) / 2; u.marks[mid] <= at {
			low = mid
		} else {
			high = mid
		}
	}
	n, i := u.marks[low], low*stride
	for i < len(u.text) && (n < at || !utf8.RuneStart(u.text[i])) {
		_, size := utf8.DecodeRuneInString(u.text[i:])
		n += count16(u.text[i : i+size])
		i += size
	}
	return i
}
