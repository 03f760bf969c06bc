package config

import "sync/atomic"

// Usage follows which suppressions of a configuration do something, for one run
// of the program. It is safe for concurrent use; a nil Usage, and one of a nil
// configuration, suppresses nothing.
type Usage struct {
	config *Config
	// asked and used are by index in Config.Suppress.
	asked, used []atomic.Bool
}

// NewUsage begins a run with a configuration, which may be nil.
func (c *Config) NewUsage() *Usage {
	if c == nil || len(c.Suppress) == 0 {
		return nil
	}
	return &Usage{config: c, asked: make([]atomic.Bool, len(c.Suppress)), used: make([]atomic.Bool, len(c.Suppress))}
}

// Visit notes the suppressions whose files include the one that is checked now,
// so that an unused one can be distinguished from one that was never asked.
func (u *Usage) Visit(file string) {
	if u == nil {
		return
	}
	rel := u.config.rel(file)
	for i, s := range u.config.Suppress {
		if len(s.Files) == 0 || matchAny(s.Files, rel) {
			u.asked[i].Store(true)
		}
	}
}

// VisitAll says that everything the configuration is for was checked: a
// suppression whose files match nothing is unused, too.
func (u *Usage) VisitAll() {
	if u == nil {
		return
	}
	for i := range u.asked {
		u.asked[i].Store(true)
	}
}

// Suppressed returns the suppression that covers a finding, nil when none does,
// and notes that it is used.
func (u *Usage) Suppressed(rule, file, pointer string) *Suppression {
	if u == nil {
		return nil
	}
	rel := ""
	for i, s := range u.config.Suppress {
		if s.Rule != rule || !coversPointer(s.Pointer, pointer) {
			continue
		}
		if len(s.Files) > 0 {
			if rel == "" {
				rel = u.config.rel(file)
			}
			if !matchAny(s.Files, rel) {
				continue
			}
		}
		u.used[i].Store(true)
		return s
	}
	return nil
}

// Unused lists the suppressions that cover files that were checked, and none of
// their findings.
func (u *Usage) Unused() []*Suppression {
	if u == nil {
		return nil
	}
	var out []*Suppression
	for i, s := range u.config.Suppress {
		if u.asked[i].Load() && !u.used[i].Load() {
			out = append(out, s)
		}
	}
	return out
}
