package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/drift"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/readfile"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// driftReport is what --check prints as JSON.
type driftReport struct {
	Version     string       `json:"version"`
	Definitions []driftEntry `json:"definitions"`
	Broken      []brokenJSON `json:"broken"`
	// BrokenWorkflows are those that the server would not run any more.
	BrokenWorkflows []brokenWorkflow `json:"brokenWorkflows,omitempty"`
}

type brokenWorkflow struct {
	Kind     project.Kind  `json:"kind"`
	ID       string        `json:"id"`
	Findings []brokenEntry `json:"findings"`
}

type driftEntry struct {
	Kind project.Kind `json:"kind"`
	ID   string       `json:"id"`
	// Status is one of the constants below.
	Status  string       `json:"status"`
	Code    int          `json:"code,omitempty"`
	Msg     string       `json:"msg,omitempty"`
	Changes []changeJSON `json:"changes,omitempty"`
}

type changeJSON struct {
	Kind drift.Kind `json:"kind"`
	// Class is there for a change of node definitions, Node for one of a workflow
	// or app.
	Class string `json:"class,omitempty"`
	Node  string `json:"node"`
	Title string `json:"title,omitempty"`
	Field string `json:"field,omitempty"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

type brokenJSON struct {
	Path     string        `json:"path"`
	Index    *int          `json:"index,omitempty"`
	Findings []brokenEntry `json:"findings"`
}

type brokenEntry struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Code     int    `json:"code"`
	Message  string `json:"message"`
	Pointer  string `json:"pointer"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
}

// The values of driftEntry.Status.
const (
	statusSame    = "same"
	statusChanged = "changed"
	statusGone    = "gone"
	statusNotKept = "not-kept"
	statusFailed  = "failed"
)

// check compares the platform's definitions with those that are kept and says
// which requests the differences break.
func (r *fetching) check(ctx context.Context, items []fetch.Item, bare bool) error {
	named := slices.DeleteFunc(slices.Clone(items), func(it fetch.Item) bool { return it.Kind == project.Nodes })
	defs, errs := r.client.Current(ctx, named, r.flags.jobs)
	now := &drift.Overlay{
		Kept: r.project, Workflows: map[string]*workflow.Definition{}, Apps: map[string]*workflow.Definition{},
		GoneWorkflows: map[string]drift.Refusal{}, GoneApps: map[string]drift.Refusal{},
	}
	report := driftReport{Version: "1", Definitions: []driftEntry{}, Broken: []brokenJSON{}}
	for i, it := range named {
		c := comparison{fetching: r, item: it, now: now, entry: driftEntry{Kind: it.Kind, ID: it.ID, Status: statusFailed}}
		if err := c.run(defs[i], errs[i]); err != nil {
			return err
		}
		report.Definitions = append(report.Definitions, c.entry)
	}
	served, err := r.checkNodes(ctx, items, bare)
	if err != nil {
		return err
	}
	if served != nil {
		report.Definitions = append(report.Definitions, served.entry)
	}
	drifted := slices.ContainsFunc(report.Definitions, func(e driftEntry) bool { return e.Status == statusChanged || e.Status == statusGone })
	if drifted {
		if report.BrokenWorkflows, err = r.brokenWorkflows(ctx, now, served); err != nil {
			return err
		}
		broken, err := r.broken(ctx, now, served)
		if err != nil {
			return err
		}
		if len(broken)+len(report.BrokenWorkflows) > 0 {
			r.app.raise(exitFindings)
		}
		for _, b := range broken {
			report.Broken = append(report.Broken, toJSON(b))
		}
	}
	if r.flags.format == "json" {
		return r.app.printJSON(report)
	}
	if err := r.printWorkflows(report.BrokenWorkflows); err != nil {
		return err
	}
	return r.printBroken(report.Broken, drifted)
}

// comparison compares one definition of the platform with the kept one, prints
// what it finds and notes it: in entry for the report, in now for the requests
// that are checked afterwards.
type comparison struct {
	*fetching
	item  fetch.Item
	now   *drift.Overlay
	entry driftEntry
}

