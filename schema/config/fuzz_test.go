package config

import (
	"strings"
	"testing"
)

// FuzzSuppression: whatever a configuration suppresses, matching ends, and a
// suppression that covers a finding is for the finding's file.
func FuzzSuppression(f *testing.F) {
	f.Add("samples/**", "/apiKey", "api-key-shape", "samples/a.json", "/apiKey")
	f.Add("**/{a,b}/*", "/nodeInfoList/*/nodeId", "*", "x/a/b", "/nodeInfoList/3/nodeId")
	f.Add("[", "/~", "r", "", "/~0")
	f.Fuzz(func(t *testing.T, glob, pattern, rule, file, pointer string) {
		if len(glob) > 200 || len(file) > 500 || strings.ContainsRune(file, 0) {
			return
		}
		c := &Config{Path: ".payloadlint.yaml", Suppress: []*Suppression{{Rule: rule, Files: []string{glob}, Pointer: pattern, Line: 1}}}
		if c.Covering(rule, file, pointer) == 0 && len(c.About(file)) == 0 {
			t.Fatalf("%q %q covers a finding of a file that it is not for", glob, pattern)
		}
	})
}
