package mirror

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is a ComfyUI release. The zero Version is the newest this package
// knows. Source: §8.
type Version struct{ Major, Minor, Patch int }

// The releases at which verdicts changed.
var (
	versionComboChecked = Version{0, 8, 0}
	versionMissingType  = Version{0, 12, 0}
	versionReplacement  = Version{0, 14, 0}
	versionCycle        = Version{0, 20, 0}
)

// ParseVersion reads "0.14.0" or "v0.14.0"; missing parts are 0. The error
// says what is wrong with the text.
func ParseVersion(s string) (Version, error) {
	parts := strings.Split(strings.TrimPrefix(s, "v"), ".")
	var n [3]int
	if len(parts) > 3 {
		return Version{}, fmt.Errorf("version %q has more than three parts", s)
	}
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 0 {
			return Version{}, fmt.Errorf("version %q: %q is not a number", s, p)
		}
		n[i] = v
	}
	return Version{n[0], n[1], n[2]}, nil
}

// before reports whether v is a release older than w; the newest is not.
func (v Version) before(w Version) bool {
	switch {
	case v == Version{}:
		return false
	case v.Major != w.Major:
		return v.Major < w.Major
	case v.Minor != w.Minor:
		return v.Minor < w.Minor
	}
	return v.Patch < w.Patch
}
