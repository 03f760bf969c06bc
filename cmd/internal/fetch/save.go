package fetch

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/payloadlint/payloadlint/schema/project"
)

// Item is one definition to fetch.
type Item struct {
	Kind project.Kind
	// ID is the workflow's or app's, "" for Nodes.
	ID string
	// URL is the ComfyUI's address, for Nodes.
	URL string
}

// Outcome is what became of an Item.
type Outcome struct {
	Item Item
	// Host is what was asked.
	Host string
	// Result is what the store did, "" after an error.
	Result project.Result
	// Err is nil or an *Error.
	Err error
}

// Save fetches items, jobs at a time, and keeps each in the store as soon as
// it is there. A refusal (380, 810, 901, 802, …) is remembered, unless it is
// one that passes by itself. done, if not nil, hears each outcome as it comes,
// one call at a time; the returned slice has them in the order of items.
func (c *Client) Save(ctx context.Context, st *project.Store, items []Item, jobs int, compile Compile, done func(Outcome)) []Outcome {
	out := make([]Outcome, len(items))
	c.each(items, jobs, func(i int) {
		out[i] = c.save(ctx, st, items[i], compile)
	}, func(i int) {
		if done != nil {
			done(out[i])
		}
	})
	return out
}

// each runs work for every index, jobs at a time, and done one at a time.
func (c *Client) each(items []Item, jobs int, work, done func(int)) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	slots := make(chan struct{}, max(jobs, 1))
	for i := range items {
		slots <- struct{}{}
		wg.Go(func() {
			defer c.o.Guard()
			defer func() { <-slots }()
			work(i)
			mu.Lock()
			defer mu.Unlock()
			done(i)
		})
	}
	wg.Wait()
}

func (c *Client) save(ctx context.Context, st *project.Store, it Item, compile Compile) Outcome {
	o := Outcome{Item: it, Host: c.base.Host}
	if it.Kind == project.Nodes {
		o.Host, o.Result, o.Err = c.saveNodes(ctx, st, it.URL, compile)
		return o
	}
	def, err := c.Fetch(ctx, it.Kind, it.ID)
	if err != nil {
		o.Err = err
		e, ok := errors.AsType[*Error](err)
		if ok && e.Problem == Answered && (c.o.Retry == nil || !c.o.Retry(e.Code)) {
			if err := st.PutAnswer(ctx, it.Kind, it.ID, c.base.Host, e.Code, e.Msg, time.Now()); err != nil {
				o.Err = c.StoreError(it, err)
			}
		}
		return o
	}
	if o.Result, err = st.Put(ctx, it.Kind, it.ID, c.base.Host, def.Content, time.Now()); err != nil {
		o.Err = c.StoreError(it, err)
	}
	return o
}

// StoreError is the *Error of what the store would not take.
func (c *Client) StoreError(it Item, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Problem: Cancelled, Kind: it.Kind, ID: it.ID, Host: c.base.Host, err: err}
	}
	return &Error{Problem: Store, Kind: it.Kind, ID: it.ID, Cause: cause(err), err: err}
}

func (c *Client) saveNodes(ctx context.Context, st *project.Store, rawURL string, compile Compile) (string, project.Result, error) {
	it := Item{Kind: project.Nodes}
	raw, err := st.Aside()
	if err != nil {
		return "", "", c.StoreError(it, err)
	}
	defer raw.Discard()
	dst, err := st.Aside()
	if err != nil {
		return "", "", c.StoreError(it, err)
	}
	defer dst.Discard()
	host, err := c.Nodes(ctx, rawURL, raw.File(), dst.File(), compile)
	if err != nil {
		return host, "", err
	}
	res, err := st.PutNodes(ctx, host, dst, time.Now())
	if err != nil {
		return host, "", c.StoreError(it, err)
	}
	return host, res, nil
}

// Current fetches items without keeping them, for a comparison with what is
// kept. The definitions and errors have the order of items.
func (c *Client) Current(ctx context.Context, items []Item, jobs int) ([]*Definition, []error) {
	defs, errs := make([]*Definition, len(items)), make([]error, len(items))
	c.each(items, jobs, func(i int) {
		defs[i], errs[i] = c.Fetch(ctx, items[i].Kind, items[i].ID)
	}, func(int) {})
	return defs, errs
}
