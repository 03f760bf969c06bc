package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/drift"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/cmd/internal/nodediff"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
)

// nodesDrift is what became of the definitions of the nodes in use.
type nodesDrift struct {
	entry driftEntry
	// before and after are there when they differ: what was kept, and what the
	// server has now, without the classes that are gone.
	before, after *nodes.Catalog
}

func (d *nodesDrift) changed() bool { return d != nil && d.entry.Status == statusChanged }

// checkNodes compares the node definitions that were kept with the server's
// present ones, as far as the workflows use them; nil where none were asked for.
func (r *fetching) checkNodes(ctx context.Context, items []fetch.Item, bare bool) (*nodesDrift, error) {
	i := slices.IndexFunc(items, func(it fetch.Item) bool { return it.Kind == project.Nodes })
	if i < 0 && !bare {
		return nil, nil
	}
	item := fetch.Item{Kind: project.Nodes}
	if i >= 0 {
		item = items[i]
	}
	before, host, err := r.keptNodes()
	switch {
	case err != nil:
		r.app.raise(r.app.fail(err))
		return nil, nil
	case before == nil && bare:
		return nil, nil
	case before == nil:
		return nil, r.sayNodes("not-kept-nodes", r.client.Host(), nil)
	case item.URL == "" && host != r.client.Host():
		return nil, r.sayNodes("nodes-elsewhere", host, message.Args{"host": r.client.Host(), "id": host})
	}
	d := &nodesDrift{entry: driftEntry{Kind: project.Nodes, ID: host, Status: statusFailed}}
	after, err := r.servedNodes(ctx, item.URL, before.Names())
	if err != nil {
		e, ok := errors.AsType[*fetch.Error](err)
		if !ok || e.Problem == fetch.Cancelled {
			return nil, err
		}
		r.app.raise(r.app.failFetch(e))
		return d, nil
	}
	diff := nodediff.Compare(before, after)
	if diff.Empty() {
		d.entry.Status = statusSame
		return d, r.sayNodes("same", host, nil)
	}
	d.entry.Status, d.entry.Changes = statusChanged, nodeChanges(diff)
	d.before, d.after = before.With(nodes.Core()), after.With(nodes.Core()).Without(diff.Removed...)
	return d, r.printNodes(d, diff)
}

// keptNodes are the definitions of the nodes in use as they were kept, in the
// slice or in the whole; nil where there are none.
func (r *fetching) keptNodes() (*nodes.Catalog, string, error) {
	c, host, err := r.store.Slice()
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Problem != fault.StoreMissing {
		return c, host, err // worded by fail
	}
	host = r.client.Host()
	whole, err := r.store.OpenNodes(host)
	if err != nil {
		return nil, "", nil // what is damaged is fetched again
	}
	defer whole.Close() //nolint:errcheck // only read
	c, err = sliceOf(whole, host, r.classes(r.project))
	return c, host, err // a *fault.Error says all
}

// sliceOf cuts a catalog to some classes.
func sliceOf(whole *nodes.Catalog, host string, names []string) (*nodes.Catalog, error) {
	content, err := sliceContent(whole, host, names)
	if err != nil {
		return nil, err
	}
	return nodes.Read(project.SliceID+".json", content) // a *fault.Error says all
}

// servedNodes downloads the server's node definitions, keeps nothing, and
// returns those of some classes. The error is a *fetch.Error or one of the
// operating system.
func (r *fetching) servedNodes(ctx context.Context, url string, names []string) (c *nodes.Catalog, err error) {
	var aside [2]*os.File
	for i := range aside {
		f, err := os.CreateTemp("", "payloadlint-*")
		if err != nil {
			return nil, err
		}
		defer os.Remove(f.Name()) //nolint:errcheck // nothing hangs on it
		defer f.Close()           //nolint:errcheck // as above
		aside[i] = f
	}
	_, err = r.client.Nodes(ctx, url, aside[0], aside[1], func(_ io.Writer, src *os.File) error {
		whole, err := nodes.Open(src.Name(), "")
		if err != nil {
			return err
		}
		c, err = sliceOf(whole, "", names)
		return errors.Join(err, whole.Close())
	})
	r.app.clearProgress()
	return c, err
}

// sayNodes prints a line about node definitions, in text form.
func (r *fetching) sayNodes(key, host string, args message.Args) error {
	if r.flags.format == "json" || r.flags.quiet && key == "same" {
		return nil
	}
	if args == nil {
		args = message.Args{}
	}
	args["what"] = r.app.what(project.Nodes, host)
	return r.app.print(r.app.say("cmd-fetch."+key, args))
}

// mostChoices bounds the choices that one line of text lists.
const mostChoices = 8

