package request

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

func parse(t testing.TB, text string) jsondoc.Value {
	t.Helper()
	d, err := jsondoc.Parse("test", []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d.Root()
}

// Every file is used, complete in itself, and compiles.
func TestSchemas(t *testing.T) {
	used := map[string]bool{sharedFile: true}
	for _, k := range kinds() {
		used[string(k)+".schema.json"] = true
		text := Schema(k).Text()
		if text == nil {
			t.Fatalf("%s has no schema", k)
		}
		var parsed map[string]any
		if err := json.Unmarshal(text, &parsed); err != nil {
			t.Errorf("%s: %v", k, err)
		}
		if strings.Contains(string(text), sharedFile) || !strings.HasSuffix(string(text), "}\n") {
			t.Errorf("%s is not complete in itself:\n%s", k, text)
		}
		if parsed["$schema"] != "http://json-schema.org/draft-07/schema#" || parsed["title"] == nil || parsed["description"] == nil {
			t.Errorf("%s lacks $schema, title or description", k)
		}
		if _, err := Schema(k).entry().library(); err != nil {
			t.Error(err)
		}
		text[0] = 'x' // the caller's own
		if again := Schema(k).Text(); again[0] != '{' {
			t.Errorf("%s: a caller changed the schema", k)
		}
		// All but the prompt's condition is understood by the fast walk.
		if opaque := anyOpaque(entries()[k].fast(), 0); opaque != (k == endpoint.Prompt) {
			t.Errorf("%s: opaque %v", k, opaque)
		}
	}
	names, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if !used[n.Name()] {
			t.Errorf("%s is used by no kind", n.Name())
		}
	}
	if Schema(endpoint.V2Upload).Text() != nil {
		t.Error("a form has a schema")
	}
	if Schema(endpoint.V2Upload).Fields() != nil || Schema(endpoint.Prompt).Fields() != nil {
		t.Error("fields of kinds that have none")
	}
}

func anyOpaque(n *node, depth int) bool {
	if n == nil || depth > 20 {
		return false
	}
	if n.opaque {
		return true
	}
	for _, p := range n.props {
		if anyOpaque(p, depth+1) {
			return true
		}
	}
	return anyOpaque(n.items, depth+1) || anyOpaque(n.rest, depth+1)
}

// The schemas agree with the table of endpoints about ids, keys and lists.
func TestSchemasAndEndpoints(t *testing.T) {
	for _, e := range endpoint.Default().All() {
		fields := map[string]Field{}
		for _, f := range Schema(e.Kind).Fields() {
			fields[f.Name] = f
			if f.Description == "" || f.Types == nil && f.Name != "" {
				t.Errorf("%s.%s has no description or type", e.Kind, f.Name)
			}
		}
		if e.Internal || e.Kind == endpoint.V2Upload {
			continue
		}
		if f, ok := fields["apiKey"]; ok != (e.KeyField == "apiKey") || ok && !f.Required {
			t.Errorf("%s: apiKey %+v", e.Kind, f)
		}
		if _, ok := fields["apikey"]; ok != (e.KeyField == "apikey") {
			t.Errorf("%s: apikey", e.Kind)
		}
		if _, ok := fields["nodeInfoList"]; ok != e.NodeInfo {
			t.Errorf("%s: nodeInfoList", e.Kind)
		}
		if f, ok := fields[e.IDField]; e.IDField != "" && ok == strings.Contains(e.Path, "{") || ok && !f.Required {
			t.Errorf("%s: id %+v", e.Kind, f)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		kind     endpoint.Kind
		in, want string
	}{
		{endpoint.Create, `{"apiKey":"k","workflowId":"1"}`, ``},
		{endpoint.Create, `{"apiKey":"k","workflowId":1,"usePersonalQueue":"true","retainSeconds":180,"nodeInfoList":[{"nodeId":3,"x":1}]}`, ``},
		{endpoint.Create, `{}`, `required apiKey, required workflowId`},
		{endpoint.Create, `{"apiKey":"k","workflowId":"1","a/b":1,"c":2}`, `additionalProperties /a~1b, additionalProperties /c`},
		{endpoint.Create, `{"apiKey":" ","workflowId":true}`, `pattern /apiKey [\S], type /workflowId [string integer]`},
		{endpoint.Create, `{"apiKey":"k","workflowId":"1","instanceType":5}`, `type /instanceType [string]`},
		{endpoint.Create, `{"apiKey":"k","workflowId":"1","instanceType":"x","retainSeconds":9}`, `enum /instanceType [default plus ultra], minimum /retainSeconds [10]`},
		{endpoint.Create, `{"apiKey":"k","workflowId":"1","retainSeconds":1e999999999}`, `maximum /retainSeconds [180]`},
		{endpoint.Create, `{"apiKey":"k","workflowId":"1","retainSeconds":-1e999999999}`, `minimum /retainSeconds [10]`},
		{endpoint.Create, `{"apiKey":"k","workflowId":"1","usePersonalQueue":2}`, `type /usePersonalQueue [boolean string]`},
		{endpoint.Create, `{"apiKey":"k","workflowId":"1","nodeInfoList":[1,{"nodeId":{}}]}`, `type /nodeInfoList/0 [object], type /nodeInfoList/1/nodeId [string integer]`},
		{endpoint.Create, `[]`, `type  [object]`},
		{endpoint.V2RunAIApp, `{"nodeInfoList":[]}`, `minItems /nodeInfoList [1]`},
		{endpoint.Prompt, `{"1":{"class_type":"A","inputs":{}}}`, ``},
		{endpoint.Prompt, `{"prompt":{"1":{"class_type":"A","inputs":{"x":[[[[[[[1]]]]]]]}}},"client_id":"x","extra_data":{}}`, ``},
		{endpoint.Prompt, `{"1":{"class_type":"A"}}`, `required inputs`},
		{endpoint.Prompt, `{"prompt":{"1":{"class_type":1,"inputs":{}}}}`, `type /prompt/1/class_type [string]`},
		{endpoint.V2Upload, `{}`, ``},
	} {
		found, err := Schema(c.kind).Validate(parse(t, c.in))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range found {
			s := v.Keyword + " "
			switch v.Keyword {
			case "required":
				s += v.Key
			case "additionalProperties":
				s += v.Place.Pointer()
			default:
				s += v.Place.Pointer() + " [" + strings.Join(v.Want, " ") + "]"
			}
			got = append(got, s)
		}
		if g := strings.Join(got, ", "); g != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.kind, c.in, g, c.want)
		}
	}
	if v, err := Schema(endpoint.Create).Validate(jsondoc.Value{}); v != nil || err != nil {
		t.Error(v, err)
	}
}

