package main

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch/standin"
	"github.com/payloadlint/payloadlint/testdata/golden"
)

// TestFetchScripts runs the program against a stand-in of the platform. The
// command `platform` changes what it answers:
//
//	platform workflow ID FILE · platform app ID FILE · platform answer ID CODE MSG
//	platform nodes FILE · platform models KIND FILE · platform fault ID STATUS ·
//	platform fault-at ID N STATUS (the Nth answer) · platform hang ID TIMES
func TestFetchScripts(t *testing.T) {
	type server struct{}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "fetch"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       golden.Updating(),
		Setup: func(env *testscript.Env) error {
			s := standin.New()
			s.ObjectInfo = standin.BigObjectInfo(100_000)
			env.Defer(s.Close)
			env.Values[server{}] = s
			env.Setenv("LC_ALL", "C.UTF-8")
			env.Setenv("PLATFORM", s.URL)
			env.Setenv("HOST", strings.TrimPrefix(s.URL, "http://"))
			env.Setenv("RUNNINGHUB_API_KEY", standin.Key)
			env.Setenv("PAYLOADLINT_TRUST_HOST", s.URL)
			env.Setenv("KEY", standin.Key)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"platform": func(ts *testscript.TestScript, _ bool, args []string) {
				s, ok := ts.Value(server{}).(*standin.Server)
				if ok && len(args) == 2 && args[0] == "nodes" {
					text := ts.ReadFile(args[1])
					s.Lock()
					defer s.Unlock()
					s.ObjectInfo = func(w io.Writer) { _, _ = io.WriteString(w, text) }
					return
				}
				if ok && len(args) == 3 && args[0] == "models" {
					s.Lock()
					defer s.Unlock()
					if s.Models == nil {
						s.Models = map[string][]string{}
					}
					s.Models[args[1]] = strings.Fields(ts.ReadFile(args[2]))
					return
				}
				if !ok || len(args) < 3 {
					ts.Fatalf("usage: platform workflow|app|answer|fault ID …")
				}
				s.Lock()
				defer s.Unlock()
				switch args[0] {
				case "workflow":
					s.Workflows[args[1]] = ts.ReadFile(args[2])
				case "app":
					s.Apps[args[1]] = ts.ReadFile(args[2])
				case "answer":
					n, err := strconv.Atoi(args[2])
					ts.Check(err)
					s.Answers[args[1]] = standin.Answer{Code: n, Msg: args[3]}
				case "fault-at":
					good, err := strconv.Atoi(args[2])
					ts.Check(err)
					n, err := strconv.Atoi(args[3])
					ts.Check(err)
					for range good - 1 {
						s.Faults[args[1]] = append(s.Faults[args[1]], standin.Fault{})
					}
					s.Faults[args[1]] = append(s.Faults[args[1]], standin.Fault{Status: n})
				case "answer-models":
					s.Faults["models"] = append(s.Faults["models"], standin.Fault{Bare: true, Body: `{"code":` + args[1] + `,"message":"` + args[2] + `","data":null}`})
				case "fault":
					n, err := strconv.Atoi(args[2])
					ts.Check(err)
					s.Faults[args[1]] = append(s.Faults[args[1]], standin.Fault{Status: n})
				case "hang":
					n, err := strconv.Atoi(args[2])
					ts.Check(err)
					for range n {
						s.Faults[args[1]] = append(s.Faults[args[1]], standin.Fault{Hang: true})
					}
				}
			},
			// asked waits until the platform was asked for an id.
			"asked": func(ts *testscript.TestScript, _ bool, args []string) {
				s, ok := ts.Value(server{}).(*standin.Server)
				if !ok || len(args) != 1 {
					ts.Fatalf("usage: asked ID")
				}
				for range 500 {
					if s.Asked(args[0]) > 0 {
						return
					}
					time.Sleep(10 * time.Millisecond)
				}
				ts.Fatalf("nobody asked for %s", args[0])
			},
			// holds-no-key looks for the key in every file below the script's
			// folder, and in what the last command said.
			"holds-no-key": func(ts *testscript.TestScript, _ bool, _ []string) {
				for _, name := range []string{"stdout", "stderr"} {
					if strings.Contains(ts.ReadFile(name), standin.Key) {
						ts.Fatalf("%s has the key", name)
					}
				}
				err := filepath.WalkDir(ts.MkAbs("."), func(p string, d os.DirEntry, err error) error {
					if err != nil || d.IsDir() {
						return err
					}
					data, err := os.ReadFile(p)
					if strings.Contains(string(data), standin.Key) {
						ts.Fatalf("%s has the key", p)
					}
					return err
				})
				ts.Check(err)
			},
		},
	})
}