// run compares. The platform's definition is def, or failure says why there is
// none.
func (c *comparison) run(def *fetch.Definition, failure error) error {
	find := c.project.Workflow
	if c.item.Kind == project.App {
		find = c.project.App
	}
	kept, err := find(c.item.ID)
	switch {
	case err != nil:
		c.app.raise(c.app.fail(err))
		return nil
	case failure != nil:
		return c.failed(kept, failure)
	case kept == nil:
		c.entry.Status = statusNotKept
		return c.say("not-kept", message.Args{"kind": string(c.item.Kind), "id": c.item.ID})
	}
	changes := drift.Compare(kept, def.Parsed)
	if len(changes) == 0 {
		c.entry.Status = statusSame
		return c.say("same", message.Args{})
	}
	c.changed(def.Parsed, changes)
	return c.printChanges(kept, changes)
}

// say prints a line about the definition, in text form.
func (c *comparison) say(key string, args message.Args) error {
	if c.flags.format == "json" || c.flags.quiet && (key == "same" || key == "same-answer") {
		return nil
	}
	args["what"] = c.app.what(c.item.Kind, c.item.ID)
	return c.app.print(c.app.say("cmd-fetch."+key, args))
}

// failed notes that a kept definition is gone, if that is what the platform
// answered; any other failure is reported as such.
func (c *comparison) failed(kept *workflow.Definition, failure error) error {
	e, ok := errors.AsType[*fetch.Error](failure)
	if !ok {
		return failure
	}
	refused := c.item.Kind.Refused(e.Code, e.Msg)
	if e.Problem == fetch.Answered && refused && c.sameAnswer(e.Code) {
		c.entry.Status, c.entry.Code, c.entry.Msg = statusSame, e.Code, e.Msg
		return c.say("same-answer", message.Args{"code": strconv.Itoa(e.Code), "name": code.Code(e.Code).Name()})
	}
	if e.Problem != fetch.Answered || !refused || kept == nil {
		c.app.raise(c.app.failFetch(e))
		return nil
	}
	c.entry.Status, c.entry.Code, c.entry.Msg = statusGone, e.Code, e.Msg
	gone := c.now.GoneWorkflows
	if c.item.Kind == project.App {
		gone = c.now.GoneApps
	}
	gone[c.item.ID] = drift.Refusal{Code: code.Code(e.Code), Msg: e.Msg}
	return c.say("refused", message.Args{"code": strconv.Itoa(e.Code), "name": code.Code(e.Code).Name()})
}

// sameAnswer reports whether the platform refused the definition in the same way
// before: checks predict that answer already. What it says beside the code may
// have been worded anew.
func (c *comparison) sameAnswer(now int) bool {
	before, ok := c.store.Remembered(c.item.Kind, c.item.ID, c.client.Host())
	return ok && before.Code == now
}

// changed notes the platform's definition and how it differs.
func (c *comparison) changed(def *workflow.Definition, changes []drift.Change) {
	c.entry.Status = statusChanged
	for _, change := range changes {
		c.entry.Changes = append(c.entry.Changes, changeJSON{
			Kind: change.Kind, Node: change.Node, Title: change.Title, Field: change.Field, Old: change.Old, New: change.New,
		})
	}
	defs := c.now.Workflows
	if c.item.Kind == project.App {
		defs = c.now.Apps
	}
	defs[c.item.ID] = def
}

// printChanges prints how the definition differs, in text form. A fetched one
// differs since a day, one of the user's files from that file.
func (c *comparison) printChanges(kept *workflow.Definition, changes []drift.Change) error {
	if c.flags.format == "json" {
		return nil
	}
	key, args := "differs-file", message.Args{"count": strconv.Itoa(len(changes)), "file": kept.Name}
	if e, ok := c.store.Entry(c.item.Kind, c.item.ID); ok && c.fromStore(c.item, kept) && !e.Fetched.IsZero() {
		key, args["time"] = "differs", e.Fetched.Format(time.DateOnly)
	}
	if err := c.say(key, args); err != nil {
		return err
	}
	for _, ch := range changes {
		words := c.app.say("drift."+string(ch.Kind), message.Args{"node": ch.Node, "title": ch.Title, "field": ch.Field, "old": ch.Old, "new": ch.New})
		if err := c.app.print("  " + words); err != nil {
			return err
		}
	}
	return nil
}

// fromStore reports whether a definition is the fetched one and not a file that
// the configuration names.
func (r *fetching) fromStore(it fetch.Item, kept *workflow.Definition) bool {
	return kept.Name == r.store.Path(it.Kind, it.ID)
}

