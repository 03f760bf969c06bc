package main

import (
	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/skeleton"
)

// newCommand is `payloadlint new WORKFLOW|APP`.
func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new ID|FILE",
		Short: a.say("cmd-new.short", nil),
		Long:  a.say("cmd-new.long", nil),
		Args:  a.args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, p, err := a.here()
			if err != nil {
				return err
			}
			def, id, err := definition(p, args[0], "")
			if err != nil {
				return err
			}
			return a.write(string(skeleton.Request(def, id)))
		},
	}
}
