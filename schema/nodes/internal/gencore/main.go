// Command gencore makes the embedded core catalog from the recorded node
// definitions of a plain ComfyUI: core-nodes.json.gz, validators.json and
// folder-fed-inputs.json of the folder given by -catalog.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"

	"github.com/payloadlint/payloadlint/schema/nodes"
)

func main() {
	catalog := flag.String("catalog", "../../../shared/catalog", "folder with the recorded definitions")
	out := flag.String("out", "core.bin", "file to write; facts.json goes beside it")
	packs := flag.String("packs", "", "folder with the facts about custom packs: make these instead")
	flag.Parse()
	job := func() error { return run(*catalog, *out) }
	if *packs != "" {
		job = func() error { return runPacks(*packs, *out) }
	}
	if err := job(); err != nil {
		fmt.Fprintln(os.Stderr, "gencore:", err)
		os.Exit(1)
	}
}

// body says what a built-in validator does. The recorded facts hold their
// arguments; what they do with them is described by validate-prompt.md §3.6 and
// §6 and by the recorded verdicts.
type body map[string]any

var bodies = map[string]body{
	"CustomCombo":           {"kind": "accept"},
	"SelectModelDevice":     {"kind": "accept"},
	"SelectCLIPDevice":      {"kind": "accept"},
	"SelectVAEDevice":       {"kind": "accept"},
	"LoadImage":             {"kind": "file", "input": "image"},
	"LoadImageMask":         {"kind": "file", "input": "image"},
	"LoadImageOutput":       {"kind": "file", "input": "image"},
	"WebcamCapture":         {"kind": "file", "input": "image"},
	"LoadAudio":             {"kind": "file", "input": "audio"},
	"LoadVideo":             {"kind": "file", "input": "file"},
	"LoadLatent":            {"kind": "file", "input": "latent"},
	"Load3D":                {"kind": "file", "input": "model_file", "falsy": true, "accept": []string{"none"}},
	"Load3DAdvanced":        {"kind": "file", "input": "model_file", "falsy": true, "accept": []string{"none"}},
	"FluxProUltraImageNode": {"kind": "ratio", "input": "aspect_ratio", "min": 0.25, "max": 4},
	"KlingCameraControls":   {"kind": "non-zero", "inputs": []string{"horizontal_movement", "vertical_movement", "pan", "tilt", "roll", "zoom"}},
	"TripoConversionNode":   {"kind": "link-type", "input": "original_model_task_id", "types": []string{"MODEL_TASK_ID", "RIG_TASK_ID", "RETARGET_TASK_ID"}},
}

type fact struct {
	Args     []string        `json:"args"`
	Required []string        `json:"required_args"`
	VarKw    *string         `json:"varkw"`
	Types    bool            `json:"takes_input_types"`
	_        json.RawMessage // range_and_combo_checks_skipped_for follows from the rest
}

func run(dir, out string) error {
	text, replacements, err := objectInfo(dir)
	if err != nil {
		return err
	}
	b, st, err := compile("core", text)
	if err != nil {
		return err
	}
	c, err := nodes.Read("core", text)
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, b, 0o600); err != nil {
		return err
	}
	facts, err := json.Marshal(map[string]any{"replacements": replacements, "connections": connections(c)})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(out), "facts.json"), append(facts, '\n'), 0o600); err != nil {
		return err
	}
	fmt.Printf("%d classes, %d bytes\n", st.Classes, st.Written)
	return nil
}

