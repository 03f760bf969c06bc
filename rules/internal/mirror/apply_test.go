package mirror

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// settable lists the overrides that set a widget of a prompt, one per input,
// to a random value. Links and the choices that bring inputs along are left
// alone: what a cut link no longer needs is not looked at by a full walk.
func settable(t *testing.T, r *rand.Rand, prompt jsondoc.Value) (out []Override) {
	values := []string{`1`, `0`, `-1`, `"1"`, `"0.5"`, `" 7 "`, `1.5`, `1e3`, `true`, `null`, `"x"`, `""`, `{}`, `{"__value__": 3}`, `99999999999999999999`, `"euler"`, `"example.png"`, `512`}
	for node := range prompt.Members() {
		class, _ := recordedCatalog().Class(node.Value.Get("class_type").Text())
		for in := range node.Value.Get("inputs").Members() {
			def, ok := class.Input(in.Key())
			if ok && def.Kind != nodes.KindDynamicCombo && !in.Value.Is(jsondoc.Array) && r.IntN(4) == 0 {
				out = append(out, Override{Node: node.KeyValue(), Name: in.KeyValue(), Value: parse(t, values[r.IntN(len(values))])})
			}
		}
	}
	return out
}

// A request checked against a Base and a full walk of the patched prompt agree
// about the nodes that fail and the outputs that are lost.
func TestApplyAgreesWithValidate(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	n := 0
	eachLine(t, filepath.Join(recorded, "generated.jsonl.gz"), func(line jsondoc.Value) {
		prompt, opt := line.Get("prompt"), Options{Files: recordedFiles()}
		b := NewBase(prompt, recordedCatalog(), opt)
		if b.Failed() || !b.Known() {
			return
		}
		overrides := settable(t, r, prompt)
		pt, walked := b.Apply(overrides, nil), Validate(prompt, recordedCatalog(), opt, overrides...)
		var problems, wanted []string
		for _, p := range pt.Problems {
			problems = append(problems, fmt.Sprint(p.Node, p.Type, p.Cause, p.Culprit))
		}
		for _, p := range walked.Problems {
			if p.Node != "" {
				wanted = append(wanted, fmt.Sprint(p.Node, p.Type, p.Cause, p.Culprit))
			}
		}
		lost := b.Failing(pt.Failed).Lost
		if n++; !reflect.DeepEqual(problems, wanted) || strings.Join(lost, " ") != strings.Join(walked.Dropped, " ") {
			t.Errorf("%s\napplied %q, lost %q\nwalked  %q, lost %q", line.Get("id").Text(), problems, lost, wanted, walked.Dropped)
		}
	})
	if n < 1000 {
		t.Errorf("only %d prompts", n)
	}
}
