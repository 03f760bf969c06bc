package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/payloadlint/payloadlint/rules/message"
)

// usageText lists how a command is called: its line, its subcommands, its flags.
// The flag library's own list counts bytes, which shifts the columns of a
// Chinese one, and says "(default …)" in English.
func (a *app) usageText(cmd *cobra.Command) string {
	var out strings.Builder
	section := func(title, text string) {
		if text = strings.TrimRight(text, "\n"); text != "" {
			out.WriteString("\n" + a.say("usage."+title, nil) + "\n" + text + "\n")
		}
	}
	out.WriteString(a.say("usage.usage", nil) + "\n  " + cmd.UseLine() + "\n")
	var list [][2]string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			list = append(list, [2]string{"  " + c.Name(), c.Short})
		}
	}
	if list != nil {
		out.WriteString("  " + cmd.CommandPath() + " COMMAND\n")
	}
	section("commands", columns(list))
	section("flags", columns(a.flagList(cmd.LocalFlags())))
	section("global-flags", columns(a.flagList(cmd.InheritedFlags())))
	if !cmd.HasParent() {
		out.WriteString("\n" + a.say("usage.exit-status", nil) + "\n")
	}
	return out.String()
}

// flagList is what people read of each flag: how it is written, and what it
// does, with its default where that is not the zero value.
func (a *app) flagList(set *pflag.FlagSet) (list [][2]string) {
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		head := "      --" + f.Name
		if f.Shorthand != "" {
			head = "  -" + f.Shorthand + ", --" + f.Name
		}
		placeholder, text := pflag.UnquoteUsage(f)
		if placeholder != "" {
			head += " " + placeholder
		}
		if f.NoOptDefVal != "" && f.Value.Type() != "bool" {
			head += "[=" + f.NoOptDefVal + "]"
		}
		if !slices.Contains([]string{"", "0", "false", "[]"}, f.DefValue) {
			text += a.say("usage.default", message.Args{"value": f.DefValue})
		}
		list = append(list, [2]string{head, text})
	})
	return list
}

// columns writes rows of two cells, the second ones below each other.
func columns(rows [][2]string) string {
	widest := 0
	for _, r := range rows {
		widest = max(widest, cells(r[0]))
	}
	var out strings.Builder
	for _, r := range rows {
		out.WriteString(r[0] + strings.Repeat(" ", widest-cells(r[0])+3) + r[1] + "\n")
	}
	return out.String()
}
