// Package again repeats while a predicate holds.
package again

import (
	"context"
	"time"
)

type Policy struct {
	Max  int
	Wait time.Duration
	If   func(error) bool
}

// Run calls f once and then again while p.If says so.
func Run[T any](ctx context.Context, p Policy, f func(context.Context) (T, error)) (v T, err error) {
	for i := 0; ; i++ {
		if v, err = f(ctx); err == nil || i >= p.Max || !p.If(err) {
			return v, err
		}
		select {
		case <-ctx.Done():
			return v, ctx.Err()
		case <-time.After(p.Wait):
		}
	}
}
