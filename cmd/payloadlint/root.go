package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/report"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/store"
)

// The exit statuses. Source: design.md §4.
const (
	exitClean    = 0
	exitFindings = 1 // something at or above the fail level
	exitUsage    = 2 // wrong usage or configuration
	exitUnread   = 3 // something could not be read or checked
)

// app is one run of the program: its streams and its language.
type app struct {
	in       io.Reader
	out, err io.Writer
	lang     message.Lang
	status   int
	// failures are what could not be read, for the reports.
	failures []report.Failure
}

// usageError is a wrong command line: a text of the catalogs under "error".
type usageError struct {
	key  string
	args message.Args
}

func (e *usageError) Error() string { return "usage: " + e.key }

// Main runs the program and returns its exit status.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{in: in, out: out, err: errOut, lang: language(args, os.Getenv)}
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	if err := root.ExecuteContext(ctx); err != nil {
		return a.fail(err)
	}
	return a.status
}

// fail prints an error in the user's language and gives its exit status. The
// words of libraries are not shown.
func (a *app) fail(err error) int {
	if use, ok := errors.AsType[*usageError](err); ok {
		a.complain(use.key, use.args)
		return exitUsage
	}
	if conf, ok := errors.AsType[*config.Error](err); ok {
		a.complainConfig(conf)
		return exitUsage
	}
	if spoken, ok := errors.AsType[*spokenError](err); ok {
		a.complainText(spoken.text)
		return exitUsage
	}
	if words, ok := errors.AsType[*wordsError](err); ok {
		a.complainText(words.text(a.lang))
		return exitUsage
	}
	if def, ok := errors.AsType[*project.FileError](err); ok {
		a.complainDefinition(def)
		return exitUnread
	}
	if st, ok := errors.AsType[*store.Error](err); ok {
		a.complainText(a.storeWords(st))
		return exitUnread
	}
	if words, ok := a.catalogWords(err); ok {
		a.complainText(words)
		return exitUnread
	}
	if fe, ok := errors.AsType[*fetch.Error](err); ok {
		return a.failFetch(fe)
	}
	if errors.Is(err, context.Canceled) {
		a.complain("interrupted", nil)
		return exitUnread
	}
	if pathErr, ok := errors.AsType[*os.PathError](err); ok {
		a.complainPath(pathErr.Path, pathErr)
		return exitUnread
	}
	if strings.HasPrefix(err.Error(), "unknown command") {
		a.complain("unknown-command", nil)
		return exitUsage
	}
	a.complain("failed", message.Args{"error": err.Error()})
	return exitUnread
}

// say fills a text of the catalogs.
func (a *app) say(key string, args message.Args) string { return message.Format(a.lang, key, args) }

// complain prints one line to standard error.
func (a *app) complain(key string, args message.Args) {
	a.complainText(a.say("error."+key, args))
}

// complainText prints one finished line to standard error.
func (a *app) complainText(text string) {
	_, _ = fmt.Fprintf(a.err, "payloadlint: %s\n", printable(text)) // nowhere left to report to
}

// commands are the names that a misspelt one may have meant.
var commands = []string{"check", "explain", "rules", "init", "fetch", "catalog", "schema", "lsp", "completion", "version"}

// complainPath says why a path could not be read.
func (a *app) complainPath(path string, err error) {
	key := "unreadable"
	switch {
	case err == nil:
		key = "nothing-there"
	case errors.Is(err, os.ErrNotExist):
		key = "no-such-file"
	case errors.Is(err, os.ErrPermission):
		key = "no-permission"
	case errors.Is(err, syscall.EISDIR):
		key = "is-directory"
	}
	args := message.Args{"path": path}
	if key == "no-such-file" && !strings.ContainsAny(path, `./\*`) {
		// `payloadlint explian 803` asks for a command, not for a file.
		if near := suggest.Closest(path, commands, 1); len(near) > 0 {
			key, args["near"] = "no-such-file-command", near[0]
		}
	}
	a.complain(key, args)
	a.failures = append(a.failures, report.Failure{Path: path, Message: printable(a.say("error."+key, args))})
}

func (a *app) complainConfig(e *config.Error) {
	want := e.Want
	if e.Problem == config.WrongType {
		want = a.say("config.want-"+e.Want, nil)
	}
	args := message.Args{"key": e.Key, "value": e.Value, "want": want, "allowed": strings.Join(e.Allowed, ", ")}
	text := a.say("config."+string(e.Problem), args)
	word := e.Key
	if e.Problem == config.BadValue {
		word = e.Value
	}
	if near := suggest.Closest(word, e.Allowed, 1); len(near) > 0 {
		text += a.say("config.did-you-mean", message.Args{"near": near[0]})
	}
	_, _ = fmt.Fprintf(a.err, "payloadlint: %s:%d:%d: %s\n", e.Path, e.Line, e.Column, printable(text)) // nowhere left to report to
}

