package report

import "unicode/utf8"

// stringWidth is that of no terminal: JavaScript gets no format for one, and the
// tables of widths would be a quarter of what it loads.
func stringWidth(s string) int { return utf8.RuneCountInString(s) }
