//go:build !js

package report

import "github.com/mattn/go-runewidth"

// cells measures text the same on every machine, whatever its locale says of
// ambiguous characters.
var cells = &runewidth.Condition{EastAsianWidth: false, StrictEmojiNeutral: true}

// stringWidth is the number of a terminal's cells that a text takes.
func stringWidth(s string) int { return cells.StringWidth(s) }
