package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/request"
)

// schemaCommand prints request schemas.
func (a *app) schemaCommand() *cobra.Command {
	var names []string
	for _, k := range request.Kinds() {
		names = append(names, string(k))
	}
	names = append(names, "config")
	return &cobra.Command{
		Use:       "schema ENDPOINT|config",
		Short:     a.say("cmd-schema.short", nil),
		Long:      a.say("cmd-schema.long", nil),
		Args:      a.args(1, 1),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			text := config.Schema
			if args[0] != "config" {
				var ok bool
				if text, ok = request.Schema(endpoint.Kind(args[0])); !ok {
					e := &usageError{"no-schema", message.Args{"name": args[0], "allowed": strings.Join(names, ", ")}}
					if near := suggest.Closest(args[0], names, 1); len(near) > 0 {
						e.key, e.args["near"] = "no-schema-near", near[0]
					}
					return e
				}
			}
			_, err := a.out.Write(text)
			return err
		},
	}
}
