package nodeinfo_test

import (
	"slices"
	"testing"
)

// Several items with the same wrong node id meant one node: that which has all
// of their fields.
func TestOneGuessForOneID(t *testing.T) {
	const item = `{"nodeId": "33", "fieldName": "`
	text := `[` + item + `seed", "fieldValue": "1"}, ` + item + `steps", "fieldValue": "2"}, ` + item + `text", "fieldValue": "a"}, ` +
		item + `cfg", "fieldValue": "7"}, ` + item + `name", "fieldValue": "fast"}, {"nodeId": "99", "fieldName": "text", "fieldValue": "b"}]`
	found := findings(t, input{text: text, workflow: graph})
	if len(found) != 6 {
		t.Fatalf("%d findings", len(found))
	}
	for i, f := range found[:5] {
		if !slices.Equal(f.Suggestions, []string{"3"}) {
			t.Errorf("item %d: suggestions %v", i, f.Suggestions)
		}
	}
	if s := found[5].Suggestions; len(s) == 0 || s[0] != "6" {
		t.Errorf("the other id: suggestions %v", s)
	}
}
