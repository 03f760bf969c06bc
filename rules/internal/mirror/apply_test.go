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

// settable lists the overrides that set an input of a prompt, one per input,
// to a random value. Some take the place of links.
func settable(t *testing.T, r *rand.Rand, prompt jsondoc.Value) (out []Override) {
	values := []string{`1`, `0`, `-1`, `"1"`, `"0.5"`, `" 7 "`, `1.5`, `1e3`, `true`, `null`, `"x"`, `""`, `{}`, `{"__value__": 3}`, `99999999999999999999`, `"euler"`, `"example.png"`, `512`}
	for node := range prompt.Members() {
		class, _ := recordedCatalog().Class(node.Value.Get("class_type").Text())
		for in := range node.Value.Get("inputs").Members() {
			if _, ok := class.Input(in.Key()); ok && (r.IntN(4) == 0 && !in.Value.Is(jsondoc.Array) || r.IntN(8) == 0) {
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
		lost := b.Failing(&pt, pt.Failed).Lost
		if n++; !reflect.DeepEqual(problems, wanted) || strings.Join(lost, " ") != strings.Join(walked.Dropped, " ") {
			t.Errorf("%s\napplied %q, lost %q\nwalked  %q, lost %q", line.Get("id").Text(), problems, lost, wanted, walked.Dropped)
		}
	})
	if n < 1000 {
		t.Errorf("only %d prompts", n)
	}
}

// TestApplyCut: a literal in the place of a link cuts off what only that link
// needed: its values no longer matter, and what is set there has no effect.
func TestApplyCut(t *testing.T) {
	prompt := parse(t, `{
 "1": {"class_type": "PrimitiveInt", "inputs": {"value": 64}},
 "2": {"class_type": "EmptyImage", "inputs": {"width": ["1", 0], "height": 64, "batch_size": 1, "color": 0}},
 "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": "a"}},
 "4": {"class_type": "PrimitiveInt", "inputs": {"value": 64}},
 "5": {"class_type": "NobodyKnows", "inputs": {"n": ["4", 0], "images": ["2", 0]}}
}`)
	for _, x := range []struct{ overrides, failed, lost, idle, open string }{
		{`[["1","value","x"]]`, "[0]", "[3][5]", "", "[]"},
		{`[["1","value","x"],["2","width","128"]]`, "[]", "[][]", "1/value", "[]"},
		{`[["2","width","128"],["2","height","x"]]`, "[1]", "[3][5]", "", "[]"},
		{`[["2","width","x"]]`, "[1]", "[3][5]", "", "[]"},
		{`[["3","images","x"],["2","height","x"]]`, "[1]", "[][5]", "", "[]"},
		{`[["5","images","x"],["2","height","x"]]`, "[1]", "[3][]", "", "[5/images]"},
		{`[["5","n","x"],["4","value","x"]]`, "[]", "[][]", "4/value", "[5/n]"},
	} {
		b := NewBase(prompt, nodes.Core(), Options{})
		var overrides []Override
		for _, e := range parse(t, x.overrides).Elements() {
			overrides = append(overrides, Override{Node: e.Index(0), Name: e.Index(1), Value: e.Index(2)})
		}
		pt := b.Apply(overrides, nil)
		e := b.Failing(&pt, pt.Failed)
		var idle, open []string
		for _, o := range pt.Idle {
			idle = append(idle, o.Node.Text()+"/"+o.Name.Text())
		}
		for _, o := range pt.Open {
			open = append(open, o.Node+"/"+o.Input)
		}
		if got := fmt.Sprint(pt.Failed); got != x.failed {
			t.Errorf("%s: failed %s, want %s", x.overrides, got, x.failed)
		}
		if got := fmt.Sprint(e.Lost, e.LostPresumed); strings.ReplaceAll(got, " ", "") != x.lost {
			t.Errorf("%s: lost %s, want %s", x.overrides, got, x.lost)
		}
		if strings.Join(idle, " ") != x.idle || fmt.Sprint(open) != x.open {
			t.Errorf("%s: idle %q, open %q", x.overrides, idle, open)
		}
	}
}
