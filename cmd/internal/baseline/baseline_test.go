package baseline

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

var (
	plain  = &rule.Rule{ID: "sample-node"}
	secret = &rule.Rule{ID: "sample-key", Secret: true}
)

func finding(r *rule.Rule, pointer string, value byte, line int) rule.Finding {
	return rule.Finding{Rule: r, Severity: rule.Error, Pointer: pointer, Value: [8]byte{value, 0xab}, Start: jsondoc.Position{Line: line}}
}

func result(path string, findings ...rule.Finding) *rules.Result {
	return &rules.Result{Path: path, Index: -1, Findings: findings}
}

// save writes the findings of results as a new baseline and loads it.
func save(t *testing.T, path string, results ...*rules.Result) *Baseline {
	t.Helper()
	b := New(filepath.Dir(path))
	for _, r := range results {
		b.Add(r)
	}
	if err := b.Save(path, nil); err != nil {
		t.Fatal(err)
	}
	b, err := Load(path, readfile.Documents)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBaseline(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ci", "baseline.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "requests", "a.json")
	first := func() *rules.Result {
		return result(file, finding(plain, "/a", 1, 3), finding(plain, "/a", 1, 9), finding(plain, "/b", 2, 4), finding(secret, "/apiKey", 7, 1))
	}
	b := save(t, path, first(), result(filepath.Join(dir, "other.json"), finding(plain, "", 0, 1)), result("-", finding(plain, "/x", 3, 1)))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "version": 1,
  "findings": [
    {"file": "-", "rule": "sample-node", "pointer": "/x", "value": "03ab000000000000", "count": 1},
    {"file": "../other.json", "rule": "sample-node", "pointer": "", "value": "00ab000000000000", "count": 1},
    {"file": "../requests/a.json", "rule": "sample-node", "pointer": "/a", "value": "01ab000000000000", "count": 2},
    {"file": "../requests/a.json", "rule": "sample-key", "pointer": "/apiKey", "count": 1},
    {"file": "../requests/a.json", "rule": "sample-node", "pointer": "/b", "value": "02ab000000000000", "count": 1}
  ]
}
`
	if string(data) != want {
		t.Errorf("got\n%s\nwant\n%s", data, want)
	}
	if _, err := b.WriteTo(&bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	// Lines moved: nothing is new. The value of a key does not matter.
	r := first()
	for i := range r.Findings {
		r.Findings[i].Start.Line += 100
	}
	r.Findings[3].Value = [8]byte{9}
	if n := b.Filter(r); n != 4 || len(r.Findings) != 0 {
		t.Errorf("%d known, %d left", n, len(r.Findings))
	}
	if stale := b.Stale(); len(stale) != 0 {
		t.Errorf("stale: %v", stale)
	}
	// One more of the same, and a changed value, are new; what is gone is reported.
	b, err = Load(path, readfile.Documents)
	if err != nil {
		t.Fatal(err)
	}
	r = result(file, finding(plain, "/a", 1, 3), finding(plain, "/a", 1, 3), finding(plain, "/a", 1, 3), finding(plain, "/b", 5, 4))
	if n := b.Filter(r); n != 2 || len(r.Findings) != 2 || r.Findings[1].Pointer != "/b" {
		t.Errorf("%d known, left %v", n, r.Findings)
	}
	stale := b.Stale()
	if len(stale) != 2 || stale[0].Rule != "sample-key" || stale[1] != (Entry{"../requests/a.json", "sample-node", "/b", "02ab000000000000", 1}) {
		t.Errorf("stale: %v", stale)
	}
	if got := stale[1].Text(message.English); got != "../requests/a.json: sample-node at /b no longer occurs (1)" {
		t.Errorf("text %q", got)
	}
	if got := (Entry{File: "f", Rule: "r", Count: 2}).Text(message.Chinese); !strings.Contains(got, "整个文档") {
		t.Errorf("text %q", got)
	}
	// Files that were not checked are judged only when they are gone.
	if gone := b.Gone(nil); len(gone) != 1 || gone[0].File != "../other.json" {
		t.Errorf("gone: %v", gone)
	}
	if gone := b.Gone(func(string) bool { return true }); len(gone) != 0 {
		t.Errorf("gone: %v", gone)
	}
	// Nothing known: the findings are the caller's own slice still.
	r = result("unknown.json", finding(plain, "", 1, 1))
	if b.Filter(r) != 0 || len(r.Findings) != 1 {
		t.Error("a file that the baseline does not know was filtered")
	}
}

// TestRelativePathsMeet: the same file by another way is the same entry.
func TestRelativePathsMeet(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	b := save(t, "baseline.json", result("a.json", finding(plain, "", 1, 1)))
	r := result(filepath.Join(dir, "sub", "..", "a.json"), finding(plain, "", 1, 1))
	if b.Filter(r) != 1 {
		t.Error("an absolute path is another file")
	}
}

func TestSaveOverwrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.json")
	save(t, path, result("a", finding(plain, "", 1, 1)))
	if b := save(t, path); len(b.left) != 0 {
		t.Errorf("left over: %v", b.left)
	}
	data, err := os.ReadFile(path)
	if err != nil || string(data) != "{\n  \"version\": 1,\n  \"findings\": []\n}\n" {
		t.Errorf("%q, %v", data, err)
	}
	if err := New("").Save(filepath.Join(path, "x"), nil); err == nil {
		t.Error("saved below a file")
	}
	if _, err := Load(path+".missing", readfile.Documents); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriteError(t *testing.T) {
	if _, err := New("").WriteTo(full{}); err == nil {
		t.Error("no error")
	}
}

// TestDamage: every fault is reported at its place, in both languages.
func TestDamage(t *testing.T) {
	entry := func(s string) string { return `{"version":1,"findings":[` + s + `]}` }
	for in, want := range map[string]string{
		"":                            "b.json:1:1: the baseline is not valid JSON; restore it, or write a new one with --write-baseline",
		"{\n<<<<<<< HEAD\n}":          "b.json:2:1: the baseline is not valid JSON",
		"[]":                          "b.json:1:1: the baseline must be an object",
		"{}":                          `b.json:1:1: "version" is missing`,
		`{"version":"1"}`:             `b.json:1:12: "version" must be an integer`,
		`{"version":2,"new":1}`:       `b.json:1:12: this baseline has version 2 and was written by a newer payloadlint; this one reads version 1`,
		`{"version":1}`:               `"findings" is missing`,
		`{"version":1,"findings":{}}`: `"findings" must be an array`,
		`{"version":1,"finding":[]}`:  `b.json:1:14: unknown key "finding"; did you mean "findings"?`,
		`{"version":1,"zzzzz":[]}`:    `unknown key "zzzzz"`,
		`{"version":1,"version":1}`:   `b.json:1:14: "version" is given twice`,
		entry(`5`):                    "b.json:1:26: an entry must be an object",
		entry(`{"file":"a"}`):         `"rule" is missing`,
		entry(`{"file":5}`):           `"file" must be a string`,
		entry(`{"file":"a","rule":"r","pointer":"","lines":1}`):                                      `unknown key "lines"`,
		entry(`{"file":"a","rule":"r","pointer":"","value":"xyz"}`):                                  `"value" must be 16 hexadecimal digits`,
		entry(`{"file":"a","rule":"r","pointer":"","count":0}`):                                      `"count" must be an integer of at least 1`,
		entry(`{"file":"a","rule":"r","pointer":"","count":"3"}`):                                    `"count" must be`,
		entry(`{"file":"a","rule":"r","pointer":""},{"file":"a","rule":"r","pointer":"","count":2}`): "the same entry is listed above",
	} {
		_, err := Read("b.json", []byte(in))
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", in, err, want)
			continue
		}
		zh := e.Text(message.Chinese)
		if zh == e.Error() || strings.Contains(zh, "{") && !strings.Contains(in, "{") {
			t.Errorf("%s: no Chinese: %s", in, zh)
		}
	}
	path := filepath.Join(t.TempDir(), "b.json")
	if err := os.WriteFile(path, []byte("["), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path, readfile.Documents); err == nil {
		t.Error("Load accepts damage")
	}
}

func TestReadAccepts(t *testing.T) {
	got, err := Read("b", []byte(`{"findings":[{"file":"a","rule":"r","pointer":"/x","value":"ABCDEF0123456789"}],"version":1}`))
	if err != nil || len(got) != 1 || got[0] != (Entry{"a", "r", "/x", "abcdef0123456789", 1}) {
		t.Errorf("%v, %v", got, err)
	}
}

// FuzzRead: any bytes give entries or an *Error with a place; entries that were
// read and written are read again the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"version":1,"findings":[{"file":"a","rule":"r","pointer":"/x","value":"abcdef0123456789","count":3}]}`))
	f.Add([]byte(`{"version":1,"findings":[{"file":"\ud800","rule":"","pointer":""}]}`))
	f.Add([]byte("[[["))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := Read("b", data)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Text(message.Chinese) == "" {
				t.Fatalf("%#v", err)
			}
			return
		}
		b := New("")
		for _, e := range entries {
			b.left[e.key()] += e.Count
		}
		var out bytes.Buffer
		if _, err := b.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		again, err := Read("b", out.Bytes())
		if err != nil || len(again) != len(entries) {
			t.Fatalf("%v\n%s", err, out.Bytes())
		}
	})
}
