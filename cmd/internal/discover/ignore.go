package discover

import (
	"bufio"
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// ignorer answers what .gitignore files say of paths below a root. Patterns
// are turned into doublestar globs once per file; the last that fits wins, as
// in git.
type ignorer struct {
	root  string
	rules map[string][]ignoreRule // by directory relative to root, slash form
}

type ignoreRule struct {
	glob    string // relative to the .gitignore's directory
	negate  bool
	dirOnly bool
}

// newIgnorer starts at the repository that holds dir (the nearest parent with
// .git), or at dir itself where there is none.
func newIgnorer(dir string) *ignorer {
	root := dir
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, ".git")); err == nil {
			root = d
			break
		}
		if filepath.Dir(d) == d {
			break
		}
	}
	ig := &ignorer{root: root, rules: map[string][]ignoreRule{}}
	if data, err := os.ReadFile(filepath.Join(root, ".git", "info", "exclude")); err == nil {
		ig.rules["."] = parseIgnore(data)
	}
	return ig
}

func (ig *ignorer) load(rel string) []ignoreRule {
	if r, ok := ig.rules[rel+"/loaded"]; ok {
		return r
	}
	rules := ig.rules[rel]
	if data, err := os.ReadFile(filepath.Join(ig.root, filepath.FromSlash(rel), ".gitignore")); err == nil {
		rules = append(rules[:len(rules):len(rules)], parseIgnore(data)...)
	}
	ig.rules[rel+"/loaded"] = rules
	return rules
}

func parseIgnore(data []byte) []ignoreRule {
	var out []ignoreRule
	sc := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	for sc.Scan() {
		line := strings.TrimSuffix(sc.Text(), "\r")
		// Trailing blanks do not count unless escaped.
		for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
			line = line[:len(line)-1]
		}
		if line == "" || line[0] == '#' {
			continue
		}
		var r ignoreRule
		if line[0] == '!' {
			r.negate, line = true, line[1:]
		}
		if strings.HasSuffix(line, "/") {
			r.dirOnly, line = true, strings.TrimSuffix(line, "/")
		}
		// A slash in front or in the middle anchors the pattern.
		anchored := strings.Contains(line, "/")
		line = strings.TrimPrefix(line, "/")
		// Braces are plain characters for git and alternatives for doublestar.
		line = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(line)
		if !anchored {
			line = "**/" + line
		}
		if line == "" || !doublestar.ValidatePattern(line) {
			continue
		}
		r.glob = line
		out = append(out, r)
	}
	return out
}

// ignored tells whether git ignores the absolute path. Its parents are asked
// by the walk before it is reached.
func (ig *ignorer) ignored(abs string, isDir bool) bool {
	rel, err := filepath.Rel(ig.root, abs)
	if err != nil || rel == "." || strings.HasPrefix(rel, "..") {
		return false
	}
	rel = filepath.ToSlash(rel)
	ignored := false
	for dir := "."; ; {
		below := rel
		if dir != "." {
			below = strings.TrimPrefix(rel, dir+"/")
		}
		for _, r := range ig.load(dir) {
			if r.dirOnly && !isDir {
				continue
			}
			if ok, err := doublestar.Match(r.glob, below); err == nil && ok {
				ignored = !r.negate
			}
		}
		next, _, more := strings.Cut(below, "/")
		if !more {
			return ignored
		}
		dir = path.Join(dir, next)
	}
}

// ignoredDeep also asks for every parent: for a path that no walk led to.
func (ig *ignorer) ignoredDeep(abs string) bool {
	rel, err := filepath.Rel(ig.root, abs)
	if err != nil || strings.HasPrefix(rel, "..") {
		return false
	}
	at := ig.root
	parts := strings.Split(rel, string(filepath.Separator))
	for i, p := range parts {
		at = filepath.Join(at, p)
		if ig.ignored(at, i < len(parts)-1) {
			return true
		}
	}
	return false
}
