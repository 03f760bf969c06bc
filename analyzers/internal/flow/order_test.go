package flow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
)

// helpers are functions that call each other in more than one way.
var helpers = []string{
	`func top(b []byte) (string, error) { e, err := mid(b); if err != nil { return "", err }; return e.Data.TaskID, nil }`,
	`func mid(b []byte) (*envelope, error) { return helper(b) }`,
	`func helper(b []byte) (*envelope, error) { var e envelope; if err := post("/task/openapi/create", &e); err != nil { return nil, err }; if err := fail(&e); err != nil { return nil, err }; return &e, nil }`,
	`func fail(e *envelope) error { if e.Code != 0 { return &apiError{e.Code} }; return nil }`,
	`func blind(b []byte) (string, error) { e, err := raw(b); if err != nil { return "", err }; return e.Data.TaskID, nil }`,
	`func raw(b []byte) (*envelope, error) { var e envelope; err := post("/task/openapi/create", &e); return &e, err }`,
	`func again(n int) (*envelope, error) { e, err := other(n); if err == nil { return e, nil }; return again(n - 1) }`,
	`func other(n int) (*envelope, error) { if n == 0 { return again(n) }; return helper(nil) }`,
	`func last(n int) (string, error) { e, err := again(n); if err != nil { return "", err }; return e.Data.TaskID, nil }`,
}

// What is found does not depend on the order of declarations.
func TestOrder(t *testing.T) {
	first := ""
	rnd := rand.New(rand.NewPCG(1, 2))
	order := slices.Clone(helpers)
	for range 25 {
		rnd.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		src := strings.ReplaceAll(strings.ReplaceAll(head+strings.Join(order, "\n"), "func use(any)", "func use(any) {}"), "¦", "`")
		p := build(passtest.New(t, Analyzer, "a", src, nil))
		var got []string
		for _, a := range p.Answers {
			for _, u := range a.Uses {
				got = append(got, fmt.Sprintf("%s: %s", a.Fn.Name(), shown(u.Set)))
			}
		}
		slices.Sort(got)
		now := strings.Join(got, "\n")
		if first == "" {
			first = now
		}
		if now != first {
			t.Fatalf("got\n%s\n\nand before\n%s\n\nfor\n%s", now, first, strings.Join(order, "\n"))
		}
	}
	const want = "blind: 0 421 803 other\nlast: 0\ntop: 0"
	if first != want {
		t.Errorf("got\n%s\nwant\n%s", first, want)
	}
}
