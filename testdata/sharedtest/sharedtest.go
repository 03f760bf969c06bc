// Package sharedtest finds the collected data that some tests run on: real
// requests, recorded verdicts, pages of facts. The data is not part of the
// repository; it lies in a folder named shared beside it.
package sharedtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir is the folder of collected data: the one that PAYLOADLINT_SHARED names,
// else shared beside the repository. Without one the test is skipped.
func Dir(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("PAYLOADLINT_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			found := filepath.Join(filepath.Dir(dir), "shared")
			if info, missing := os.Stat(found); missing == nil && info.IsDir() {
				return found
			}
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("no collected data: there is no folder named shared beside the repository, and PAYLOADLINT_SHARED names none")
	return ""
}
