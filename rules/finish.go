package rules

import (
	"hash/fnv"
	"slices"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// judge makes a result of what the rules report about one request.
type judge struct {
	silencer
	c   *Checker
	res *Result
	// found is what the request was found in, where that is a source file.
	found *foundRequest
	// kept are the findings that nothing silences, in order.
	kept []rule.Finding
	// silenced is what is not known because a finding is silenced.
	silenced []rule.Unchecked
}

// settleAt is the number of findings of one request that pile up before they
// are settled. It is far above what a request has that somebody wrote: of two
// findings in which one yields to the other (see once) both are counted where
// they are settled apart.
const settleAt = 1 << 14

// judge begins to judge a request. Where the number of findings is limited,
// those that are too many are let go while the rules still run.
func (c *Checker) judge(p *rule.Pass, res *Result, found *foundRequest) *judge {
	j := &judge{silencer: silencer{Pass: p}, c: c, res: res, found: found}
	if n := c.options.MaxFindings; n > 0 {
		p.Settle(settleAt, func(findings []rule.Finding) {
			some := j.res.trim(j.sift(findings), n, leads())
			j.kept = append(j.kept, some...)
			order(j.kept)
			j.kept = j.res.trim(j.kept, n, leads())
		})
	}
	return j
}

// sift sorts findings, in place, and leaves out those that are silenced.
func (j *judge) sift(findings []rule.Finding) []rule.Finding {
	findings = once(findings)
	order(findings)
	kept := findings[:0]
	for i := range findings {
		f := &findings[i]
		f.Value = valueHash(j.res.Document, f)
		if !j.c.usage.suppressed(f.Rule.ID, j.File, f.Pointer) && !j.ignoredByNode(f) && !j.ignoredByComment(f) {
			kept = append(kept, *f)
			continue
		}
		j.silence(f)
	}
	return kept
}

// ignoredByComment reports whether a comment of the source file leaves a finding
// out.
func (j *judge) ignoredByComment(f *rule.Finding) bool {
	return j.found != nil && j.found.ignores.suppressed(f, j.found.begins())
}

// silence leaves a finding out. A verdict never says more than was checked:
// what is silenced is not known to be fine.
func (j *judge) silence(f *rule.Finding) {
	j.res.Suppressed++
	if f.Severity != rule.Error || f.Code == 0 {
		return
	}
	u := rule.Unchecked{
		Code:   f.Code,
		Reason: j.c.settings.Lang.Format("unchecked-suppressed.reason", message.Args{"rule": f.Rule.ID}),
		Remedy: j.c.settings.Lang.Get("unchecked-suppressed.remedy"),
	}
	if !slices.Contains(j.silenced, u) {
		j.silenced = append(j.silenced, u)
	}
}

// finish gives the verdict.
func (j *judge) finish(notRequest bool) {
	findings, unchecked, outputs := j.Results()
	if findings = j.sift(findings); j.kept == nil {
		j.kept = findings
	} else {
		j.kept = append(j.kept, findings...)
		order(j.kept)
	}
	unchecked = append(unchecked, j.silenced...)
	j.res.Findings, j.res.Unchecked, j.res.Outputs = j.kept, distinct(unchecked), outputs
	j.res.Verdict = predict(j.kept, len(unchecked) > 0 || notRequest, j.Partial())
	j.res.Verdict.Comfy = j.Comfy()
	if n := j.c.options.MaxFindings; n > 0 {
		j.res.Limit(n)
	}
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
	doc = doc.File()
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
