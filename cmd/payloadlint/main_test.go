package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.lsp.dev/jsonrpc2"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/golden"
)

// The scripts run the program itself, in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"payloadlint": main, "crash": crash, "streampeak": streamPeak, "filepeak": filePeak})
}

// crash is a program that has a fault while it reads a payload, its first
// argument. The second says where: in the main goroutine, in a handler of the
// language server, in the stream that the protocol's library reads, or in a
// goroutine that checks a line of a stream.
func crash() {
	a := &app{err: os.Stderr, lang: message.English}
	defer a.crashed()
	switch broken := faulty(os.Args[1]); os.Args[2] {
	case "handler":
		lspMethods["initialized"] = func(*lspServer, context.Context, *lspParams) (any, error) { broken(); return nil, nil }
		Main([]string{"lsp"}, os.Stdin, os.Stdout, os.Stderr)
	case "reader":
		conn := jsonrpc2.NewConn(jsonrpc2.NewStream(readWriteCloser{guardedReader{a, broken}, io.Discard}))
		conn.Go(context.Background(), func(context.Context, *jsonrpc2.Request) (any, error) { return nil, nil })
		<-conn.Done()
	case "stream":
		c, err := rules.New(rules.Options{Definitions: broken})
		if err != nil {
			panic(err)
		}
		for _, err := range c.Stream(context.Background(), "x", strings.NewReader(`{"workflowId":"1","nodeInfoList":[]}`)) {
			panic(err)
		}
	default:
		broken()
	}
}

// faulty is what panics with a payload, as a stream and as definitions too.
func faulty(payload string) broken { return func() { panic("in the middle of " + payload) } }

type broken func()

func (f broken) Read([]byte) (int, error) { f(); return 0, io.EOF }

func (f broken) Workflow(string) (*workflow.Definition, error) { f(); return nil, nil }

func (f broken) App(string) (*workflow.Definition, error) { f(); return nil, nil }

func TestScripts(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       golden.Updating(),
		Setup: func(env *testscript.Env) error {
			env.Setenv("LC_ALL", "C.UTF-8")
			env.Setenv("ROOT", root)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
			return nil
		},
	})
}
