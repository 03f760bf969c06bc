// Command custom-gcl is golangci-lint v2 with the payloadlint plugin built in.
// It needs nothing but the Go module proxy:
//
//	cd analyzers/gclplugin/cmd/custom-gcl && go build -o golangci-lint .
//
// golangci-lint custom does the same from .custom-gcl.yml, but clones
// golangci-lint's repository for it.
package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"
	_ "github.com/payloadlint/payloadlint/analyzers/gclplugin" // registers the linter
)

func main() {
	info := commands.BuildInfo{GoVersion: "unknown", Version: "unknown", Commit: "with payloadlint", Date: "unknown"}
	if b, ok := debug.ReadBuildInfo(); ok {
		info.GoVersion = b.GoVersion
		for _, d := range b.Deps {
			if d.Path == "github.com/golangci/golangci-lint/v2" {
				info.Version = d.Version
			}
		}
	}
	if err := commands.Execute(info); err != nil {
		fmt.Fprintln(os.Stderr, "golangci-lint:", err)
		os.Exit(exitcodes.Failure)
	}
}
