package rules_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	schema "github.com/payloadlint/payloadlint/schema/source"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// The snippets in testdata/snippets show requests as people write them down, one
// style an archive. What must be found is part of each, and was written before
// the program was asked:
//
//	want: run.py create rejected 803
//
// above the files is one request, in the order of the files. In the files
//
//	"nodeId": ⟪nodeinfo-node|"99"⟫
//
// marks what a finding must underline, and ⟪?|…⟫ an expression that the verdict
// waits for: what is unchecked must name its line. Nothing else may be found.
// The marks are taken out before the files are read. "crlf" and "bom" alone on a
// line above the files give them such line ends, or such a beginning.
//
// All snippets share the workflow and the app below.
const (
	snippetWorkflow = "1904136902449209346"
	snippetApp      = "1937084629516193794"
)

// snippetGraph is what the workflow of all snippets is.
const snippetGraph = `{
  "3": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 20, "cfg": 8, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
    "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}},
  "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
  "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "a"}},
  "10": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
  "11": {"class_type": "PreviewImage", "inputs": {"images": ["10", 0]}}
}`

// snippetFields are those that the app of all snippets shows.
const snippetFields = `{"code": 0, "msg": "success", "data": {"webappName": "Portrait", "nodeInfoList": [
  {"nodeId": "39", "nodeName": "LoadImage", "fieldName": "image", "fieldValue": "a.png", "fieldType": "IMAGE", "description": "photo"},
  {"nodeId": "52", "nodeName": "CR Text", "fieldName": "prompt", "fieldValue": "a cat", "fieldType": "STRING", "description": "text"},
  {"nodeId": "37", "nodeName": "Ratio", "fieldName": "aspect_ratio", "fieldValue": "1:1", "fieldType": "LIST",
    "fieldData": "[{\"name\": \"1:1\", \"index\": \"1:1\", \"description\": \"\"}, {\"name\": \"16:9\", \"index\": \"16:9\", \"description\": \"\"}, {\"default\": \"1:1\", \"description\": \"\"}]", "description": "ratio"}]}}`

// snippetStore knows the one workflow and the one app.
type snippetStore struct{ workflow, app *workflow.Definition }

func (s snippetStore) Workflow(id string) (*workflow.Definition, error) {
	if id == snippetWorkflow {
		return s.workflow, nil
	}
	return nil, nil
}

func (s snippetStore) App(id string) (*workflow.Definition, error) {
	if id == snippetApp {
		return s.app, nil
	}
	return nil, nil
}

func newSnippetStore(t *testing.T) (s snippetStore) {
	t.Helper()
	var err error
	if s.workflow, err = workflow.Read("graph.json", []byte(snippetGraph)); err != nil {
		t.Fatal(err)
	}
	if s.app, err = workflow.Read("app.json", []byte(snippetFields)); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSnippets(t *testing.T) {
	names, err := filepath.Glob("testdata/snippets/*.txtar")
	if err != nil || len(names) < 60 {
		t.Errorf("%d snippets, %v", len(names), err)
	}
	store := newSnippetStore(t)
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			trySnippet(t, txtar.Parse(data), store)
		})
	}
}

// mark is what a snippet says must be found: where, and by which rule.
type mark struct {
	rule       string
	start, end int
}

