package placeholder

import (
	"regexp"
	"testing"
)

// oracle says in regular expressions what the hand-written recogniser does.
var oracle = []*regexp.Regexp{
	regexp.MustCompile(`^\s*\$\{[^{}]+\}\s*$`),
	regexp.MustCompile(`^\s*\{\{[^{}]*\}\}\s*$`),
	regexp.MustCompile(`^\s*<[^<>]+>\s*$`),
	regexp.MustCompile(`^%[A-Za-z_][\w.-]*%$`),
	regexp.MustCompile(`^\$[A-Za-z_]\w*$`),
}

func byOracle(s string) bool {
	for _, re := range oracle {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

var samples = []string{
	"${NAME}", " ${ expr } ", "${}", "{{name}}", "{{}}", "{{ a }}\n", "{{a}}{{b}}", "<your-key>", "<>", "<a><b>", "%width%", "%a.b-c%", "%1%", "%%", "$API_KEY",
	"$1", "$", "text", "a ${X}", "", "{", "<", "%", "{{", "${", "}}", " ", "{title}", "$a-b", "%a%b%", "${a}}", "\v{{x}}\f", "<文件>", "{{{a}}}",
}

func TestMatchDefault(t *testing.T) {
	for _, s := range samples {
		if got, want := Default().Match(s), byOracle(s); got != want {
			t.Errorf("Match(%q) = %v, want %v", s, got, want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range samples {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		// Match must never disagree with the expressions it replaces.
		if got, want := Default().Match(s), byOracle(s); got != want {
			t.Errorf("Match(%q) = %v, want %v", s, got, want)
		}
	})
}

func TestWith(t *testing.T) {
	p, err := Default().With(`@[a-z]+`)
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]bool{"@photo": true, "x@photo": false, "${A}": true, "": false} {
		if p.Match(s) != want {
			t.Errorf("Match(%q) = %v", s, !want)
		}
	}
	if _, err := p.With(`(`); err == nil {
		t.Error("a broken expression is accepted")
	}
	var none *Patterns
	if none.Match("${A}") {
		t.Error("nil matches")
	}
	own, err := none.With(`@x`)
	if err != nil || own.Match("${A}") || !own.Match("@x") {
		t.Errorf("own styles alone: %v", err)
	}
}
