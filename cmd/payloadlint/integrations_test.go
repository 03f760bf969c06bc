package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/source"
)

var fenced = regexp.MustCompile("(?s)\n```([a-z]+)( test)?\n(.*?)\n```")

// block is a code block of a page of docs.
type block struct {
	lang, text string
	run        bool
}

func blocks(t *testing.T, name string, least int) []block {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	for _, m := range fenced.FindAllStringSubmatch(strings.ReplaceAll(string(data), "\r\n", "\n"), -1) {
		out = append(out, block{m[1], m[3], m[2] != ""})
	}
	if len(out) < least {
		t.Fatalf("docs/%s has %d blocks", name, len(out))
	}
	return out
}

// A translation has the same blocks, but for comments.
func TestTranslatedBlocksAgree(t *testing.T) {
	for name, least := range map[string]int{"integrations": 10, "editors": 7} {
		en, zh := blocks(t, name+".md", least), blocks(t, name+".zh-CN.md", least)
		comment := regexp.MustCompile(`(?m)\s*# .*$`)
		for i := range en {
			if i >= len(zh) || en[i].lang != zh[i].lang || en[i].run != zh[i].run || comment.ReplaceAllString(en[i].text, "") != comment.ReplaceAllString(zh[i].text, "") {
				t.Fatalf("%s: block %d differs: %s", name, i, en[i].text)
			}
		}
		if len(en) != len(zh) {
			t.Errorf("%s: %d blocks and %d", name, len(en), len(zh))
		}
	}
}

// Every block marked "sh test" runs unchanged on a project with a git
// history: none fails except for findings, and none is rejected for wrong
// usage.
func TestIntegrationsRun(t *testing.T) {
	for _, tool := range []string{"sh", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	// TestMain has put the program itself on the PATH.
	if _, err := exec.LookPath("payloadlint"); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, b := range blocks(t, "integrations.md", 10) {
		if !b.run {
			continue
		}
		ran++
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "testdata", "quickstart"))); err != nil {
			t.Fatal(err)
		}
		sh := func(script string) (string, int) {
			cmd := exec.Command("sh", "-c", script)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8",
				"GIT_CONFIG_GLOBAL="+filepath.Join(dir, ".gitconfig"), "GIT_CONFIG_NOSYSTEM=1", "XDG_CACHE_HOME="+t.TempDir())
			out, err := cmd.CombinedOutput()
			if err != nil && cmd.ProcessState == nil {
				t.Fatal(err)
			}
			return string(out), cmd.ProcessState.ExitCode()
		}
		if out, status := sh("git init -q && git config user.email a@example.com && git config user.name a && git add . && git commit -qm one && echo '{\"apiKey\": \"${KEY}\", \"taskId\": \"\"}' > requests/new.json && git add . && git commit -qm two && echo '{\"apiKey\": \"${KEY}\", \"taskId\": {}}' > requests/new.json && git add ."); status != 0 {
			t.Fatal(out)
		}
		// 123 is xargs's word for a command that found something.
		if out, status := sh(b.text); status != 0 && status != 1 && status != 123 || strings.Contains(out, "payloadlint: ") {
			t.Errorf("%s\nexit status %d\n%s", b.text, status, out)
		}
	}
	if ran < 6 {
		t.Errorf("only %d blocks ran", ran)
	}
}

