package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/eval"
	"github.com/payloadlint/payloadlint/cmd/internal/redact"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// On a terminal an evaluation shows how far it is: files, and pairs in them.
func TestEvalProgress(t *testing.T) {
	t.Setenv("CI", "")
	t.Setenv("TERM", "xterm")
	dir := t.TempDir()
	pair := `{"request": {"workflowId": "1904136902449209346"}, "response": {"code": 0}}` + "\n"
	for name, text := range map[string]string{"a.jsonl": pair + pair, "b.jsonl": pair, "c.txt": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var terminal safeBuffer
	a := &app{screen: &screen{to: &terminal}, err: &terminal, lang: message.English, keys: redact.New()}
	r, err := a.newRun(&checkFlags{failOn: "error", color: "auto", maxMiB: int(readfile.Documents >> 20), maxSize: readfile.Documents})
	if err != nil {
		t.Fatal(err)
	}
	e := &evaluation{run: r, tally: eval.NewTally()}
	if err := e.all(t.Context(), []string{dir, filepath.Join(dir, "b.jsonl")}); err != nil {
		t.Fatal(err)
	}
	if p := e.progress; p == nil || p.total.Load() != 3 || p.files.Load() != 3 || p.documents.Load() != 4 {
		t.Errorf("%+v", p)
	}
	if got := e.tally.Report().Pairs; got != 4 {
		t.Errorf("%d pairs", got)
	}
}
