package main

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
)

const (
	// lookEvery is how often the files are looked at, and restFactor how many
	// times as long as a look takes nothing is done after it: watching a large
	// tree takes no more than a twentieth of a processor.
	lookEvery  = 300 * time.Millisecond
	restFactor = 20
	// settled is how long the files stay as they are before they are checked:
	// editors and version control write many at once.
	settled = 50 * time.Millisecond
	// mostSettling is how many times that is waited for.
	mostSettling = 40
)

// watching is a check that is done again whenever something that it rests on
// changes: the files, which it looks for each time, their configurations, and
// the definitions. It looks at sizes and times of change, which works on every
// file system and for folders mounted from elsewhere, where the system's
// notifications do not arrive, and needs no limit on watched folders.
type watching struct {
	app   *app
	flags *checkFlags
	paths []string
	// last is the run before, nil when nothing of it holds any more.
	last *run
	// files are what was checked, setup what configurations and definitions looked
	// like.
	files map[string]stamp
	setup string
}

// stamp is what a file looks like from outside.
type stamp struct {
	size int64
	time time.Time
}

func stampFile(path string) (stamp, bool) {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}, false
	}
	return stamp{info.Size(), info.ModTime()}, true
}

// watch checks until it is interrupted; the exit status is that of the last
// check.
func (a *app) watch(ctx context.Context, f *checkFlags, paths []string) error {
	w := &watching{app: a, flags: f, paths: paths}
	for first := true; ; first = false {
		err := w.round(ctx)
		if err != nil && (first || ctx.Err() != nil) {
			return err
		}
		if err != nil { // a file that a flag names is gone for now
			a.raise(a.fail(err))
		}
		if !w.wait(ctx) {
			return nil
		}
	}
}

// round checks what changed since the last round and reports on everything.
func (w *watching) round(ctx context.Context) error {
	w.app.status, w.app.failures = exitClean, nil
	began := time.Now()
	w.files = w.look()
	if setup := w.stampSetup(); w.last != nil && setup != w.setup {
		w.last.forget()
		w.last = nil
	}
	if isTerminal(w.app.out) {
		if _, err := io.WriteString(w.app.out, clearScreen); err != nil {
			return err // a write to standard output
		}
	}
	r, err := w.app.newRun(w.flags)
	if err != nil {
		return err
	}
	r.continues(w.last)
	err = w.app.report(ctx, r, w.paths)
	if out, ok := w.app.out.(standardOutput); ok && err == nil {
		if ferr := out.Flush(); ferr != nil {
			err = &outputError{ferr}
		}
	}
	r.memory.forgetOthers(w.files)
	w.last = r
	w.setup = w.stampSetup()
	if err == nil && !w.flags.quiet {
		w.app.note("watch.waiting", message.Args{
			"time": began.Format(time.TimeOnly), "checked": strconv.Itoa(r.stats.files - r.memory.used()),
			"files": strconv.Itoa(r.stats.files), "took": time.Since(began).Round(time.Millisecond).String(),
		})
	}
	return err
}

// wait returns when something has changed and stays as it is, or false when
// the run is interrupted.
func (w *watching) wait(ctx context.Context) bool {
	for rest := lookEvery; ; {
		if !pause(ctx, rest) {
			return false
		}
		began := time.Now()
		files := w.look()
		if w.same(files) {
			rest = max(lookEvery, restFactor*time.Since(began))
			continue
		}
		for range mostSettling {
			if !pause(ctx, settled) {
				return false
			}
			before := files
			if files = w.look(); maps.Equal(before, files) {
				break
			}
		}
		return true
	}
}

// pause waits; false when the run is interrupted.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func (w *watching) same(files map[string]stamp) bool {
	return maps.Equal(files, w.files) && w.stampSetup() == w.setup
}

// look lists the files that would be checked, without those that the check
// writes itself.
func (w *watching) look() map[string]stamp {
	found, _ := discover.FindKinds(w.paths, kindNames(w.flags.sources)) // the check says what cannot be read
	files := make(map[string]stamp, len(found))
	for _, f := range found {
		if s, ok := stampFile(f.Path); ok {
			files[f.Path] = s
		}
	}
	for _, spec := range w.flags.formats {
		_, file := report.Split(spec)
		maps.DeleteFunc(files, func(path string, _ stamp) bool { return file != "" && filepath.Clean(path) == filepath.Clean(file) })
	}
	return files
}

