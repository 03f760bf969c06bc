package fetch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzKeyFile: whatever a key file holds, it gives a key that can be sent in a
// header, or an error, and neither shows any of it.
func FuzzKeyFile(f *testing.F) {
	for _, text := range []string{"d41c7ab04d4f6e8c25d1b7a3e60f949f\n", "RUNNINGHUB_API_KEY=\"abcdefgh\"", "\xef\xbb\xbfabcdefgh", "short", "with blank inside", "\x00\n"} {
		f.Add(text)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(dir, "key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		k, shared, err := KeyFromFile(path)
		if shared {
			t.Fatal("a file of mode 0600 is shared")
		}
		if err != nil {
			if line := strings.TrimSpace(text); len(line) >= minKey && strings.Contains(err.Error(), line) {
				t.Fatalf("%q is in %q", line, err)
			}
			return
		}
		if strings.ContainsAny(k.text(), "\r\n\x00 \"\\") || len(k.text()) < minKey || fmt.Sprintf("%v %+v %s %q", k, k, k, k) != "*** *** *** ***" {
			t.Fatalf("%q gives a key that cannot be sent or shows itself", text)
		}
	})
}
