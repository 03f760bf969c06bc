package main

import (
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/man"
)

// manCommand writes the manual pages; packagers and the release call it.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  a.say("cmd-man.short", nil),
		Hidden: true,
		Args:   a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return man.Write(args[0], cmd.Root(), programVersion(), buildDate(), func(c *cobra.Command) []man.Section {
				status, _ := a.exitStatus(c)
				return []man.Section{{Title: "EXIT STATUS", Text: status}, {Title: "ENVIRONMENT", Text: a.say("man.environment", nil)}}
			})
		},
	}
}

// buildDate is the day of the release: of SOURCE_DATE_EPOCH, else of the commit;
// "" where neither is known, so that the same sources give the same pages.
func buildDate() string {
	if n, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(n, 0).UTC().Format(time.DateOnly)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" && len(s.Value) >= len(time.DateOnly) {
			return s.Value[:len(time.DateOnly)]
		}
	}
	return ""
}
