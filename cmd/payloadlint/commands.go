package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/report"
)

// subcommand is a command by name, built when a command line may mean it.
type subcommand struct {
	name  string
	build func(*app) *cobra.Command
}

// subcommands lists all of them in the order of the help.
func subcommands() []subcommand {
	return []subcommand{
		{"check", (*app).checkCommand},
		{"explain", (*app).explainCommand},
		{"rules", (*app).rulesCommand},
		{"init", (*app).initCommand},
		{"fetch", (*app).fetchCommand},
		{"catalog", (*app).catalogCommand},
		{"models", (*app).modelsCommand},
		{"schema", (*app).schemaCommand},
		{"eval", (*app).evalCommand},
		{"lsp", (*app).lspCommand},
		{"mcp", (*app).mcpCommand},
		{"new", (*app).newCommand},
		{"man", (*app).manCommand},
		{"completion", (*app).completionCommand},
		{"doctor", (*app).doctorCommand},
		{"version", (*app).versionCommand},
	}
}

// describing are the commands that show the words of others. Those of cobra's name
// are what a shell calls for its completions.
var describing = []string{"help", "man", "completion", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}

// commandLine builds what a command line may run: the commands whose names are
// among its words, without help texts, because most runs show none. Where one is
// asked for, everything is built with its words.
func (a *app) commandLine(args []string) *cobra.Command {
	if slices.ContainsFunc(args, func(arg string) bool { return slices.Contains(describing, arg) }) {
		return a.rootCommand()
	}
	a.wordless = true
	defer func() { a.wordless = false }()
	root := a.bareRoot()
	root.SetHelpFunc(a.helpInFull)
	named := false
	for _, c := range subcommands() {
		if slices.Contains(args, c.name) {
			root.AddCommand(c.build(a))
			named = named || c.name == args[0]
		}
	}
	if !named {
		a.checksByItself(root)
	}
	return root
}

// rootCommand is the program with all commands, help and completion.
func (a *app) rootCommand() *cobra.Command {
	root := a.bareRoot()
	a.checksByItself(root)
	root.SetHelpFunc(a.help)
	root.SetUsageFunc(func(cmd *cobra.Command) error { return a.writeOwn(a.usageText(cmd)) })
	for _, c := range subcommands() {
		cmd := c.build(a)
		root.AddCommand(cmd)
		a.finish(cmd)
		if c.name == "check" {
			root.Example = cmd.Example
			a.completeFormats(root, cmd)
		}
	}
	root.ValidArgsFunction = someFiles // else nothing but commands are offered
	complete(root, flagChoices())
	root.Flags().BoolP("help", "h", false, a.say("flag.help", nil))
	return root
}

// bareRoot is the program without commands and without what checks by itself.
func (a *app) bareRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "payloadlint [flags] [PATH...]",
		Short:         a.say("cmd-check.short", nil),
		Long:          a.say("cmd-check.long", nil),
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		want := strings.ToLower(cmd.Flag("lang").Value.String())
		if want == "" || strings.HasPrefix(want, "zh") || strings.HasPrefix(want, "en") {
			return nil
		}
		return oneOf("lang", want, []string{"zh", "en"})
	}
	root.PersistentFlags().String("lang", "", a.say("flag.lang", nil))
	root.SetFlagErrorFunc(a.flagError)
	root.SetHelpCommand(a.helpCommand())
	root.CompletionOptions.DisableDefaultCmd = true // completionCommand is ours
	return root
}

// checksByItself makes the program without a command do what check does.
func (a *app) checksByItself(root *cobra.Command) {
	flags := &checkFlags{}
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if err := misreadCommand(args); err != nil {
			return err
		}
		return a.check(cmd.Context(), flags, args)
	}
	flags.register(a, root.Flags())
	root.Flags().BoolP("version", "v", false, a.say("cmd-version.short", nil))
	root.Version = versionLine()
	root.SetVersionTemplate("{{.Version}}\n")
}

func (a *app) checkCommand() *cobra.Command {
	flags := &checkFlags{}
	cmd := &cobra.Command{
		Use:   "check [flags] [PATH...]",
		Short: a.say("cmd-check.short", nil),
		Long:  a.say("cmd-check.long", nil),
		Args:  cobra.ArbitraryArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return a.check(cmd.Context(), flags, args) },
	}
	flags.register(a, cmd.Flags())
	return cmd
}

// completeFormats gives commands what shells complete after -f.
func (a *app) completeFormats(commands ...*cobra.Command) {
	for _, c := range commands {
		_ = c.RegisterFlagCompletionFunc("format", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return completeFormat(report.Formats(a.lang)), cobra.ShellCompDirectiveNoSpace
		}) // the flag is there, and has no other function
	}
}

// help prints the help of a command of rootCommand.
func (a *app) help(cmd *cobra.Command, _ []string) {
	_ = a.writeOwn(a.helpText(cmd)) // a write to standard output
}

// helpInFull prints the help of a command that was built without its words.
func (a *app) helpInFull(cmd *cobra.Command, args []string) {
	root := a.rootCommand()
	about, _, err := root.Find(strings.Fields(cmd.CommandPath())[1:])
	if err != nil {
		about = root
	}
	a.help(about, args)
}

// finish gives a command and those below it what all have: a long text, the help
// flag, examples.
func (a *app) finish(c *cobra.Command) {
	if c.Long == "" {
		c.Long = c.Short
	}
	if c.Flags().Lookup("help") == nil {
		c.Flags().BoolP("help", "h", false, a.say("flag.help", nil))
	}
	key := "cmd-" + c.Name() + ".example"
	if up := c.Parent(); up.HasParent() {
		key = "cmd-" + up.Name() + ".example-" + c.Name()
	}
	c.Example, _ = a.lang.Lookup(key)
	for _, sub := range c.Commands() {
		a.finish(sub)
	}
}
