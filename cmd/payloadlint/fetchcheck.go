package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/drift"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/store"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// isStream reports whether a file holds one document per line.
func isStream(file string) bool { return rules.IsStream(file) }

func splitLines(data []byte) [][]byte { return bytes.Split(data, []byte("\n")) }

// driftReport is what --check prints as JSON.
type driftReport struct {
	Version     string       `json:"version"`
	Definitions []driftEntry `json:"definitions"`
	Broken      []brokenJSON `json:"broken"`
}

type driftEntry struct {
	Kind store.Kind `json:"kind"`
	ID   string     `json:"id"`
	// Status is same, changed, gone, not-kept or failed.
	Status  string       `json:"status"`
	Code    int          `json:"code,omitempty"`
	Msg     string       `json:"msg,omitempty"`
	Changes []changeJSON `json:"changes,omitempty"`
}

type changeJSON struct {
	Kind  drift.Kind `json:"kind"`
	Node  string     `json:"node"`
	Title string     `json:"title,omitempty"`
	Field string     `json:"field,omitempty"`
	Old   string     `json:"old,omitempty"`
	New   string     `json:"new,omitempty"`
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

// check compares the platform's definitions with those that are kept and says
// which requests the differences break.
func (r *fetching) check(ctx context.Context, items []fetch.Item) error {
	var named []fetch.Item
	for _, it := range items {
		if it.Kind != store.Nodes {
			named = append(named, it)
		}
	}
	defs, errs := r.client.Current(ctx, named, r.flags.jobs)
	now := &drift.Overlay{
		Kept: r.project, Workflows: map[string]*workflow.Definition{}, Apps: map[string]*workflow.Definition{},
		GoneWorkflows: map[string]drift.Refusal{}, GoneApps: map[string]drift.Refusal{},
	}
	report := driftReport{Version: "1", Definitions: []driftEntry{}, Broken: []brokenJSON{}}
	drifted := false
	for i, it := range named {
		entry, err := r.compare(it, defs[i], errs[i], now)
		if err != nil {
			return err
		}
		report.Definitions = append(report.Definitions, entry)
		drifted = drifted || entry.Status == "changed" || entry.Status == "gone"
	}
	if drifted {
		broken, err := r.broken(ctx, now)
		if err != nil {
			return err
		}
		if len(broken) > 0 {
			r.app.raise(exitFindings)
		}
		for _, b := range broken {
			report.Broken = append(report.Broken, toJSON(b))
		}
	}
	if r.flags.format == "json" {
		enc := json.NewEncoder(r.app.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(report) // a write to standard output
	}
	return r.printBroken(report.Broken, drifted)
}

// compare judges one definition and prints what changed.
func (r *fetching) compare(it fetch.Item, def *fetch.Definition, failure error, now *drift.Overlay) (driftEntry, error) {
	a, entry := r.app, driftEntry{Kind: it.Kind, ID: it.ID, Status: "failed"}
	what := a.what(it.Kind, it.ID)
	say := func(key string, args message.Args) error {
		if r.flags.format == "json" || r.flags.quiet && key == "same" {
			return nil
		}
		args["what"] = what
		return a.print(a.say("cmd-fetch."+key, args))
	}
	find, workflows, gone := r.project.Workflow, now.Workflows, now.GoneWorkflows
	if it.Kind == store.App {
		find, workflows, gone = r.project.App, now.Apps, now.GoneApps
	}
	kept, err := find(it.ID)
	if err != nil {
		a.raise(a.fail(err))
		return entry, nil
	}
	if failure != nil {
		e, ok := asFetchError(failure)
		if !ok {
			return entry, failure
		}
		if e.Problem != fetch.Answered || !(store.Answer{Code: e.Code, Msg: e.Msg}).AboutResource() || kept == nil {
			a.raise(a.failFetch(e))
			return entry, nil
		}
		entry.Status, entry.Code, entry.Msg = "gone", e.Code, e.Msg
		gone[it.ID] = drift.Refusal{Code: code.Code(e.Code), Msg: e.Msg}
		return entry, say("refused", message.Args{"code": strconv.Itoa(e.Code), "name": code.Code(e.Code).Name()})
	}
	if kept == nil {
		entry.Status = "not-kept"
		return entry, say("not-kept", message.Args{"kind": string(it.Kind), "id": it.ID})
	}
	changes := drift.Compare(kept, def.Parsed)
	if len(changes) == 0 {
		entry.Status = "same"
		return entry, say("same", message.Args{})
	}
	entry.Status = "changed"
	workflows[it.ID] = def.Parsed
	for _, c := range changes {
		entry.Changes = append(entry.Changes, changeJSON(c))
	}
	key, args := "differs-file", message.Args{"count": strconv.Itoa(len(changes)), "file": kept.Name}
	if e, ok := r.store.Entry(it.Kind, it.ID); ok && r.fromStore(it, kept) && !e.Fetched.IsZero() {
		key, args["time"] = "differs", e.Fetched.Format(time.DateOnly)
	}
	if err := say(key, args); err != nil || r.flags.format == "json" {
		return entry, err
	}
	for _, c := range changes {
		words := a.say("drift."+string(c.Kind), message.Args{"node": c.Node, "title": c.Title, "field": c.Field, "old": c.Old, "new": c.New})
		if err := a.print("  " + words); err != nil {
			return entry, err
		}
	}
	return entry, nil
}

// fromStore reports whether a definition is the fetched one and not a file that
// the configuration names.
func (r *fetching) fromStore(it fetch.Item, kept *workflow.Definition) bool {
	return kept.Name == r.store.Path(it.Kind, it.ID)
}

// broken finds the requests that have errors with the definitions of now which
// they did not have before.
func (r *fetching) broken(ctx context.Context, now *drift.Overlay) ([]drift.Broken, error) {
	catalog, err := r.project.Catalog(nil, cacheDir())
	if err != nil {
		return nil, err // worded by fail
	}
	defer catalog.Close() //nolint:errcheck // only read
	check := func(d rules.Definitions) (drift.Check, error) {
		c, err := rules.New(rules.Options{Lang: r.app.lang, Config: r.conf, Definitions: d, Catalog: catalog})
		if err != nil {
			return nil, err // worded by fail
		}
		return c.Check, nil
	}
	was, err := check(r.project)
	if err != nil {
		return nil, err
	}
	is, err := check(now)
	if err != nil {
		return nil, err
	}
	files, problems := discover.Find([]string{r.base})
	for _, p := range problems {
		if p.Err != nil {
			r.app.complainPath(p.Path, p.Err)
			r.app.raise(exitUnread)
		}
	}
	var out []drift.Broken
	for _, file := range files {
		if r.project.Uses(file.Path) {
			continue
		}
		data, err := os.ReadFile(file.Path)
		if err != nil {
			r.app.complainPath(file.Path, err)
			r.app.raise(exitUnread)
			continue
		}
		found, err := drift.Breaks(ctx, file.Path, data, was, is)
		if err != nil {
			return nil, err // only ctx's
		}
		out = append(out, found...)
	}
	return out, nil
}

func toJSON(b drift.Broken) brokenJSON {
	out := brokenJSON{Path: b.Path, Findings: []brokenEntry{}}
	if b.Index >= 0 {
		out.Index = &b.Index
	}
	for i := range b.Findings {
		f := &b.Findings[i]
		out.Findings = append(out.Findings, brokenEntry{
			Rule: f.Rule.ID, Severity: f.Severity.String(), Code: int(f.Code), Message: f.Message, Pointer: f.Pointer, Line: f.Start.Line, Column: f.Start.Column,
		})
	}
	return out
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
