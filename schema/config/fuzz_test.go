package config

import (
	"strings"
	"testing"
)

// FuzzSuppression: whatever a configuration suppresses, matching ends, and a
// suppression that was used is not told as unused.
func FuzzSuppression(f *testing.F) {
	f.Add("samples/**", "/apiKey", "api-key-shape", "samples/a.json", "/apiKey")
	f.Add("**/{a,b}/*", "/nodeInfoList/*/nodeId", "*", "x/a/b", "/nodeInfoList/3/nodeId")
	f.Add("[", "/~", "r", "", "/~0")
	f.Fuzz(func(t *testing.T, glob, pattern, rule, file, pointer string) {
		if len(glob) > 200 || len(file) > 500 || strings.ContainsRune(file, 0) {
			return
		}
		c := &Config{Path: ".payloadlint.yaml", Suppress: []*Suppression{{Rule: rule, Files: []string{glob}, Pointer: pattern, Line: 1}}}
		u := c.NewUsage()
		u.Visit(file)
		if u.Suppressed(rule, file, pointer) != nil && len(u.Unused()) > 0 {
			t.Fatalf("%q %q used, and told as unused", glob, pattern)
		}
	})
}
