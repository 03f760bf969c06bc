package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/payloadlint/payloadlint/cmd/internal/baseline"
	"github.com/payloadlint/payloadlint/rules"
)

// openBaseline reads the file of --baseline, or starts a new baseline with
// --write-baseline.
func (r *run) openBaseline() error {
	path := r.flags.baseline
	if path == "" {
		return nil
	}
	if r.flags.writeBaseline {
		r.fresh = baseline.New(filepath.Dir(path))
		r.fresh.Mask(r.app.keys.Text)
		return nil
	}
	known, err := baseline.Load(path, r.flags.maxSize)
	if _, damaged := errors.AsType[*baseline.Error](err); damaged {
		return &wordsError{err}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &usageError{"no-baseline", map[string]string{"path": path}}
	}
	if err != nil {
		return err // reported with its path
	}
	r.known = known
	r.known.Mask(r.app.keys.Text)
	return nil
}

// reads are the files that no report may take the place of: what the run reads,
// and the baseline.
func (r *run) reads() []string {
	if r.flags.baseline == "" {
		return r.inputs
	}
	return append(slices.Clone(r.inputs), r.flags.baseline)
}

// hold takes the known findings out of a document's result.
func (r *run) hold(res *rules.Result) {
	if r.fresh != nil {
		r.fresh.Add(res)
		r.baselined += len(res.Findings)
		res.Findings = nil
	}
	if r.known != nil {
		r.baselined += r.known.Filter(res)
	}
}

// closeBaseline writes the new baseline, or reports the entries of the old one
// that are no longer needed.
func (r *run) closeBaseline() error {
	if r.fresh != nil {
		return r.fresh.Save(r.flags.baseline, r.inputs) // reported with its path
	}
	if r.known == nil || r.flags.quiet {
		return nil
	}
	for _, e := range append(r.known.Stale(), r.known.Gone(nil)...) {
		r.app.complainText(r.flags.baseline + ": " + e.Text(r.app.lang))
	}
	return nil
}
