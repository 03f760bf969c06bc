package main

import (
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/payloadlint/payloadlint/rules/message"
)

const (
	// progressFrom is how long a run takes before it says how far it is.
	progressFrom = time.Second
	// progressEvery is how often it says so again.
	progressEvery = 200 * time.Millisecond
)

// progress is how far a run is. A nil one is not shown.
type progress struct {
	app       *app
	files     atomic.Int64
	documents atomic.Int64
	// total is the number of files, 0 while they are looked for.
	total atomic.Int64
	over  chan struct{}
	wg    sync.WaitGroup
}

// showProgress begins to show how far a run is, where somebody looks on: on a
// terminal, and not in CI or with --quiet. end must be called.
func (a *app) showProgress(quiet bool) *progress {
	if a.screen == nil || quiet || os.Getenv("CI") != "" || os.Getenv("TERM") == "dumb" {
		return nil
	}
	p := &progress{app: a, over: make(chan struct{})}
	p.wg.Go(func() {
		defer a.crashed()
		for wait := progressFrom; ; wait = progressEvery {
			select {
			case <-time.After(wait):
				a.screen.show(p.text())
			case <-p.over:
				return
			}
		}
	})
	return p
}

// text is what the line says.
func (p *progress) text() string {
	key := "progress.checked"
	switch p.total.Load() {
	case 0:
		return p.app.say("progress.looking", nil)
	case 1:
		key = "progress.documents"
	}
	return p.app.say(key, message.Args{
		"files": strconv.FormatInt(p.files.Load(), 10), "total": strconv.FormatInt(p.total.Load(), 10), "documents": strconv.FormatInt(p.documents.Load(), 10),
	})
}

// of says how many files there are.
func (p *progress) of(total int) {
	if p != nil {
		p.total.Store(int64(total))
	}
}

// file counts one more file.
func (p *progress) file() {
	if p != nil {
		p.files.Add(1)
	}
}

// document counts one more document.
func (p *progress) document() {
	if p != nil {
		p.documents.Add(1)
	}
}

// end takes the line away.
func (p *progress) end() {
	if p == nil {
		return
	}
	close(p.over)
	p.wg.Wait()
	p.app.screen.erase()
}
