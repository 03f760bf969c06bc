package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/eval"
	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// evaluation is one run of eval.
type evaluation struct {
	*run
	tally *eval.Tally
	// read are the files that were read: no output takes the place of one.
	read []string
}

func (a *app) evalCommand() *cobra.Command {
	f := &checkFlags{failOn: "error", color: "auto", maxMiB: int(readfile.Documents >> 20)}
	var format, file string
	cmd := &cobra.Command{
		Use:   "eval [flags] FILE|DIR...",
		Short: a.say("cmd-eval.short", nil),
		Long:  a.say("cmd-eval.long", nil),
		Args:  a.args(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, evalFormats()); err != nil {
				return err
			}
			return a.eval(cmd.Context(), f, args, format, file)
		},
	}
	say := func(k string) string { return a.say("flag."+k, nil) }
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringArrayVarP(&f.workflows, "workflow", "w", nil, say("workflow"))
	flags.StringArrayVar(&f.nodes, "nodes", nil, say("nodes"))
	flags.StringVar(&f.inputDir, "input-dir", "", say("input-dir"))
	flags.StringVar(&f.endpoint, "endpoint", "", say("endpoint"))
	flags.StringVar(&f.config, "config", "", say("config"))
	flags.StringVarP(&format, "format", "f", "pretty", say("eval-format"))
	_ = cmd.RegisterFlagCompletionFunc("format", values(evalFormats()...)) // the flag is there
	flags.StringVar(&file, "report", "", say("eval-report"))
	flags.IntVar(&f.maxMiB, "max-file-size", f.maxMiB, say("max-file-size"))
	return cmd
}

func evalFormats() []string { return []string{"pretty", "json", "markdown"} }

// eval is `payloadlint eval FILES…`.
func (a *app) eval(ctx context.Context, f *checkFlags, paths []string, format, file string) error {
	if err := f.validate(); err != nil {
		return err
	}
	a.maxSize = f.maxSize
	r, err := a.newRun(f)
	if err != nil {
		return err
	}
	e := &evaluation{run: r, tally: eval.NewTally()}
	if err := e.all(ctx, paths); err != nil {
		return err
	}
	result := e.tally.Report()
	if result.Wrong > 0 {
		a.raise(exitFindings)
	}
	if file != "" {
		if err := e.hand(result, file); err != nil {
			return err
		}
	}
	switch format {
	case "json":
		return a.printJSON(result)
	case "markdown":
		return a.write(printable(result.Text(a.lang, true)))
	}
	return a.write(printable(result.Text(a.lang, false)))
}

// all evaluates files and what folders have of pairs, and shows how far it is.
func (e *evaluation) all(ctx context.Context, paths []string) error {
	e.progress = e.app.showProgress(false)
	defer e.progress.end()
	var files []discover.File
	for _, path := range paths {
		if !isFolder(path) {
			files = append(files, discover.File{Path: path, Named: true})
			continue
		}
		found, err := e.folder(path)
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	e.progress.of(len(files))
	for _, in := range files {
		if err := e.file(ctx, in); err != nil {
			return err
		}
		e.progress.file()
	}
	return nil
}

// folder lists the files of a folder that may hold pairs.
func (e *evaluation) folder(path string) ([]discover.File, error) {
	var files []discover.File
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && eval.Holds(p) {
			files = append(files, discover.File{Path: p})
		}
		return err // reported with the path by the caller
	})
	if err == nil && len(files) == 0 {
		e.app.complain("eval-none", message.Args{"path": path})
		e.app.raise(exitUnread)
	}
	return files, err
}

// file evaluates the pairs of a file. The error is one that ends the run.
func (e *evaluation) file(ctx context.Context, in discover.File) error {
	path := in.Path
	var pairs []eval.Pair
	bad := 0
	data, err := e.run.read(in)
	if err == nil {
		pairs, bad, err = eval.Read(e.name(in), data, e.beside)
	}
	e.read = append(e.read, path)
	switch {
	case eval.IsNoPairs(err):
		e.app.complain("eval-none", message.Args{"path": path})
		e.app.raise(exitUnread)
		return nil
	case err != nil:
		if answer, ok := errors.AsType[*answerError](err); ok {
			path, err = answer.path, answer.err
		}
		e.app.complainPath(path, err)
		e.app.raise(exitUnread)
		return nil
	case bad > 0:
		e.app.complain("eval-bad-lines", message.Args{"path": path, "count": strconv.Itoa(bad)})
		e.app.raise(exitUnread)
	}
	c := e.checkerFor(in)
	if c.err != nil {
		return c.err
	}
	for _, p := range pairs {
		res, err := predict(ctx, c.checker, p)
		if err != nil {
			return err
		}
		e.tally.Add(p, &res)
		e.progress.document()
	}
	return nil
}

// beside reads the answer that stands in a file of its own.
func (e *evaluation) beside(path string) ([]byte, error) {
	e.read = append(e.read, path)
	data, err := e.flags.maxSize.Regular(path)
	if err != nil {
		return nil, &answerError{path, err}
	}
	return data, nil
}

// answerError is an answer in a file of its own that could not be read.
type answerError struct {
	path string
	err  error
}

func (e *answerError) Error() string { return e.path + ": " + e.err.Error() }

// predict checks the request of a pair.
func predict(ctx context.Context, c *rules.Checker, p eval.Pair) (rules.Result, error) {
	if p.URL != "" {
		method := p.Method
		if method == "" {
			method = "POST"
		}
		return c.Request(ctx, method, p.URL, p.Body)
	}
	results, err := c.Check(ctx, p.Path+".json", p.Body)
	if err != nil || len(results) != 1 {
		return rules.Result{Path: p.Name, Verdict: rules.Verdict{Outcome: rules.Unknown}}, err // only ctx's
	}
	return results[0], nil
}

// ownEvaluation recognises an earlier report of eval.
func ownEvaluation(head []byte) bool {
	return bytes.HasPrefix(head, []byte("{\n  \"version\": \"1\",\n  \"program\":"))
}

// hand writes the masked report.
func (e *evaluation) hand(result eval.Report, file string) error {
	data, err := result.Masked(versionLine())
	if err != nil {
		return err
	}
	out, err := output.Create(output.Target{Path: file, Kind: ownEvaluation, Inputs: slices.Concat(e.read, e.flags.reads(nil))})
	if err != nil {
		return err
	}
	masked := e.app.keys.Stream(out)
	_, _ = masked.Write(data)
	_ = masked.Flush() // the file keeps the error of a write
	return out.Commit()
}
