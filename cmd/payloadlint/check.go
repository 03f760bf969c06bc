package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/baseline"
	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
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
		def, err := project.Read(file, f.maxSize)
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

// job is one file on its way through the workers.
type job struct {
	file    discover.File
	results []rules.Result
	err     error
	stream  bool // checked while it is printed, in constant memory
}

// batch is some files that one worker checks: handing over each by itself would
// cost more than checking it.
type batch struct {
	jobs []job
	done chan struct{}
}

// mostBatched is up to how many files make a batch.
const mostBatched = 32

// batches cuts the files into pieces of work, a stream by itself.
func (r *run) batches(files []discover.File, workers int) (out []*batch) {
	size := min(max(len(files)/(8*workers), 1), mostBatched)
	for _, f := range files {
		j := job{file: f, stream: rules.IsStream(r.name(f)) && !r.flags.fix}
		last := len(out) - 1
		if last < 0 || len(out[last].jobs) == size || j.stream || out[last].jobs[0].stream {
			out = append(out, &batch{done: make(chan struct{})})
			last++
		}
		out[last].jobs = append(out[last].jobs, j)
	}
	return out
}

// files checks all files with several workers and hands the results to the
// sinks in the order of the files.
func (r *run) files(ctx context.Context, files []discover.File) error {
	workers := r.flags.jobs
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	all := r.batches(files, workers)
	// No worker is far ahead of what was printed: results take memory.
	ahead := make(chan struct{}, 4*workers)
	work := make(chan *batch)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() {
		defer r.app.crashed()
		defer close(work)
		for _, b := range all {
			select {
			case ahead <- struct{}{}:
			case <-ctx.Done():
				return
			}
			work <- b
		}
	})
	for range workers {
		wg.Go(func() {
			defer r.app.crashed()
			for b := range work {
				r.work(ctx, b)
			}
		})
	}
	for _, b := range all {
		select {
		case <-b.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := r.emitBatch(ctx, b); err != nil {
			return err
		}
		<-ahead
	}
	return ctx.Err()
}

// work checks the files of a batch, streams left to emit.
func (r *run) work(ctx context.Context, b *batch) {
	defer close(b.done)
	defer r.app.crashed() // before anybody hears that it is done
	for i := range b.jobs {
		if j := &b.jobs[i]; !j.stream && ctx.Err() == nil {
			j.results, j.err = r.file(ctx, j.file)
			r.progress.file()
		}
	}
}

// emitBatch hands the results of a batch on and lets go of them.
func (r *run) emitBatch(ctx context.Context, b *batch) error {
	for i := range b.jobs {
		if err := r.emit(ctx, &b.jobs[i]); err != nil {
			return err
		}
	}
	b.jobs = nil
	return nil
}

// emit hands one file's results to the sinks.
func (r *run) emit(ctx context.Context, j *job) error {
	r.stats.files++
	r.mu.Lock() // other workers add theirs
	diff, ok := r.diffs[j.file.Path]
	r.mu.Unlock()
	if ok {
		r.app.raise(exitFindings)
		if _, err := io.WriteString(r.app.out, diff); err != nil {
			return &outputError{err}
		}
	}
	before := r.stats.skipped
	total := len(j.results)
	if j.stream {
		total, j.err = r.streamFile(ctx, j.file)
	}
	for _, res := range j.results {
		if err := r.result(res, j.file.Named); err != nil {
			return err
		}
	}
	r.count(j, total-(r.stats.skipped-before))
	if j.err == nil {
		return nil
	}
	r.stats.unread++
	if _, ok := errors.AsType[*outputError](j.err); ok || errors.Is(j.err, context.Canceled) {
		return j.err
	}
	if e, ok := errors.AsType[*output.Error](j.err); ok {
		r.app.complainText(r.app.outputWords(e))
		if !e.Refused() {
			r.app.raise(exitUnread)
		}
		return nil
	}
	// What is wrong with a configuration is reported once; the files below other
	// configurations are still checked.
	if e, ok := errors.AsType[*setupError](j.err); ok {
		if !e.told {
			e.told = true
			r.app.raise(r.app.fail(e.err))
		}
		return nil
	}
	r.app.complainPath(r.name(j.file), j.err)
	r.app.raise(exitUnread)
	return nil
}

// result hands one document to the sinks and keeps the exit status.
func (r *run) result(res rules.Result, named bool) error {
	if !named && r.passedOver(res) {
		r.stats.skipped++
		return nil
	}
	// A file of which nothing could be said was not checked; one whose
	// findings are known or suppressed was.
	silent := len(res.Findings) == 0 && res.Suppressed == 0
	r.hold(&res)
	if r.failOn != rule.Off && fails(&res, r.failOn) {
		r.app.raise(exitFindings)
	}
	r.stats.tally(&res)
	if n := r.flags.maxFindings; n > 0 {
		res.Limit(n)
	}
	if r.flags.require && len(res.Unchecked) > 0 || !checkable(res.Endpoint) && res.Source == nil && silent {
		r.app.raise(exitUnread)
	}
	r.suppressed += res.Suppressed
	r.progress.document()
	if r.each != nil {
		r.each(&res)
	}
	for _, o := range r.outputs {
		if err := o.Document(&res); err != nil {
			return &outputError{err}
		}
	}
	return nil
}

