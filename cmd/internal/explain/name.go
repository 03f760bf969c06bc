package explain

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/suggest"
)

// UnknownError says that a name is neither a code nor a rule.
type UnknownError struct {
	// Name is what was asked for, fit for printing.
	Name string
	// Suggestions are the names that may have been meant, the best first.
	Suggestions []string
}

// Error is for programmers; people get Text.
func (e *UnknownError) Error() string { return "no code and no rule: " + e.Name }

// Text is the error in the words of the catalogs.
func (e *UnknownError) Text(o Options) string {
	if len(e.Suggestions) > 0 {
		return o.text("explain.unknown-name-near", message.Args{"name": e.Name, "names": o.Lang.List(e.Suggestions)})
	}
	return o.text("explain.unknown-name", message.Args{"name": e.Name})
}

// Name explains what a name stands for: a number (803, -1, "code 803"), an
// official name in any case, a rule's ID, ComfyUI's name for what a rule
// mirrors (value_not_in_list), or the text of a message such as JsonNull. A name that is misspelt in one way only is explained
// as the one meant, with Report.Asked set; the error is an *UnknownError.
func Name(name string, o Options) (Report, error) {
	name = strings.TrimSpace(name)
	if r, ok := exact(name, o); ok {
		return r, nil
	}
	bare := name
	for _, prefix := range []string{"code", "errorcode", "error"} {
		if len(bare) > len(prefix) && strings.EqualFold(bare[:len(prefix)], prefix) {
			bare = strings.Trim(bare[len(prefix):], " -_:=#\"'")
			break
		}
	}
	if bare != name {
		if r, ok := exact(bare, o); ok {
			return r, nil
		}
	}
	if _, ok := parseCode(bare); ok {
		return Report{}, &UnknownError{Name: clean(name, 80), Suggestions: near(bare, numbers())}
	}
	// A message of the service, pasted in place of a name.
	if r := Response([]byte(name), o); r.Kind == kindAnswer {
		return r, nil
	}
	candidates := near(name, Names(o.Rules))
	if len(candidates) > 0 && !nearest(name, candidates) {
		return Report{}, &UnknownError{Name: clean(name, 80), Suggestions: candidates}
	}
	meant := candidates
	if len(meant) == 0 {
		meant = cutShort(name, Names(o.Rules))
	}
	if len(meant) > 0 {
		r, _ := exact(meant[0], o)
		r.Asked = clean(name, 80)
		return r, nil
	}
	return Report{}, &UnknownError{Name: clean(name, 80), Suggestions: containing(name, Names(o.Rules))}
}

// cutShort is the one name that begins or ends with the words of a name, as
// VALIDATE_PROMPT_FAILED does with VALIDATE_PROMPT; none where several do, and
// none for a single word, which many names share.
func cutShort(name string, names []string) []string {
	words := strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(name))
	if !strings.Contains(strings.Trim(words, "_"), "_") {
		return nil
	}
	var out []string
	for _, n := range names {
		full := strings.ReplaceAll(strings.ToLower(n), "-", "_")
		if strings.HasPrefix(full, words+"_") || strings.HasSuffix(full, "_"+words) {
			out = append(out, n)
		}
	}
	if len(out) != 1 {
		return nil
	}
	return out
}

func near(name string, names []string) []string {
	if len(name) > 200 {
		return nil // no name is that long; do not measure it
	}
	return suggest.Word(name).Among(names, 3)
}

// nearest reports whether the first candidate is nearer to a name than all
// others, so that there is no doubt which is meant.
func nearest(name string, candidates []string) bool {
	if len(candidates) == 1 {
		return true
	}
	distance := func(s string) int { return suggest.Word(strings.ToLower(name)).Distance(strings.ToLower(s), len(name)) }
	return distance(candidates[0]) < distance(candidates[1])
}

// containing lists names that have the word in them: the beginning of a rule's
// ID, the end of a code's name.
func containing(word string, names []string) []string {
	var out []string
	word = strings.ToLower(strings.NewReplacer(" ", "_").Replace(word))
	for _, n := range names {
		if len(word) >= 3 && len(out) < 8 && strings.Contains(strings.ToLower(n), word) {
			out = append(out, n)
		}
	}
	return out
}

func exact(name string, o Options) (Report, bool) {
	if c, ok := parseCode(name); ok {
		if _, known := c.Entry(); known {
			return Code(c, o)
		}
	}
	if e, ok := named(strings.ToUpper(name)); ok {
		return Code(e.Code, o)
	}
	for _, r := range o.Rules {
		if strings.EqualFold(r.ID, name) {
			return Rule(r, o), true
		}
	}
	for _, r := range o.Rules {
		if r.Comfy != "" && r.Comfy == name {
			return Rule(r, o), true
		}
	}
	return Report{}, false
}

// named is the row of the code table with an official name.
func named(name string) (code.Entry, bool) {
	all := code.All()
	i := slices.IndexFunc(all, func(e code.Entry) bool { return e.Name == name })
	if i < 0 || name == "" {
		return code.Entry{}, false
	}
	return all[i], true
}

func numbers() []string {
	var out []string
	for _, e := range code.All() {
		out = append(out, e.Code.String())
	}
	return out
}

// Names lists everything that Name knows exactly, for completion: numbers,
// official names, rule IDs.
func Names(rules []*rule.Rule) []string {
	out := numbers()
	for _, e := range code.All() {
		if e.Name != "" {
			out = append(out, e.Name)
		}
	}
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return append(out, ids...)
}