// printNodes prints what differs, in text form.
func (r *fetching) printNodes(d *nodesDrift, diff *nodediff.Difference) error {
	args := message.Args{"count": strconv.Itoa(len(d.entry.Changes))}
	e, ok := r.store.Entry(project.Server, project.SliceID)
	if !ok {
		e, _ = r.store.Entry(project.Nodes, d.entry.ID)
	}
	args["time"] = e.Fetched.Format(time.DateOnly)
	if err := r.sayNodes("differs", d.entry.ID, args); err != nil || r.flags.format == "json" {
		return err
	}
	t := differenceText{app: r.app, indent: "  ", most: mostChoices}
	t.all(diff)
	return r.app.print(strings.TrimSuffix(t.b.String(), "\n"))
}

// The kinds of changes of a node definition, beside those of package drift.
const (
	classGone     drift.Kind = "class-gone"
	inputRequired drift.Kind = "input-required"
	inputNew      drift.Kind = "input-new"
	inputGone     drift.Kind = "input-gone"
	inputOptional drift.Kind = "input-optional"
	rangeNarrowed drift.Kind = "range-narrowed"
	outputChanged drift.Kind = "output-changed"
	unreadable    drift.Kind = "unreadable"
)

// nodeChanges lists the differences one by one.
func nodeChanges(d *nodediff.Difference) (out []changeJSON) {
	for _, name := range d.Removed {
		out = append(out, changeJSON{Kind: classGone, Class: name})
	}
	for i := range d.Changed {
		c := &d.Changed[i]
		each := func(k drift.Kind, fields []string) {
			for _, f := range fields {
				out = append(out, changeJSON{Kind: k, Class: c.Name, Field: f})
			}
		}
		each(inputRequired, append(slices.Clone(c.Required), c.NowRequired...))
		each(inputGone, c.Removed)
		each(inputNew, slices.DeleteFunc(slices.Clone(c.Added), func(f string) bool { return slices.Contains(c.Required, f) }))
		each(inputOptional, c.NowOptional)
		for k := range c.Inputs {
			out = append(out, inputChanges(c.Name, &c.Inputs[k])...)
		}
		if c.OldOutputs != nil || c.NewOutputs != nil {
			out = append(out, changeJSON{Kind: outputChanged, Class: c.Name, Old: commas(c.OldOutputs), New: commas(c.NewOutputs)})
		}
		if c.OutputNode != nil {
			out = append(out, changeJSON{Kind: outputChanged, Class: c.Name, New: strconv.FormatBool(*c.OutputNode)})
		}
	}
	for _, name := range d.Unreadable {
		out = append(out, changeJSON{Kind: unreadable, Class: name})
	}
	return out
}

func inputChanges(class string, in *nodediff.Input) (out []changeJSON) {
	add := func(k drift.Kind, before, after string) {
		out = append(out, changeJSON{Kind: k, Class: class, Field: in.Name, Old: before, New: after})
	}
	if in.OldType != in.NewType {
		add(drift.TypeChanged, in.OldType, in.NewType)
	}
	if b := in.Bounds; b != nil {
		kind := drift.RangeChanged
		if in.Narrowed {
			kind = rangeNarrowed
		}
		add(kind, bounds(b[0], b[1]), bounds(b[2], b[3]))
	}
	for _, v := range in.ChoicesRemoved {
		add(drift.ChoiceRemoved, v, "")
	}
	for _, v := range in.ChoicesAdded {
		add(drift.ChoiceAdded, "", v)
	}
	return out
}

// brokenWorkflows are the workflows that the server's present node definitions
// do not let run any more, though those that were kept did.
func (r *fetching) brokenWorkflows(ctx context.Context, now *drift.Overlay, served *nodesDrift) (out []brokenWorkflow, err error) {
	if !served.changed() {
		return nil, nil
	}
	var checks [2]drift.Check
	for i, c := range []*nodes.Catalog{served.before, served.after} {
		if checks[i], err = r.checkWith(rules.Options{Catalog: c, Endpoint: endpoint.Prompt, SameServer: true}); err != nil {
			return nil, err
		}
	}
	for _, g := range r.graphs(now) {
		found, err := drift.Breaks(ctx, g.def.Name, g.def.Graph.Raw(), checks[0], checks[1])
		if err != nil {
			return nil, err // only ctx's
		}
		for i := range found {
			b := brokenWorkflow{Kind: g.kind, ID: g.id, Findings: []brokenEntry{}}
			for k := range found[i].Findings {
				b.Findings = append(b.Findings, entryOf(&found[i].Findings[k]))
			}
			out = append(out, b)
		}
	}
	return out, nil
}

// printWorkflows prints the workflows that would not run, in text form.
func (r *fetching) printWorkflows(broken []brokenWorkflow) error {
	a := r.app
	if len(broken) == 0 {
		return nil
	}
	if err := a.print(a.say("cmd-fetch.breaks-workflows", message.Args{"count": strconv.Itoa(len(broken))})); err != nil {
		return err
	}
	for _, b := range broken {
		for _, f := range b.Findings {
			if err := a.print(fmt.Sprintf("%s: %s: %s [%s] (%d)", a.what(b.Kind, b.ID), f.Severity, f.Message, f.Rule, f.Code)); err != nil {
				return err
			}
		}
	}
	return nil
}