// passedOver reports whether a walk says nothing of a document, which is not a
// request.
func (r *run) passedOver(res rules.Result) bool {
	return res.Source == nil && (res.Foreign || res.Endpoint == endpoint.Unknown && r.foreign(res))
}

// kept is how many findings of a document the checker keeps: where some are
// fixed, or left out because a baseline knows them, all are needed until then.
func (r *run) kept() int {
	if r.flags.fix || r.flags.baseline != "" || r.flags.statistics {
		return 0
	}
	return r.flags.maxFindings
}

// fails reports whether a result has a finding of at least a severity, listed
// or not.
func fails(res *rules.Result, least rule.Severity) bool {
	return res.Omitted.AtLeast(least) > 0 || slices.ContainsFunc(res.Findings, func(f rule.Finding) bool { return f.Severity >= least })
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

// marks are what only a request or a workflow mentions: a file of a walk that
// is not JSON and has none of them is not for us.
var marks = [][]byte{[]byte("nodeInfoList"), []byte("workflowId"), []byte("webappId"), []byte("class_type"), []byte("fieldValue")}

// foreign reports whether a document that a walk came across has nothing to do
// with RunningHub or ComfyUI.
func (r *run) foreign(res rules.Result) bool {
	if res.Document == nil || res.Document.Root().Exists() {
		return true
	}
	for _, m := range marks {
		if bytes.Contains(res.Document.Source(), m) {
			return false
		}
	}
	return true
}

// name is how a file is shown.
func (r *run) name(f discover.File) string {
	if f.Path != "-" {
		return f.Path
	}
	if r.flags.stdinName != "" {
		return r.flags.stdinName
	}
	return "<stdin>"
}

// file checks one file that fits into memory.
func (r *run) file(ctx context.Context, f discover.File) ([]rules.Result, error) {
	c := r.checkerFor(f)
	if c.err != nil {
		return nil, c.err
	}
	if !f.Named && c.project.Uses(f.Path) {
		r.exclude(c, f.Path)
		return nil, nil
	}
	if !f.Named && !r.wanted(c, f.Path) {
		return nil, nil
	}
	return r.memory.results(f.Path, func() ([]rules.Result, error) { return r.content(ctx, c, f) })
}

// content checks what is in a file.
func (r *run) content(ctx context.Context, c *checked, f discover.File) ([]rules.Result, error) {
	data, err := r.read(f)
	if err != nil || data == nil && !f.Named {
		return nil, err // reported with the path by the caller
	}
	spareMemory(data)
	results, err := c.checker.Check(ctx, r.name(f), data)
	if !f.Named {
		results = r.kindOf(c, results)
	}
	if err != nil || !r.flags.fix {
		return results, err // only ctx's
	}
	return r.fixed(ctx, c, r.name(f), f.Path, data, results)
}

// exclude remembers a file that the configuration takes out of the check by
// calling it a definition.
func (r *run) exclude(c *checked, path string) {
	if !c.project.Excluded(path) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.excluded = append(r.excluded, path)
}

// read reads a file; nil where a walk need not look into it.
func (r *run) read(f discover.File) ([]byte, error) {
	switch {
	case f.Path == "-":
		return r.flags.maxSize.Stream(r.app.in, r.name(f))
	case f.Named:
		return r.flags.maxSize.Named(f.Path)
	case !discover.JSON(f.Path):
		return readMention(f.Path)
	}
	return r.flags.maxSize.Regular(f.Path)
}

// streamFile checks a file of one document per line while it is printed.
func (r *run) streamFile(ctx context.Context, f discover.File) (n int, err error) {
	c := r.checkerFor(f)
	if c.err != nil {
		return 0, c.err
	}
	if !f.Named && !r.wanted(c, f.Path) {
		return 0, nil
	}
	in := r.app.in
	if f.Path != "-" {
		file, err := os.Open(f.Path)
		if err != nil {
			return 0, err // reported with the path by the caller
		}
		defer file.Close() //nolint:errcheck // only read
		in = file
	}
	limit := limitMemory()
	defer limit.lift()
	defer r.progress.file()
	for res, err := range c.checker.Stream(ctx, r.name(f), in) {
		if err != nil {
			return n, err
		}
		if res.Document != nil {
			limit.see(len(res.Document.Source()))
		}
		n++
		if err := r.result(res, f.Named); err != nil {
			return n, err
		}
	}
	return n, nil
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
		URL: r.flags.url, Read: r.memory.reads(readBeside),
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
		if r.flags.changed == "" && covers(r.paths, filepath.Dir(c.project.Config.Path)) {
			c.checker.Usage().VisitAll()
		}
		for _, s := range c.checker.Usage().Unused() {
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
