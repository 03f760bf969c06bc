package suggest

import (
	"math/rand/v2"
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

// plain is the definition of the distance, without any shortcut.
func plain(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			default:
				cost := 1
				if a[i-1] == b[j-1] {
					cost = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestDistanceByDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		out := make([]rune, r.IntN(7))
		for i := range out {
			out[i] = []rune("aabbc节")[r.IntN(6)]
		}
		return string(out)
	}
	for range 20000 {
		a, b, limit := word(), word(), r.IntN(5)
		want := min(plain([]rune(a), []rune(b)), limit+1)
		if got := Distance(a, b, limit); got != want {
			t.Fatalf("Distance(%q, %q, %d) = %d, want %d", a, b, limit, got, want)
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
