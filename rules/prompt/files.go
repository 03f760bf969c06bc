package prompt

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/payloadlint/payloadlint/rules/rule"
)

// files is how file loaders are judged: by the settings' own function, else by
// the server's input folder, else not at all.
func files(s *rule.Settings) func(folder, path string) (exists, known bool) {
	if s.Files != nil || s.InputDir == "" {
		return s.Files
	}
	return func(folder, path string) (bool, bool) { return lookIn(s.InputDir, folder, path) }
}

// lookIn tests a path as os.path.exists does in the server's input folder. Of
// the server's other folders, and of what an absolute path names there,
// nothing is known.
func lookIn(dir, folder, path string) (exists, known bool) {
	if folder != "input" || filepath.IsAbs(path) || strings.HasPrefix(path, "/") {
		return false, false
	}
	if strings.ContainsRune(path, 0) {
		return false, true
	}
	_, err := os.Stat(dir + string(filepath.Separator) + filepath.FromSlash(path))
	if err == nil {
		return true, true
	}
	// A folder that is not there at all tells nothing about its files.
	if _, e := os.Stat(dir); e != nil {
		return false, false
	}
	return false, true
}
