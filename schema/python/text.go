package python

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// plain brings a text to the ASCII that Python's number readers work on: any
// decimal digit beyond ASCII becomes 0 to 9, any whitespace beyond ASCII a
// blank, and what is neither becomes '?', which no number contains. ASCII is
// left alone: the separators U+001C to U+001F, whitespace to str.isspace,
// are none here.
func plain(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(byte(r))
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			if d, ok := digit(r); ok {
				b.WriteByte('0' + d)
			} else {
				b.WriteByte('?')
			}
		}
	}
	return b.String()
}

// digit is the value of a Unicode decimal digit. Digits of one script stand in
// runs of ten that begin with their zero.
func digit(r rune) (byte, bool) {
	for _, t := range unicode.Nd.R16 {
		if uint32(r) <= uint32(t.Hi) {
			if uint32(r) < uint32(t.Lo) {
				return 0, false
			}
			return byte((uint32(r) - uint32(t.Lo)) % 10), true
		}
	}
	for _, t := range unicode.Nd.R32 {
		if uint32(r) <= t.Hi {
			if uint32(r) < t.Lo {
				return 0, false
			}
			return byte((uint32(r) - t.Lo) % 10), true
		}
	}
	return 0, false
}

// trim removes the whitespace of C's isspace.
func trim(s string) string { return strings.Trim(s, " \t\n\v\f\r") }

// intFromText is int(s): sign, decimal digits with single underscores between
// them, whitespace around.
func intFromText(s string) (Value, error) {
	s = trim(plain(s))
	neg := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if s == "" {
		return Value{}, ErrSyntax
	}
	count := 0
	after := byte('_')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			count++
		case c != '_' || after == '_':
			return Value{}, ErrSyntax
		}
		after = s[i]
	}
	if after == '_' {
		return Value{}, ErrSyntax
	}
	if count > maxIntDigits {
		return Value{}, ErrManyDigits
	}
	s = strings.ReplaceAll(s, "_", "")
	if neg {
		s = "-" + s
	}
	return parseBig(s, jsondoc.Value{}), nil
}

// floatFromText is float(s): a decimal number, "inf", "infinity" or "nan" in
// any case, underscores between digits, whitespace around.
func floatFromText(s string) (Value, error) {
	s = trim(plain(s))
	if strings.Contains(s, "_") {
		if !groupsDigits(s) {
			return Value{}, ErrSyntax
		}
		s = strings.ReplaceAll(s, "_", "")
	}
	if !isDecimal(s) {
		switch word := strings.ToLower(unsigned(s)); word {
		case "inf", "infinity":
		case "nan":
			s = word // strconv knows no signed NaN
		default:
			return Value{}, ErrSyntax
		}
	}
	f, _ := strconv.ParseFloat(s, 64) // out of range: ±Inf or 0, as in Python
	return newFloat(f), nil
}

// groupsDigits reports whether every underscore stands between two digits.
func groupsDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && (i == 0 || i+1 == len(s) || !isDigit(s[i-1]) || !isDigit(s[i+1])) {
			return false
		}
	}
	return true
}

// unsigned is s without a sign before it.
func unsigned(s string) string {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		return s[1:]
	}
	return s
}

// skipDigits is s without the digits that it begins with, and how many they
// were.
func skipDigits(s string) (rest string, n int) {
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return s[n:], n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isDecimal reports whether s is sign, digits with at most one point, exponent.
func isDecimal(s string) bool {
	rest, digits := skipDigits(unsigned(s))
	if fraction, ok := strings.CutPrefix(rest, "."); ok {
		var n int
		rest, n = skipDigits(fraction)
		digits += n
	}
	if digits == 0 {
		return false
	}
	if rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		var n int
		if rest, n = skipDigits(unsigned(rest[1:])); n == 0 {
			return false
		}
	}
	return rest == ""
}
