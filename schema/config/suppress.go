package config

// Covering is the index in Suppress of the suppression that covers a finding, -1
// where none does. A nil Config suppresses nothing.
func (c *Config) Covering(rule, file, pointer string) int {
	if c == nil {
		return -1
	}
	rel := ""
	for i, s := range c.Suppress {
		if s.Rule != rule || !coversPointer(s.Pointer, pointer) {
			continue
		}
		if len(s.Files) > 0 {
			if rel == "" {
				rel = c.rel(file)
			}
			if !matchAny(s.Files, rel) {
				continue
			}
		}
		return i
	}
	return -1
}

// About lists, by index in Suppress, the suppressions for a file, whatever finding
// they cover.
func (c *Config) About(file string) (out []int) {
	if c == nil || len(c.Suppress) == 0 {
		return nil
	}
	rel := c.rel(file)
	for i, s := range c.Suppress {
		if len(s.Files) == 0 || matchAny(s.Files, rel) {
			out = append(out, i)
		}
	}
	return out
}
