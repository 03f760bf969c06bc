package prompt

import (
	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// body finds the graph of a prompt document: the document itself, or what
// POST /prompt takes, whose other members it checks. ok is false when there
// is no graph to validate.
func (r *reporter) body(opt *mirror.Options) (graph jsondoc.Value, ok bool) {
	root := r.p.Root
	inner := root.Member("prompt")
	if !inner.Exists() || inner.Value.Get("class_type").Exists() {
		if !isEnvelope(root) {
			return root, true
		}
		r.problem(&mirror.Problem{Type: mirror.TypeNoPrompt, At: root})
		return root, false
	}
	opt.Server = true
	if id := root.Get("prompt_id"); id.Exists() && !id.Is(jsondoc.Null) && !(id.Is(jsondoc.String) && isUUID(id.Text())) {
		r.problem(&mirror.Problem{Type: mirror.TypeInvalidPromptID, At: id})
		return root, false
	}
	if targets := root.Get("partial_execution_targets"); targets.Is(jsondoc.Array) {
		opt.Partial = true
		for _, t := range targets.Elements() {
			if t.Is(jsondoc.String) {
				opt.Targets = append(opt.Targets, t.Text())
			}
		}
	}
	return inner.Value, true
}

// isEnvelope recognises the body of POST /prompt that lacks its prompt: it has
// members that only the body has.
func isEnvelope(root jsondoc.Value) bool {
	for _, key := range []string{"client_id", "extra_data", "prompt_id", "partial_execution_targets"} {
		if v := root.Get(key); v.Exists() && !v.Get("class_type").Exists() {
			return true
		}
	}
	return false
}

// isUUID reports whether s is a UUID in its canonical lower-case form.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}
