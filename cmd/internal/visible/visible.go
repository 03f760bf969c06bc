// Package visible knows the characters that must not reach a terminal or a log
// as they are, because a reader cannot see them or they change how the rest is
// shown.
package visible

import "unicode"

// Joiner and the two selectors choose how the character before them looks:
// behind one that is not ASCII (an emoji, a letter of an Indic script) they are
// part of a word, anywhere else they are as invisible as the rest of their kind.
const (
	Joiner        = '\u200d'
	textSelector  = '\ufe0e'
	emojiSelector = '\ufe0f'
)

// Attached reports whether a character that Hidden names belongs to the one
// before it, and can be seen by what it does to that.
func Attached(r, prev rune) bool {
	return (r == Joiner || r == textSelector || r == emojiSelector) && prev >= 0x80 && !Hidden(prev)
}

// Hidden reports whether a character beyond ASCII cannot be seen, reorders text,
// drives a terminal, or is forbidden in XML: controls, format characters (the
// bidirectional overrides among them), separators of lines, and what Unicode
// calls default ignorable (the Hangul fillers, variation selectors, tags).
// Source: Unicode's DerivedCoreProperties, Default_Ignorable_Code_Point.
func Hidden(r rune) bool {
	if r < 0x80 {
		return false
	}
	return r < 0xa0 || r == '\u2028' || r == '\u2029' || r == 0xfffe || r == 0xffff ||
		unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
