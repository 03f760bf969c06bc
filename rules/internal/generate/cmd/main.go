// Command cmd writes the generated parts of the rules:
//
//	go run ./rules/internal/generate/cmd                    # lists of families
//	go run ./rules/internal/generate/cmd request ID-OF-RULE # a new rule
package main

import (
	"fmt"
	"os"

	"github.com/payloadlint/payloadlint/rules/internal/generate"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return generate.WriteFamilies("rules")
	}
	files, err := generate.Rule("rules", args[0], args[1])
	for _, f := range files {
		fmt.Println(f)
	}
	return err
}
