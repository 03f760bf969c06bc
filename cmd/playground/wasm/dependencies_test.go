package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The small engine is loaded before the first verdict: net/http, with TLS behind
// it, would make it a sixth larger for a name or two.
func TestEngineWithoutNetHTTP(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-tags", "payloadlint_json", ".")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(strings.Fields(string(out)), "net/http") {
		t.Error("the engine of the playground depends on net/http")
	}
}