// broken finds the requests that have errors with the platform's present
// definitions which they did not have with the kept ones.
func (r *fetching) broken(ctx context.Context, now *drift.Overlay, served *nodesDrift) ([]drift.Broken, error) {
	catalogs, done, err := r.catalogs(served)
	if err != nil {
		return nil, err // worded by fail
	}
	defer done()
	before, err := r.checkWith(rules.Options{Definitions: r.project, Catalog: catalogs[0], SameServer: served.changed()})
	if err != nil {
		return nil, err // worded by fail
	}
	after, err := r.checkWith(rules.Options{Definitions: now, Catalog: catalogs[1], SameServer: served.changed()})
	if err != nil {
		return nil, err // worded by fail
	}
	var out []drift.Broken
	for _, file := range r.requestFiles() {
		data, err := readfile.Documents.Regular(file)
		if err != nil {
			r.unread(file, err)
			continue
		}
		found, err := drift.Breaks(ctx, file, data, before, after)
		if err != nil {
			return nil, err // only ctx's
		}
		out = append(out, found...)
	}
	return out, nil
}

// catalogs are the node definitions of before and of now: the same twice where
// they did not change.
func (r *fetching) catalogs(served *nodesDrift) (both [2]*nodes.Catalog, done func(), err error) {
	if served.changed() {
		return [2]*nodes.Catalog{served.before, served.after}, func() {}, nil
	}
	c, err := r.project.Catalog(nil, cacheDir())
	if err != nil {
		return both, nil, err // worded by fail
	}
	return [2]*nodes.Catalog{c, c}, func() { _ = c.Close() }, nil // it was only read
}

// checkWith checks with the project's configuration.
func (r *fetching) checkWith(o rules.Options) (drift.Check, error) {
	o.Lang, o.Config = r.app.lang, r.conf
	c, err := rules.New(o)
	if err != nil {
		return nil, err // worded by fail
	}
	return c.Check, nil
}

// requestFiles lists the files of the project that may hold requests.
func (r *fetching) requestFiles() []string {
	files, problems := discover.FindKinds([]string{r.base}, kindNames(nil))
	for _, p := range problems {
		if p.Err != nil {
			r.unread(p.Path, p.Err)
		}
	}
	var out []string
	for _, file := range files {
		if !r.project.Uses(file.Path) && (discover.JSON(file.Path) || mentioned(file.Path)) {
			out = append(out, file.Path)
		}
	}
	return out
}

// mentioned reports whether a file that is not JSON mentions RunningHub, as a
// walk takes it.
func mentioned(path string) bool {
	text, err := readMention(path)
	return err == nil && text != nil
}

// unread reports a file that could not be read.
func (r *fetching) unread(path string, err error) {
	r.app.complainPath(path, err)
	r.app.raise(exitUnread)
}

func toJSON(b drift.Broken) brokenJSON {
	out := brokenJSON{Path: b.Path, Findings: []brokenEntry{}}
	if b.Index >= 0 {
		out.Index = &b.Index
	}
	for i := range b.Findings {
		out.Findings = append(out.Findings, entryOf(&b.Findings[i]))
	}
	return out
}

func entryOf(f *rule.Finding) brokenEntry {
	return brokenEntry{
		Rule: f.Rule.ID, Severity: f.Severity.String(), Code: int(f.Code), Message: f.Message, Pointer: f.Pointer, Line: f.Start.Line, Column: f.Start.Column,
	}
}

func (r *fetching) printBroken(broken []brokenJSON, drifted bool) error {
	a := r.app
	if len(broken) == 0 {
		if !drifted || r.flags.quiet {
			return nil
		}
		return a.print(a.say("cmd-fetch.breaks-none", nil))
	}
	if err := a.print(a.say("cmd-fetch.breaks", message.Args{"count": strconv.Itoa(len(broken))})); err != nil {
		return err
	}
	for _, b := range broken {
		for _, f := range b.Findings {
			if err := a.print(fmt.Sprintf("%s:%d:%d: %s: %s [%s] (%d)", b.Path, f.Line, f.Column, f.Severity, f.Message, f.Rule, f.Code)); err != nil {
				return err
			}
		}
	}
	return nil
}
