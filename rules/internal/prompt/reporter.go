package prompt

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// shown is how many names or choices a message lists.
const shown = 8

// reporter turns what validation says into findings.
type reporter struct {
	p       *rule.Pass
	catalog *nodes.Catalog
	graph   jsondoc.Value
	// items are those that are applied, overrides the same for the mirror.
	items     []*rule.Item
	overrides []mirror.Override
	index     map[[2]string]*rule.Item // of many items
	// free are the declared inputs that a node lacks, for the node asked last.
	free   []string
	freeOf jsondoc.Value
	// soft makes errors warnings: they rest on something nobody knows.
	soft bool
	// partial means that other outputs run all the same: code 0.
	partial bool
	// presumed means that all this rests on outputs of classes nobody knows.
	presumed bool
	// unsure means that no problem of a node is certain, certain that one is by
	// the definition of its class.
	unsure, certain bool
	// noted makes errors notes: ComfyUI does not get as far.
	noted bool
}

// reporters are kept for their lists.
var reporters = sync.Pool{New: func() any { return new(reporter) }}

// largest is the number of items up to which a reporter's lists are kept.
const largest = 1 << 10

func (r *reporter) release() {
	if cap(r.overrides) > largest {
		return
	}
	clear(r.items)
	clear(r.overrides)
	*r = reporter{items: r.items[:0], overrides: r.overrides[:0]}
	reporters.Put(r)
}

// absolute reports a graph that the document itself carries.
func (r *reporter) absolute(out *mirror.Outcome) {
	r.soft, r.partial, r.presumed = out.Uncertain, out.Valid, out.Presumed
	if out.Valid && len(out.Dropped) > 0 {
		r.p.SetPartial()
	}
	if !out.Uncertain {
		r.p.SetOutputs(out.Outputs)
	}
	r.weigh(out.Problems)
	tolerable := r.onlyOpen(out.Problems)
	for k := range out.Problems {
		if tolerable && out.Problems[k].Type == mirror.TypeOutputsFailed {
			continue
		}
		r.problem(&out.Problems[k])
	}
	r.later(out.Later)
	r.hints(out.Hints, false)
	r.unreached(out.Unreached)
	r.unchecked(out.Open)
	r.strayInputs(out)
}

// later notes what ComfyUI would find next, outside the verdict.
func (r *reporter) later(list []mirror.Problem) {
	r.noted = true
	for k := range list {
		r.problem(&list[k])
	}
	r.noted = false
}

// openNames are the words for each kind of open question.
var openNames = [...]string{
	mirror.OpenClass: "prompt-class", mirror.OpenChoice: "prompt-choice", mirror.OpenFile: "prompt-file",
	mirror.OpenValidator: "prompt-validator", mirror.OpenDefinition: "prompt-record", mirror.OpenPlaceholder: "prompt-placeholder",
	mirror.OpenOutput: "prompt-output", mirror.OpenFact: "prompt-fact",
}

// unchecked says once per kind what could not be judged.
func (r *reporter) unchecked(open []mirror.Open) {
	if len(open) == 0 {
		return
	}
	var names [len(openNames)][]string
	for k := range open {
		o := &open[k]
		if o.Kind == mirror.OpenPlaceholder && k < shown && r.p.UncheckedHole(validateFailed, o.Node+"/"+o.Input, o.At) {
			continue
		}
		name := o.Name
		if ofNode(o.Kind) {
			name = o.Node + " (" + o.Name + ")"
		} else if o.Input != "" {
			name = o.Node + "/" + o.Input
		}
		// One more than are shown says that there are more.
		if l := names[o.Kind]; len(l) <= shown && !slices.Contains(l, name) {
			names[o.Kind] = append(l, name)
		}
	}
	for kind, list := range names {
		if len(list) == 0 {
			continue
		}
		text := r.p.Settings.Lang.List(list[:min(len(list), shown)])
		if len(list) > shown {
			text = r.p.Settings.Lang.List([]string{text, "…"})
		}
		r.p.Unchecked(validateFailed, openNames[kind], message.Args{"names": text})
	}
}

// ofNode reports whether an open question is about a node as a whole.
func ofNode(k mirror.OpenKind) bool {
	return k == mirror.OpenClass || k == mirror.OpenOutput || k == mirror.OpenFact
}

// top is the place for an error of the whole prompt.
func (r *reporter) top() jsondoc.Value {
	switch {
	case r.ours(r.graph):
		return r.graph
	case r.p.NodeInfo.Exists():
		return r.p.NodeInfo
	}
	return r.p.Root
}

// ours reports whether a value lies in the checked file, not in a definition.
func (r *reporter) ours(v jsondoc.Value) bool {
	return v.Exists() && r.p.Root.Exists() && v.Document().File() == r.p.Root.Document().File()
}

// opening narrows a long value to its first byte.
func opening(v jsondoc.Value) *jsondoc.Span {
	s := v.Span()
	s.End = min(s.End, s.Start+1)
	return &s
}

// quote shows a value as the user wrote it.
func quote(v jsondoc.Value) string { return shorten(string(v.Raw())) }

// shorten keeps messages on one line.
func shorten(s string) string {
	const most = 60
	if len(s) <= most && !strings.ContainsFunc(s, unicode.IsSpace) {
		return s
	}
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// quoteAll lists names in quotes, with … where there are more.
func quoteAll(l message.Lang, names []string, more bool) string {
	list := make([]string, 0, len(names)+1)
	for _, s := range names {
		list = append(list, strconv.Quote(shorten(s)))
	}
	if more {
		list = append(list, "…")
	}
	return l.List(list)
}
