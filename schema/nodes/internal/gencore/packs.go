package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/payloadlint/payloadlint/schema/nodes"
)

// packFact is what is known about one class of a custom pack.
type packFact struct {
	Pack     string          `json:"pack"`
	Output   *bool           `json:"output_node"`
	Flexible json.RawMessage `json:"flexible"`
	Validate *struct {
		Args   []string `json:"args"`
		Kwargs bool     `json:"varkw"`
		Accept bool     `json:"always_true"`
	} `json:"validate"`
	Input map[string]map[string][2]json.RawMessage `json:"input"`
}

// inputs are the declared inputs that a literal can be judged by: what has a
// kind of its own, or a list.
func (f *packFact) inputs() map[string]any {
	out := map[string]any{}
	for section, list := range f.Input {
		kept := map[string]any{}
		for name, def := range list {
			switch typ := string(def[0]); {
			case typ == `"INT"`, typ == `"FLOAT"`, typ == `"STRING"`, typ == `"BOOLEAN"`, typ[0] == '[':
				kept[name] = []any{def[0], bounds(def[1])}
			}
		}
		if len(kept) > 0 {
			out[section] = kept
		}
	}
	return out
}

// bounds are the options that the judging of a literal needs.
func bounds(options json.RawMessage) map[string]json.RawMessage {
	var all map[string]json.RawMessage
	out := map[string]json.RawMessage{}
	if json.Unmarshal(options, &all) != nil {
		return out
	}
	for _, key := range []string{"min", "max", "multiselect"} {
		if v, ok := all[key]; ok {
			out[key] = v
		}
	}
	return out
}

// entry is the fact in the form of an object_info entry. What the facts are
// not good for is left out: the types of outputs.
func (f *packFact) entry() map[string]any {
	e := map[string]any{"output_node": f.Output, "python_module": "custom_nodes"}
	if f.Pack != "" {
		e["python_module"] = "custom_nodes." + filepath.Base(f.Pack)
	}
	if in := f.inputs(); len(in) > 0 {
		e["input"] = in
	}
	if len(f.Flexible) > 0 {
		e["flexible"] = f.Flexible
	}
	if v := f.Validate; v != nil {
		what := body{}
		if v.Accept {
			what["kind"] = "accept"
		}
		args, types := []string{}, false
		for _, a := range v.Args {
			if types = types || a == "input_types"; a != "input_types" {
				args = append(args, a)
			}
		}
		e["validator"] = map[string]any{"args": args, "kwargs": v.Kwargs, "input_types": types, "body": what}
	}
	return e
}

// runPacks makes the embedded facts about custom packs from packs.json.gz.
func runPacks(dir, out string) error {
	plain, err := readGzip(filepath.Join(dir, "packs.json.gz"))
	if err != nil {
		return err
	}
	var facts map[string]packFact
	if err := json.Unmarshal(plain, &facts); err != nil {
		return err
	}
	entries := make(map[string]any, len(facts))
	for name, f := range facts {
		entries[name] = f.entry()
	}
	text, err := json.Marshal(entries)
	if err != nil {
		return err
	}
	b, st, err := compile("packs", text)
	if err != nil {
		return err
	}
	fmt.Printf("packs: %d classes, %d bytes\n", st.Classes, st.Written)
	return os.WriteFile(out, b, 0o600)
}

// compile stores definitions compressed with a dictionary of their own.
func compile(name string, text []byte) ([]byte, nodes.Stats, error) {
	c, err := nodes.Read(name, text)
	if err != nil {
		return nil, nodes.Stats{}, err
	}
	// The dictionary is trained on the records as they are stored.
	var plain, b bytes.Buffer
	if _, err := c.Compile(&plain); err != nil {
		return nil, nodes.Stats{}, err
	}
	stored, err := nodes.Read(name, plain.Bytes())
	if err != nil {
		return nil, nodes.Stats{}, err
	}
	dict, err := dictionary(stored)
	if err != nil {
		return nil, nodes.Stats{}, err
	}
	st, err := c.CompileCore(&b, dict)
	if err == nil && len(st.Unreadable) > 0 {
		err = fmt.Errorf("unreadable classes: %q", st.Unreadable)
	}
	return b.Bytes(), st, err
}
