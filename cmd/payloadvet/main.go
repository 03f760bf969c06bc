// Command payloadvet finds Go callers of RunningHub that do not handle the
// answers they will get.
//
//	payloadvet ./...
//	go vet -vettool=$(which payloadvet) ./...
//
// Flags switch passes (-retrycode, or -retrycode=false), apply or show fixes
// (-fix, -diff) and choose the language (-lang zh). payloadvet help lists the
// passes, payloadvet help NAME explains one.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/payloadlint/payloadlint/analyzers"
	"golang.org/x/tools/go/analysis/multichecker"
)

func main() {
	all, err := analyzers.All(analyzers.Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, "payloadvet:", err)
		os.Exit(2)
	}
	flag.Func("lang", "language of the messages, en or zh (default: of the environment)", func(s string) error {
		if s != "en" && s != "zh" {
			return fmt.Errorf("must be en or zh")
		}
		// The passes read it from there; under go vet each package is a
		// process of its own that gets the flag again.
		return os.Setenv("PAYLOADLINT_LANG", s)
	})
	multichecker.Main(all...)
}
