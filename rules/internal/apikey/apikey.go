// Package apikey knows RunningHub's API keys by their shape, and finds them in a
// text of any language by the names they follow.
package apikey

// Real reports whether s is shaped like a real RunningHub key: one that no person
// would make up as a sample, such as 000…, 0123456789abcdef… or a repeated word.
func Real(s string) bool { return Is(s) && random(s) }

// Is reports whether s has the shape of a RunningHub API key: 32 lower-case
// hexadecimal digits. Source: runninghub-api.md §3.
func Is(s string) bool {
	if len(s) != 32 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c-'0' > 9 && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// random reports whether 32 hexadecimal digits look drawn by chance. Each test
// fails for a truly random key about once in a million or less.
func random(s string) bool {
	var seen [256]bool
	distinct, equal := 0, 0
	for i := range len(s) {
		if !seen[s[i]] {
			seen[s[i]] = true
			distinct++
		}
		if i == 0 {
			continue
		}
		if s[i] == s[i-1] {
			equal++
		}
	}
	if distinct < 7 || equal >= 14 {
		return false
	}
	if counting(s) {
		return false
	}
	for period := 1; period <= 16; period++ {
		if s[period:] == s[:len(s)-period] {
			return false
		}
	}
	return true
}

// counting reports whether digits go up or down by one for eight digits; 9 may go
// on as a or 0, f as 0.
func counting(s string) bool {
	up, down := 1, 1
	for i := 1; i < len(s); i++ {
		a, b := hexValue(s[i-1]), hexValue(s[i])
		up++
		if b != (a+1)%16 && (a != 9 || b != 0) {
			up = 1
		}
		down++
		if a != (b+1)%16 && (b != 9 || a != 0) {
			down = 1
		}
		if up >= 8 || down >= 8 {
			return true
		}
	}
	return false
}

func hexValue(c byte) int {
	if c >= 'a' {
		return int(c-'a') + 10
	}
	return int(c - '0')
}
