package codes

import (
	"testing"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

func TestEveryRowHasABit(t *testing.T) {
	seen := map[Set]code.Code{}
	for _, e := range code.All() {
		s := Of(e.Code)
		if s.Len() != 1 {
			t.Errorf("%d: %d bits", e.Code, s.Len())
		}
		if e.Retry == code.RetryNone {
			continue // 0 is success, 200 a number of its own kind
		}
		if other, twice := seen[s]; twice {
			t.Errorf("%d and %d share a bit", e.Code, other)
		}
		if s == Other() || s == Success() {
			t.Errorf("%d has no bit of its own", e.Code)
		}
		seen[s] = e.Code
	}
}

func TestUnknownNumbers(t *testing.T) {
	for _, c := range []code.Code{2, 999, 840, 200} {
		if Of(c) != Other() {
			t.Errorf("%d is not among the unknown numbers", c)
		}
	}
	yes, no := All().Numbers(func(c code.Code) bool { return c >= 800 })
	if !yes.Has(Other()) || !no.Has(Other()) {
		t.Error("an unknown number can be on either side of a comparison")
	}
	if !yes.Has(Of(803)) || no.Has(Of(803)) || yes.Has(Success()) || !no.Has(Of(301)) {
		t.Error("a known number is on one side only")
	}
}

func TestClasses(t *testing.T) {
	outputs := ForEndpoints([]endpoint.Kind{endpoint.Outputs})
	create := ForEndpoints([]endpoint.Kind{endpoint.Create})
	for name, ok := range map[string]bool{
		"outputs answers 804 and 813": outputs.States() == Of(804).Union(Of(813)),
		"create does not":             create.States().Empty(),
		"create answers 803":          create.Has(Of(803)),
		"outputs does not":            !outputs.Has(Of(803)),
		"415 and 421 wait":            create.Waiting().Has(Of(415)) && create.Waiting().Has(Of(421)),
		"803 is fatal, 421 is not":    create.Fatal().Has(Of(803)) && !create.Fatal().Has(Of(421)),
		"805 ends a task":             outputs.Fatal().Has(Of(805)),
		"500 may have started it":     create.NeverResubmit().Has(Of(500)),
		"success is no failure":       !create.Failures().Has(Success()),
		"every endpoint together":     ForEndpoints(nil).Has(Of(803)) && ForEndpoints(nil).Has(Of(804)),
	} {
		if !ok {
			t.Error(name)
		}
	}
}

func TestByName(t *testing.T) {
	for _, e := range code.All() {
		if got, ok := ByName(e.Name); ok != (e.Name != "") || ok && got.Code != e.Code {
			t.Errorf("ByName(%q) = %v, %v; want %v", e.Name, got.Code, ok, e.Code)
		}
	}
	if _, ok := ByName("apikey_task_not_found"); ok {
		t.Error("case does not matter")
	}
}
