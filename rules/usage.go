package rules

import (
	"sync/atomic"

	"github.com/payloadlint/payloadlint/schema/config"
)

// usage follows which suppressions of a configuration do something, for one run
// of the program. It is safe for concurrent use; that of a nil configuration
// suppresses nothing.
type usage struct {
	config *config.Config
	// asked and used are by index in Config.Suppress.
	asked, used []atomic.Bool
}

func newUsage(c *config.Config) *usage {
	u := &usage{config: c}
	if c != nil {
		u.asked, u.used = make([]atomic.Bool, len(c.Suppress)), make([]atomic.Bool, len(c.Suppress))
	}
	return u
}

// visit notes the suppressions for the file that is checked now, so that an unused
// one can be distinguished from one that was never asked.
func (u *usage) visit(file string) {
	for _, i := range u.config.About(file) {
		u.asked[i].Store(true)
	}
}

// suppressed reports whether a suppression covers a finding, and notes that it is
// used.
func (u *usage) suppressed(rule, file, pointer string) bool {
	i := u.config.Covering(rule, file, pointer)
	if i < 0 {
		return false
	}
	u.used[i].Store(true)
	return true
}

// unused are the suppressions that cover files that were checked, and none of their
// findings. With all, so is one whose files match nothing.
func (u *usage) unused(all bool) (out []*config.Suppression) {
	for i := range u.asked {
		if (all || u.asked[i].Load()) && !u.used[i].Load() {
			out = append(out, u.config.Suppress[i])
		}
	}
	return out
}
