package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestOthersWhereInstalled: another program has a row where it is installed, and
// only there.
func TestOthersWhereInstalled(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs are shell scripts")
	}
	sh, err := filepath.EvalSymlinks("/bin/sh")
	if err != nil {
		t.Skipf("no shell to stand for the programs: %v", err)
	}
	bin := t.TempDir()
	for name, text := range map[string]string{
		"jq": "echo jq-9.9", "ajv": "exit 2", "comfy-lint": "echo comfy-lint 0.9", "payloadlint": "echo {}",
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!"+sh+"\n"+text+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	b := &bench{dir: t.TempDir(), program: filepath.Join(bin, "payloadlint"), files: 3, repeat: 1, out: os.Stderr}
	t.Setenv("PATH", t.TempDir())
	if others, err := b.readers("d"); err != nil || len(others) != 0 {
		t.Errorf("none is installed: %v, %v", others, err)
	}
	if err := b.workflows(); err != nil || len(b.rows) != 0 {
		t.Errorf("comfy-lint is not installed: %v, %v", b.rows, err)
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+filepath.Dir(sh)+string(filepath.ListSeparator)+"/bin")
	others, err := b.readers("d")
	if err != nil || len(others) < 2 || others[0].shown != "jq-9.9 empty" || others[1].shown != "ajv validate" {
		t.Errorf("jq and ajv are installed: %v, %v", others, err)
	}
	if err := b.workflows(); err != nil || len(b.rows) != 1 || !strings.HasPrefix(b.rows[0].floor, "comfy-lint 0.9: ") || b.rows[0].aim != "" {
		t.Errorf("comfy-lint is installed: %v, %v", b.rows, err)
	}
}
