// Package placeholder recognises the marks that people leave in committed
// templates for a value that is filled in later. Source: live-answers.md,
// "Placeholder styles".
package placeholder

import (
	"fmt"
	"regexp"
	"strings"
)

// Patterns is a set of placeholder styles. The zero value and nil have none.
type Patterns struct {
	defaults bool
	whole    []*regexp.Regexp
}

// builtin is the set of Default; it is never changed.
var builtin = &Patterns{defaults: true}

// Default returns the built-in styles: ${NAME}, {{name}}, <your-key>, %name%
// and $NAME. Each must be the whole value. They are recognised by hand: a
// program that starts compiles no expression for them.
func Default() *Patterns { return builtin }

// With returns the styles of p and the given regular expressions, each
// anchored to the whole value.
func (p *Patterns) With(exprs ...string) (*Patterns, error) {
	out := &Patterns{}
	if p != nil {
		out.defaults = p.defaults
		out.whole = append(out.whole, p.whole...)
	}
	for _, e := range exprs {
		re, err := regexp.Compile(`^(?:` + e + `)$`)
		if err != nil {
			return nil, fmt.Errorf("placeholder pattern %q: %w", e, err)
		}
		out.whole = append(out.whole, re)
	}
	return out, nil
}

// Match reports whether s as a whole is a placeholder.
func (p *Patterns) Match(s string) bool {
	if p == nil || s == "" {
		return false
	}
	if p.defaults && matchDefault(s) {
		return true
	}
	for _, re := range p.whole {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

func matchDefault(s string) bool {
	// Most values are not placeholders; their first byte says so.
	switch s[0] {
	case '$', '{', '<', '%', ' ', '\t', '\n', '\r', '\f':
	default:
		return false
	}
	trimmed := strings.Trim(s, " \t\n\r\f")
	if inner, ok := between(trimmed, "${", "}"); ok {
		return inner != "" && !strings.ContainsAny(inner, "{}")
	}
	if inner, ok := between(trimmed, "{{", "}}"); ok {
		return !strings.ContainsAny(inner, "{}")
	}
	if inner, ok := between(trimmed, "<", ">"); ok {
		return inner != "" && !strings.ContainsAny(inner, "<>")
	}
	if inner, ok := between(s, "%", "%"); ok {
		return name(inner, true)
	}
	return s[0] == '$' && name(s[1:], false)
}

func between(s, open, end string) (string, bool) {
	if len(s) < len(open)+len(end) || !strings.HasPrefix(s, open) || !strings.HasSuffix(s, end) {
		return "", false
	}
	return s[len(open) : len(s)-len(end)], true
}

// name tells an ASCII identifier; dots and dashes may follow where wide.
func name(s string, wide bool) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		case i > 0 && (c >= '0' && c <= '9' || wide && (c == '.' || c == '-')):
		default:
			return false
		}
	}
	return s != ""
}
