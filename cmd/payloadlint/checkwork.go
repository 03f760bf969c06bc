package main

import (
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

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
		j := job{file: f, stream: discover.Stream(r.name(f)) && !r.flags.fix}
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
