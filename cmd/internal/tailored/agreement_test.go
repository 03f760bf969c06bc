package tailored_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/payloadlint/payloadlint/cmd/internal/tailored"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/request"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// The definitions of the agreement test: one that the embedded node
// definitions know in full, one that they know nothing of, one app.
const (
	knownGraph = `{
 "3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 20, "cfg": 8.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1, "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
 "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd15.safetensors"}},
 "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}, "_meta": {"title": "Prompt"}},
 "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
 "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
 "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x", "images": ["8", 0]}}}`
	unknownGraph = `{
 "36:12": {"class_type": "No_Such_Class", "inputs": {"count": 3, "scale": 0.5, "on": true, "words": "a", "选择": "b", "wrapped": {"__value__": [1]}, "mark": "%x%", "from": ["2", 0]}},
 "2": {"class_type": "No_Such_Source", "inputs": {"file": "a.bin", "nothing": null}}}`
	knownApp = `{"code": 0, "data": {"nodeInfoList": [
 {"nodeId": "7", "nodeName": "A", "fieldName": "ratio", "fieldValue": "1:1", "fieldType": "LIST", "fieldData": "[{\"name\":\"square\",\"index\":\"1:1\"},{\"name\":\"wide\",\"index\":\"16:9\"},{\"default\":\"1:1\"}]"},
 {"nodeId": "8", "nodeName": "B", "fieldName": "seconds", "fieldValue": "5", "fieldType": "INT", "fieldData": "[\"INT\", {\"min\": 1, \"max\": 15}]"},
 {"nodeId": "8", "nodeName": "B", "fieldName": "words", "fieldValue": "x", "fieldType": "STRING", "fieldData": "[\"STRING\", {}]"},
 {"nodeId": "9", "nodeName": "C", "fieldName": "select", "fieldValue": "2", "fieldType": "SWITCH", "fieldData": "[{\"name\":\"a\",\"index\":1.0},{\"name\":\"b\",\"index\":2.0}]"},
 {"nodeId": "10", "nodeName": "D", "fieldName": "on", "fieldValue": "true", "fieldType": "BOOLEAN"}]}}`
)

// refuses reports whether a finding says that an item is wrong. Left out is what
// is legal in form and only looks odd (a link cut off, a file name of another
// kind, advice), which a schema that refused it could not tell from wrong.
func refuses(f *rule.Finding) bool {
	if f.Severity < rule.Warning {
		return false
	}
	switch f.Rule.ID {
	case "nodeinfo-node", "nodeinfo-field", "nodeinfo-frontend-widget", "nodeinfo-missing-value", "nodeinfo-type", "nodeinfo-list", "nodeinfo-range",
		"nodeinfo-item-type", "nodeinfo-item-key", "nodeinfo-list-type", "request-type", "request-missing":
		return true
	}
	return strings.HasPrefix(f.Rule.ID, "prompt-") && f.Severity == rule.Error && f.Rule.ID != "prompt-outputs-failed-validation"
}

// values are what items get, beside the field's own value.
var values = []string{
	`0`, `1`, `-1`, `5`, `16`, `0.5`, `-0.5`, `1.5`, `15.5`, `512`, `100000`, `1e3`, `18446744073709551615`, `18446744073709551616`,
	`"0"`, `"7"`, `" 7 "`, `"1.5"`, `"1e3"`, `"many"`, `""`, `"-3"`, `"inf"`,
	`true`, `false`, `"true"`, `"False"`, `null`,
	`{}`, `{"__value__": 3}`, `{"__value__": "euler"}`, `{"a": 1}`,
	`"euler"`, `"dpmpp_2m"`, `"no_such_sampler"`, `"16:9"`, `"wide"`, `"4:3"`, `"2"`, `2`, `2.0`, `"2.0"`, `"3"`,
	`"${X}"`, `"{{ x }}"`, `"<x>"`, `"%x%"`, `"$X"`, `"a dog"`, `"None"`,
}

type agreement struct {
	name    string
	def     *workflow.Definition
	kind    endpoint.Kind
	schema  *jsonschema.Schema
	text    []byte
	checker *rules.Checker
}

func agreements(t *testing.T) []agreement {
	t.Helper()
	var out []agreement
	for _, a := range []struct {
		name, text, id string
		kind           endpoint.Kind
		catalog        *nodes.Catalog
	}{
		{"graph with node definitions", knownGraph, "1904136902449209346", endpoint.Create, nodes.Core()},
		{"graph of unknown classes", unknownGraph, "1904136902449209346", endpoint.Create, nodes.Core()},
		{"app", knownApp, "1937084629516193794", endpoint.AIAppRun, nil},
	} {
		def, err := workflow.Read("workflow.json", []byte(a.text))
		if err != nil {
			t.Fatal(err)
		}
		base := request.Schema(a.kind).Text()
		text, err := tailored.New(def, tailored.Options{Kind: a.kind, Base: base, ID: a.id, Input: tailored.FromCatalog(a.catalog)})
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource("mem:///s.json", bytes.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		schema, err := c.Compile("mem:///s.json")
		if err != nil {
			t.Fatal(err)
		}
		checker, err := rules.New(rules.Options{Definition: def, Catalog: a.catalog})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, agreement{a.name, def, a.kind, schema, text, checker})
	}
	return out
}