// objectInfo joins the recorded definitions, validators and folder-fed inputs
// into one object_info text, and returns the replacement table.
func objectInfo(dir string) ([]byte, json.RawMessage, error) {
	plain, err := readGzip(filepath.Join(dir, "core-nodes.json.gz"))
	if err != nil {
		return nil, nil, err
	}
	var facts extras
	if err := readJSON(filepath.Join(dir, "folder-fed-inputs.json"), &facts.fed); err != nil {
		return nil, nil, err
	}
	if err := readJSON(filepath.Join(dir, "validators.json"), &facts); err != nil {
		return nil, nil, err
	}
	c, err := nodes.Read("core-nodes", plain)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	for i, name := range c.Names() {
		b.WriteByte("{,"[min(i, 1)])
		if err := facts.write(&b, c, name); err != nil {
			return nil, nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), facts.Replacements, nil
}

func readGzip(path string) ([]byte, error) {
	f, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(f))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// extras are the facts that an object_info does not have.
type extras struct {
	Validators   map[string]fact `json:"validators"`
	Replacements json.RawMessage `json:"node_replacements"`
	fed          [][2]string
}

// write adds a class with what is known beside its definition.
func (x *extras) write(b *bytes.Buffer, c *nodes.Catalog, name string) error {
	entry, err := c.Entry(name)
	if err != nil {
		return err
	}
	key, err := json.Marshal(name)
	if err != nil {
		return err
	}
	b.Write(key)
	b.WriteByte(':')
	b.Write(bytes.TrimSuffix(bytes.TrimSpace(entry), []byte("}")))
	var fed []string
	for _, pair := range x.fed {
		if pair[0] == name {
			fed = append(fed, pair[1])
		}
	}
	if len(fed) > 0 {
		if err := member(b, "folder_fed", fed); err != nil {
			return err
		}
	}
	if v, ok := x.Validators[name]; ok {
		what, ok := bodies[name]
		if !ok {
			return fmt.Errorf("the validator of %s is not described", name)
		}
		err := member(b, "validator", map[string]any{
			"args": v.Args[1:], "required": v.Required, "kwargs": v.VarKw != nil, "input_types": v.Types, "body": what,
		})
		if err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func member(b *bytes.Buffer, key string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, ",%q:%s", key, text)
	return nil
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// dictionarySize is the compressor's window: nothing beyond it can be reached.
const dictionarySize = 12 << 10

// dictionary collects the pieces of definitions that pay most when they need
// not be repeated, the most frequent last, where the compressor reaches them
// cheapest.
func dictionary(c *nodes.Catalog) ([]byte, error) {
	count := map[string]int{}
	for _, name := range c.Names() {
		raw, err := c.Entry(name)
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, piece := range pieces(raw) {
			if !seen[piece] {
				seen[piece] = true
				count[piece]++
			}
		}
	}
	type scored struct {
		text string
		gain int
	}
	var all []scored
	for text, n := range count {
		if n > 2 && len(text) > 6 {
			all = append(all, scored{text, (n - 1) * (len(text) - 3)})
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].gain != all[j].gain {
			return all[i].gain > all[j].gain
		}
		return all[i].text < all[j].text
	})
	var dict []byte
	for _, s := range all {
		if len(dict)+len(s.text) > dictionarySize {
			break
		}
		if !bytes.Contains(dict, []byte(s.text)) {
			dict = append([]byte(s.text), dict...)
		}
	}
	return dict, nil
}

// pieces cuts a compact definition into what may repeat elsewhere: every
// member that is an input, and every array and object on its own.
func pieces(raw []byte) []string {
	var text bytes.Buffer
	if json.Compact(&text, raw) != nil {
		return nil
	}
	b := text.Bytes()
	var out []string
	var open []int
	quoted := false
	keyStart := 0
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted:
			if c == '\\' {
				i++
			} else if c == '"' {
				quoted = false
			}
		case c == '"':
			quoted = true
			keyStart = i
		case c == '{' || c == '[':
			at := i
			if i > 0 && b[i-1] == ':' {
				at = keyStart
			}
			open = append(open, at)
		case c == '}' || c == ']':
			at := open[len(open)-1]
			open = open[:len(open)-1]
			if i-at < 4096 {
				out = append(out, string(b[at:i+1]))
			}
		}
	}
	return out
}

// connections lists the types that some class puts out and that no input
// declares with a default: values of these cannot be typed in.
func connections(c *nodes.Catalog) []string {
	types := map[string]bool{}
	typed := map[string]bool{"*": true, "INT": true, "FLOAT": true, "STRING": true, "BOOLEAN": true, "COMBO": true, "COMFY_MATCHTYPE_V3": true}
	for _, name := range c.Names() {
		class, _ := c.Class(name)
		for _, t := range class.Outputs {
			if t.Parts == nil && !t.IsList() {
				types[t.Name] = true
			}
		}
		for _, in := range class.Inputs {
			if in.Default.Exists() {
				typed[in.Type.Name] = true
			}
		}
	}
	out := []string{}
	for t := range types {
		if !typed[t] {
			out = append(out, t)
		}
	}
	sort.Strings(out)
	return out
}
