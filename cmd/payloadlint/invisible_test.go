package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/cmd/internal/visible"
	"github.com/payloadlint/payloadlint/rules/message"
)

// unseen are characters that nobody sees, or that move what follows them.
const unseen = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200c\u200e\u202a\u202e\u2060\u2066\u2069\u3164\ufe00\ufeff\uffa0\U000e0001\U000e0100\U0001d173\u2028\u0085"

// TestNothingUnseen runs every format and the subcommands that print what a file
// or the platform says: no character that cannot be seen reaches the terminal.
func TestNothingUnseen(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		text, _ := json.Marshal("no\x1b[2J " + unseen + "such")
		_, _ = fmt.Fprintf(w, `{"code":810,"msg":%s,"data":null}`, text)
	}))
	defer server.Close()
	t.Setenv("RUNNINGHUB_API_KEY", "geheim-Schluessel_0815.live")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	t.Chdir(dir)
	var paths []string
	for path, text := range inPlaces("requests", unseen) {
		paths = append(paths, write(t, path, text))
	}
	lists := keyCommands(t, unseen, paths, server.URL)
	lists = append(lists, []string{"fetch", "workflow", "1904136902449209346", "--host", server.URL}, []string{"check", "--fix", "--diff", "requests"})
	for _, args := range lists {
		out, errOut := runKeys(append(args, "--lang", "en"), "")
		for _, text := range []string{out, errOut} {
			prev := rune(0)
			for i, r := range text {
				if visible.Hidden(r) && !visible.Attached(r, prev) || r == 0x1b && !contains(args, "always") {
					t.Errorf("%.120q shows %U: …%q…", args, r, text[max(i-40, 0):min(i+40, len(text))])
					break
				}
				prev = r
			}
		}
	}
	if files, err := filepath.Glob("out/*"); err != nil || len(files) < len(report.Formats(message.English))-1 {
		t.Errorf("%d reports, %v", len(files), err)
	}
}

func contains(args []string, word string) bool {
	return strings.Contains(strings.Join(args, "\x00"), word)
}
