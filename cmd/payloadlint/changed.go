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
	changed, err := changedSince(ctx, rev)
	if err != nil {
		return nil, err
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

// changedSince asks git for the absolute paths of the files that differ from
// rev and of the untracked ones. Its errors are *usageError.
func changedSince(ctx context.Context, rev string) (map[string]bool, error) {
	top, err := git(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, &usageError{"not-a-repository", nil}
	}
	// --end-of-options keeps a revision from being read as an option.
	if _, err := git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}"); err != nil {
		return nil, &usageError{"no-such-revision", message.Args{"rev": rev}}
	}
	root := string(bytes.TrimSpace(top))
	changed := map[string]bool{}
	for _, args := range [][]string{
		{"-C", root, "diff", "--no-ext-diff", "--name-only", "-z", "--diff-filter=d", rev, "--"},
		{"-C", root, "ls-files", "--others", "--exclude-standard", "-z"},
	} {
		out, err := git(ctx, args...)
		if err != nil {
			return nil, &usageError{"git-failed", nil}
		}
		addPaths(changed, root, out)
	}
	return changed, nil
}

// addPaths adds the paths that git lists, each ended by a zero byte. What leads
// out of the repository is not git's.
func addPaths(to map[string]bool, root string, list []byte) {
	for name := range bytes.SplitSeq(list, []byte{0}) {
		if name := filepath.FromSlash(string(name)); filepath.IsLocal(name) {
			to[filepath.Join(root, name)] = true
		}
	}
}

// git runs git and returns what it prints. The settings of a repository that came
// as an archive may name programs that git would run.
func git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "core.fsmonitor=false"}, args...)...) //nolint:gosec // a fixed program; changedSince verifies rev
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	return cmd.Output()
}
