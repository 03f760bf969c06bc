package message

import "testing"

// A subject is looked for in the first file that has it, so no other may.
func TestSubjectsInOneFile(t *testing.T) {
	for l, files := range catalogs() {
		seen := map[string]bool{}
		for _, file := range files {
			for subject := range file() {
				if seen[subject] {
					t.Errorf("%s: %q is in two files", l, subject)
				}
				seen[subject] = true
			}
		}
	}
}
