package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/redact"
	"github.com/payloadlint/payloadlint/rules/message"
)

// safeBuffer is written by one goroutine and read by another.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// take returns what was written since it was last called.
func (b *safeBuffer) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.b.String()
	b.b.Reset()
	return s
}

// watched is a watching run in the background.
type watched struct {
	t        *testing.T
	dir      string
	out, err safeBuffer
	told     string
	done     chan error
	stop     context.CancelFunc
	app      *app
}

// startWatch watches a new folder with some files; the current one where files is
// nil.
func startWatch(t *testing.T, f *checkFlags, files map[string]string) *watched {
	t.Helper()
	w := &watched{t: t, dir: ".", done: make(chan error, 1)}
	if files != nil {
		w.dir = t.TempDir()
		putFiles(t, w.dir, files)
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	w.app = &app{out: &w.out, err: &w.err, keys: redact.New(), lang: message.English}
	f.failOn, f.color, f.group, f.maxMiB, f.maxFindings, f.watch = "error", "auto", "none", 64, 1000, true
	go func() { w.done <- w.app.check(ctx, f, []string{w.dir}) }()
	t.Cleanup(stop)
	return w
}

// round waits for the next round and returns what it printed.
func (w *watched) round() (out, told string) {
	w.t.Helper()
	for range 600 {
		w.told += w.err.take()
		if line, rest, ok := strings.Cut(w.told, "Ctrl-C ends\n"); ok {
			w.told = rest
			return w.out.take(), line
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.t.Fatalf("no further round: %s%s", w.out.take(), w.told)
	return "", ""
}

func (w *watched) write(name, text string) {
	w.t.Helper()
	putFiles(w.t, w.dir, map[string]string{name: text})
}

// TestWatch: each kind of change brings a round, which checks what changed and
// reports on all.
func TestWatch(t *testing.T) {
	const good, bad = `{"apiKey": "${KEY}", "taskId": "1904136902449209346"}`, `{"apiKey": "${KEY}", "taskId": ""}`
	w := startWatch(t, &checkFlags{}, map[string]string{"a.json": good, "b.json": bad, "notes.txt": "hello"})
	check := func(step string, checked string, places ...string) {
		t.Helper()
		out, told := w.round()
		if !strings.Contains(told, "checked "+checked+" files") {
			t.Errorf("%s: %s", step, told)
		}
		for _, name := range []string{"a.json", "b.json", "sub/c.json"} {
			want := false
			for _, p := range places {
				want = want || p == name
			}
			if got := strings.Contains(out, name+":1:32: error: "); got != want {
				t.Errorf("%s: findings in %s: %t\n%s", step, name, got, out)
			}
		}
		if strings.Contains(out, "\x1b") {
			t.Errorf("%s: clears what is no terminal", step)
		}
	}
	check("begin", "2 of 2", "b.json")
	w.write("a.json", bad)
	check("a file changes", "1 of 2", "a.json", "b.json")
	w.write("sub/c.json", bad)
	check("a file in a new folder", "1 of 3", "a.json", "b.json", "sub/c.json")
	if err := os.Remove(filepath.Join(w.dir, "b.json")); err != nil {
		t.Fatal(err)
	}
	check("a file goes", "0 of 2", "a.json", "sub/c.json")
	const suppression = "version: 1\nsuppress:\n  - {rule: request-blank, files: [%s], reason: a test}\n"
	w.write(".payloadlint.yaml", fmt.Sprintf(suppression, "a.json"))
	check("a configuration comes", "2 of 2", "sub/c.json")
	w.write(".payloadlint.yaml", "version: 2\n")
	if _, told := w.round(); !strings.Contains(told, "unknown version") {
		t.Error("a configuration breaks:", told)
	}
	w.write("a.json", bad+" ")
	if _, told := w.round(); !strings.Contains(told, "unknown version") {
		t.Error("a broken configuration is said once:", told)
	}
	w.write(".payloadlint.yaml", fmt.Sprintf(suppression, "sub/*"))
	check("the configuration changes", "2 of 2", "a.json")
	w.stop()
	if err := <-w.done; err != nil {
		t.Error(err)
	}
	if w.app.status != exitFindings {
		t.Error("the exit status is not that of the last round")
	}
}

// TestWatchDefinitions: requests are checked again when the definition that they
// name changes, and what they name beside it.
func TestWatchDefinitions(t *testing.T) {
	graph := func(field string) string {
		return fmt.Sprintf(`{"6": {"class_type": "CLIPTextEncode", "inputs": {%q: "a cat"}}}`, field)
	}
	w := startWatch(t, &checkFlags{}, map[string]string{
		"a.json": someRequest, "w.json": graph("prompt"),
		".payloadlint.yaml": "version: 1\nworkflows: {\"1904136902449209346\": w.json}\n",
		"call.sh":           "curl https://www.runninghub.cn/task/openapi/status -d @body.json\n", "body.json": `{"apiKey": "${KEY}", "taskId": ""}`,
	})
	if out, _ := w.round(); !strings.Contains(out, "803") || !strings.Contains(out, "call.sh:") {
		t.Errorf("nothing is wrong: %s", out)
	}
	w.write("w.json", graph("text"))
	if out, _ := w.round(); strings.Contains(out, "803") {
		t.Errorf("the old definition counts: %s", out)
	}
	w.write("body.json", `{"apiKey": "${KEY}", "taskId": "1904136902449209346"}`)
	if out, _ := w.round(); strings.Contains(out, "call.sh:") {
		t.Errorf("the old body counts: %s", out)
	}
	w.write("w.json", "{")
	if _, told := w.round(); !strings.Contains(told, "w.json") {
		t.Errorf("a broken definition: %s", told)
	}
	w.write("w.json", graph("text"))
	w.round()
	w.stop()
	if err := <-w.done; err != nil || w.app.status != exitClean {
		t.Error(err, w.app.status)
	}
}

// TestWatchOwnReport: a report within the folder that is watched is no change.
func TestWatchOwnReport(t *testing.T) {
	dir := t.TempDir()
	putFiles(t, dir, map[string]string{"a.json": someRequest})
	t.Chdir(dir)
	w := startWatch(t, &checkFlags{formats: []string{"text", "json:report.json"}}, nil)
	w.round()
	time.Sleep(3 * lookEvery)
	if told := w.err.take(); told != "" {
		t.Errorf("another round: %s", told)
	}
	if _, err := os.Stat("report.json"); err != nil {
		t.Error(err)
	}
}

// TestWatchNot: what cannot be watched is wrong usage.
func TestWatchNot(t *testing.T) {
	for _, args := range [][]string{{"--watch", "--fix", "."}, {"--watch", "-"}, {"--watch", "--baseline", "b.json", "--write-baseline", "."}} {
		if got := Main(args, strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{}); got != exitUsage {
			t.Errorf("%v: %d", args, got)
		}
	}
}
