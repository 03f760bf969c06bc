package endpoint

import (
	"slices"
	"testing"
)

// extra is an endpoint that the program does not have.
var extra = Endpoint{
	Kind: "batch-run", Method: "POST", Path: "/task/openapi/batch/run/{batchId}", KeyField: "apiKey", Role: RoleRun,
	Resource: "batch", IDField: "batchId", NodeInfo: true, Hints: []string{"batchrun"},
}

// A new endpoint is one row: everything that the package knows of endpoints
// comes from the table.
func TestNewRow(t *testing.T) {
	table := Default().With(extra)
	if e, ok := table.Lookup("batch-run"); !ok || e.Path != extra.Path {
		t.Error("the row is not found by its kind")
	}
	if e, id, ok := table.Match("/task/openapi/batch/run/77?x=1"); !ok || e.Kind != extra.Kind || id != "77" {
		t.Error("the row is not found by its path")
	}
	if e, _, ok := table.Nearest("/task/openapi/batches/run/77"); !ok || e.Kind != extra.Kind {
		t.Errorf("%q is nearest", e.Kind)
	}
	if !slices.Contains(table.idFields, "batchId") {
		t.Errorf("id fields %v", table.idFields)
	}
	d, ok := table.byHint(detection{Kind: Create, Alternatives: []Kind{extra.Kind}}, "mybatchrun.json")
	if !ok || d.Kind != extra.Kind || !d.Named || !slices.Equal(d.Alternatives, []Kind{Create}) {
		t.Errorf("the file name chooses %+v", d)
	}
	if _, ok := Default().Lookup("batch-run"); ok {
		t.Error("the default table was changed")
	}
}

// Who reads the table may rely on it that V2 has the key in a header and the
// rest in a field.
func TestKeys(t *testing.T) {
	for _, e := range Default().All() {
		if !e.Internal && e.V2 == (e.KeyField != "") {
			t.Errorf("%s: v2 is %v and the field of the key %q", e.Kind, e.V2, e.KeyField)
		}
	}
}

// Whoever changes the result of All changes nothing else.
func TestAllIsACopy(t *testing.T) {
	Default().All()[0].Path = "x"
	if e, _ := Default().Lookup(Create); e.Path == "x" {
		t.Error("the table was changed")
	}
}
