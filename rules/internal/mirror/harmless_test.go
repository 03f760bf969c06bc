package mirror

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// literals declares an input of each kind that takes literals.
const literals = `{"L": {"input": {"required": {
	"i": ["INT"], "ib": ["INT", {"min": -3, "max": 12}], "if": ["INT", {"min": 0.5, "max": 9.5}], "ih": ["INT", {"min": 0, "max": 18446744073709551615}],
	"f": ["FLOAT"], "fb": ["FLOAT", {"min": 0.1, "max": 2.5}], "fi": ["FLOAT", {"min": -1, "max": 9007199254740993}],
	"s": ["STRING"], "sb": ["STRING", {"min": 1}], "b": ["BOOLEAN"], "bb": ["BOOLEAN", {"max": 0}],
	"c": [["a", "bé", 1, "x"]], "cm": [["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "1"]], "cb": ["COMBO", {"options": ["a"], "min": 3}],
	"co": ["COMBO", {"options": {"a": 1}}], "ct": ["COMBO", {"options": "abc"}], "cn": ["COMBO", {"options": 5}]
}}, "output": [], "output_node": true}}`

// What is let through unconverted is what converting and comparing lets
// through.
func FuzzHarmless(f *testing.F) {
	for _, s := range []string{`1`, `-3`, `12`, `13`, `0.1`, `0.10000000000000001`, `2.5`, `2.50000000000000001`, `"12"`, `"12.0"`, `" 12"`, `"-"`, `"."`, `"1."`, `".5"`, `"-0"`, `"007"`, `"1_0"`,
		`999999999999999`, `9007199254740993`, `9007199254740992.5`, `"9007199254740993"`, `1e5`, `true`, `null`, `"a"`, `"b\u00e9"`, `"b"`, `""`, `{}`, `"１２"`, `-0.0`, `0.3`, `"0.3"`, `1.10`} {
		f.Add(s)
	}
	class, _ := catalog(f, literals).Class("L")
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := jsondoc.Parse("fuzz", []byte(text))
		if err != nil || doc.Root().Is(jsondoc.Array) {
			return
		}
		for k := range class.Inputs {
			in := &class.Inputs[k]
			if !harmless(in, doc.Root()) {
				continue
			}
			w := &walk{g: &graph{nodes: []node{{class: class}}}, heads: make([]int32, 1)}
			if e := w.judge(0, in, in.Name, doc.Root()); e != nil || len(w.problems)+len(w.hints)+len(w.open) > 0 {
				t.Errorf("%s for %s: %+v %+v", text, in.Name, e, w.problems)
			}
		}
	})
}

// The short cut serves the literals that most inputs have.
func TestHarmless(t *testing.T) {
	class, _ := catalog(t, literals).Class("L")
	for _, c := range []struct {
		input, value string
		want         bool
	}{
		{"i", `7`, true}, {"i", `"-7"`, true}, {"i", `7.0`, false}, {"i", `1234567890123456`, false}, {"ib", `12`, true}, {"ib", `13`, false}, {"if", `1`, true}, {"if", `0`, false}, {"ih", `5`, false},
		{"f", `"0.5"`, true}, {"f", `1e2`, false}, {"fb", `0.1`, true}, {"fb", `2.51`, false}, {"s", `""`, true}, {"s", `1`, false}, {"b", `false`, true}, {"b", `"false"`, false},
		{"c", `"x"`, true}, {"c", `"y"`, false}, {"cm", `"m"`, true}, {"cm", `1`, false}, {"co", `"a"`, false}, {"cn", `"a"`, false},
	} {
		in, _ := class.Input(c.input)
		if got := harmless(in, parse(t, c.value)); got != c.want {
			t.Errorf("%s = %s: %v", c.input, c.value, got)
		}
	}
}

// Ids are found whatever their length, and none that is not there.
func TestFind(t *testing.T) {
	g := &graph{}
	c := nodes.Core()
	g.read(parse(t, `{"": {"class_type": "A"}, "1": {"class_type": "A"}, "12345678": {"class_type": "A"}, "123456789": {"class_type": "A"}, "10:3": {"class_type": "A"}, "\u0031x": {"class_type": "A"}}`), c, &Options{})
	for i, id := range []string{"", "1", "12345678", "123456789", "10:3", "1x"} {
		if got := g.find([]byte(id)); got != int32(i) {
			t.Errorf("%q: %d", id, got)
		}
	}
	for _, id := range []string{"\x001", "2", "1234567", "\\u0031x"} {
		if got := g.find([]byte(id)); got != -1 {
			t.Errorf("%q: %d", id, got)
		}
	}
}
