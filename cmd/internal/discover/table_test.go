package discover

import (
	"fmt"
	"testing"
)

// A table says what a map says, at every size and with keys again.
func TestTable(t *testing.T) {
	var many table[int]
	want := map[string]int{}
	for i := range 5000 {
		key := fmt.Sprint("k", i*i%3001)
		if i == 0 {
			key = ""
		}
		*many.at(key) += i + 1
		want[key] += i + 1
		if i&(i-1) == 0 || i == 4999 {
			for k, v := range want {
				if got := many.get(k); got != v {
					t.Fatalf("%q is %d after %d, want %d", k, got, i, v)
				}
			}
			for _, k := range []string{"k", "K1", "k1 ", "\x00"} {
				if got := many.get(k); got != 0 {
					t.Fatalf("%q is %d, and was never put in", k, got)
				}
			}
		}
	}
	if len(many.entries) != len(want) {
		t.Errorf("%d entries, want %d", len(many.entries), len(want))
	}
	var none table[string]
	if got := none.get("x"); got != "" {
		t.Errorf("an empty table has %q", got)
	}
}
