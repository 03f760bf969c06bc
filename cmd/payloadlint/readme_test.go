package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/testdata/golden"
)

// consoleBlock is a ```console block: a command after "$ ", then what it
// prints.
var consoleBlock = regexp.MustCompile("(?s)```console\n\\$ ([^\n]*)\n(.*?)```")

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(version: 1\n.*?)```")

// What the READMEs and the pages on use show is what the program prints.
func TestReadme(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	t.Setenv("LC_ALL", "C.UTF-8")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for name, want := range map[string]int{"README.md": 1, "README.zh-CN.md": 1, "docs/usage.md": 3, "docs/usage.zh-CN.md": 3} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(consoleBlock.FindAll(text, -1)); n != want {
			t.Errorf("%s has %d console blocks, not %d", name, n, want)
		}
		updated := consoleBlock.ReplaceAllFunc(text, func(block []byte) []byte {
			m := consoleBlock.FindSubmatch(block)
			got := runShown(t, string(m[1]))
			if got != string(m[2]) && !golden.Updating() {
				t.Errorf("%s: %s prints\n%s\nnot\n%s", name, m[1], got, m[2])
			}
			return []byte("```console\n$ " + string(m[1]) + "\n" + got + "```")
		})
		if golden.Updating() {
			golden.Write(t, name, updated)
		}
		for _, m := range yamlBlock.FindAllSubmatch(text, -1) {
			var c config.Config
			if err := c.UnmarshalText(m[1]); err != nil {
				t.Errorf("%s: configuration: %v", name, err)
				continue
			}
			known := ruleIDs()
			for _, s := range c.Suppress {
				if !slices.Contains(known, s.Rule) {
					t.Errorf("%s names the rule %s", name, s.Rule)
				}
			}
		}
	}
}

// Blocks that a README takes from the integrations page are those of the page,
// which is under test itself.
func TestReadmeBlocks(t *testing.T) {
	for readme, page := range map[string]string{"README.md": "integrations.md", "README.zh-CN.md": "integrations.zh-CN.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", readme))
		if err != nil {
			t.Fatal(err)
		}
		tested, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, m := range regexp.MustCompile("(?s)```yaml\n#.*?```").FindAll(text, -1) {
			n++
			if !bytes.Contains(tested, m) {
				t.Errorf("%s has a block that docs/%s has not:\n%s", readme, page, m)
			}
		}
		if n == 0 {
			t.Errorf("%s shows no integration", readme)
		}
	}
}

// runShown runs a command line of a README as it would run in a terminal.
func runShown(t *testing.T, line string) string {
	t.Helper()
	args, ok := strings.CutPrefix(line, "go run ./cmd/payloadlint ")
	if !ok {
		if args, ok = strings.CutPrefix(line, "payloadlint "); !ok {
			t.Fatalf("no command of ours: %s", line)
		}
	}
	words := strings.Fields(args)
	if words[0] != "explain" && !slices.Contains(words, "-f") {
		words = append([]string{"-f", "pretty"}, words...)
	}
	var out, errOut bytes.Buffer
	Main(words, strings.NewReader(""), &out, &errOut)
	if errOut.Len() > 0 {
		t.Errorf("%s: %s", line, errOut.String())
	}
	return filepath.ToSlash(out.String())
}

// A page has the same sections in both languages.
func TestReadmesAgree(t *testing.T) {
	heads := func(name string) (levels []int) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		code := false
		for l := range strings.SplitSeq(string(text), "\n") {
			if strings.HasPrefix(l, "```") {
				code = !code
			}
			if n := len(l) - len(strings.TrimLeft(l, "#")); n > 0 && !code {
				levels = append(levels, n)
			}
		}
		return levels
	}
	for _, name := range []string{"README", "docs/usage", "docs/editors"} {
		if en, zh := heads(name+".md"), heads(name+".zh-CN.md"); !slices.Equal(en, zh) {
			t.Errorf("sections of %s differ: %v and %v", name, en, zh)
		}
	}
}

func ruleIDs() []string {
	var out []string
	for _, r := range rules.All() {
		out = append(out, r.ID)
	}
	return out
}
