package rules

import (
	"hash/fnv"
	"slices"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// finish sorts, suppresses and judges.
func (c *Checker) finish(p *rule.Pass, res *Result, notRequest bool) {
	findings, unchecked, outputs := p.Results()
	findings = once(findings)
	order(findings)
	kept := findings[:0:0]
	s := silencer{Pass: p}
	for i := range findings {
		f := &findings[i]
		f.Value = valueHash(res.Document, f)
		hidden := c.usage.Suppressed(f.Rule.ID, p.File, f.Pointer) != nil || s.ignoredByNode(f)
		if !hidden {
			kept = append(kept, *f)
			continue
		}
		res.Suppressed++
		// A verdict never says more than was checked: what is silenced is
		// not known to be fine.
		if f.Severity == rule.Error && f.Code != 0 {
			unchecked = append(unchecked, rule.Unchecked{
				Code:   f.Code,
				Reason: message.Format(c.settings.Lang, "unchecked-suppressed.reason", message.Args{"rule": f.Rule.ID}),
				Remedy: message.Get(c.settings.Lang, "unchecked-suppressed.remedy"),
			})
		}
	}
	res.Findings, res.Unchecked, res.Outputs = kept, distinct(unchecked), outputs
	res.Verdict = predict(kept, len(unchecked) > 0 || notRequest, p.Partial())
}

// silencer knows which findings the nodes themselves ask to leave out.
type silencer struct {
	*rule.Pass
	marks map[string]jsondoc.Value
}

// distinct leaves out what was already said.
func distinct(list []rule.Unchecked) []rule.Unchecked {
	if len(list) < 2 {
		return list
	}
	seen := map[rule.Unchecked]bool{}
	return slices.DeleteFunc(list, func(u rule.Unchecked) bool {
		was := seen[u]
		seen[u] = true
		return was
	})
}

// ignoredByNode reports whether the node that a finding is about carries
// _meta["x-payloadlint-ignore"] naming the rule: a text, a list of texts, or
// an object from rule to reason. ComfyUI ignores what _meta holds.
func (s *silencer) ignoredByNode(f *rule.Finding) bool {
	if f.Node == "" {
		return false
	}
	if v, ok := s.ownMarks()[f.Node]; ok {
		return namesRule(v, f.Rule.ID)
	}
	if s.Definition != nil {
		if n, ok := s.Definition.Node(f.Node); ok {
			return namesRule(mark(n.Value), f.Rule.ID)
		}
	}
	return false
}

// ownMarks has the marks of the nodes that the request's own graph has. It is
// made at the first finding about a node: there may be as many findings as
// nodes.
func (s *silencer) ownMarks() map[string]jsondoc.Value {
	if s.marks == nil {
		s.marks = map[string]jsondoc.Value{}
		for m := range s.Graph.Members() {
			s.marks[m.Key()] = mark(m.Value)
		}
	}
	return s.marks
}

func mark(node jsondoc.Value) jsondoc.Value { return node.Get("_meta").Get("x-payloadlint-ignore") }

func namesRule(v jsondoc.Value, id string) bool {
	switch v.Kind() {
	case jsondoc.String:
		return v.EqualText(id)
	case jsondoc.Object:
		return v.Get(id).Exists()
	case jsondoc.Array:
		for _, e := range v.Elements() {
			if e.EqualText(id) {
				return true
			}
		}
	}
	return false
}

// valueHash identifies what stands at a finding's place, for baselines. The
// bytes of secrets stay out of it: their rules say so by Rule.Secret.
func valueHash(doc *jsondoc.Document, f *rule.Finding) (sum [8]byte) {
	if doc == nil || f.Rule.Secret {
		return sum
	}
	from, to := f.Start.Offset-doc.Base().Offset, f.End.Offset-doc.Base().Offset
	src := doc.Source()
	if from < 0 || to > len(src) || from > to {
		return sum
	}
	h := fnv.New64a()
	_, _ = h.Write(src[from:to]) // a hash never fails to write
	h.Sum(sum[:0])
	return sum
}
