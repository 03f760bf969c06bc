package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/payloadlint/payloadlint/rules/rule"
)

// ruleTimes is how long rules took over all documents. A nil one measures
// nothing.
type ruleTimes struct {
	mu sync.Mutex
	// by has a row for each family, by its first rule.
	by map[string]*ruleTime
}

type ruleTime struct {
	rules []*rule.Rule
	took  time.Duration
}

// took is what a Checker tells the times to.
func (t *ruleTimes) took() func(rule.Family, time.Duration) {
	if t == nil {
		return nil
	}
	return func(f rule.Family, d time.Duration) {
		if len(f.Rules) == 0 {
			return
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		row := t.by[f.Rules[0].ID]
		if row == nil {
			row = &ruleTime{rules: f.Rules}
			t.by[f.Rules[0].ID] = row
		}
		row.took += d
	}
}

// printTimes prints the times to standard error, the longest first.
func (a *app) printTimes(t *ruleTimes) {
	if t == nil || len(t.by) == 0 {
		return
	}
	rows := slices.SortedFunc(maps.Values(t.by), func(x, y *ruleTime) int {
		return cmp.Or(cmp.Compare(y.took, x.took), cmp.Compare(x.rules[0].ID, y.rules[0].ID))
	})
	var total time.Duration
	for _, r := range rows {
		total += r.took
	}
	a.note("stats.by-time", nil)
	for _, r := range rows {
		var names []string
		for _, rl := range r.rules {
			names = append(names, rl.ID)
		}
		share := 100 * float64(r.took) / float64(max(total, 1))
		var text strings.Builder
		head := fmt.Sprintf("%12s %5.1f %%  ", r.took.Round(time.Microsecond), share)
		wrapLine(&text, head+strings.Join(names, " "), cells(head))
		_, _ = fmt.Fprint(a.err, text.String()) // nowhere left to report to
	}
}
