package suggest

import (
	"reflect"
	"testing"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"", "", 3, 0}, {"abc", "abc", 3, 0}, {"abc", "abd", 3, 1}, {"abc", "acb", 3, 1}, {"abc", "xyz", 1, 2},
		{"fieldName", "feildName", 3, 1}, {"节点", "节点名", 3, 1}, {"a", "abcdef", 2, 3},
	} {
		if got := Distance(c.a, c.b, c.limit); got != c.want {
			t.Errorf("Distance(%q, %q, %d) = %d, want %d", c.a, c.b, c.limit, got, c.want)
		}
	}
}

func TestClosest(t *testing.T) {
	for _, c := range []struct {
		word       string
		candidates []string
		want       []string
	}{
		{"nodeinfolist", []string{"workflowId", "nodeInfoList"}, []string{"nodeInfoList"}},
		{"field_name", []string{"fieldValue", "fieldName"}, []string{"fieldName"}},
		{"seed", []string{"seed"}, nil},
		{"sede", []string{"seeds", "seed", "steps"}, []string{"seed"}},
		{"6", []string{"7", "8"}, nil},
		{"16", []string{"6", "19"}, []string{"19"}},
	} {
		if got := Closest(c.word, c.candidates, 3); !reflect.DeepEqual(got, c.want) {
			t.Errorf("Closest(%q, %q) = %q, want %q", c.word, c.candidates, got, c.want)
		}
	}
}
