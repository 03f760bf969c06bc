package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/rules/message"
)

// onlyChanged keeps the files that git says differ from rev, untracked ones
// included.
func (a *app) onlyChanged(ctx context.Context, rev string, files []discover.File) ([]discover.File, error) {
	git := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, "git", args...) //nolint:gosec // a fixed program; rev is passed after a check below
		cmd.Env = append(os.Environ(), "LC_ALL=C")
		return cmd.Output()
	}
	top, err := git("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, &usageError{"not-a-repository", nil}
	}
	// --end-of-options keeps a revision from being read as an option.
	if _, err := git("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}"); err != nil {
		return nil, &usageError{"no-such-revision", message.Args{"rev": rev}}
	}
	root := string(bytes.TrimSpace(top))
	changed := map[string]bool{}
	for _, args := range [][]string{
		{"-C", root, "diff", "--name-only", "-z", "--diff-filter=d", rev, "--"},
		{"-C", root, "ls-files", "--others", "--exclude-standard", "-z"},
	} {
		out, err := git(args...)
		if err != nil {
			return nil, &usageError{"git-failed", nil}
		}
		for name := range bytes.SplitSeq(out, []byte{0}) {
			if len(name) > 0 {
				changed[filepath.Join(root, filepath.FromSlash(string(name)))] = true
			}
		}
	}
	var kept []discover.File
	for _, f := range files {
		abs, err := filepath.Abs(f.Path)
		if err != nil {
			continue
		}
		if real, err := filepath.EvalSymlinks(abs); err == nil {
			abs = real
		}
		if changed[abs] {
			kept = append(kept, f)
		}
	}
	return kept, nil
}
