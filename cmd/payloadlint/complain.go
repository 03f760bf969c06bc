package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"strconv"
	"time"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/syntax"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/store"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// complainDefinition says why a definition file cannot be used.
func (a *app) complainDefinition(e *project.FileError) {
	args := message.Args{"path": e.Path}
	if st, ok := errors.AsType[*store.Error](e.Err); ok {
		a.complainText(a.storeWords(st))
		return
	}
	if _, ok := errors.AsType[*os.PathError](e.Err); ok {
		a.complainPath(e.Path, e.Err)
		return
	}
	if syn, ok := errors.AsType[*jsondoc.SyntaxError](e.Err); ok {
		at := syn.Document().Position(syn.Span.Start)
		args["line"], args["column"] = strconv.Itoa(at.Line), strconv.Itoa(at.Column)
		args["cause"] = syntax.Describe(a.lang, syn)
		a.complain("definition-syntax", args)
		return
	}
	key := string(workflow.ReasonNotDefinition)
	if ans, ok := errors.AsType[*workflow.AnswerError](e.Err); ok {
		key, args["code"], args["msg"] = "answer", strconv.Itoa(ans.Code), ans.Msg
	} else if form, ok := errors.AsType[*workflow.FormatError](e.Err); ok {
		key = string(form.Reason)
		maps.Copy(args, form.Args)
	}
	args["cause"] = a.say("definition-error."+key, args)
	a.complain("definition-other", args)
}

// complainUnused reports a suppression that nothing needs.
func (a *app) complainUnused(path string, s *config.Suppression) {
	a.complain("unused-suppression", message.Args{"path": path, "line": strconv.Itoa(s.Line), "rule": s.Rule})
}

// printStats says what was read and how long it took.
func (a *app) printStats(s stats) {
	_, _ = fmt.Fprintln(a.err, a.say("stats.line", message.Args{
		"files": strconv.Itoa(s.files), "skipped": strconv.Itoa(s.skipped), "time": time.Since(s.start).Round(time.Millisecond).String(),
	})) // nowhere left to report to
}
