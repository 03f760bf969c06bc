package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"
)

type options struct {
	sample int
	with   list
	file   string
	floor  time.Duration
}

// tally counts changes: those that tests noticed, those that they ran and did not
// notice, and those that they never reached.
type tally struct{ noticed, lived, unreached int }

func (t *tally) add(o tally) {
	t.noticed += o.noticed
	t.lived += o.lived
	t.unreached += o.unreached
}

func (t tally) String() string {
	all := t.noticed + t.lived + t.unreached
	return fmt.Sprintf("%d of %d changes noticed (%d %%), %d lived, %d were never reached", t.noticed, all, 100*t.noticed/max(all, 1), t.lived, t.unreached)
}

// binary is a package's tests with all changes built in.
type binary struct {
	path, dir string
	limit     time.Duration
	reached   map[int]bool
}

// try makes the changes of a package one by one.
func (o *options) try(ctx context.Context, pattern string) (t tally, err error) {
	work, err := os.MkdirTemp("", "mutation-*")
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(work) //nolint:errcheck // it is a temporary folder
	m, overlay, err := o.prepare(ctx, pattern, work)
	if err != nil {
		return t, err
	}
	var tests []*binary
	for i, pkg := range append([]string{pattern}, o.with...) {
		b, err := o.build(ctx, pkg, overlay, filepath.Join(work, strconv.Itoa(i)))
		if err != nil {
			return t, err
		}
		tests = append(tests, b)
	}
	step := 1
	if o.sample > 0 {
		step = max(1, len(m.changes)/o.sample)
	}
	for i := 0; i < len(m.changes); i += step {
		c := m.changes[i]
		reached, noticed := false, false
		for _, b := range tests {
			if b.reached[c.id] && !noticed {
				reached = true
				noticed = !b.passes(ctx, c.id)
			}
		}
		if err := ctx.Err(); err != nil {
			return t, err
		}
		switch {
		case noticed:
			t.noticed++
			continue
		case reached:
			t.lived++
			fmt.Printf("lived: %s/%s: %s\n", pattern, c.place, c.what)
		default:
			t.unreached++
			fmt.Printf("not reached: %s/%s: %s\n", pattern, c.place, c.what)
		}
	}
	return t, nil
}

// prepare writes the changed files of a package and the overlay that puts them in
// the place of its own.
func (o *options) prepare(ctx context.Context, pattern, work string) (*mutator, string, error) {
	loaded, err := packages.Load(&packages.Config{Context: ctx, Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports}, pattern)
	if err != nil {
		return nil, "", err
	}
	if len(loaded) != 1 || len(loaded[0].Errors) > 0 || len(loaded[0].GoFiles) == 0 {
		return nil, "", errors.New("one package that compiles is wanted")
	}
	p := loaded[0]
	m := &mutator{fset: p.Fset, info: p.TypesInfo, pkg: p.Types, only: o.file, edits: map[string][]edit{}, src: map[string][]byte{}}
	replace := map[string]string{}
	for i, f := range p.Syntax {
		name := p.GoFiles[i]
		if m.src[name], err = os.ReadFile(name); err != nil {
			return nil, "", err
		}
		m.file(f)
		if len(m.edits[name]) == 0 {
			continue
		}
		changed := filepath.Join(work, fmt.Sprintf("%d.go", i))
		if err := os.WriteFile(changed, apply(m.src[name], m.edits[name]), 0o600); err != nil {
			return nil, "", err
		}
		replace[name] = changed
	}
	added := filepath.Join(work, "helper.go")
	if err := os.WriteFile(added, fmt.Appendf(nil, helper, p.Name), 0o600); err != nil {
		return nil, "", err
	}
	replace[filepath.Join(filepath.Dir(p.GoFiles[0]), "zz_mutant.go")] = added
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, "", err
	}
	overlay := filepath.Join(work, "overlay.json")
	return m, overlay, os.WriteFile(overlay, text, 0o600)
}

// build compiles a package's tests and runs them without a change, to see which
// changes they reach and how long they take.
func (o *options) build(ctx context.Context, pkg, overlay, path string) (*binary, error) {
	build := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", path, pkg) //nolint:gosec // the developer names the package
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the tests of %s: %w\n%s", pkg, err, bytes.TrimSpace(out))
	}
	dir, err := exec.CommandContext(ctx, "go", "list", "-f", "{{.Dir}}", pkg).Output() //nolint:gosec // as above
	if err != nil {
		return nil, err
	}
	b := &binary{path: path, dir: strings.TrimSpace(string(dir)), limit: time.Hour, reached: map[int]bool{}}
	trace := path + ".trace"
	start := time.Now()
	if !b.passes(ctx, 0, "MUTANT_TRACE="+trace) {
		return nil, fmt.Errorf("the tests of %s fail without a change", pkg)
	}
	b.limit = max(o.floor, 10*time.Since(start))
	seen, err := os.ReadFile(trace)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for line := range strings.Lines(string(seen)) {
		if n, err := strconv.Atoi(strings.TrimSpace(line)); err == nil {
			b.reached[n] = true
		}
	}
	return b, nil
}

// passes runs the tests with one change; 0 is none.
func (b *binary) passes(ctx context.Context, id int, env ...string) bool {
	ctx, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	run := exec.CommandContext(ctx, b.path, "-test.failfast", "-test.timeout", b.limit.String()) //nolint:gosec // it was built above
	run.Dir = b.dir
	run.Env = append(append(os.Environ(), "MUTANT="+strconv.Itoa(id)), env...)
	run.WaitDelay = time.Second
	return run.Run() == nil
}
