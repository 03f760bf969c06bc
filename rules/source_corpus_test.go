package rules_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	schema "github.com/payloadlint/payloadlint/schema/source"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// style is one way in which people write a request down.
type style struct {
	name, file string
	write      func(url, body string) string
}

// styles are those that the collected requests came from. Of the languages those
// count that package source has a reader for.
func styles() []style {
	all := []style{
		{"json fence", "a.md", func(_, body string) string { return "# Call it\n\n```json\n" + body + "\n```\n" }},
		{"fence in a list", "a.md", func(url, body string) string {
			return "1. Call it:\n\n   ```bash\n   curl -X POST " + url + " -d '" + strings.ReplaceAll(strings.ReplaceAll(body, "'", `'\''`), "\n", "\n   ") + "'\n   ```\n"
		}},
		{"curl", "a.sh", func(url, body string) string {
			return "curl --location '" + url + "' \\\n  --header 'Content-Type: application/json' \\\n  --data-raw '" + strings.ReplaceAll(body, "'", `'"'"'`) + "'\n"
		}},
		{"curl in double quotes", "a.sh", func(url, body string) string {
			return "curl " + url + " -d \"" + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(body) + "\"\n"
		}},
		{"curl from a here-document", "a.sh", func(url, body string) string { return "curl " + url + " -d @- <<'EOF'\n" + body + "\nEOF\n" }},
		{"http", "a.http", func(url, body string) string {
			return "POST " + url + "\nContent-Type: application/json\n\n" + strings.ReplaceAll(body, "\n\n", "\n") + "\n\n###\n"
		}},
		{"postman", "a.postman_collection.json", func(url, body string) string {
			return `{"info": {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"name": "f", "item": [{"name": "r", "request": {"method": "POST", "url": {"raw": "` + url + `"}, "body": {"mode": "raw", "raw": ` + quoted(body) + `}}}]}]}`
		}},
		{"har", "a.har", func(url, body string) string {
			return `{"log": {"version": "1.2", "entries": [{"request": {"method": "POST", "url": "` + url + `", "headers": [], "postData": {"mimeType": "application/json", "text": ` + quoted(body) + `}}, "response": {"status": 200, "content": {}}}]}}`
		}},
		{"python", "a.py", func(url, body string) string {
			return "import requests\n\npayload = " + pythonic(body) + "\n\nresponse = requests.post(\"" + url + "\", json=payload)\n"
		}},
		{"python text", "a.py", func(url, body string) string {
			return "import requests\nresponse = requests.post('" + url + "', data=" + quoted(body) + ")\n"
		}},
		{"javascript", "a.js", func(url, body string) string {
			return "const body = " + body + ";\nconst r = await fetch('" + url + "', {method: 'POST', body: JSON.stringify(body)});\n"
		}},
		{"typescript", "a.ts", func(url, body string) string {
			return "export async function run(): Promise<void> {\n  await axios.post(`" + url + "`, " + body + ");\n}\n"
		}},
		{"go", "a.go", func(url, body string) string {
			return "package a\n\nfunc run() { http.Post(\"" + url + "\", \"application/json\", strings.NewReader(" + strconv.Quote(body) + ")) }\n"
		}},
		{"java", "A.java", func(url, body string) string {
			return "class A { void run() { var r = HttpRequest.newBuilder(URI.create(\"" + url + "\")).POST(HttpRequest.BodyPublishers.ofString(" + quoted(body) + ")).build(); } }\n"
		}},
	}
	return slices.DeleteFunc(all, func(s style) bool {
		return (&schema.File{Name: s.file, Text: []byte(s.write("https://www.runninghub.cn/x", "{}"))}).Kind() == nil
	})
}

func quoted(s string) string {
	out, _ := json.Marshal(s) // a string does not fail
	return string(out)
}

