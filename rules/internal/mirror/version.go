package mirror

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is a ComfyUI release. The zero Version is Recorded. Source: §8.
type Version struct{ Major, Minor, Patch int }

// Recorded is the release whose verdicts were recorded.
var Recorded = Version{0, 26, 0}

// The releases at which verdicts changed.
var (
	versionComboChecked = Version{0, 8, 0}
	versionMissingType  = Version{0, 12, 0}
	versionReplacement  = Version{0, 14, 0}
	versionCycle        = Version{0, 20, 0}
	// versionNoMeta is the first release known to replace a node without _meta.
	// Source: "Changes since v0.26.0" (f); the exact release is not known.
	versionNoMeta = Version{0, 38, 1}
	// versionLoops is the first release that may check loops. Source: the same (c).
	versionLoops = Version{0, 27, 0}
	// versionArguments is the first release known to report a validator that
	// fails without an argument, and to pass dynamic inputs to a validator that
	// names their parent. Source: the same (e).
	versionArguments = versionNoMeta
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

// Known is the release that a Version stands for.
func (v Version) Known() Version {
	if v == (Version{}) {
		return Recorded
	}
	return v
}

// String is the release as people write it, without the v.
func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch) }

// before reports whether v is a release older than w.
func (v Version) before(w Version) bool {
	v = v.Known()
	switch {
	case v.Major != w.Major:
		return v.Major < w.Major
	case v.Minor != w.Minor:
		return v.Minor < w.Minor
	}
	return v.Patch < w.Patch
}
