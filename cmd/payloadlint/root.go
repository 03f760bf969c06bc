package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/cmd/internal/redact"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// The exit statuses. Source: design.md §4.
const (
	exitClean    = 0
	exitFindings = 1 // something at or above the fail level
	exitUsage    = 2 // wrong usage or configuration
	exitUnread   = 3 // something could not be read or checked
	exitCrashed  = 4 // a fault of the program
)

// app is one run of the program: its streams and its language.
type app struct {
	in       io.Reader
	out, err io.Writer
	// screen is the terminal behind err; nil where it goes elsewhere.
	screen *screen
	// keys keeps API keys out of both, and out of what is written to files.
	keys *redact.Redactor
	lang message.Lang
	// wordless is set while commands are built whose help nobody reads.
	wordless bool
	status   int
	// ended says that the run is over.
	ended atomic.Bool
	// failures are what could not be read, for the reports.
	failures []report.Failure
	// maxSize is the size of the largest input in bytes, where a flag sets it.
	maxSize readfile.Limit
}

// usageError is a wrong command line: a text of the catalogs under "error".
type usageError struct {
	key  string
	args message.Args
}

func (e *usageError) Error() string { return "usage: " + e.key }

// choiceError is a wrong word on the command line where only some are allowed.
type choiceError struct {
	key     string
	args    message.Args
	allowed []string
}

func (e *choiceError) Error() string { return "usage: " + e.key }

// Main runs the program and returns its exit status.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	keys := redact.New(os.Getenv(fetch.KeyVariable))
	a := &app{in: in, keys: keys, lang: language(args, os.Getenv)}
	if isTerminal(errOut) {
		a.screen = &screen{to: errOut}
		if isTerminal(out) {
			out = a.screen.over(out)
		}
		errOut = a.screen.over(errOut)
	}
	stdout := keys.Stream(out)
	a.out, a.err = standardOutput{stdout}, keys.Messages(errOut)
	defer a.crashed()
	// What waits in a read (a pipe that nobody writes to) cannot be called back.
	context.AfterFunc(ctx, func() {
		defer a.crashed()
		if errors.Is(context.Cause(ctx), context.Canceled) && !a.ended.Load() {
			time.AfterFunc(patience, func() {
				defer a.crashed()
				a.complain("interrupted", nil)
				exit(exitUnread)
			})
		}
	})
	defer a.ended.Store(true)
	root := a.commandLine(args)
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	if flushed := stdout.Flush(); err == nil && flushed != nil {
		err = &outputError{flushed}
	}
	if err != nil {
		return a.fail(err)
	}
	return a.status
}

// say fills a text of the catalogs.
func (a *app) say(key string, args message.Args) string {
	if a.wordless {
		return ""
	}
	return a.lang.Format(key, args)
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

// exitStatus is what a command's exit statuses mean.
func (a *app) exitStatus(c *cobra.Command) (text string, own bool) {
	if text, ok := a.lang.Lookup("cmd-" + c.Name() + ".exit-status"); ok && c.HasParent() {
		return text, true
	}
	return a.say("man.exit-status", nil), false
}

// helpCommand is `payloadlint help [COMMAND…]`.
func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND...]", Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(args[len(args)-max(len(rest), 1)])
			}
			return about.Help() // a write to standard output
		},
	}
}

// unknownCommand is the error about a word that is not a command, with the one
// that was meant.
func unknownCommand(word string) error {
	if other, ok := map[string]string{"lint": "check", "validate": "check", "verify": "check", "run": "check", "test": "check"}[word]; ok {
		return &usageError{"unknown-command-near", message.Args{"word": word, "near": other}}
	}
	if near := suggest.Word(word).Among(commands, 1); len(near) > 0 {
		return &usageError{"unknown-command-near", message.Args{"word": word, "near": near[0]}}
	}
	return &choiceError{"unknown-command-list", message.Args{"word": word}, commands}
}

// misreadCommand finds a command that does not exist before its words are taken
// for paths: the first of several words, where it is plainly a word and no file
// has that name.
func misreadCommand(args []string) error {
	if len(args) < 2 || args[0] == "" || strings.Trim(args[0], "abcdefghijklmnopqrstuvwxyz-") != "" || args[0][0] == '-' {
		return nil
	}
	if _, err := os.Lstat(args[0]); err == nil {
		return nil
	}
	return unknownCommand(args[0])
}

// flagError turns the flag library's errors into our messages, with the near
// flag where one was misspelt.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := e.GetSpecifiedName()
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		if near := suggest.Word(name).Among(known, 1); len(near) > 0 && len(name) > 1 {
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
	args := message.Args{"flag": flag, "value": value}
	if near := suggest.Word(value).Among(allowed, 1); len(near) > 0 {
		args["near"] = near[0]
		return &choiceError{"flag-choice-near", args, allowed}
	}
	return &choiceError{"flag-choice", args, allowed}
}
