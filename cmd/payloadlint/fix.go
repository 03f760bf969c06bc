package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/payloadlint/payloadlint/cmd/internal/fix"
	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// maxRounds bounds how often fixes are applied and the text is checked again:
// one edit can make another possible (a key is renamed, then its value is
// checked), but not without end.
const maxRounds = 10

// fixed fixes what can be fixed in a file and returns the results for the text
// that is left. The file is written only if its text changed, and not at all
// with --diff, which shows the change.
func (r *run) fixed(ctx context.Context, c *checked, name, path string, data []byte, results []rules.Result) ([]rules.Result, error) {
	text, before := data, results
	for range maxRounds {
		var findings []rule.Finding
		for i := range results {
			findings = append(findings, results[i].Findings...)
		}
		out, n := fix.Apply(text, fix.Fixes(findings))
		if n == 0 {
			break
		}
		again, err := c.checker.Check(ctx, name, out)
		if err != nil {
			return nil, err // only ctx's
		}
		text, results = out, again
	}
	if bytes.Equal(text, data) {
		return results, nil
	}
	if r.flags.diff {
		r.mu.Lock()
		r.diffs[path] = fix.Diff(name, data, text, r.app.mask)
		r.mu.Unlock()
		return results, nil
	}
	if path == "-" {
		return results, nil
	}
	if err := output.Edit(path, data, text, r.fixable()); err != nil {
		return before, err // nothing was changed
	}
	return results, nil
}

// fixable are the files and folders in which --fix may change something: what
// the user named, a pattern standing for the folder that it begins with.
func (r *run) fixable() []string {
	out := make([]string, 0, len(r.paths))
	for _, p := range r.paths {
		if _, err := os.Lstat(p); err != nil {
			base, _ := doublestar.SplitPattern(filepath.ToSlash(p))
			p = filepath.FromSlash(base)
		}
		out = append(out, p)
	}
	return out
}
