package generate_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/generate"
)

// The committed lists of families are what the generator writes.
func TestFamiliesAreUpToDate(t *testing.T) {
	for _, p := range generate.Packages {
		dir := filepath.Join("..", p)
		want, err := generate.Families(dir)
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile(filepath.Join(dir, generate.FamiliesFile))
		if err != nil || !bytes.Equal(have, want) {
			t.Errorf("rules/%s/%s is not up to date: run make rules", p, generate.FamiliesFile)
		}
	}
}

// tree is a folder laid out like rules, with one rule in each package.
func tree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, p := range generate.Packages {
		write(t, filepath.Join(dir, "internal", p, "a.go"), "package "+p+"\n\nimport \"github.com/payloadlint/payloadlint/rules/rule\"\n\nvar first = rule.Family{}\n")
		write(t, filepath.Join(dir, "message", "en", p+".json"), "{\n  \"a\": {\n    \"title\": \"x\"\n  }\n}\n")
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRule(t *testing.T) {
	dir := tree(t)
	files, err := generate.Rule(dir, "request", "access-password-blank")
	if err != nil || len(files) != 3 {
		t.Fatal(files, err)
	}
	for _, c := range []struct{ file, has string }{
		{"internal/request/accesspasswordblank.go", `ID: "access-password-blank"`},
		{"internal/request/accesspasswordblank.go", "var accessPasswordBlank = rule.Family{"},
		{"message/en/request.json", "  },\n  \"access-password-blank\": {\n    \"title\""},
		{"internal/request/families.go", "\t\taccessPasswordBlank,\n\t\tfirst,\n"},
	} {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(c.file)))
		if err != nil || !strings.Contains(string(text), c.has) {
			t.Errorf("%s lacks %q: %v\n%s", c.file, c.has, err, text)
		}
	}
	if _, err := generate.Rule(dir, "request", "access-password-blank"); err == nil {
		t.Error("a rule is written over")
	}
	for _, bad := range [][2]string{{"request", "Blank"}, {"request", "blank"}, {"request", "../a-b"}, {"other", "a-b"}} {
		if _, err := generate.Rule(dir, bad[0], bad[1]); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}
