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
// without fixes that would write one. The checks redact what they report; this
// is the second lock on the door, and the only one for what the source shows.
// Where there is no secret it is r itself.
func (b *base) redacted(r *rules.Result) *rules.Result {
	if r.Document == nil || len(r.Findings) == 0 && len(r.Unchecked) == 0 {
		return r
	}
	hide := b.source(r).secrets(b.o.Mask)
	if hide == nil {
		return r
	}
	out := *r
	out.Verdict.Msg = hide.Replace(r.Verdict.Msg)
	out.Findings = slices.Clone(r.Findings)
	for i := range out.Findings {
		f := &out.Findings[i]
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
	out.Unchecked = slices.Clone(r.Unchecked)
	for i := range out.Unchecked {
		u := &out.Unchecked[i]
		u.Reason, u.Remedy = hide.Replace(u.Reason), hide.Replace(u.Remedy)
	}
	return &out
}

// secrets replaces what the mask hides in the source, wherever else it stands;
// nil when it hides nothing.
func (s *source) secrets(mask func([]byte) []byte) *strings.Replacer {
	if s.searched {
		return s.replacer
	}
	s.searched = true
	masked := s.hide(mask)
	var found []string
	for i := 0; i < len(masked); i++ {
		if masked[i] == s.src[i] {
			continue
		}
		start := i
		for i < len(masked) && masked[i] != s.src[i] {
			i++
		}
		if i-start >= shortest {
			found = append(found, string(s.src[start:i]))
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
	s.replacer = strings.NewReplacer(pairs...)
	return s.replacer
}
