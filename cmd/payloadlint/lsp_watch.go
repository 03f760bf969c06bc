package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// lspSeen is what a folder's checks rest on: the files, and what they looked like
// when they were last read.
type lspSeen struct {
	paths []string
	stamp string
}

// reread forgets what was read of configurations, definitions and stores if one
// that the folder needs is not on disk what it was; true where it did.
func (s *lspServer) reread(ctx context.Context, dir string) bool {
	seen := s.seen[dir]
	if seen != nil && seen.stamp == stampOf(dir, seen.paths) {
		return false
	}
	known := seen != nil
	if known {
		s.forget()
	}
	c := s.run.checkerFor(discover.File{Path: filepath.Join(dir, "x")})
	seen = &lspSeen{paths: dependencies(c, dir)}
	// Definitions are read later, so they are as new as the stamp, or newer.
	seen.stamp = stampOf(dir, seen.paths)
	s.seen[dir] = seen
	s.tellFaults(ctx)
	return known
}

// forget lets the next check read everything again.
func (s *lspServer) forget() {
	s.run.mu.Lock()
	defer s.run.mu.Unlock()
	clear(s.run.byConfig)
	clear(s.run.byDir)
	clear(s.seen)
}

// stampOf says what the configuration, the store and some files look like.
func stampOf(dir string, paths []string) string {
	var b strings.Builder
	stamp := func(path string) {
		fmt.Fprintf(&b, "%s", path)
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintf(&b, " %d %d", info.Size(), info.ModTime().UnixNano())
		}
		b.WriteByte('\n')
	}
	stamp(config.Find(dir))
	if found := project.FindStore(dir); found != "" {
		stamp(filepath.Join(found, "lock.json"))
	}
	for _, p := range paths {
		stamp(p)
	}
	return b.String()
}

// dependencies are the files that a project's checks read, those among them that
// keep it from being opened.
func dependencies(c *checked, dir string) (paths []string) {
	var conf *config.Config
	switch {
	case c.project != nil:
		conf = c.project.Config
		if st := c.project.Store; st != nil {
			for _, e := range st.Entries() {
				paths = append(paths, st.Path(e.Kind, e.ID))
			}
		}
	default:
		if found := config.Find(dir); found != "" {
			conf, _ = config.Load(found) // a faulty one names no files
		}
	}
	if conf != nil {
		for _, files := range []map[string]string{conf.Workflows, conf.Apps, conf.AppWorkflows} {
			for _, file := range files {
				paths = append(paths, conf.Abs(file))
			}
		}
		for _, file := range conf.Nodes {
			if file != config.Core {
				paths = append(paths, conf.Abs(file))
			}
		}
	}
	slices.Sort(paths)
	return paths
}

// filesChanged is what the editor says of files that changed on disk.
func (s *lspServer) filesChanged(ctx context.Context, _ *lspParams) (any, error) {
	return nil, s.checkAll(ctx)
}

// initialized asks the editor to tell of files that change.
func (s *lspServer) initialized(ctx context.Context, _ *lspParams) (any, error) {
	if !s.client.watches {
		go func() {
			defer s.run.app.crashed()
			s.look(ctx)
		}()
		return nil, nil // a notification has no answer
	}
	var watchers []map[string]string
	for _, glob := range []string{"**/.payloadlint.{yaml,yml,json}", "**/.payloadlint/**", "**/*.json"} {
		watchers = append(watchers, map[string]string{"globPattern": glob})
	}
	go func() {
		defer s.run.app.crashed()
		// An editor that refuses is one that does not watch.
		_, _ = s.conn.Call(ctx, "client/registerCapability", map[string]any{"registrations": []any{map[string]any{
			"id": "payloadlint-files", "method": "workspace/didChangeWatchedFiles", "registerOptions": map[string]any{"watchers": watchers},
		}}}, nil)
	}()
	return nil, nil // a notification has no answer
}

// lspLook is how often files are looked at for an editor that does not watch them,
// as Neovim on Linux.
const lspLook = time.Second

// look checks the open documents anew when what they rest on changes on disk.
func (s *lspServer) look(ctx context.Context) {
	tick := time.NewTicker(lspLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.conn.Done():
			return
		case <-tick.C:
			s.lookOnce(ctx)
		}
	}
}