// The place of a violation is right in a body that is not a document's root.
func TestValidateInside(t *testing.T) {
	root := parse(t, `[{"apiKey":"k"},{"apiKey":5,"workflowId":"1"}]`)
	found, err := Schema(endpoint.Create).Validate(root.Index(1))
	if err != nil || len(found) != 1 || found[0].Place.Pointer() != "/1/apiKey" || found[0].Key != "apiKey" {
		t.Errorf("%+v %v", found, err)
	}
}

// FuzzAccepts holds the fast walk and the schema together: what it accepts,
// the library accepts.
func FuzzAccepts(f *testing.F) {
	for _, s := range []string{
		`{"apiKey":"k","workflowId":"1","nodeInfoList":[{"nodeId":1,"fieldName":"a","fieldValue":null}]}`,
		`{"apiKey":"k","taskId":12345678901234567890123}`, `{"apiKey":"\u000b","taskId":-0}`, `{"apiKey":"k","apiKey":5,"taskId":"1"}`,
		`{"apiKey":"k","workflowId":"1","retainSeconds":10,"usePersonalQueue":"false","instanceType":"plus"}`,
		`{"prompt":{"class_type":"A","inputs":{}}}`, `{"prompt":{"1":{"class_type":"A","inputs":{}}},"client_id":5}`, `{"prompt":{}}`, `[]`, `[{"nodeId":"1"}]`,
		`{"nodeInfoList":[{"nodeId":"1","nodeName":null}],"retainSeconds":1e2}`, `{"webappId":1e400,"apiKey":"x","nodeInfoList":[]}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := jsondoc.Parse("fuzz", []byte(text))
		if err != nil {
			return
		}
		root := d.Root()
		var decoded any
		dec := json.NewDecoder(strings.NewReader(text))
		dec.UseNumber()
		if err := dec.Decode(&decoded); err != nil {
			return
		}
		for _, k := range kinds() {
			s, err := Schema(k).entry().library()
			if err != nil {
				t.Fatal(err)
			}
			ours := s.Validate(plain(root, 0)) == nil
			if quickly(k, root) && !ours {
				t.Errorf("%s: accepted, but the schema does not: %s", k, text)
			}
			// The library's own reading of the text gives the same verdict,
			// where its numbers do not make it write out a million digits.
			if !strings.ContainsAny(text, "eE") || len(text) < 12 {
				if theirs := s.Validate(decoded) == nil; theirs != ours {
					t.Errorf("%s: plain() changes the verdict to %v: %s", k, ours, text)
				}
			}
		}
	})
}

func BenchmarkAccepts(b *testing.B) {
	root := parse(b, `{"apiKey":"k","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"a"},{"nodeId":"3","fieldName":"seed","fieldValue":"5"}],"addMetadata":true}`)
	b.ReportAllocs()
	for b.Loop() {
		if !quickly(endpoint.Create, root) {
			b.Fatal("not accepted")
		}
	}
}

// A new endpoint is a row of the endpoint table and one schema file.
func TestNewSchemaFile(t *testing.T) {
	const kind = "batch-run"
	fsys := fstest.MapFS{kind + ".schema.json": {Data: []byte(`{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "required": ["apiKey"],
  "properties": {"apiKey": {"$ref": "common.schema.json#/definitions/apiKey"}}
}`)}}
	common, err := files.ReadFile(sharedFile)
	if err != nil {
		t.Fatal(err)
	}
	fsys[sharedFile] = &fstest.MapFile{Data: common}
	e := entriesOf(fsys, []endpoint.Kind{kind})[kind]
	if !e.fast().accepts(parse(t, `{"apiKey": "k"}`)) || e.fast().accepts(parse(t, `{}`)) {
		t.Error("the fast walk does not follow the file")
	}
	if s, err := e.library(); err != nil || s.Validate(map[string]any{}) == nil {
		t.Errorf("the library does not follow the file: %v", err)
	}
}
