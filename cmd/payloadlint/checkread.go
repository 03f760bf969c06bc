package main

import (
	"bytes"
	"context"
	"os"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/rules"
)

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
