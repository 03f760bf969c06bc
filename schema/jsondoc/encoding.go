package jsondoc

import (
	"bytes"
	"unicode/utf8"
)

// encodingOf finds texts that are not UTF-8 by their first bytes.
func encodingOf(src []byte) *SyntaxError {
	wide := func(c Cause, width int, kind string) *SyntaxError {
		return syntaxError(c, 0, min(width, len(src))).with("kind", kind)
	}
	if len(src) < 2 {
		return nil
	}
	four := func(s string) bool { return bytes.HasPrefix(src, []byte(s)) }
	switch {
	case four("\xFF\xFE\x00\x00"):
		return wide(CauseUTF32, 4, "UTF-32LE")
	case four("\x00\x00\xFE\xFF"):
		return wide(CauseUTF32, 4, "UTF-32BE")
	case four("\xFF\xFE"):
		return wide(CauseUTF16, 2, "UTF-16LE")
	case four("\xFE\xFF"):
		return wide(CauseUTF16, 2, "UTF-16BE")
	}
	// JSON begins with an ASCII character (RFC 4627 §3): the NULs around it
	// tell the width.
	if len(src) >= 4 {
		switch z := [4]bool{src[0] == 0, src[1] == 0, src[2] == 0, src[3] == 0}; z {
		case [4]bool{false, true, true, true}:
			return wide(CauseUTF32, 4, "UTF-32LE")
		case [4]bool{true, true, true, false}:
			return wide(CauseUTF32, 4, "UTF-32BE")
		}
	}
	if len(src)%2 == 0 {
		switch {
		case src[0] == 0 && startsJSON(src[1]):
			return wide(CauseUTF16, 2, "UTF-16BE")
		case src[1] == 0 && startsJSON(src[0]):
			return wide(CauseUTF16, 2, "UTF-16LE")
		}
	}
	for _, m := range binaryMagic {
		if bytes.HasPrefix(src, []byte(m.magic)) {
			return syntaxError(CauseBinary, 0, len(m.magic)).with("kind", m.kind)
		}
	}
	return nil
}

func startsJSON(c byte) bool {
	return bytes.IndexByte([]byte("{[\"-0123456789tfn \t\r\n/#<"), c) >= 0
}

var binaryMagic = []struct{ magic, kind string }{
	{"\x89PNG", "PNG"}, {"\xFF\xD8\xFF", "JPEG"}, {"GIF8", "GIF"}, {"RIFF", "WEBP/WAV/AVI"}, {"PK\x03\x04", "ZIP"},
	{"\x1F\x8B", "gzip"}, {"%PDF-", "PDF"}, {"\x00\x00\x00\x18ftyp", "MP4"}, {"\x00\x00\x00\x20ftyp", "MP4"}, {"ID3", "MP3"},
	{"\x7FELF", "ELF"}, {"SQLite format 3", "SQLite"},
}

func firstInvalid(src []byte) int {
	for i := 0; i < len(src); {
		if src[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(src)
}

// diagnoseEncoding says what the bytes are that are no UTF-8 from offset bad.
func diagnoseEncoding(src []byte, bad int) *SyntaxError {
	if !utf8.FullRune(src[bad:]) {
		// The file ends inside a character.
		return syntaxError(CauseTruncated, bad, len(src)).with("open", "UTF-8")
	}
	// Pairs are counted from the line's beginning: a pair of GBK can be a
	// character of UTF-8 by accident, so bad may be in the middle of one.
	from := bytes.LastIndexByte(src[max(0, bad-1<<15):bad], '\n') + 1 + max(0, bad-1<<15)
	if at := gbkPair(src[from:], bad-from); at >= 0 {
		return syntaxError(CauseGBK, from+at, min(from+at+2, len(src)))
	}
	return syntaxError(CauseInvalidUTF8, bad, bad+1)
}

// gbkPair tells whether the bytes above ASCII are pairs as GBK has them, most
// of them common Chinese characters (GB 2312 rows 16 to 87, lead B0 to F7) or
// its punctuation (A1, A3): then it gives the offset of the pair around bad,
// else -1.
func gbkPair(b []byte, bad int) int {
	b = b[:min(len(b), 1<<16)]
	pairs, common, at := 0, 0, bad
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if i+1 == len(b) {
			break
		}
		lead, trail := b[i], b[i+1]
		if lead < 0x81 || lead > 0xFE || trail < 0x40 || trail == 0x7F || trail == 0xFF {
			return -1
		}
		if i+1 == bad {
			at = i
		}
		pairs++
		if trail >= 0xA1 && (lead >= 0xB0 && lead <= 0xF7 || lead == 0xA1 || lead == 0xA3) {
			common++
		}
		i++
	}
	if pairs == 0 || common*5 < pairs*4 {
		return -1
	}
	return at
}
