package main

import (
	"context"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"go.lsp.dev/jsonrpc2"

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
	v := recover()
	if v == nil {
		return
	}
	stack := debug.Stack()
	if elsewhere, ok := v.(interface{ Origin() []byte }); ok { // it began in a goroutine of another package
		stack = elsewhere.Origin()
	}
	a.complain("crashed", message.Args{"version": programVersion(), "place": crashPlace(string(stack))})
	exit(exitCrashed)
}

// guarded is a handler of messages in which a fault ends the program as
// elsewhere: the protocol's library calls it in goroutines of its own.
func (a *app) guarded(handle jsonrpc2.Handler) jsonrpc2.Handler {
	return func(ctx context.Context, req *jsonrpc2.Request) (any, error) {
		defer a.crashed()
		return handle(ctx, req)
	}
}

// guardedReader is a stream that such a library reads in its own goroutine.
type guardedReader struct {
	app *app
	io.Reader
}

func (r guardedReader) Read(p []byte) (int, error) {
	defer r.app.crashed()
	return r.Reader.Read(p)
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