// printable keeps control characters (terminal escapes among them) of foreign
// text off the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0x2066 {
			return '\uFFFD'
		}
		return r
	}, s)
}

// language is that of --lang, else of the locale, else English. It is found
// before the flags are parsed, because their own errors need it.
func language(args []string, env func(string) string) message.Lang {
	want := ""
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if v, ok := strings.CutPrefix(arg, "--lang="); ok {
			want = v
		} else if arg == "--lang" && i+1 < len(args) {
			want = args[i+1]
		}
	}
	if want == "" {
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
			if want = env(name); want != "" {
				break
			}
		}
	}
	if strings.HasPrefix(strings.ToLower(want), "zh") {
		return message.Chinese
	}
	return message.English
}

func (a *app) rootCommand() *cobra.Command {
	check := &checkFlags{}
	root := &cobra.Command{
		Use:           "payloadlint [flags] [PATH...]",
		Short:         a.say("cmd-check.short", nil),
		Long:          a.say("cmd-check.long", nil),
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, args []string) error { return a.check(cmd.Context(), check, args) },
	}
	check.register(a, root.Flags())
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		want := strings.ToLower(cmd.Flag("lang").Value.String())
		if want == "" || strings.HasPrefix(want, "zh") || strings.HasPrefix(want, "en") {
			return nil
		}
		return oneOf("lang", want, []string{"zh", "en"})
	}
	root.PersistentFlags().String("lang", "", a.say("flag.lang", nil))
	root.SetFlagErrorFunc(a.flagError)
	root.SetUsageTemplate(a.usageTemplate())
	root.SetHelpTemplate("{{.Long}}\n\n{{.UsageString}}")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Use: "no-help", Hidden: true})

	explicit := &checkFlags{}
	checkCmd := &cobra.Command{
		Use:   "check [flags] [PATH...]",
		Short: a.say("cmd-check.short", nil),
		Long:  a.say("cmd-check.long", nil),
		Args:  cobra.ArbitraryArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return a.check(cmd.Context(), explicit, args) },
	}
	explicit.register(a, checkCmd.Flags())
	for _, c := range []*cobra.Command{root, checkCmd} {
		_ = c.RegisterFlagCompletionFunc("format", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return completeFormat(report.Formats(a.lang)), cobra.ShellCompDirectiveNoSpace
		}) // the flag is there, and has no other function
	}
	root.AddCommand(checkCmd, a.explainCommand(), a.rulesCommand(), a.initCommand(), a.fetchCommand(), a.catalogCommand(), a.schemaCommand(), a.lspCommand(), a.manCommand(), a.completionCommand(), a.versionCommand())
	for _, c := range root.Commands() {
		if c.Long == "" {
			c.Long = c.Short
		}
		c.Flags().BoolP("help", "h", false, a.say("flag.help", nil))
	}
	root.Flags().BoolP("help", "h", false, a.say("flag.help", nil))
	return root
}

// flagError turns the flag library's errors into our messages, with the near
// flag where one was misspelt.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := e.GetSpecifiedName()
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		if near := suggest.Closest(name, known, 1); len(near) > 0 && len(name) > 1 {
			return &usageError{"unknown-flag-near", message.Args{"flag": name, "near": near[0]}}
		}
		return &usageError{"unknown-flag", message.Args{"flag": name}}
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return &usageError{"flag-needs-value", message.Args{"flag": e.GetSpecifiedName()}}
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return &usageError{"flag-bad-value", message.Args{"flag": e.GetFlag().Name, "value": e.GetValue()}}
	}
	if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return &usageError{"flag-bad-syntax", message.Args{"flag": e.GetSpecifiedFlag()}}
	}
	return err
}

// args bounds the number of arguments of a subcommand.
func (a *app) args(low, high int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < low || high >= 0 && len(args) > high {
			return &usageError{"argument-count", message.Args{"usage": cmd.UseLine()}}
		}
		return nil
	}
}

// oneOf checks a flag's value against its choices.
func oneOf(flag, value string, allowed []string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	args := message.Args{"flag": flag, "value": value, "allowed": strings.Join(allowed, ", ")}
	if near := suggest.Closest(value, allowed, 1); len(near) > 0 {
		args["near"] = near[0]
		return &usageError{"flag-choice-near", args}
	}
	return &usageError{"flag-choice", args}
}

func (a *app) usageTemplate() string {
	word := func(k string) string { return a.say("usage."+k, nil) }
	return word("usage") + `
  {{.UseLine}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMAND

` + word("commands") + `{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

` + word("flags") + `
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

` + word("global-flags") + `
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
{{if not .HasParent}}
` + word("exit-status") + `
{{end}}`
}