// request makes a request of one random item.
func (a *agreement) request(r *rand.Rand) string {
	n := &a.def.Nodes[r.IntN(len(a.def.Nodes))]
	id, _ := json.Marshal(n.ID)
	field, value := `"text"`, values[r.IntN(len(values))]
	if len(n.Fields) > 0 {
		f := &n.Fields[r.IntN(len(n.Fields))]
		name, _ := json.Marshal(f.Name)
		field = string(name)
		if r.IntN(4) == 0 && f.Value.Exists() {
			value = string(f.Value.Raw())
			if p := f.Value.Parent(); p.Get("__value__").Same(f.Value) {
				value = string(p.Raw())
			}
		}
	}
	switch r.IntN(20) {
	case 0:
		id = []byte(`"99"`)
	case 1:
		id = []byte(`"${NODE}"`)
	case 2:
		if strings.Trim(n.ID, "0123456789") == "" {
			id = []byte(n.ID)
		}
	case 3:
		id = []byte(`"` + n.ID + ` "`)
	case 4:
		field = `"no_such_field"`
	case 5:
		field = `"<field>"`
	case 6:
		field = strings.ToUpper(field)
	}
	item := `{"nodeId": ` + string(id) + `, "fieldName": ` + field + `, "fieldValue": ` + value + `}`
	if r.IntN(25) == 0 {
		item = `{"nodeId": ` + string(id) + `, "fieldName": ` + field + `}`
	}
	which := `"workflowId": "1904136902449209346"`
	if a.def.App {
		which = `"webappId": "1937084629516193794"`
	}
	return `{"apiKey": "9c1e77a04b52d8f36a0e41bd2c95f7e8", ` + which + `, "nodeInfoList": [` + item + `]}`
}

// A schema made for a workflow refuses exactly what the rules find wrong with
// the items of a request. With PAYLOADLINT_SCHEMAS set, the cases are also
// written to that folder, for other validators.
func TestTailoredSchemaAgreesWithRules(t *testing.T) {
	dump := os.Getenv("PAYLOADLINT_SCHEMAS")
	for number, a := range agreements(t) {
		var cases bytes.Buffer
		r := rand.New(rand.NewPCG(1, uint64(number)))
		refused, disagreed := 0, map[string]bool{}
		for range 3000 {
			text := a.request(r)
			dec := json.NewDecoder(strings.NewReader(text))
			dec.UseNumber()
			var v any
			if err := dec.Decode(&v); err != nil {
				t.Fatal(err)
			}
			schema := a.schema.Validate(v) == nil
			results, err := a.checker.Check(t.Context(), "request.json", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			var why []string
			for i := range results[0].Findings {
				if f := &results[0].Findings[i]; refuses(f) {
					why = append(why, f.Rule.ID+": "+f.Message)
				}
			}
			if !schema {
				refused++
			}
			if schema != (why == nil) && !inexpressible(text, results[0].Findings) && !disagreed[text] {
				disagreed[text] = true
				t.Errorf("%s: schema accepts: %v, rules: %v\n%s", a.name, schema, why, text)
			}
			fmt.Fprintf(&cases, "{\"valid\": %t, \"request\": %s}\n", schema, text)
		}
		if refused < 300 || refused > 2700 {
			t.Errorf("%s: %d of 3000 refused; the cases prove little", a.name, refused)
		}
		if dump == "" {
			continue
		}
		base := filepath.Join(dump, fmt.Sprint("agreement-", number))
		if err := os.WriteFile(base+".schema.json", a.text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(base+".cases.jsonl", cases.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// inexpressible says what a schema cannot say: the range of a number that is
// written as a string or wrapped, and that a value is never looked at because
// no output needs its node.
func inexpressible(text string, findings []rule.Finding) bool {
	doc, err := jsondoc.Parse("", []byte(text))
	if err != nil {
		return false
	}
	v := doc.At("/nodeInfoList/0/fieldValue")
	wrapped := v.Is(jsondoc.Object) && v.Get("__value__").Exists()
	return slices.ContainsFunc(findings, func(f rule.Finding) bool {
		switch f.Rule.ID {
		case "nodeinfo-range", "prompt-value-smaller-than-min", "prompt-value-bigger-than-max":
			return v.Is(jsondoc.String) || wrapped
		}
		return wrapped && strings.HasPrefix(f.Rule.ID, "prompt-")
	})
}
