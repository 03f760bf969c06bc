// Package placeholder recognises the marks that people leave in committed
// templates for a value that is filled in later. Source: live-answers.md,
// "Placeholder styles".
package placeholder

import (
	"fmt"
	"regexp"
)

// Default are the styles recognised without configuration: ${NAME}, {{name}},
// <your-key>, %name%, $NAME. All must stand for the whole value.
var defaults = []*regexp.Regexp{
	regexp.MustCompile(`^\s*\$\{[^{}]+\}\s*$`),
	regexp.MustCompile(`^\s*\{\{[^{}]*\}\}\s*$`),
	regexp.MustCompile(`^\s*<[^<>]+>\s*$`),
	regexp.MustCompile(`^%[A-Za-z_][\w.-]*%$`),
	regexp.MustCompile(`^\$[A-Za-z_]\w*$`),
}

// Patterns is a set of placeholder styles. The zero value has none.
type Patterns struct{ whole []*regexp.Regexp }

// Default returns the built-in styles.
func Default() *Patterns { return &Patterns{whole: defaults} }

// With returns the styles of p and the given regular expressions, each
// anchored to the whole value.
func (p *Patterns) With(exprs ...string) (*Patterns, error) {
	out := &Patterns{whole: append([]*regexp.Regexp(nil), p.whole...)}
	for _, e := range exprs {
		re, err := regexp.Compile(`^(?:` + e + `)$`)
		if err != nil {
			return nil, fmt.Errorf("placeholder pattern %q: %w", e, err)
		}
		out.whole = append(out.whole, re)
	}
	return out, nil
}

// Match tells whether s as a whole is a placeholder.
func (p *Patterns) Match(s string) bool {
	if p == nil || s == "" {
		return false
	}
	for _, re := range p.whole {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}
