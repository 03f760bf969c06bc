// Package config reads .payloadlint.yaml: which workflows and node definitions
// a project has, which files are requests for what, and what not to report.
package config

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

const (
	// FileName is what a new configuration is called.
	FileName = ".payloadlint.yaml"
	// Core is the name of the embedded node definitions among Nodes.
	Core = "core"
)

// fileNames are the file names looked for, the first found wins.
var fileNames = [...]string{FileName, ".payloadlint.yml", ".payloadlint.json"}

// Config is one configuration file. Paths in it are as written; Abs makes them
// absolute. A Config is not changed after Load.
type Config struct {
	// Path is the file, "" for the zero configuration; Dir is where relative
	// paths start.
	Path, Dir string
	// Host is www.runninghub.cn, www.runninghub.ai or a base URL; "" is the
	// first.
	Host string
	// Account is "", "normal", "enterprise-shared" or "enterprise-exclusive".
	Account string
	// Workflows and Apps map ids to definition files.
	Workflows, Apps map[string]string
	// AppWorkflows map ids of apps to the files of the workflows that they run.
	AppWorkflows map[string]string
	// Nodes are object_info files or compiled catalogs; Core is the embedded
	// catalog.
	Nodes    []string
	Requests []RequestSet
	// Comfy is the release of ComfyUI that judges prompts ("0.26.0"), "" for the
	// program's own choice.
	Comfy string
	// Sources are the kinds of files ("python", "markdown") that a walk over a
	// folder reads, each with its line and column; nil for all.
	Sources map[string][2]int
	// Placeholders are regular expressions for values filled in later.
	Placeholders []string
	Suppress     []*Suppression
	// Rules are rules of one's own.
	Rules []Rule

	severity []severityRule // see Level
}

// RequestSet says what a group of files holds.
type RequestSet struct {
	Files []string
	// Endpoint is an endpoint kind, "" when the files' shape tells.
	Endpoint string
	// Workflow or App is the id whose definition the requests are checked
	// against, whatever they name.
	Workflow, App string
	// URL and Method are what the requests are sent to, for 412 and 1009.
	URL, Method string
}

// severityRule changes a rule's severity ("error", "warning", "note", "off"),
// everywhere or for some files. The last that fits wins.
type severityRule struct {
	rule, level string
	files       []string
	line        int
}

// Suppression keeps findings of a rule out of the output, for a reason.
type Suppression struct {
	Rule  string
	Files []string
	// Pointer is a JSON Pointer; it covers everything below it, and * stands
	// for one step. "" covers the whole document.
	Pointer string
	Reason  string
	// Line is where the configuration has it.
	Line int
}

// Abs makes a path of the configuration absolute.
func (c *Config) Abs(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.Dir, path)
}

// rel is the slash path of a file seen from the configuration.
func (c *Config) rel(file string) string {
	abs, err := filepath.Abs(file)
	if err != nil {
		return filepath.ToSlash(file)
	}
	rel, err := filepath.Rel(c.Dir, abs)
	if err != nil {
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(rel)
}

func matchAny(globs []string, rel string) bool {
	for _, g := range globs {
		g = strings.TrimSuffix(strings.TrimPrefix(g, "./"), "/")
		if ok, err := doublestar.Match(g, rel); err == nil && ok {
			return true
		}
		// A folder without a wildcard means all that is in it.
		if !strings.ContainsAny(g, `*?[{\`) && strings.HasPrefix(rel, g+"/") {
			return true
		}
	}
	return false
}

// Request returns the first request set that names the file, nil when none
// does.
func (c *Config) Request(file string) *RequestSet {
	if c == nil || len(c.Requests) == 0 {
		return nil
	}
	rel := c.rel(file)
	for i := range c.Requests {
		if matchAny(c.Requests[i].Files, rel) {
			return &c.Requests[i]
		}
	}
	return nil
}

// HasLevels reports whether the configuration gives any rule a severity.
func (c *Config) HasLevels() bool { return len(c.severity) > 0 }

// Named yields the IDs of rules that the configuration gives a severity or
// suppresses, each with its line.
func (c *Config) Named() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for _, s := range c.severity {
			if !yield(s.rule, s.line) {
				return
			}
		}
		for _, s := range c.Suppress {
			if !yield(s.Rule, s.Line) {
				return
			}
		}
	}
}

// Level is the severity that the configuration gives a rule in a file: "error",
// "warning", "note" or "off"; "" when it says nothing.
func (c *Config) Level(rule, file string) string {
	level, rel := "", ""
	if c == nil {
		return ""
	}
	for _, s := range c.severity {
		if s.rule != rule {
			continue
		}
		if len(s.files) > 0 {
			if rel == "" {
				rel = c.rel(file)
			}
			if !matchAny(s.files, rel) {
				continue
			}
		}
		level = s.level
	}
	return level
}

// coversPointer reports whether a pointer pattern (* for one step) is equal to
// or above a JSON Pointer.
func coversPointer(pattern, pointer string) bool {
	if pattern == "" || pattern == "/" {
		return true
	}
	want, have := strings.Split(pattern, "/"), strings.Split(pointer, "/")
	if len(want) > len(have) {
		return false
	}
	for i, w := range want {
		if w != "*" && w != have[i] {
			return false
		}
	}
	return true
}

// Find looks for a configuration file in dir and upward; "" when there is
// none.
func Find(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for {
		for _, n := range fileNames {
			p := filepath.Join(dir, n)
			// What is neither a file nor a folder is found too: Load says what is wrong.
			if info, err := os.Lstat(p); err == nil && !info.IsDir() {
				return p
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// Load reads a configuration file. The error is a *fault.Error when the content is
// at fault, that of os.ReadFile otherwise.
func Load(path string) (*Config, error) {
	// A link may lead to another file of the repository, and to nothing else: what
	// is wrong in a configuration is quoted.
	if err := readfile.RootOf(filepath.Dir(path)).Inside(path); err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	data, err := readfile.Small.Regular(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	c, err := parse(data)
	if err != nil {
		if e, ok := errors.AsType[*fault.Error](err); ok {
			e.Path = path
		}
		return nil, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	c.Path, c.Dir = path, filepath.Dir(abs)
	return c, nil
}
