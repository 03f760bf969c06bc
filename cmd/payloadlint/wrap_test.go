package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/rules/message"
)

// Every help in both languages: no line wider than a terminal, none that begins
// with a mark which closes what is before it, and none that ends with an opening
// one.
func TestHelpLines(t *testing.T) {
	for _, lang := range []message.Lang{message.English, message.Chinese} {
		a := &app{lang: lang}
		var visit func(cmd *cobra.Command)
		visit = func(cmd *cobra.Command) {
			for line := range strings.Lines(a.helpText(cmd)) {
				line = strings.TrimSpace(line)
				first, _ := utf8.DecodeRuneInString(line)
				last, _ := utf8.DecodeLastRuneInString(line)
				if cells(line) > helpWidth || wide(first) && closing(first) || wide(last) && opening(last) {
					t.Errorf("%s: %q", cmd.CommandPath(), line)
				}
			}
			for _, c := range cmd.Commands() {
				visit(c)
			}
		}
		visit(a.commandLine([]string{"--help"}))
	}
}
