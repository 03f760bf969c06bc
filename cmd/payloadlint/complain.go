package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// reporter prints an error of one kind and returns the exit status; ok is false
// for errors of other kinds.
type reporter func(a *app, err error) (status int, ok bool)

// reports is the reporter of errors of type E.
func reports[E error](report func(*app, E) int) reporter {
	return func(a *app, err error) (int, bool) {
		e, ok := errors.AsType[E](err)
		if !ok {
			return 0, false
		}
		return report(a, e), true
	}
}

// faults is the reporter of the faults of one kind of file.
func faults(of string, status int, report func(*app, *fault.Error)) reporter {
	return func(a *app, err error) (int, bool) {
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || !e.Problem.Of(of) {
			return 0, false
		}
		report(a, e)
		return status, true
	}
}

// reporters lists the kinds of errors that have words of their own. The first
// that fits reports: an error may wrap one of a later kind.
func reporters() []reporter {
	return []reporter{
		reports((*app).failOutput),
		reports(func(a *app, e *usageError) int { a.complain(e.key, e.args); return exitUsage }),
		reports(func(a *app, e *choiceError) int {
			e.args["allowed"] = a.lang.List(e.allowed)
			a.complain(e.key, e.args)
			return exitUsage
		}),
		faults("config", exitUsage, (*app).complainConfig),
		reports(func(a *app, e *spokenError) int { a.complainText(e.text); return exitUsage }),
		reports(func(a *app, e *wordsError) int { a.complainText(e.text(a.lang)); return exitUsage }),
		faults("store", exitUnread, func(a *app, e *fault.Error) { a.complainText(a.storeWords(e)) }),
		faults("catalog-error", exitUnread, (*app).complainCatalog),
		reports((*app).failFetch),
		faults("definition-error", exitUnread, (*app).complainDefinition),
		func(a *app, err error) (int, bool) {
			if !errors.Is(err, context.Canceled) {
				return 0, false
			}
			a.complain("interrupted", nil)
			return exitUnread, true
		},
		func(a *app, err error) (int, bool) {
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				return 0, false
			}
			a.complain("cut-off", nil)
			return exitUnread, true
		},
		faults("file", exitUnread, func(a *app, e *fault.Error) { a.complainPath(e.Path, e) }),
		reports(func(a *app, e *outputError) int {
			a.complainText(a.say("output.failed-stdout", message.Args{"cause": a.writeCause(e.err)}))
			return exitUnread
		}),
		reports(func(a *app, e *os.PathError) int { a.complainPath(e.Path, e); return exitUnread }),
	}
}

// failOutput says why a file was not written.
func (a *app) failOutput(e *output.Error) int {
	a.complainText(a.outputWords(e))
	if e.Refused() {
		return exitUsage
	}
	return exitUnread
}

// outputWords says why a file was not written.
func (a *app) outputWords(e *output.Error) string {
	key, args := "output."+string(e.Problem), message.Args{"path": e.Path}
	if e.Problem == output.Failed {
		args["cause"] = a.writeCause(e.Err)
	}
	return a.say(key, args)
}

// knownWriteCause says why the system did not write, where there are words for it.
func (a *app) knownWriteCause(err error) (string, bool) {
	for _, c := range []struct {
		is  error
		key string
	}{
		{syscall.ENOSPC, "full"}, {fs.ErrPermission, "permission"}, {fs.ErrNotExist, "folder"},
		{syscall.ENOTDIR, "folder"}, {syscall.EROFS, "read-only-disk"}, {syscall.EPIPE, "pipe"},
		{syscall.ENXIO, "no-reader"},
	} {
		if errors.Is(err, c.is) {
			return a.say("output.cause-"+c.key, nil), true
		}
	}
	return "", false
}

