package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
)

// largeNode is node i of a large workflow, and the input of it that a request
// sets.
type largeNode func(i int) (node, field, value string)

// largeGraphs are the workflows that an edit is timed against: one in which every
// node is an output or feeds one, as in workflows that run, one without outputs,
// and one that a node of an unknown class ends.
var largeGraphs = map[string]largeNode{
	"outputs": func(i int) (node, field, value string) {
		if i%2 == 0 {
			return fmt.Sprintf(`{"class_type": "SaveImage", "inputs": {"images": ["%d", 0], "filename_prefix": "a"}}`, i-1), "filename_prefix", fmt.Sprintf(`"a cat %d"`, i)
		}
		return `{"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}}`, "width", "1024"
	},
	"no-output": unending,
	"unknown": func(i int) (node, field, value string) {
		if node, field, value = unending(i); i == 1000 {
			node = `{"class_type": "NobodyKnows", "inputs": {"text": "a", "x": ["999", 0]}}`
		}
		return node, field, value
	},
}

// unending is a chain of nodes that leads to no output.
func unending(i int) (node, field, value string) {
	return fmt.Sprintf(`{"class_type": "CLIPTextEncode", "inputs": {"text": "a", "clip": ["%d", 1]}, "_meta": {"title": "Prompt %d"}}`, max(i-1, 1), i), "text", fmt.Sprintf(`"a cat %d"`, i)
}

// large is a server in which a request of 1,000 items, checked against a workflow
// of 1,000 nodes, is open.
func large(tb testing.TB, nodeAt largeNode) (s *lspServer, uri, text string) {
	tb.Helper()
	dir := tb.TempDir()
	var graph, items []string
	for i := 1; i <= 1000; i++ {
		node, field, value := nodeAt(i)
		graph = append(graph, fmt.Sprintf(`"%d": %s`, i, node))
		items = append(items, fmt.Sprintf(`{"nodeId": "%d", "fieldName": %q, "fieldValue": %s}`, i, field, value))
	}
	for name, body := range map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": "{" + strings.Join(graph, ",\n") + "}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	text = `{"apiKey": "${KEY}", "workflowId": "` + lspTestID + "\", \"nodeInfoList\": [\n" + strings.Join(items, ",\n") + "]}"
	a := &app{in: strings.NewReader(""), out: io.Discard, err: io.Discard, lang: "en"}
	r, err := a.newRun(&checkFlags{failOn: "never", maxFindings: defaultMaxFindings})
	if err != nil {
		tb.Fatal(err)
	}
	s = newLSPServer(r)
	s.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(readWriteCloser{strings.NewReader(""), io.Discard}))
	s.client.roots = []string{dir}
	uri = uriOf(filepath.Join(dir, "req.json"))
	var p lspParams
	p.TextDocument.URI, p.TextDocument.Text, p.TextDocument.LanguageID = uri, text, "json"
	if _, err := s.didOpen(context.Background(), &p); err != nil {
		tb.Fatal(err)
	}
	return s, uri, text
}

// edited is an edit of the last item, and what asks for a completion in it.
func edited(tb testing.TB, uri, text string, n int) (edit, ask *lspParams) {
	tb.Helper()
	line := strings.Count(text, "\n")
	last := text[strings.LastIndex(text, "\n")+1:]
	at := strings.Index(last, `"1000"`) + 1
	edit, ask = &lspParams{}, &lspParams{}
	body := fmt.Sprintf(`{"textDocument": {"uri": %q}, "contentChanges": [{"range": {"start": {"line": %d, "character": %d}, "end": {"line": %d, "character": %d}}, "text": "%d"}]}`, uri, line, at, line, at+4, 1000+n%2)
	if err := json.Unmarshal([]byte(body), edit); err != nil {
		tb.Fatal(err)
	}
	ask.TextDocument.URI, ask.Position = uri, lspPosition{line, at}
	return edit, ask
}

// BenchmarkEditor is the time from an edit to the diagnostics, and from an edit to
// a completion: the median is reported beside the mean.
func BenchmarkEditor(b *testing.B) {
	for name, node := range largeGraphs {
		s, uri, text := large(b, node)
		ctx := context.Background()
		b.Run("diagnostics/"+name, func(b *testing.B) {
			editing(b, s, uri, text, func(ask *lspParams) error { return s.check(ctx, ask.TextDocument.URI) })
		})
		b.Run("completion/"+name, func(b *testing.B) {
			editing(b, s, uri, text, func(ask *lspParams) error { _, err := s.completion(ctx, ask); return err })
		})
	}
}

// editing times edits with what answers them.
func editing(b *testing.B, s *lspServer, uri, text string, answer func(ask *lspParams) error) {
	b.Helper()
	var took []time.Duration
	for n := range b.N {
		edit, ask := edited(b, uri, text, n)
		start := time.Now()
		if _, err := s.didChange(b.Context(), edit); err != nil {
			b.Fatal(err)
		}
		s.open[uri].timer.Stop() // the check that waits would run beside this one
		if err := answer(ask); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
}

// Memory does not grow with the number of edits. PAYLOADLINT_EDITS says how many
// are made, 20 without it.
func TestEditsKeepNoMemory(t *testing.T) {
	edits := 20
	if text := os.Getenv("PAYLOADLINT_EDITS"); text != "" {
		if _, err := fmt.Sscan(text, &edits); err != nil {
			t.Fatal(err)
		}
	}
	s, uri, text := large(t, unending)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	run := func(edits int) {
		for n := range edits {
			edit, ask := edited(t, uri, text, n)
			if _, err := s.didChange(t.Context(), edit); err != nil {
				t.Fatal(err)
			}
			s.open[uri].timer.Stop() // the check that waits would run beside this one
			if _, err := s.completion(t.Context(), ask); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(edits / 10)
	before := heap()
	run(edits)
	after := heap()
	runtime.KeepAlive(s)
	t.Logf("%d edits: %d kB before, %d kB after", edits, before>>10, after>>10)
	if after > before+before/5+1<<20 {
		t.Errorf("memory grew from %d to %d bytes over %d edits", before, after, edits)
	}
}
