package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/project"
)

// completing is what cobra asks for the values of a flag or the arguments.
type completing = func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective)

// someFiles leaves the word to the shell, which knows the files.
func someFiles(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

func values(of ...string) completing {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return of, cobra.ShellCompDirectiveNoFileComp
	}
}

// flagChoices are the values of flags, whatever command has them; -f differs
// from command to command.
func flagChoices() map[string]completing {
	var kinds []string
	for _, e := range endpoint.Default().All() {
		if !e.Internal {
			kinds = append(kinds, string(e.Kind))
		}
	}
	return map[string]completing{
		"fail-on": values("error", "warning", "note", "never"), "color": values(whens...), "hyperlinks": values(whens...),
		"lang": values("en", "zh"), "endpoint": values(kinds...), "sources": values(allKinds()...),
		"group": values("cause", "rule", "file", "none"), "workflow": someFiles, "nodes": someFiles,
	}
}

// complete gives a command and those below it what shells complete. The
// arguments of check are files: beside the names of commands cobra would offer
// nothing for them.
func complete(cmd *cobra.Command, flags map[string]completing) {
	for name, offer := range flags {
		if cmd.LocalFlags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, offer) // the flag is there; an inherited one has its function already
		}
	}
	for _, c := range cmd.Commands() {
		complete(c, flags)
	}
}

// knownIDs offers the ids that the project names, for `fetch workflow` and
// `fetch app`.
func knownIDs(kind project.Kind) completing {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		ids := wantedIDs{}
		path := project.Shown(config.Find("."))
		if conf, err := config.Load(path); err == nil {
			ids.addConfig(conf)
		}
		var out []cobra.Completion
		for item := range ids {
			if item.Kind == kind && !slices.Contains(args, item.ID) {
				out = append(out, item.ID)
			}
		}
		slices.Sort(out)
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}
