package source

import (
	"bytes"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

func spanOf(start, end int) jsondoc.Span { return jsondoc.Span{Start: start, End: end} }

func TestMentions(t *testing.T) {
	for _, yes := range []string{
		"https://www.runninghub.cn/", "RUNNINGHUB_API_KEY", "RunningHub", "x/task/openapi/create?", "{'nodeId': 1, 'fieldName': 2, 'fieldValue': 3}",
		"/openapi/v2/run/workflow/1", "fieldValue fieldValue nodeId fieldName", strings.Repeat("x", 1000) + "runninghub",
	} {
		for pad := range 12 {
			if !Mentions([]byte(strings.Repeat("-", pad) + yes + strings.Repeat("u", pad))) {
				t.Errorf("%q behind %d bytes mentions nothing", yes, pad)
			}
		}
	}
	for _, no := range []string{"", "r", "runninghu", "running hub", "fieldValue", "nodeId fieldName", "/openapi/", "fieldValue nodeId", strings.Repeat("runninghu ", 100)} {
		if Mentions([]byte(no)) {
			t.Errorf("%q mentions RunningHub", no)
		}
	}
	for _, e := range endpoint.Default().All() {
		if path, _, _ := strings.Cut(e.Path, "{"); !e.Internal && !Mentions([]byte(path)) {
			t.Errorf("%s is not found", e.Path)
		}
	}
}

// The search finds what looking for each word finds.
func FuzzMentions(f *testing.F) {
	f.Add([]byte("xx runninghub"), []byte("fieldValue"))
	s := newSearch([]string{"abca", "bcab/ab", "aabb", itemKey})
	f.Fuzz(func(t *testing.T, text, _ []byte) {
		lower := bytes.ToLower(text)
		want := false
		for _, w := range []string{"abca", "bcab/ab", "aabb"} {
			want = want || bytes.Contains(lower, []byte(w))
		}
		want = want || bytes.Contains(lower, []byte(itemKey)) && bytes.Contains(text, []byte("nodeId")) && bytes.Contains(text, []byte("fieldName"))
		if isASCII(text) && s.find(text) != want {
			t.Errorf("find(%q) is not %t", text, want)
		}
	})
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// Every kind has a name of its own, and what its files are called.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range All() {
		if c.Kind == "" || seen[c.Kind] || c.Extract == nil {
			t.Errorf("%q: no name, or twice, or no reader", c.Kind)
		}
		seen[c.Kind] = true
		for _, ext := range c.Extensions {
			if ext != strings.ToLower(ext) || !strings.HasPrefix(ext, ".") {
				t.Errorf("%s: the ending %q", c.Kind, ext)
			}
			if ext == ".json" && c.Match == nil {
				t.Errorf("%s takes all JSON files", c.Kind)
			}
		}
		if len(c.Extensions)+len(c.Names)+len(c.Fences) == 0 {
			t.Errorf("%s: no file is of this kind", c.Kind)
		}
	}
}

// A table of a test's own: Markdown is not needed to see that fences nest.
func fences(f *source.File) []source.Request {
	i := bytes.IndexByte(f.Text, '|')
	if i < 0 {
		return nil
	}
	word, _, _ := bytes.Cut(f.Text, []byte("|"))
	return f.Fence(string(word), source.Copy(f.Text, spanOf(i+1, len(f.Text))))
}

func TestNestedFences(t *testing.T) {
	rows := append(All(), source.Container{Kind: "bar", Extensions: []string{".bar", ".x.bar"}, Fences: []string{"b"}, Extract: fences})
	tab := newTable(rows)
	text := []byte("B|bar|json|\n{\"apiKey\": 1}")
	c := tab.named("dir/a.X.BAR")
	if len(c) != 2 || c[0].Kind != "bar" {
		t.Fatalf("found %v", c)
	}
	found := tab.requests(c[0], source.File{Name: "a.bar", Text: text}, mostNested)
	if len(found) != 1 || string(text[found[0].Span.Start:found[0].Span.End]) != `{"apiKey": 1}` || string(found[0].Body.Bytes) != `{"apiKey": 1}` {
		t.Fatalf("found %v", found)
	}
	if at := found[0].Body.FileSpan(spanOf(1, 9)); string(text[at.Start:at.End]) != `"apiKey"` {
		t.Errorf("apiKey is at %v", at)
	}
	deep := []byte(strings.Repeat("b|", 100) + "json|\n{}")
	if found := tab.requests(c[0], source.File{Text: deep}, mostNested); len(found) != 0 {
		t.Error("there is no end to nesting")
	}
}