// pythonic is JSON as a Python literal.
func pythonic(body string) string {
	doc, err := jsondoc.Parse("", []byte(body))
	if err != nil {
		return body
	}
	out, at := "", 0
	var walk func(v jsondoc.Value)
	walk = func(v jsondoc.Value) {
		for m := range v.Members() {
			walk(m.Value)
		}
		for _, e := range v.Elements() {
			walk(e)
		}
		if word, ok := map[string]string{"true": "True", "false": "False", "null": "None"}[string(v.Raw())]; ok {
			out += body[at:v.Span().Start] + word
			at = v.Span().End
		}
	}
	walk(doc.Root())
	return out + body[at:]
}

// said is what a check says of a request, but for its places.
func said(r *rules.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %d", r.Endpoint, r.Verdict.Outcome, r.Verdict.Code)
	var list []string
	for _, f := range r.Findings {
		if f.Rule.ID != "api-key-committed" { // told once more of a text that has it twice
			list = append(list, "\n  "+f.Rule.ID+" "+f.Pointer+" "+f.Message)
		}
	}
	slices.Sort(list)
	return b.String() + strings.Join(list, "")
}

// What is said of a collected request does not depend on how it is written down.
func TestWildInContainers(t *testing.T) {
	dir := filepath.Join(sharedtest.Dir(t), "corpus", "wild")
	all := styles()
	compared := 0
	for k, s := range sources(t) {
		if !strings.HasPrefix(s.file, "requests/") || !strings.HasSuffix(s.file, ".json") {
			continue
		}
		body := strings.TrimSpace(string(read(t, filepath.Join(dir, s.file))))
		doc, err := jsondoc.Parse("", []byte(body))
		if err != nil || !doc.Root().Is(jsondoc.Object) || len(doc.Duplicates()) > 0 || doc.BOM() {
			continue
		}
		e, ok := endpoint.Default().Lookup(kindOf(s))
		if !ok || e.Internal || e.Method != http.MethodPost || e.Multipart {
			continue
		}
		if _, _, _, _, saved := endpoint.Default().Unwrap(doc.Root()); saved {
			continue
		}
		path, _, _ := strings.Cut(e.Path, "{")
		if path != e.Path {
			path += "1904136902449209346"
		}
		url := "https://www.runninghub.cn" + path
		o := rules.Options{Catalog: nodes.Core()}
		if strings.HasPrefix(s.definition, "definitions/") {
			d, err := workflow.Read(filepath.Base(s.definition), read(t, filepath.Join(dir, s.definition)))
			if err == nil {
				o.Definition = d
			} else if !errors.Is(err, fault.DefinitionUIFormat) {
				t.Errorf("%s: %v", s.definition, err)
			}
		}
		o.URL = url
		plain := one(t, checker(t, o), "a.json", body)
		want := said(&plain)
		// Each style meets each kind of request often enough.
		for n := range all {
			st := all[n]
			if (k+n)%3 != 0 {
				continue
			}
			o.URL = ""
			if st.name == "json fence" || st.name == "java" { // the address is not read there
				o.URL = url
			}
			text := st.write(url, body)
			results, err := checker(t, o).Check(t.Context(), st.file, []byte(text))
			if err != nil || len(results) != 1 {
				t.Errorf("%s as %s: %d results", s.file, st.name, len(results))
				continue
			}
			compared++
			if got := said(&results[0]); got != want {
				t.Errorf("%s as %s:\n%s\nplain:\n%s", s.file, st.name, got, want)
			}
			for _, f := range results[0].Findings {
				if f.Start.Offset < 0 || f.End.Offset > len(text) || f.Start.Offset > f.End.Offset {
					t.Errorf("%s as %s: %s at %v to %v", s.file, st.name, f.Rule.ID, f.Start, f.End)
				}
			}
		}
	}
	if compared < 40 {
		t.Errorf("only %d compared", compared)
	}
	t.Logf("%d compared in %d styles", compared, len(all))
}
