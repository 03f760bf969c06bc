package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch/standin"
)

// lister is a client of a server whose list of models answers as told.
func lister(t *testing.T, answer http.HandlerFunc, wait func(context.Context, time.Duration) error) *Client {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	key, err := NewKey(standin.Key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{Host: s.URL, Trusted: s.URL, Key: key, Attempts: 1, Wait: wait})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Whatever the server sends, reading ends, with what makes sense in it.
func TestModelsOfHostileServer(t *testing.T) {
	full := strings.Repeat(`{"nodeModelName":"a"},`, 50)
	for _, c := range []struct {
		name, body string
		want       Problem
		names      int
		last       bool
	}{
		{name: "one page", body: `{"code":0,"data":{"records":[{"nodeModelName":"a"},{"nodeModelName":"b"}]}}`, names: 2, last: true},
		{name: "no envelope", body: `{"records":[{"nodeModelName":"a"}]}`, names: 1, last: true},
		{name: "more to come", body: `{"code":"0","data":{"total":"51","records":[` + strings.TrimSuffix(full, ",") + `]}}`, names: 50},
		{name: "counted to its end", body: `{"code":0,"data":{"pages":1,"records":[` + strings.TrimSuffix(full, ",") + `]}}`, names: 50, last: true},
		{name: "no record", body: `{"code":0,"data":{"total":1000000,"records":[]}}`, last: true},
		{name: "wrong types", body: `{"code":0,"data":{"total":{},"pages":-3,"records":[7,null,{"nodeModelName":5},{"nodeModelName":""},{},{"nodeModelName":"` + strings.Repeat("x", 5000) + `"},{"nodeModelName":"a"}]}}`, names: 1, last: true},
		{name: "records of another kind", body: `{"code":0,"data":{"records":{"a":1}}}`, want: NotDefinition},
		{name: "no data", body: `{"code":0,"data":null}`, want: NotDefinition},
		{name: "a list", body: `[]`, want: NotDefinition},
		{name: "no JSON", body: `<html>`, want: NotJSON},
		{name: "cut", body: `{"code":0,"data":{"records":[{"nodeMod`, want: CutOff},
		{name: "refused", body: `{"code":1014,"message":"Access Denied"}`, want: Answered},
		{name: "deep", body: strings.Repeat("[", 1_000_000), want: NotJSON},
		{name: "huge", body: `{"code":0,"data":{"records":["` + strings.Repeat("x", maxPage) + `"]}}`, want: TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := lister(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(c.body)) }, nil)
			pages, names := 0, 0
			next, err := l.Models(t.Context(), "LORA", 1, l.NewPacer(), func(p Page) bool { pages++; names += len(p.Names); return false })
			var got Problem
			if e, ok := errors.AsType[*Error](err); ok {
				got = e.Problem
			}
			if got != c.want || names != c.names || (next == 0) != (c.last && err == nil) {
				t.Errorf("%q, %d names, next %d; want %q, %d, last %v", got, names, next, c.want, c.names, c.last)
			}
		})
	}
}

// A server that hangs is left, one that never ends too.
func TestModelsEnd(t *testing.T) {
	l := lister(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server see the client leave
		<-r.Context().Done()
	}, nil)
	l.o.Stall = 100 * time.Millisecond
	if _, err := l.Models(t.Context(), "LORA", 1, l.NewPacer(), func(Page) bool { return true }); err == nil {
		t.Error("a server that gives nothing gave a list")
	}
	calls := 0
	l = lister(t, func(w http.ResponseWriter, _ *http.Request) {
		calls++
		_, _ = fmt.Fprintf(w, `{"data":{"pages":100000000,"records":[{"nodeModelName":"m%d"}]}}`, calls)
	}, func(context.Context, time.Duration) error { return nil })
	next, err := l.Models(t.Context(), "LORA", 1, l.NewPacer(), func(Page) bool { return calls < 100 })
	if err != nil || next != 101 || calls != 100 {
		t.Errorf("next %d after %d calls, %v", next, calls, err)
	}
}

// No minute sees more than twenty calls, and a wait can be cancelled.
func TestModelsPace(t *testing.T) {
	now := time.Unix(0, 0)
	var made []time.Time
	p := &Pacer{now: func() time.Time { return now }, wait: func(ctx context.Context, d time.Duration) error {
		now = now.Add(d)
		return ctx.Err()
	}}
	for range 100 {
		if err := p.next(t.Context()); err != nil {
			t.Fatal(err)
		}
		made = append(made, now)
		now = now.Add(time.Second)
	}
	for i := modelsCalls; i < len(made); i++ {
		if d := made[i].Sub(made[i-modelsCalls]); d < modelsPeriod {
			t.Fatalf("call %d comes %s after the %dth before it", i, d, modelsCalls)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	now = now.Add(-30 * time.Second)
	if err := p.next(ctx); err == nil {
		t.Error("a cancelled wait went on")
	}
}
