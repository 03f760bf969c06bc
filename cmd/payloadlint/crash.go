package main

import (
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/payloadlint/payloadlint/rules/message"
)

// patience is how long a run that was interrupted may take to end by itself.
const patience = 700 * time.Millisecond

// exit ends the program; a test may not be ended.
func exit(status int) { os.Exit(status) }

// crashed ends a program that has a fault with its own exit status and one line
// that asks for a report. It is deferred in every goroutine that works on
// input. The value of the panic is not shown: it may quote the input.
func (a *app) crashed() {
	if v := recover(); v != nil {
		a.complain("crashed", message.Args{"version": programVersion(), "place": crashPlace(string(debug.Stack()))})
		exit(exitCrashed)
	}
}

// crashPlace is the first line of this program's own code in a stack below the
// panic: file and line, without the folders of the machine it was built on.
func crashPlace(stack string) string {
	_, below, _ := strings.Cut(stack, "panic(")
	for line := range strings.Lines(below) {
		_, file, ok := strings.Cut(strings.TrimSpace(line), "/payloadlint/")
		if !ok || !strings.Contains(file, ".go:") {
			continue
		}
		file, _, _ = strings.Cut(file, " ")
		return file
	}
	return "?"
}
