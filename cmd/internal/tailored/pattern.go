package tailored

import (
	"regexp"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// The patterns. Placeholders are those of package placeholder; numbers are
// what Python's float and int read, as ComfyUI coerces them
// (validate-prompt.md §3.4).
const (
	floatPattern = `^\s*[+-]?(([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][+-]?[0-9]+)?|[iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])\s*$`
	intPattern   = `^\s*[+-]?[0-9]+(_[0-9]+)*\s*$`
	boolPattern  = `^\s*([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])\s*$`
)

var (
	floatText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(floatPattern) })
	intText   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(intPattern) })
)

var placeholderPatterns = []string{
	`^\s*\$\{[^{}]+\}\s*$`,
	`^\s*\{\{[^{}]*\}\}\s*$`,
	`^\s*<[^<>]+>\s*$`,
	`^%[A-Za-z_][A-Za-z0-9_.\-]*%$`,
	`^\$[A-Za-z_][A-Za-z0-9_]*$`,
}

var placeholders = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(strings.Join(placeholderPatterns, "|"))
})

func isPlaceholder(v jsondoc.Value) bool {
	return v.Is(jsondoc.String) && placeholders().MatchString(v.Text())
}

// portable reports whether an expression means the same to Go and to JavaScript.
func portable(expr string) bool {
	for _, odd := range []string{"(?", `\A`, `\z`, `\Q`, `\C`, `\p`, `\P`, "[[:", `\a`, `\x{`} {
		if strings.Contains(expr, odd) {
			return false
		}
	}
	_, err := regexp.Compile(expr)
	return err == nil
}

// placeholder accepts a mark for any value.
func (g *generator) placeholder() object {
	all := placeholderPatterns
	for _, p := range g.o.Placeholders {
		if portable(p) {
			all = append(all[:len(all):len(all)], "^(?:"+p+")$")
		}
	}
	return g.ref("placeholder", object{{"type", "string"}, {"pattern", strings.Join(all, "|")}})
}
