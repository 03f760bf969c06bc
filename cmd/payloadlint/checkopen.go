package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
)

// checked is a project with its Checker.
type checked struct {
	project *project.Project
	checker *rules.Checker
	// catalog holds the node definitions.
	catalog *nodes.Catalog
	// sources are the kinds of files that the configuration asks for; nil where
	// it asks for none.
	sources map[string]bool
	err     error
}

// checkerFor finds the configuration of a file, upward from it, and its
// Checker. Each configuration is opened once.
func (r *run) checkerFor(f discover.File) *checked {
	dir := "."
	if f.Path != "-" {
		dir = filepath.Dir(f.Path)
	} else if r.flags.stdinName != "" {
		dir = filepath.Dir(r.flags.stdinName)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if c, ok := r.byDir[dir]; ok {
		return c
	}
	path := r.flags.config
	if path == "" {
		path = project.Shown(config.Find(dir))
	}
	c, ok := r.byConfig[path]
	if !ok {
		c = r.open(dir, path)
		r.byConfig[path] = c
	}
	r.byDir[dir] = c
	return c
}

// cacheDir is where compiled forms of big node definitions are kept between
// runs; "" when the system names no place.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "payloadlint")
}

func (r *run) open(dir, path string) *checked {
	var conf *config.Config
	if path != "" {
		var err error
		if conf, err = config.Load(path); err != nil {
			return &checked{err: &setupError{err: err}}
		}
	}
	c := &checked{}
	var err error
	if c.sources, err = sourceKinds(conf); err != nil {
		return &checked{err: &setupError{err: err}}
	}
	if c.project, err = project.Open(dir, conf, r.byID); err != nil {
		return &checked{err: &setupError{err: err}}
	}
	c.project.MaxSize = r.flags.maxSize
	if c.catalog, err = c.project.Catalog(r.flags.nodes, cacheDir()); err != nil {
		return &checked{err: &setupError{err: err}}
	}
	base := ""
	if conf == nil {
		base = dir
	}
	c.checker, err = rules.New(rules.Options{
		BaseDir: base,
		Lang:    r.app.lang, Config: conf, Definitions: c.project, Definition: r.definition, Catalog: c.catalog,
		URL: r.flags.url, Read: r.memory.reads(readBeside), Siblings: siblings,
		Endpoint: endpoint.Kind(r.flags.endpoint), Strict: r.flags.strict, InputDir: r.flags.inputDir, Comfy: r.flags.comfy, MaxFindings: r.kept(), Took: r.stats.times.took(),
		MaxLine: r.flags.maxSize,
	})
	if err != nil {
		return &checked{err: &setupError{err: err}}
	}
	return c
}

// covers reports whether one of the paths is the folder, or one above it.
func covers(paths []string, folder string) bool {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return false
	}
	for _, p := range paths {
		p, err := filepath.Abs(p)
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(p, folder); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return true
		}
	}
	return false
}