// trySnippet checks the files of a snippet and compares.
func trySnippet(t *testing.T, a *txtar.Archive, store snippetStore) {
	t.Helper()
	var want []string
	crlf, bom := false, false
	for line := range strings.SplitSeq(string(a.Comment), "\n") {
		if rest, ok := strings.CutPrefix(line, "want: "); ok {
			want = append(want, rest)
		}
		crlf, bom = crlf || line == "crlf", bom || line == "bom"
	}
	texts, marks := map[string][]byte{}, map[string][]mark{}
	for _, f := range a.Files {
		text, ms := unmarked(t, string(f.Data), crlf, bom)
		texts[f.Name], marks[f.Name] = []byte(text), ms
	}
	read := func(from, name string) ([]byte, error) {
		if text, ok := texts[path.Join(path.Dir(from), name)]; ok {
			return text, nil
		}
		return nil, errors.New("no such file")
	}
	c := checker(t, rules.Options{Definitions: store, Read: read, Siblings: func(string, string) []string {
		return slices.Sorted(maps.Keys(texts))
	}})
	var got, lines []string
	for _, f := range a.Files {
		if !schema.Mentions(texts[f.Name]) {
			continue // as a walk passes over it
		}
		results, err := c.Check(t.Context(), f.Name, texts[f.Name])
		if err != nil {
			t.Fatal(err)
		}
		results = slices.DeleteFunc(results, func(r rules.Result) bool { return r.Foreign })
		for i := range results {
			r := &results[i]
			line := fmt.Sprintf("%s %s %s", f.Name, r.Endpoint, r.Verdict.Outcome)
			if r.Verdict.Outcome == rules.Rejected {
				line += fmt.Sprintf(" %d", r.Verdict.Code)
			}
			got = append(got, line)
			lines = append(lines, fmt.Sprint(line, ", line ", r.Start.Line))
		}
		compareMarks(t, f.Name, texts[f.Name], marks[f.Name], results)
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// programLine is how a reason names the line of an expression.
var programLine = regexp.MustCompile(`\(line (\d+)\)`)

// compareMarks compares what is found in a file with its marks.
func compareMarks(t *testing.T, name string, text []byte, marks []mark, results []rules.Result) {
	t.Helper()
	file := jsondoc.Lines(name, text)
	show := func(m mark) string {
		at := file.Position(m.start)
		if m.rule == "?" {
			return fmt.Sprintf("%s:%d: unchecked", name, at.Line)
		}
		end := file.Position(m.end)
		return fmt.Sprintf("%s:%d:%d-%d:%d: %s %s", name, at.Line, at.Column, end.Line, end.Column, m.rule, text[m.start:m.end])
	}
	var want, got []string
	for _, m := range marks {
		want = append(want, show(m))
	}
	said := map[string]string{}
	for i := range results {
		for _, f := range results[i].Findings {
			s := show(mark{f.Rule.ID, f.Start.Offset, f.End.Offset})
			got, said[s] = append(got, s), f.Message
		}
		for _, u := range results[i].Unchecked {
			if m := programLine.FindStringSubmatch(u.Reason); m != nil {
				s := fmt.Sprintf("%s:%s: unchecked", name, m[1])
				got, said[s] = append(got, s), u.Reason
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	want, got = slices.Compact(want), slices.Compact(got)
	for _, s := range want {
		if !slices.Contains(got, s) {
			t.Errorf("not found: %s", s)
		}
	}
	for _, s := range got {
		if !slices.Contains(want, s) {
			t.Errorf("not expected: %s\n\t%s", s, said[s])
		}
	}
}

// unmarked takes the marks out of a text.
func unmarked(t *testing.T, marked string, crlf, bom bool) (text string, marks []mark) {
	t.Helper()
	if crlf {
		marked = strings.ReplaceAll(marked, "\n", "\r\n")
	}
	var out strings.Builder
	if bom {
		out.WriteString("\ufeff")
	}
	var open []mark
	for marked != "" {
		i := strings.IndexAny(marked, "⟪⟫")
		if i < 0 {
			break
		}
		out.WriteString(marked[:i])
		marked = marked[i:]
		if rest, ok := strings.CutPrefix(marked, "⟪"); ok {
			rule, after, found := strings.Cut(rest, "|")
			if !found {
				t.Fatalf("a mark without a rule: %.40s", marked)
			}
			open = append(open, mark{rule: rule, start: out.Len()})
			marked = after
			continue
		}
		if len(open) == 0 {
			t.Fatalf("a mark that nothing opens: %.40s", marked)
		}
		m := open[len(open)-1]
		open = open[:len(open)-1]
		m.end = out.Len()
		marks = append(marks, m)
		marked = strings.TrimPrefix(marked, "⟫")
	}
	out.WriteString(marked)
	if len(open) > 0 {
		t.Fatalf("a mark that nothing closes: %s", open[0].rule)
	}
	return out.String(), marks
}
