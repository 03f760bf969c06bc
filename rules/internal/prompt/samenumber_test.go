package prompt

import (
	"strconv"
	"strings"
	"testing"
)

// A short cut must not take one number for two.
func TestSameNumberInEveryForm(t *testing.T) {
	texts := []string{"1", "1.0", "1.00", "01.0", "1e0", "10e-1", "0.1e1", "+1.0", "-1.0", "-1", "0", "0.0", "-0.0", ".5", "0.5", "5e-1", "1.5", "15e-1", "2.5", "12.5", "1.25", "1.", "x", "", ".", "1.5.5"}
	for _, a := range texts {
		for _, b := range texts {
			x, errX := strconv.ParseFloat(a, 64)
			y, errY := strconv.ParseFloat(b, 64)
			whole := !strings.ContainsAny(a+b, ".eE")
			if want := errX == nil && errY == nil && x == y && !whole; sameNumber([]byte(a), []byte(b)) != want {
				t.Errorf("%q and %q: want %t", a, b, want)
			}
		}
	}
}