// stampSetup says what everything else looks like that the last run rests on.
func (w *watching) stampSetup() string {
	var b strings.Builder
	b.WriteString(stampOf(".", w.flags.reads(nil)))
	if w.flags.baseline != "" {
		b.WriteString(stampOf(".", []string{w.flags.baseline}))
	}
	if w.last == nil {
		return b.String()
	}
	for _, dir := range slices.Sorted(maps.Keys(w.last.byDir)) {
		b.WriteString(stampOf(dir, dependencies(w.last.byDir[dir], dir)))
	}
	b.WriteString(stampOf(".", w.last.memory.others()))
	return b.String()
}

// forget lets go of what a run keeps open.
func (r *run) forget() {
	for _, c := range r.byConfig {
		if c.catalog != nil {
			_ = c.catalog.Close() // it was only read
		}
	}
}

// continues takes over from an earlier run what still holds.
func (r *run) continues(last *run) {
	if last == nil {
		r.memory = &memory{files: map[string]remembered{}, beside: map[string]bool{}}
		return
	}
	r.byConfig, r.byDir, r.definition, r.byID = last.byConfig, last.byDir, last.definition, last.byID
	r.memory = last.memory
	r.memory.hits = 0
	// What is wrong is said again.
	broken := func(_ string, c *checked) bool { return c.err != nil }
	maps.DeleteFunc(r.byConfig, broken)
	maps.DeleteFunc(r.byDir, broken)
}

// memory holds the results of files that did not change since. A nil one
// remembers nothing.
type memory struct {
	mu    sync.Mutex
	files map[string]remembered
	// beside are the files that checked ones name.
	beside map[string]bool
	hits   int
}

type remembered struct {
	at      stamp
	results []rules.Result
}

// results are those of a file, from memory where it is what it was.
func (m *memory) results(path string, check func() ([]rules.Result, error)) ([]rules.Result, error) {
	at, ok := stamp{}, false
	if m != nil {
		at, ok = stampFile(path)
	}
	if !ok {
		return check()
	}
	m.mu.Lock()
	was, known := m.files[path]
	if known = known && was.at == at; known {
		m.hits++
	}
	m.mu.Unlock()
	if !known {
		list, err := check()
		if err != nil {
			return list, err // not remembered
		}
		was = remembered{at, list}
		m.mu.Lock()
		m.files[path] = was
		m.mu.Unlock()
	}
	// Whoever reports them may shorten the lists.
	list := slices.Clone(was.results)
	for i := range list {
		list[i].Findings = slices.Clone(list[i].Findings)
		list[i].Unchecked = slices.Clone(list[i].Unchecked)
	}
	return list, nil
}

// forgetOthers lets go of files that are not there any more.
func (m *memory) forgetOthers(files map[string]stamp) {
	maps.DeleteFunc(m.files, func(path string, _ remembered) bool { _, ok := files[path]; return !ok })
}

// used is how many files of a round were remembered.
func (m *memory) used() int { return m.hits }

// reads makes a reader of the files that others name remember which they are.
func (m *memory) reads(read func(from, name string) ([]byte, error)) func(from, name string) ([]byte, error) {
	if m == nil {
		return read
	}
	return func(from, name string) ([]byte, error) {
		m.mu.Lock()
		m.beside[filepath.Join(filepath.Dir(from), name)] = true
		m.mu.Unlock()
		return read(from, name)
	}
}

// others lists the files that checked ones name.
func (m *memory) others() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.beside))
}

// unwatched are the flags that make no sense where a check is done again and
// again.
func (f *checkFlags) unwatched(paths []string) error {
	for _, c := range []struct {
		given bool
		flag  string
	}{{f.fix, "--fix"}, {f.writeBaseline, "--write-baseline"}, {slices.Contains(paths, "-"), "-"}} {
		if c.given {
			return &usageError{"flag-not-with", message.Args{"flag": "watch", "command": c.flag}}
		}
	}
	return nil
}
