// Command payloadvet finds Go callers of RunningHub that do not handle the
// answers they will get.
//
//	payloadvet ./...
//	payloadvet -codes create
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
	"strings"

	"github.com/payloadlint/payloadlint/analyzers"
	"github.com/payloadlint/payloadlint/cmd/internal/driver"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

func main() {
	var conf analyzers.Config
	all, err := analyzers.All(conf)
	if err != nil {
		fmt.Fprintln(os.Stderr, "payloadvet:", err)
		os.Exit(2)
	}
	driver.Main(driver.Config{Passes: all, Mentions: conf.Mentions, Flags: flags})
}

// flags adds the flags that are no pass's.
func flags(set *flag.FlagSet) {
	set.Func("lang", "language of the messages, en or zh (default: of the environment)", func(s string) error {
		if s != "en" && s != "zh" {
			return fmt.Errorf("must be en or zh")
		}
		// The passes read it from there; under go vet each package is a
		// process of its own that gets the flag again.
		return os.Setenv("PAYLOADLINT_LANG", s)
	})
	set.Func("codes", "print the codes that an endpoint (such as create) can answer and what to do about each, then exit", func(s string) error {
		if err := printCodes(os.Stdout, endpoint.Kind(s), lang()); err != nil {
			return err
		}
		os.Exit(0)
		return nil
	})
}

// lang is the language of the environment, which -lang sets when it comes
// before.
func lang() message.Lang {
	for _, name := range []string{"PAYLOADLINT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if s := os.Getenv(name); s != "" {
			if strings.HasPrefix(strings.ToLower(s), "zh") {
				return message.Chinese
			}
			return message.English
		}
	}
	return message.English
}
