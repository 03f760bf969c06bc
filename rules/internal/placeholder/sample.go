package placeholder

import "strings"

// Sample knows the words used in place of a value in documents: your-api-key,
// YOUR_API_KEY, API_KEY, xxx, ***, ..., string, [REDACTED], {NAME}, 请输入…. Source:
// live-answers.md, "Placeholder styles".
func Sample(s string) bool {
	const longest = 200
	s = strings.TrimSpace(s)
	if s == "" || len(s) > longest || digits(s) {
		return false
	}
	lower := strings.ToLower(s)
	for _, prefix := range []string{"your-", "your_", "your ", "my-api", "my_api", "请", "你的", "您的", "填"} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	switch strings.Trim(lower, "[]<>()") {
	case "redacted", "masked", "hidden", "changeme", "change-me":
		return true
	}
	switch {
	case lower == "string", strings.Trim(lower, "x") == "" && len(s) >= 3, strings.Trim(s, ".…") == "", strings.Contains(s, "***"):
		return true
	case strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") && !strings.ContainsAny(s[1:len(s)-1], "{}\":,"):
		return len(s) > 2
	}
	return constantName(s)
}

// digits reports whether a text is a number's digits alone, as ids are.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// constantName is an upper-case name of at least two parts: API_KEY.
func constantName(s string) bool {
	parts := 1
	for i := range len(s) {
		switch c := s[i]; {
		case c == '_':
			if parts++; i == 0 || s[i-1] == '_' || i == len(s)-1 {
				return false
			}
		case (c < 'A' || c > 'Z') && (c < '0' || c > '9'):
			return false
		}
	}
	return parts >= 2 && s[0] >= 'A' && s[0] <= 'Z'
}
