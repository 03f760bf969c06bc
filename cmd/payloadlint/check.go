package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/baseline"
	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// check is `payloadlint [check] [flags] [PATH…]`.
func (a *app) check(ctx context.Context, f *checkFlags, paths []string) error {
	if err := f.validate(); err != nil {
		return err
	}
	a.maxSize = f.maxSize
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if f.fix && !f.diff && slices.Contains(paths, "-") {
		return &usageError{"fix-stdin", nil}
	}
	if f.watch {
		if err := f.unwatched(paths); err != nil {
			return err
		}
		return a.watch(ctx, f, paths)
	}
	r, err := a.newRun(f)
	if err != nil {
		return err
	}
	return a.report(ctx, r, paths)
}

// report checks the files behind some paths and writes the reports.
func (a *app) report(ctx context.Context, r *run, paths []string) error {
	f := r.flags
	r.paths, r.progress = paths, a.showProgress(f.quiet)
	defer r.progress.end()
	files, err := a.find(ctx, f, paths)
	if err != nil {
		return err
	}
	r.progress.of(len(files))
	r.inputs = f.reads(files)
	if r.outputs, err = a.openOutputs(f, r.reads(), r.rules(files)); err != nil {
		return err
	}
	err = r.files(ctx, files)
	if ctx.Err() != nil {
		abandon(r.outputs) // half a report would look like a whole one
	}
	closing := report.Closing{Failures: a.failures, Suppressed: r.suppressed, Baselined: r.baselined, Excluded: len(r.excluded), Found: r.found()}
	for _, o := range r.outputs {
		if cerr := o.close(closing); err == nil {
			err = cerr
		}
	}
	if err != nil {
		return err
	}
	return r.close()
}

// rules are the program's rules and, for a report that describes them, those of the
// configurations of the files.
func (r *run) rules(files []discover.File) []*rule.Rule {
	out := rules.All()
	if !slices.ContainsFunc(r.flags.formats, func(f string) bool { return strings.HasPrefix(f, "sarif") }) {
		return out
	}
	for _, f := range files {
		r.checkerFor(f)
	}
	for _, path := range slices.Sorted(maps.Keys(r.byConfig)) {
		if c := r.byConfig[path]; c.err == nil {
			out = append(out, c.checker.Rules()...)
		}
	}
	return out
}

// find lists the files that the paths and the flags ask for.
func (a *app) find(ctx context.Context, f *checkFlags, paths []string) ([]discover.File, error) {
	files, problems := discover.FindKinds(paths, kindNames(f.sources))
	if f.skipForeign {
		for i := range files {
			files[i].Named = false
		}
	}
	for _, p := range problems {
		if p.Folder {
			continue // the summary says what was looked for
		}
		if p.Links > 0 {
			a.complainLinks(f, p)
			continue
		}
		a.complainPath(p.Path, p.Err)
		a.raise(exitUnread)
	}
	if f.changed == "" {
		return files, nil
	}
	return a.onlyChanged(ctx, f.changed, files)
}

// raise makes the exit status at least s: what could not be read outweighs
// findings, because then the findings are not all there are.
func (a *app) raise(s int) { a.status = max(a.status, s) }

// run is one check of many files.
type run struct {
	app     *app
	flags   *checkFlags
	outputs []*reportOutput
	failOn  rule.Severity
	// paths are what the user named, inputs the files that the run reads.
	paths, inputs []string

	// definition is the one -w without an id, for all requests.
	definition *workflow.Definition
	byID       map[string]string

	mu       sync.Mutex
	byConfig map[string]*checked
	byDir    map[string]*checked
	stats    stats
	// diffs are the changes that --fix --diff shows, by path.
	diffs map[string]string
	// known is the baseline that findings are held against, nil without one;
	// fresh the one that is written.
	known, fresh *baseline.Baseline
	baselined    int
	// excluded are the files that the configuration names as definitions, so that
	// they were not checked as requests.
	excluded []string
	// suppressed counts the findings that the configuration left out.
	suppressed int
	// each is given each document beside the reports; it may be nil.
	each func(*rules.Result)
	// memory holds the results of an earlier run, progress says how far this one
	// is; both may be nil.
	memory   *memory
	progress *progress
}

type stats struct {
	files, skipped int
	// unread are the files that could not be looked into, for what is wrong with
	// them or with their configuration.
	unread int
	start  time.Time
	// found counts requests, and files that have some, by kind of file.
	found map[string]foundStats
	// empty are the files that the user named and that have no request.
	empty []string
	// tallies count findings for --statistics; nil where nobody asks.
	tallies *tallies
	// times measure the rules for --stats; nil where nobody asks.
	times *ruleTimes
}

func (a *app) newRun(f *checkFlags) (*run, error) {
	r := &run{app: a, flags: f, byConfig: map[string]*checked{}, byDir: map[string]*checked{}, byID: map[string]string{}, diffs: map[string]string{}, stats: stats{start: time.Now(), found: map[string]foundStats{}}}
	if f.stats {
		r.stats.times = &ruleTimes{by: map[string]*ruleTime{}}
	}
	if f.statistics {
		r.stats.tallies = newTallies()
	}
	if err := r.openBaseline(); err != nil {
		return nil, err
	}
	r.failOn = failLevel(f.failOn)
	var unnamed []string
	for _, w := range f.workflows {
		id, file := splitWorkflow(w)
		if id == "" {
			unnamed = append(unnamed, file)
			continue
		}
		r.byID[id] = file
	}
	for _, file := range unnamed {
		m := idInName().FindStringSubmatch(filepath.Base(file))
		if m == nil && len(unnamed) > 1 {
			return nil, &usageError{"workflow-needs-id", message.Args{"file": file}}
		}
		def, err := (&project.Project{MaxSize: f.maxSize}).Read(file)
		if err != nil {
			return nil, err
		}
		if len(unnamed) == 1 {
			r.definition = def
		} else {
			r.byID[m[1]] = file
		}
	}
	for _, file := range r.byID {
		if _, err := os.Stat(file); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// setupError is a configuration, or something it names, that cannot be used.
type setupError struct {
	err  error
	told bool // by emit, which runs in one goroutine
}

func (e *setupError) Error() string { return e.err.Error() }

func (e *setupError) Unwrap() error { return e.err }

// outputError is a failure to write the report.
type outputError struct{ err error }

func (e *outputError) Error() string { return e.err.Error() }

func (e *outputError) Unwrap() error { return e.err }

// close reports what the run itself found: definitions that could not be read,
// suppressions that nothing needed.
func (r *run) close() error {
	for _, path := range slices.Sorted(maps.Keys(r.byConfig)) {
		c := r.byConfig[path]
		if c.err != nil {
			continue
		}
		for _, p := range c.project.Problems() {
			r.app.raise(r.app.fail(p))
		}
		if c.project.Config == nil || r.flags.quiet {
			continue
		}
		all := r.flags.changed == "" && covers(r.paths, filepath.Dir(c.project.Config.Path))
		for _, s := range c.checker.Unused(all) {
			r.app.complainUnused(c.project.Config.Path, s)
		}
	}
	r.app.printTallies(r.stats.tallies)
	if r.flags.stats {
		r.app.printStats(r.stats)
		r.app.printTimes(r.stats.times)
		for _, path := range slices.Sorted(slices.Values(r.excluded)) {
			_, _ = fmt.Fprintln(r.app.err, r.app.say("stats.excluded", message.Args{"path": printable(path)})) // nowhere left to report to
		}
	}
	return r.closeBaseline()
}