func (s *lspServer) lookOnce(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for uri, d := range s.open {
		if s.reread(ctx, filepath.Dir(s.nameOf(uri, d.language))) {
			_ = s.checkOpen(ctx) // an editor that has gone needs no answer
			return
		}
	}
}

// words are what the program says of an error, on one line.
func (s *lspServer) words(err error) string {
	var text bytes.Buffer
	a := &app{out: io.Discard, err: &text, keys: s.run.app.keys, lang: s.run.app.lang}
	if setup, ok := errors.AsType[*setupError](err); ok {
		err = setup.err
	}
	a.fail(err)
	return strings.TrimSpace(strings.TrimPrefix(text.String(), "payloadlint: "))
}

// tellFaults shows the faults of configurations at their places, and takes away
// those that are fixed.
func (s *lspServer) tellFaults(ctx context.Context) {
	faults := map[string]lspDiagnostic{}
	for _, c := range s.run.byConfig {
		if e, ok := errors.AsType[*fault.Error](c.err); ok && e.Problem.Of("config") && e.Path != "" {
			faults[uriOf(e.Path)] = s.configFault(e)
		}
	}
	for uri, fault := range faults {
		if old, ok := s.faulty[uri]; s.open[uri] == nil && (!ok || old != fault) { // an open one shows its own
			_ = s.show(ctx, uri, fault) // nowhere left to report to
		}
	}
	for uri := range s.faulty {
		if _, ok := faults[uri]; s.open[uri] == nil && !ok {
			_ = s.show(ctx, uri) // nowhere left to report to
		}
	}
	s.faulty = faults
}

func (s *lspServer) configFault(e *fault.Error) lspDiagnostic {
	at := lspPosition{Line: max(e.Line-1, 0), Character: max(e.Column-1, 0)}
	return lspDiagnostic{Range: lspRange{at, at}, Severity: lspError, Code: e.Problem.Name(), Source: lspSource, Message: s.words(e)}
}

// isConfiguration reports whether a file is a configuration by its name.
func isConfiguration(path string) bool {
	stem, _, _ := strings.Cut(config.FileName[1:], ".")
	base := filepath.Base(path)
	return base == "."+stem+filepath.Ext(base)
}

// configuration shows the fault of a configuration as it is in the editor.
func (s *lspServer) configuration(path string, d *lspDocument) []lspDiagnostic {
	conf := new(config.Config)
	err := conf.UnmarshalText(d.text)
	if err == nil {
		conf.Path, conf.Dir = path, filepath.Dir(path)
		_, err = rules.New(rules.Options{Config: conf})
	}
	if err == nil {
		return []lspDiagnostic{}
	}
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || !e.Problem.Of("config") {
		return []lspDiagnostic{{Severity: lspError, Code: "configuration", Source: lspSource, Message: s.words(err)}}
	}
	e.Path = project.Shown(path)
	return []lspDiagnostic{s.configFault(e)}
}

// faultOf says why the text of a definition's file cannot be used as one.
func (s *lspServer) faultOf(path string, d *lspDocument) (lspDiagnostic, bool) {
	if !discover.JSON(path) {
		return lspDiagnostic{}, false
	}
	_, err := workflow.Read(project.Shown(path), d.text)
	// Node definitions are not a workflow, nor is the lock file of a store.
	if err == nil || !errors.Is(err, fault.DefinitionUIFormat) && !errors.Is(err, fault.DefinitionUnreadable) && !s.isWorkflow(path) {
		return lspDiagnostic{}, false
	}
	fault := lspDiagnostic{Severity: lspError, Code: "definition", Source: lspSource, Message: s.words(err)}
	if syn, ok := errors.AsType[*jsondoc.SyntaxError](err); ok {
		start, end := syn.Document().Range(syn.Span)
		fault.Range = d.lines.span(start.Offset, end.Offset)
	}
	return fault, true
}

// isWorkflow reports whether the configuration of a file names it as a workflow
// or app.
func (s *lspServer) isWorkflow(path string) bool {
	c := s.run.checkerFor(discover.File{Path: path})
	if c.err != nil || c.project.Config == nil {
		return false
	}
	conf := c.project.Config
	abs, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	for _, files := range []map[string]string{conf.Workflows, conf.Apps, conf.AppWorkflows} {
		for _, f := range files {
			if conf.Abs(f) == abs {
				return true
			}
		}
	}
	return false
}
