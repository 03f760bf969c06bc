package sourcetest

import (
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Growth holds that reading costs no more than a small multiple of what the size
// says: a text of 16 times as many parts must not take much more than 16 times as
// long, where what is quadratic would take 256 times.
func Growth(t *testing.T, c source.Container, text func(parts int) string) {
	t.Helper()
	const few, many = 2000, 32000
	cost := func(parts int) time.Duration {
		src := []byte(text(parts))
		start := time.Now()
		c.Extract(&source.File{Name: "x", Text: src})
		return time.Since(start)
	}
	small, large := cost(few), cost(many)
	// A busy machine gets further chances, and what takes no time is fast enough.
	for try := 0; try < 4 && large > 60*small && large > 500*time.Millisecond; try++ {
		small, large = min(small, cost(few)), min(large, cost(many))
	}
	t.Logf("%d parts cost %v, %d cost %v", few, small, many, large)
	if large > 100*small && large > 500*time.Millisecond {
		t.Errorf("%d parts cost %v, %d cost %v", few, small, many, large)
	}
}
