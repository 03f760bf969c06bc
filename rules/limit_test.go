package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
)

func TestLimit(t *testing.T) {
	const kinds = "nenwewno" // o is off
	severities := map[rune]rule.Severity{'e': rule.Error, 'w': rule.Warning, 'n': rule.Note, 'o': rule.Off}
	for n, want := range map[int]struct {
		kept    string
		omitted Counts
	}{
		100: {kinds, Counts{}},
		8:   {kinds, Counts{}},
		7:   {"nenwewn", Counts{}},
		5:   {"newew", Counts{Notes: 2}},
		3:   {"ewe", Counts{Warnings: 1, Notes: 3}},
		1:   {"e", Counts{Errors: 1, Warnings: 2, Notes: 3}},
		0:   {"", Counts{Errors: 2, Warnings: 2, Notes: 3}},
	} {
		var r Result
		for i, k := range kinds {
			f := rule.Finding{Severity: severities[k]}
			f.Start.Offset = i
			r.Findings = append(r.Findings, f)
		}
		r.Limit(n)
		kept, last := "", -1
		for _, f := range r.Findings {
			kept += f.Severity.String()[:1]
			if f.Start.Offset <= last {
				t.Errorf("Limit(%d) changes the order", n)
			}
			last = f.Start.Offset
		}
		if kept != want.kept || r.Omitted != want.omitted {
			t.Errorf("Limit(%d) keeps %q and omits %+v, want %q and %+v", n, kept, r.Omitted, want.kept, want.omitted)
		}
	}
}

func TestCounts(t *testing.T) {
	c := Counts{Errors: 1, Warnings: 2, Notes: 4}
	for s, want := range map[rule.Severity]int{rule.Error: 1, rule.Warning: 3, rule.Note: 7} {
		if got := c.AtLeast(s); got != want {
			t.Errorf("AtLeast(%v) = %d, want %d", s, got, want)
		}
	}
	if c.Total() != 7 {
		t.Errorf("Total() = %d", c.Total())
	}
}

// A request with very many findings has the verdict, the counts and the listed
// findings that it would have if all were kept to the end.
func TestManyFindings(t *testing.T) {
	const n = 3 * settleAt
	var b strings.Builder
	b.WriteString(`{"apiKey":"${KEY}","nodeInfoList":[`)
	for i := range n {
		// A note about the number each, every seventh an error as well.
		field := "text"
		if i%7 == 3 {
			field = ""
		}
		fmt.Fprintf(&b, "{\"nodeId\":%d,\"fieldName\":%q,\"fieldValue\":\"a\"},\n", i, field)
	}
	b.WriteString(`{"nodeId":"1","fieldName":"text","fieldValue":"a"}],"workflowId":{}}`) // 301, at the very end
	conf := new(config.Config)
	if err := conf.UnmarshalText([]byte("version: 1\nsuppress:\n  - {rule: nodeinfo-node, pointer: /nodeInfoList/2, reason: r}\n")); err != nil {
		t.Fatal(err)
	}
	check := func(most int) Result {
		c, err := New(Options{MaxFindings: most, Config: conf})
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Check(t.Context(), "a.json", []byte(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		return r[0]
	}
	for _, most := range []int{1, 100, 5000} {
		all, got := check(0), check(most)
		if len(all.Findings) <= n || all.Verdict.Code != 301 {
			t.Fatalf("%d findings, %+v", len(all.Findings), all.Verdict)
		}
		all.Limit(most)
		if len(got.Findings) != most || got.Omitted != all.Omitted || got.Suppressed != 1 || all.Suppressed != 1 {
			t.Errorf("%d findings, %+v omitted, %d suppressed; want %+v", len(got.Findings), got.Omitted, got.Suppressed, all.Omitted)
		}
		if !reflect.DeepEqual(got.Verdict, all.Verdict) || !slices.Equal(got.Unchecked, all.Unchecked) {
			t.Errorf("%+v %+v, want %+v %+v", got.Verdict, got.Unchecked, all.Verdict, all.Unchecked)
		}
		same := func(a, b rule.Finding) bool {
			return a.Rule == b.Rule && a.Start == b.Start && a.Message == b.Message && a.Value == b.Value
		}
		if !slices.EqualFunc(got.Findings, all.Findings, same) {
			t.Errorf("limited to %d: other findings are listed", most)
		}
		if d := deciding(got.Findings); d == nil || d.Code != 301 {
			t.Errorf("limited to %d: the finding that decides is not listed", most)
		}
	}
}
