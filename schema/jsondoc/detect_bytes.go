package jsondoc

import (
	"bytes"
	"unicode/utf8"
)

// Texts that are not UTF-8.

// has reports whether the text begins with the bytes of s.
func (b *breakage) has(s string) bool { return bytes.HasPrefix(b.src, []byte(s)) }

// encoded marks the first character of a text in another encoding.
func (b *breakage) encoded(width int, kind string) *SyntaxError {
	return mark(0, min(width, len(b.src))).with("kind", kind)
}

func isUTF32(b *breakage) *SyntaxError {
	switch {
	case b.has("\xFF\xFE\x00\x00"):
		return b.encoded(4, "UTF-32LE")
	case b.has("\x00\x00\xFE\xFF"):
		return b.encoded(4, "UTF-32BE")
	case len(b.src) < 4:
		return nil
	}
	// JSON begins with an ASCII character (RFC 4627 §3): the NULs around it
	// give the width away.
	switch [4]bool{b.src[0] == 0, b.src[1] == 0, b.src[2] == 0, b.src[3] == 0} {
	case [4]bool{false, true, true, true}:
		return b.encoded(4, "UTF-32LE")
	case [4]bool{true, true, true, false}:
		return b.encoded(4, "UTF-32BE")
	}
	return nil
}

func isUTF16(b *breakage) *SyntaxError {
	switch {
	case b.has("\xFF\xFE"):
		return b.encoded(2, "UTF-16LE")
	case b.has("\xFE\xFF"):
		return b.encoded(2, "UTF-16BE")
	case len(b.src) < 2 || len(b.src)%2 != 0:
		return nil
	case b.src[0] == 0 && startsJSON(b.src[1]):
		return b.encoded(2, "UTF-16BE")
	case b.src[1] == 0 && startsJSON(b.src[0]):
		return b.encoded(2, "UTF-16LE")
	}
	return nil
}

func startsJSON(c byte) bool {
	return bytes.IndexByte([]byte("{[\"-0123456789tfn \t\r\n/#<"), c) >= 0
}

var binaryMagic = [...]struct{ magic, kind string }{
	{"\x89PNG", "PNG"}, {"\xFF\xD8\xFF", "JPEG"}, {"GIF8", "GIF"}, {"RIFF", "WEBP/WAV/AVI"}, {"PK\x03\x04", "ZIP"},
	{"\x1F\x8B", "gzip"}, {"%PDF-", "PDF"}, {"\x00\x00\x00\x18ftyp", "MP4"}, {"\x00\x00\x00\x20ftyp", "MP4"}, {"ID3", "MP3"},
	{"\x7FELF", "ELF"}, {"SQLite format 3", "SQLite"},
}

func isBinary(b *breakage) *SyntaxError {
	for _, m := range binaryMagic {
		if b.has(m.magic) {
			return mark(0, len(m.magic)).with("kind", m.kind)
		}
	}
	return nil
}

// isGBK knows Chinese text of Windows.
func isGBK(b *breakage) *SyntaxError {
	// Pairs are counted from the line's beginning: a pair of GBK can be a
	// character of UTF-8 by accident, so i may be in the middle of one.
	line := max(0, b.i-1<<15)
	line += bytes.LastIndexByte(b.src[line:b.i], '\n') + 1
	at := gbkPair(b.src[line:], b.i-line)
	if at < 0 {
		return nil
	}
	return mark(line+at, min(line+at+2, len(b.src)))
}

// gbkPair gives the offset of the pair of bytes around bad when the bytes
// above ASCII are pairs as GBK has them, most of them common Chinese
// characters (GB 2312 rows 16 to 87, lead B0 to F7) or its punctuation (A1,
// A3); else -1.
func gbkPair(text []byte, bad int) int {
	text = text[:min(len(text), 1<<16)]
	pairs, common, at := 0, 0, bad
	for i := 0; i+1 < len(text); i++ {
		if text[i] < utf8.RuneSelf {
			continue
		}
		lead, trail := text[i], text[i+1]
		if !isGBKPair(lead, trail) {
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

func isGBKPair(lead, trail byte) bool {
	return lead >= 0x81 && lead <= 0xFE && trail >= 0x40 && trail != 0x7F && trail != 0xFF
}

// isInvalidUTF8 is the last resort for bytes. For a whole string that is not
// UTF-8 the scanner looks up the place of it.
func isInvalidUTF8(b *breakage) *SyntaxError {
	if b.where == atBadByte || b.char() == '"' {
		return b.here(1)
	}
	return nil
}
