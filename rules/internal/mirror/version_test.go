package mirror

import "testing"

func TestVersions(t *testing.T) {
	for s, want := range map[string]Version{"0.14.0": {0, 14, 0}, "v0.8": {0, 8, 0}, "1": {1, 0, 0}} {
		if v, err := ParseVersion(s); err != nil || v != want {
			t.Errorf("%s: %v %v", s, v, err)
		}
	}
	for _, s := range []string{"", "x", "1.2.3.4", "1.-2"} {
		if _, err := ParseVersion(s); err == nil {
			t.Errorf("%q is not a version", s)
		}
	}
	if (Version{}).before(versionCycle) || !(Version{}).before(versionNoMeta) || Recorded.String() != "0.26.0" || !(Version{0, 3, 64}).before(versionComboChecked) || (Version{1, 0, 0}).before(versionCycle) || (Version{0, 8, 1}).before(versionComboChecked) {
		t.Error("order")
	}
}
