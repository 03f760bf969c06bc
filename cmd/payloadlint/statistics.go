package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
)

// tallies count the findings of a run by rule, code and file.
type tallies struct{ rules, codes, files map[string]int }

func newTallies() *tallies {
	return &tallies{rules: map[string]int{}, codes: map[string]int{}, files: map[string]int{}}
}

// tally counts the findings of a document.
func (s *stats) tally(res *rules.Result) {
	if s.tallies == nil {
		return
	}
	for i := range res.Findings {
		f := &res.Findings[i]
		s.tallies.rules[f.Rule.ID]++
		s.tallies.files[res.Path]++
		if f.Code != 0 {
			s.tallies.codes[strings.TrimSpace(f.Code.String()+" "+f.Code.Name())]++
		}
	}
}

// mostCounted is how many lines each list of --statistics has.
const mostCounted = 20

// printTallies prints the counts to standard error, the most frequent first.
func (a *app) printTallies(t *tallies) {
	if t == nil {
		return
	}
	for _, list := range []struct {
		name   string
		counts map[string]int
	}{{"rule", t.rules}, {"code", t.codes}, {"file", t.files}} {
		names := slices.SortedFunc(maps.Keys(list.counts), func(x, y string) int {
			return cmp.Or(list.counts[y]-list.counts[x], cmp.Compare(x, y))
		})
		for i, name := range names {
			if i == 0 {
				_, _ = fmt.Fprintln(a.err, a.say("stats.by-"+list.name, nil)) // nowhere left to report to
			}
			if i == mostCounted {
				_, _ = fmt.Fprintln(a.err, a.say("stats.more", message.Args{"count": strconv.Itoa(len(names) - i)}))
				break
			}
			_, _ = fmt.Fprintf(a.err, "%7d  %s\n", list.counts[name], printable(name))
		}
	}
}