// writeCause says why the system did not write.
func (a *app) writeCause(err error) string {
	if words, ok := a.knownWriteCause(err); ok {
		return words
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return a.say("output.cause-other", nil)
}

// fail prints an error in the user's language and returns its exit status. The
// words of libraries are not shown.
func (a *app) fail(err error) int {
	for _, report := range reporters() {
		if status, ok := report(a, err); ok {
			return status
		}
	}
	if strings.HasPrefix(err.Error(), "unknown command") {
		a.complain("unknown-command", nil)
		return exitUsage
	}
	a.complain("failed", message.Args{"error": err.Error()})
	return exitUnread
}

// complain prints one line to standard error.
func (a *app) complain(key string, args message.Args) {
	a.complainText(a.say("error."+key, args))
}

// complainText prints one finished line to standard error.
func (a *app) complainText(text string) {
	_, _ = fmt.Fprintf(a.err, "payloadlint: %s\n", printable(text)) // nowhere left to report to
}

// commands are the names that a misspelt one may have meant.
var commands = []string{"check", "explain", "rules", "init", "fetch", "catalog", "schema", "eval", "models", "new", "lsp", "mcp", "completion", "doctor", "version"}

// complainPath says why a path could not be read.
func (a *app) complainPath(path string, err error) {
	key := "unreadable"
	switch {
	case err == nil:
		key = "nothing-there"
	case errors.Is(err, os.ErrNotExist):
		key = "no-such-file"
	case errors.Is(err, os.ErrPermission):
		key = "no-permission"
	case errors.Is(err, syscall.EISDIR):
		key = "is-directory"
	case errors.Is(err, syscall.ELOOP):
		key = "file-loop"
	}
	args := message.Args{"path": path}
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Problem.Of("file") {
		key = "file-" + e.Problem.Name()
		maps.Copy(args, e.Args)
		args["line"], args["raise"] = strconv.Itoa(e.Line), a.raisedBy(err, e)
	}
	if key == "no-such-file" && !strings.ContainsAny(path, `./\*`) {
		// `payloadlint explian 803` asks for a command, not for a file.
		if near := suggest.Word(path).Among(commands, 1); len(near) > 0 {
			key, args["near"] = "no-such-file-command", near[0]
		}
	}
	a.complain(key, args)
	a.failures = append(a.failures, report.Failure{Path: path, Message: printable(a.say("error."+key, args))})
}

// complainLinks says which links of a folder were not followed. It changes no
// status: what is outside the repository is not part of the check.
func (a *app) complainLinks(f *checkFlags, p discover.Problem) {
	if f.quiet {
		return
	}
	key := "link-outside"
	if p.Links > 1 {
		key = "links-outside"
	}
	a.complain(key, message.Args{"path": p.Path, "more": strconv.Itoa(p.Links - 1)})
}

// raisedBy says how the limit that a file exceeds is raised; "" where it is not.
func (a *app) raisedBy(err error, e *fault.Error) string {
	if _, ok := errors.AsType[*walkError](err); ok {
		return a.say("error.raise-walk", nil)
	}
	// The limit of configurations has no flag.
	if limit, err := strconv.ParseInt(e.Args["limit"], 10, 64); err == nil && readfile.Limit(limit)<<20 == a.maxSize && a.maxSize > readfile.Small {
		return a.say("error.raise-limit", nil)
	}
	return ""
}

func (a *app) complainConfig(e *fault.Error) {
	args := message.Args{"allowed": a.lang.List(e.Allowed)}
	maps.Copy(args, e.Args)
	switch e.Problem {
	case fault.ConfigWrongType:
		args["want"] = a.say("config.want-"+args["want"], nil)
	case fault.ConfigBadRule:
		args["reason"] = a.say(args["want"], message.Args{"part": args["value"]})
	}
	text := a.say(string(e.Problem), args)
	word := args["key"]
	if e.Problem == fault.ConfigBadValue {
		word = args["value"]
	}
	if near := suggest.Word(word).Among(e.Allowed, 1); len(near) > 0 {
		text += a.say("config.did-you-mean", message.Args{"near": near[0]})
	}
	_, _ = fmt.Fprintf(a.err, "payloadlint: %s:%d:%d: %s\n", e.Path, e.Line, e.Column, printable(text)) // nowhere left to report to
}

// complainDefinition says why a definition file cannot be used.
func (a *app) complainDefinition(e *fault.Error) {
	if _, ok := errors.AsType[*os.PathError](e.Err); ok {
		a.complainPath(e.Path, e.Err)
		return
	}
	if e.Problem.Of("file") {
		a.complainPath(e.Path, e)
		return
	}
	args := message.Args{"path": e.Path}
	if e.Foreign {
		// The configuration may name any file of the repository, also one that
		// nobody meant to be shown.
		args["cause"] = a.say("definition-error.unquoted", nil)
		a.complain("definition-other", args)
		return
	}
	if syn, ok := errors.AsType[*jsondoc.SyntaxError](e.Err); ok {
		at := syn.Document().Position(syn.Span.Start)
		args["line"], args["column"] = strconv.Itoa(at.Line), strconv.Itoa(at.Column)
		if c, err := rules.New(rules.Options{Lang: a.lang}); err == nil { // always: there is no configuration
			args["cause"] = c.Describe(syn)
		}
		a.complain("definition-syntax", args)
		return
	}
	key := e.Problem
	if key == fault.DefinitionUnreadable {
		key = fault.DefinitionOther
	}
	maps.Copy(args, e.Args)
	args["cause"] = a.say(string(key), args)
	a.complain("definition-other", args)
}

// complainCatalog says why a file cannot be used as node definitions.
func (a *app) complainCatalog(e *fault.Error) {
	if inner, ok := errors.AsType[*fault.Error](e.Err); ok && inner.Problem.Of("file") {
		a.complainPath(inner.Path, inner)
		return
	}
	a.complainText(a.say(string(e.Problem), message.Args{"path": e.Path, "offset": e.Args["offset"]}))
}

// complainUnused reports a suppression that suppresses no finding.
func (a *app) complainUnused(path string, s *config.Suppression) {
	a.complain("unused-suppression", message.Args{"path": path, "line": strconv.Itoa(s.Line), "rule": s.Rule})
}

// printStats says what was read and how long it took.
func (a *app) printStats(s stats) {
	_, _ = fmt.Fprintln(a.err, a.say("stats.line", message.Args{
		"files": strconv.Itoa(s.files), "skipped": strconv.Itoa(s.skipped), "time": time.Since(s.start).Round(time.Millisecond).String(),
	})) // nowhere left to report to
}
