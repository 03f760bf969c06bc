package tailored

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// offered is what an editor offers for a value of a schema: its choices, and true
// and false where it may be a boolean. What a schema excludes is not looked at.
func offered(root, schema map[string]any) (out []string) {
	if ref, ok := schema["$ref"].(string); ok {
		at := any(root)
		for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			at = at.(map[string]any)[part]
		}
		return offered(root, at.(map[string]any))
	}
	add := func(values ...any) {
		for _, v := range values {
			text, _ := json.Marshal(v)
			out = append(out, string(text))
		}
	}
	if list, ok := schema["enum"].([]any); ok {
		add(list...)
	}
	for _, key := range []string{"const", "default"} {
		if v, ok := schema[key]; ok {
			add(v)
		}
	}
	types, _ := schema["type"].([]any)
	if schema["type"] == "boolean" || slices.Contains(types, any("boolean")) {
		add(true, false)
	}
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := schema[key].([]any)
		for _, s := range list {
			out = append(out, offered(root, s.(map[string]any))...)
		}
	}
	return out
}

// fields calls visit with the schema of every field's value, by the field's name.
func fields(schema any, visit func(name string, value map[string]any)) {
	switch v := schema.(type) {
	case []any:
		for _, e := range v {
			fields(e, visit)
		}
	case map[string]any:
		name, value := dig(v, "if", "properties", "fieldName", "const"), dig(v, "then", "properties", "fieldValue")
		if text, ok := name.(string); ok && value != nil {
			visit(text, value.(map[string]any))
		}
		for _, e := range v {
			fields(e, visit)
		}
	}
}

func dig(v any, keys ...string) any {
	for _, k := range keys {
		m, _ := v.(map[string]any)
		v = m[k]
	}
	return v
}

// TestOffered: ComfyUI takes true for a number or a text, but nobody means it: an
// editor offers it for a BOOLEAN only.
func TestOffered(t *testing.T) {
	def := definition(t, `{
  "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
  "2": {"class_type": "KSamplerAdvanced", "inputs": {"noise_seed": 5, "steps": 20, "cfg": 8.5, "sampler_name": "euler"}},
  "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}},
  "4": {"class_type": "ImageResizeKJ", "inputs": {"unknown": "x", "count": 3, "keep": true}},
  "5": {"class_type": "PrimitiveBoolean", "inputs": {"value": false}}}`)
	for _, input := range []func(class, field string) (Input, bool){FromCatalog(nodes.Core()), nil} {
		text, err := New(def, Options{Kind: endpoint.NodeInfoList, Input: input})
		if err != nil {
			t.Fatal(err)
		}
		var root map[string]any
		if err := json.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		seen := 0
		fields(root, func(name string, value map[string]any) {
			seen++
			got := offered(root, value)
			boolean := name == "keep" || name == "value"
			if both := slices.Contains(got, "true") && slices.Contains(got, "false"); both != boolean || !boolean && slices.Contains(got, "true") {
				t.Errorf("catalog %v: %s offers %v", input != nil, name, got)
			}
		})
		if seen != 10 {
			t.Errorf("%d fields in %s", seen, text)
		}
	}
}
