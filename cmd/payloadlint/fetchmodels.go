package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/project"
)

// saveModels keeps the names of the models that the loaders in use take, as far
// as their choices are not known otherwise.
func (r *fetching) saveModels(ctx context.Context) error {
	kinds, err := r.modelKinds()
	if err != nil {
		return err // worded by fail
	}
	if len(kinds) == 0 {
		r.app.complainText(r.app.say("cmd-fetch.models-none", nil))
		return nil
	}
	lists, host, err := r.store.Models()
	if err != nil || host != r.client.Host() {
		lists = nil // what is missing or damaged is fetched
	}
	m := modelsRun{fetching: r, pace: r.client.NewPacer(), lists: map[string]project.Models{}}
	for kind, l := range lists {
		if slices.Contains(kinds, kind) {
			m.lists[kind] = l
		}
	}
	var failure error
	for _, kind := range kinds {
		if failure = m.list(ctx, kind); failure != nil {
			break
		}
	}
	// What came before a fault, or before the user stopped it, is kept.
	if err := m.save(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	e, ok := errors.AsType[*fetch.Error](failure)
	if failure == nil || !ok || e.Problem == fetch.Cancelled {
		return failure // nil, or worded by fail
	}
	r.app.raise(r.app.failFetch(e))
	return nil
}

// modelKinds are the kinds of models that the loaders in use take.
func (r *fetching) modelKinds() ([]string, error) {
	p, err := project.Open(r.base, r.conf, nil)
	if err != nil {
		return nil, err
	}
	catalog, err := p.Catalog(nil, cacheDir())
	if err != nil {
		return nil, err
	}
	defer catalog.Close() //nolint:errcheck // only read
	kinds := map[string]bool{}
	for _, name := range r.classes(p) {
		class, ok := catalog.Class(name)
		if !ok || class.Err != nil {
			continue
		}
		for i := range class.Inputs {
			kinds[class.Resource(&class.Inputs[i])] = true
		}
	}
	delete(kinds, "")
	return slices.Sorted(maps.Keys(kinds)), nil
}

// modelsRun is one run of fetch models.
type modelsRun struct {
	*fetching
	pace  *fetch.Pacer
	lists map[string]project.Models
}

// list fetches one list: to its end, or on from where the last run stopped. A
// list that was complete stays until the new one is.
func (m *modelsRun) list(ctx context.Context, kind string) error {
	before := m.lists[kind]
	names, page := map[string]bool{}, 1
	if !before.Complete && before.Next > 1 {
		page = before.Next
		for _, n := range before.Names {
			names[n] = true
		}
	}
	repeated := 0
	next, err := m.client.Models(ctx, kind, page, m.pace, func(p fetch.Page) bool {
		had := len(names)
		for _, n := range p.Names {
			names[n] = true
		}
		// A server that gives the same page again and again has no end.
		if repeated++; len(names) > had {
			repeated = 0
		}
		return repeated < 3
	})
	now := project.Models{Complete: next == 0 && err == nil, Names: slices.Sorted(maps.Keys(names)), Next: next}
	if now.Names == nil {
		now.Names = []string{}
	}
	if now.Complete || !before.Complete {
		m.lists[kind] = now
	}
	m.app.clearProgress()
	if !now.Complete && !m.flags.quiet {
		m.app.complainText(m.app.say("cmd-fetch.models-stopped", message.Args{"kind": kind, "count": strconv.Itoa(len(names)), "page": strconv.Itoa(max(next, 1))}))
	}
	if err == nil && !now.Complete {
		m.app.raise(exitUnread)
	}
	return err
}

// save keeps the lists.
func (m *modelsRun) save(ctx context.Context) error {
	o := fetch.Outcome{Item: fetch.Item{Kind: project.Server, ID: project.ModelsID}, Host: m.client.Host()}
	var err error
	if o.Result, err = m.store.PutModels(ctx, o.Host, m.lists, time.Now()); err != nil {
		return m.client.StoreError(o.Item, err) // worded by fail
	}
	if err := m.saved(o); err != nil || m.flags.quiet {
		return err
	}
	var counts []string
	for _, kind := range slices.Sorted(maps.Keys(m.lists)) {
		counts = append(counts, kind+" "+strconv.Itoa(len(m.lists[kind].Names)))
	}
	return m.app.print("  " + m.app.lang.List(counts))
}