// What cannot run here is at least well formed, and names flags, hooks and
// inputs that are there.
func TestIntegrationsAreWellFormed(t *testing.T) {
	root := filepath.Join("..", "..")
	read := func(name string, to any) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(data, to); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var manifest []struct{ ID string }
	read(".pre-commit-hooks.yaml", &manifest)
	var hooks []string
	for _, h := range manifest {
		hooks = append(hooks, h.ID)
	}
	var action struct{ Inputs map[string]any }
	read("action.yml", &action)

	flags := &pflag.FlagSet{}
	(&checkFlags{}).register(&app{lang: message.English}, flags)
	flagWord := regexp.MustCompile(`--([a-z][a-z-]+)`)

	all := append(blocks(t, "integrations.md", 10), blocks(t, "integrations.zh-CN.md", 10)...)
	for _, b := range all {
		switch b.lang {
		case "json":
			if !json.Valid([]byte(b.text)) {
				t.Errorf("no JSON: %s", b.text)
			}
		case "yaml":
			var doc struct {
				Repos []struct {
					Hooks []struct{ ID string }
				}
				Jobs map[string]struct {
					Steps []struct {
						Uses string
						With map[string]any
					}
				}
			}
			if err := yaml.Unmarshal([]byte(b.text), &doc); err != nil {
				t.Errorf("no YAML: %v\n%s", err, b.text)
				continue
			}
			for _, r := range doc.Repos {
				for _, h := range r.Hooks {
					if !slices.Contains(hooks, h.ID) {
						t.Errorf("there is no hook %s", h.ID)
					}
				}
			}
			for _, j := range doc.Jobs {
				for _, s := range j.Steps {
					for input := range s.With {
						if _, ok := action.Inputs[input]; strings.HasPrefix(s.Uses, "payloadlint/") && !ok {
							t.Errorf("the Action has no input %s", input)
						}
					}
				}
			}
		}
		for line := range strings.SplitSeq(b.text, "\n") {
			_, ours, ok := strings.Cut(line, "payloadlint -")
			if !ok || strings.Contains(line, "docker") {
				continue
			}
			ours, _, _ = strings.Cut("-"+ours, "|")
			for _, m := range flagWord.FindAllStringSubmatch(ours, -1) {
				if flags.Lookup(m[1]) == nil {
					t.Errorf("there is no flag --%s: %s", m[1], line)
				}
			}
			for _, m := range regexp.MustCompile(`-f ([a-z]+)`).FindAllStringSubmatch(ours, -1) {
				if _, err := report.New(m[1], report.Options{Lang: message.English}); err != nil {
					t.Errorf("there is no format %s: %s", m[1], line)
				}
			}
		}
	}
}

// The problem matcher of the documentation reads the text format in both
// languages.
func TestProblemMatcher(t *testing.T) {
	var pattern *regexp.Regexp
	for _, b := range blocks(t, "integrations.md", 10) {
		var doc struct {
			ProblemMatcher []struct {
				Pattern []struct{ Regexp string }
			}
		}
		if json.Unmarshal([]byte(b.text), &doc) == nil && len(doc.ProblemMatcher) == 1 {
			pattern = regexp.MustCompile(doc.ProblemMatcher[0].Pattern[0].Regexp)
		}
	}
	if pattern == nil {
		t.Fatal("no problem matcher")
	}
	for _, golden := range []string{"text.en.golden", "text.zh.golden"} {
		data, err := os.ReadFile(filepath.Join("..", "internal", "report", "testdata", golden))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for line := range strings.Lines(string(data)) {
			line = strings.TrimRight(line, "\r\n")
			m := pattern.FindStringSubmatch(line)
			if isFinding := regexp.MustCompile(`:\d+:\d+: (error|warning|note): `).MatchString(line); isFinding != (m != nil) {
				t.Errorf("%s: matched %v: %s", golden, m != nil, line)
			}
			if m != nil {
				found++
			}
		}
		if found == 0 {
			t.Errorf("%s: nothing matches", golden)
		}
	}
}

// The hook is given every kind of file that requests stand in, and no others.
func TestHookTakesEveryKind(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Files string }
	if err := yaml.Unmarshal(data, &hooks); err != nil {
		t.Fatal(err)
	}
	for _, h := range hooks {
		if h.Files == "" {
			continue // payloadvet is given packages
		}
		files := regexp.MustCompile(h.Files)
		for _, c := range source.All() {
			for _, name := range c.Extensions {
				if !files.MatchString("dir/x" + name) {
					t.Errorf("%s: %s files (%s) are left out", h.ID, c.Kind, name)
				}
			}
			for _, name := range c.Names {
				if !files.MatchString("dir/" + name) {
					t.Errorf("%s: %s files (%s) are left out", h.ID, c.Kind, name)
				}
			}
		}
		for _, name := range []string{"a.png", "a.txt", "LICENSE", "a.css"} {
			if files.MatchString(name) {
				t.Errorf("%s takes %s", h.ID, name)
			}
		}
	}
}
