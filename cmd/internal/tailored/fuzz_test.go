package tailored

import "regexp"

var unsafeExponent = regexp.MustCompile(`[0-9][eE][+-]?[0-9]{4,}`)
