package prompt

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// mutation is a wrong value for one field. told says that the facts can tell:
// the class is one of plain ComfyUI's.
type mutation struct {
	graph, node, field, own, value string
	told                           bool
}

// TestMutations sets wrong values in the collected RunningHub graphs, 120 of
// them, drawn with a fixed seed: those that the facts can tell must be caught
// at their place, the others caught or said to be unchecked. The definition's
// own values are no error.
func TestMutations(t *testing.T) {
	var all []mutation
	files, _ := filepath.Glob(filepath.Join(sharedtest.Dir(t), "corpus", "wild", "definitions", "*.json"))
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if doc, err := jsondoc.Parse(f, data); err == nil {
			all = append(all, mutations(string(data), doc.Root())...)
		}
	}
	rng := rand.New(rand.NewPCG(12, 2026))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	const wanted = 120
	if len(all) < wanted {
		t.Fatalf("only %d", len(all))
	}
	told, caught, idle, open := 0, 0, 0, 0
	for _, m := range all[:wanted] {
		if errors, _ := m.try(t, m.own); errors {
			t.Errorf("node %s, %s: its own value %s is an error", m.node, m.field, m.own)
		}
		errors, rest := m.try(t, m.value)
		switch {
		case rest == "idle":
			idle++
		case errors:
			caught++
		case m.told:
			t.Errorf("node %s, %s = %s is not caught", m.node, m.field, m.value)
		case rest == "unchecked":
			open++
		default:
			t.Errorf("node %s, %s = %s is neither caught nor unchecked", m.node, m.field, m.value)
		}
		if m.told {
			told++
		}
	}
	t.Logf("%d mutations: facts can tell %d, %d caught at their place, %d without effect, %d unchecked", wanted, told, caught, idle, open)
	if caught < 90 {
		t.Errorf("only %d caught", caught)
	}
}

// try reports whether a value gives an error at its place, and where it does
// not, whether it is "unchecked" or "idle": no output needs the node.
func (m *mutation) try(t *testing.T, value string) (errors bool, rest string) {
	p := pass(t, endpoint.Create, `{"workflowId": "1", "nodeInfoList": [`+set(m.node, m.field, value)+`]}`, m.graph, nodes.Core())
	check(p)
	findings, open, _ := p.Results()
	for _, f := range findings {
		if f.Severity == rule.Error && f.Pointer == "/nodeInfoList/0/fieldValue" {
			errors = true
		}
		if f.Rule == unreachable {
			rest = "idle"
		}
	}
	if rest == "" && len(open) > 0 {
		rest = "unchecked"
	}
	return errors, rest
}

// mutations are the wrong values that the fields of a graph may get.
func mutations(graph string, root jsondoc.Value) (out []mutation) {
	for n := range root.Members() {
		name := n.Value.Get("class_type").Text()
		class, core := nodes.Core().Class(name)
		if !core {
			class, _ = nodes.Packs().Class(name)
		}
		for m := range n.Value.Get("inputs").Members() {
			if class == nil || m.Value.Is(jsondoc.Array) || m.Value.Is(jsondoc.Object) {
				continue
			}
			in, ok := class.Input(m.Key())
			if !ok {
				continue
			}
			value, certain := wrong(class, in)
			if value != "" {
				out = append(out, mutation{graph, n.Key(), m.Key(), string(m.Value.Raw()), value, certain && core})
			}
		}
	}
	return out
}

// wrong is a value that an input does not take, "" where there is none; told
// says that nothing the server has can make it right.
func wrong(class *nodes.Class, in *nodes.Input) (value string, told bool) {
	switch {
	case class.Validator.Names(in.Name):
		return "", false
	case in.Kind == nodes.KindCombo && !in.Open && in.Choices.Len() > 0:
		text, _ := json.Marshal(in.Choices.Texts(1)[0] + "x")
		return string(text), true
	case in.Kind != nodes.KindInt && in.Kind != nodes.KindFloat:
		return "", false
	case in.Max.Kind() != python.Missing && len(in.Name)%2 == 0:
		if most, ok := in.Max.Float64(); ok && most < 1e15 {
			return strconv.Quote(strconv.FormatFloat(most+1, 'f', -1, 64)), true
		}
	}
	return `"many"`, true
}
