package main

import (
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
			return man.Write(args[0], cmd.Root(), programVersion())
		},
	}
}
