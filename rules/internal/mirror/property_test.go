package mirror

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// other is a name that no file has ever seen, the same for the same name.
func other(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'z' - (r - 'a')
		case r >= 'A' && r <= 'Z':
			return 'Z' - (r - 'A')
		}
		return r
	}, name)
}

// renamed writes a catalog in which every class and input has another name;
// what validators there are come along.
func renamed(t *testing.T, c *nodes.Catalog) *nodes.Catalog {
	t.Helper()
	out := map[string]any{}
	for _, name := range c.Names() {
		raw, err := c.Entry(name)
		if err != nil {
			t.Fatal(err)
		}
		var entry map[string]any
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&entry); err != nil {
			t.Fatal(err)
		}
		sections(entry["input"])
		if k, _ := c.Class(name); k.Validator != nil {
			v := k.Validator
			entry["validator"] = map[string]any{
				"args": all(v.Args), "required": all(v.Required), "kwargs": v.Kwargs, "input_types": v.InputTypes,
				"body": renamedBody(v),
			}
		}
		out[other(name)] = entry
	}
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return catalog(t, string(text))
}

// renamedBody is what a validator does, as a catalog writes it.
func renamedBody(v *nodes.Validator) map[string]any {
	switch {
	case v.Accepts:
		return map[string]any{"kind": "accept"}
	case v.File != nil:
		return map[string]any{"kind": "file", "input": other(v.File.Input), "accept": v.File.Accept, "falsy": v.File.Falsy}
	case v.NonZero != nil:
		return map[string]any{"kind": "non-zero", "inputs": all(v.NonZero)}
	case v.Ratio != nil:
		return map[string]any{"kind": "ratio", "input": other(v.Ratio.Input), "min": v.Ratio.Min, "max": v.Ratio.Max}
	case v.LinkType != nil:
		return map[string]any{"kind": "link-type", "input": other(v.LinkType.Input), "types": v.LinkType.Types}
	}
	return map[string]any{}
}

func all(names []string) []string {
	out := []string{}
	for _, n := range names {
		if n != "input_types" {
			n = other(n)
		}
		out = append(out, n)
	}
	return out
}

func sections(v any) {
	m, _ := v.(map[string]any)
	for section, v := range m {
		inputs, ok := v.(map[string]any)
		if !ok {
			continue
		}
		fresh := map[string]any{}
		for name, def := range inputs {
			definition(def)
			fresh[other(name)] = def
		}
		m[section] = fresh
	}
}

func definition(def any) {
	list, _ := def.([]any)
	if len(list) < 2 {
		return
	}
	options, _ := list[1].(map[string]any)
	if choices, ok := options["options"].([]any); ok {
		for _, o := range choices {
			if m, ok := o.(map[string]any); ok {
				sections(m["inputs"])
			}
		}
	}
	if template, ok := options["template"].(map[string]any); ok {
		sections(template["input"])
		if names, ok := template["names"].([]any); ok {
			for i := range names {
				names[i] = other(names[i].(string))
			}
		}
		if prefix, ok := template["prefix"].(string); ok {
			template["prefix"] = other(prefix)
		}
	}
}

// renamedPrompt is a prompt whose classes and inputs have other names; ok is
// false when it is not an object.
func renamedPrompt(t *testing.T, prompt jsondoc.Value) (out jsondoc.Value, ok bool) {
	t.Helper()
	var graph map[string]any
	d := json.NewDecoder(bytes.NewReader(prompt.Raw()))
	d.UseNumber()
	if d.Decode(&graph) != nil {
		return out, false
	}
	for _, node := range graph {
		m, _ := node.(map[string]any)
		if class, ok := m["class_type"].(string); ok {
			m["class_type"] = other(class)
		}
		inputs, ok := m["inputs"].(map[string]any)
		if !ok {
			continue
		}
		fresh := map[string]any{}
		for name, v := range inputs {
			fresh[other(name)] = v
		}
		m["inputs"] = fresh
	}
	text, err := json.Marshal(graph)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(text)), true
}

// rename gives the inputs that a verdict names their other names.
func (v *verdict) rename() {
	for i, e := range v.errors {
		f := strings.SplitN(e, " ", 3)
		if len(f) == 3 && f[2] != "-" && f[2] != "input_types" {
			v.errors[i] = f[0] + " " + f[1] + " " + other(f[2])
		}
	}
	sort.Strings(v.errors)
}

// A verdict does not depend on what classes and inputs are called: the same
// faults in a world of other names give the same errors there.
func TestNamesDoNotMatter(t *testing.T) {
	strange := renamed(t, recordedCatalog())
	n := 0
	eachLine(t, filepath.Join(recorded, "generated.jsonl.gz"), func(line jsondoc.Value) {
		if n++; n%3 != 0 {
			return
		}
		prompt := line.Get("prompt")
		stranger, ok := renamedPrompt(t, prompt)
		if !ok {
			return
		}
		before := ours(Validate(prompt, recordedCatalog(), Options{Files: recordedFiles()}))
		after := ours(Validate(stranger, strange, Options{Files: recordedFiles()}))
		before.rename()
		same := before.valid == after.valid && before.err == after.err && same(before.outputs, after.outputs)
		if line.Get("stability").EqualText("stable") && !strings.Contains(strings.Join(before.errors, "\n"), "exception_") {
			same = reflect.DeepEqual(before, after)
		}
		if !same {
			t.Errorf("%s %s\nnamed   %+v\nrenamed %+v", line.Get("id").Text(), line.Get("mut").Text(), before, after)
		}
	})
}

// Any JSON as prompt: no panic, and the same answer twice, with either catalog.
func FuzzValidate(f *testing.F) {
	f.Add(`{"1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}}`)
	f.Add(twoOutputs)
	f.Add(`{"1": {"class_type": "Mode", "inputs": {"m": {"__value__": "sized"}, "m.w": ["1", true]}}, "2": {"class_type": "Save", "inputs": "images"}, "2": {"class_type": "Save", "inputs": {"images": ["1", -1], "name": null}}}`)
	f.Add(`{"a": {"class_type": "LoadImage", "inputs": {"image": "x [temp]"}}, "b": {"class_type": "PreviewAny", "inputs": {"source": ["a", 0]}}}`)
	f.Add(`[1, "a", {"prompt": {}}]`)
	own := testCatalog(f)
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := jsondoc.Parse("fuzz", []byte(text))
		if err != nil {
			return
		}
		for _, c := range []*nodes.Catalog{own, nodes.Core()} {
			for _, opt := range []Options{{}, {Server: true}, {Version: Version{0, 3, 0}, Lenient: true}} {
				a, b := Validate(doc.Root(), c, opt), Validate(doc.Root(), c, opt)
				if !reflect.DeepEqual(*a, *b) { //nolint:govet // compared as a whole, errors of definitions included
					t.Fatalf("two answers:\n%+v\n%+v", a, b)
				}
				if a.Valid != (len(a.Outputs) > 0) || a.Valid && a.Error != TypeNone {
					t.Fatalf("a contradiction: %+v", a)
				}
			}
		}
	})
}
