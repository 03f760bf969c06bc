package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manCommand writes the manual pages; packagers and the release call it.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  a.say("cmd-man.short", nil),
		Hidden: true,
		Args:   a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			// A fixed date keeps the pages the same from build to build.
			date := time.Unix(0, 0).UTC()
			cmd.Root().DisableAutoGenTag = true
			return doc.GenManTree(cmd.Root(), &doc.GenManHeader{Title: "PAYLOADLINT", Section: "1", Source: "payloadlint " + programVersion(), Date: &date}, args[0])
		},
	}
}
