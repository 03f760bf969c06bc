package prompt

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/payloadlint/payloadlint/rules/internal/setup"
)

// files is how file loaders are judged: by the settings' own function, else by
// the server's input folder, else not at all.
func files(s *setup.Settings) func(folder, path string) (exists, known bool) {
	if s.Files != nil || s.InputDir == "" {
		return s.Files
	}
	return func(folder, path string) (bool, bool) { return lookIn(s.InputDir, folder, path) }
}

// lookIn tests a path as os.path.exists does in the server's input folder.
// The output and temp folders are looked for beside it, where ComfyUI has
// them. Of a folder that is not there, and of an absolute path that does not
// exist here, nothing is known: the server may be another machine.
func lookIn(dir, folder, path string) (exists, known bool) {
	if strings.ContainsRune(path, 0) {
		return false, true
	}
	if filepath.IsAbs(path) {
		_, err := os.Stat(path)
		return err == nil, err == nil
	}
	if folder != "input" {
		dir = filepath.Join(filepath.Dir(filepath.Clean(dir)), folder)
	}
	if _, err := os.Stat(dir); err != nil {
		// ComfyUI empties its temp folder whenever it starts.
		return false, folder == "temp"
	}
	// Joined as text: "gone/../x" does not exist where "gone" does not.
	_, err := os.Stat(dir + string(filepath.Separator) + filepath.FromSlash(path))
	return err == nil, true
}
