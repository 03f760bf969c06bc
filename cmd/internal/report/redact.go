package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// shortest is the length from which a hidden text is looked for elsewhere:
// shorter ones would be found in words that have nothing to do with them.
const shortest = 8

// redacted is r without the secrets of its document in any of its texts, and
// without fixes that would write one; src is the document's text. The checks
// redact what they report; this is the second lock on the door, and the only
// one for what the source shows. Where there is no secret it is r itself;
// where nothing is to say about a place, src is nil and nothing is searched.
func (b *builder) redacted(r *rules.Result) (out *rules.Result, src *source) {
	if r.Document == nil || len(r.Findings) == 0 && len(r.Unchecked) == 0 {
		return r, nil
	}
	if d := r.Document.File(); b.last == nil || b.last.doc != d {
		b.last = newSource(d, b.o.Mask)
	}
	hide := b.last.hide
	if hide == nil {
		return r, b.last
	}
	c := *r
	c.Verdict.Msg = hide.Replace(r.Verdict.Msg)
	c.Findings = slices.Clone(r.Findings)
	for i := range c.Findings {
		redactFinding(&c.Findings[i], hide)
	}
	c.Unchecked = slices.Clone(r.Unchecked)
	for i := range c.Unchecked {
		u := &c.Unchecked[i]
		u.Reason, u.Remedy = hide.Replace(u.Reason), hide.Replace(u.Remedy)
	}
	return &c, b.last
}

func redactFinding(f *rule.Finding, hide *strings.Replacer) {
	for _, s := range []*string{&f.Message, &f.Advice, &f.Node, &f.Input, &f.Msg} {
		*s = hide.Replace(*s)
	}
	f.Suggestions = slices.Clone(f.Suggestions)
	for k, s := range f.Suggestions {
		f.Suggestions[k] = hide.Replace(s)
	}
	f.Related = slices.Clone(f.Related)
	for k := range f.Related {
		f.Related[k].Message = hide.Replace(f.Related[k].Message)
	}
	if f.Fix != nil && slices.ContainsFunc(f.Fix.Edits, func(e rule.Edit) bool { return hide.Replace(e.New) != e.New }) {
		f.Fix = nil
	}
}

// secrets replaces what a mask hid in raw, wherever else it stands; nil when
// it hid nothing.
func secrets(raw, masked []byte) *strings.Replacer {
	var found []string
	for i := 0; i < len(masked); i++ {
		if masked[i] == raw[i] {
			continue
		}
		start := i
		for i < len(masked) && masked[i] != raw[i] {
			i++
		}
		if i-start >= shortest {
			found = append(found, string(raw[start:i]))
		}
	}
	if len(found) == 0 {
		return nil
	}
	// The longer first: one may begin another.
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	found = slices.Compact(found)
	pairs := make([]string, 0, 2*len(found))
	for _, f := range found {
		pairs = append(pairs, f, "***")
	}
	return strings.NewReplacer(pairs...)
}

// safeFix is the finding's fix if it may be shown: not when what stands at the
// place is a secret.
func safeFix(f *rule.Finding) *rule.Fix {
	if f.Fix == nil || len(f.Fix.Edits) == 0 || f.Rule.Secret {
		return nil
	}
	for _, e := range f.Fix.Edits {
		if e.Start < 0 || e.End < e.Start {
			return nil
		}
	}
	return f.Fix
}

// shownRule is a rule with its examples as they may be shown.
type shownRule struct {
	*rule.Rule
	url, bad, good string
}

// rules are the registered rules, each once.
func (c *common) rules() []shownRule {
	var out []shownRule
	seen := map[string]bool{}
	for _, r := range c.o.Rules {
		if !seen[r.ID] {
			seen[r.ID] = true
			out = append(out, shownRule{r, c.o.page(r), string(c.o.Mask([]byte(r.Bad.Input))), string(c.o.Mask([]byte(r.Good.Input)))})
		}
	}
	return out
}
