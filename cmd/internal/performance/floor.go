package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"github.com/tidwall/gjson"
)

// runFloor does what nothing that does the same work can do without: it reads
// files and asks gjson whether they are JSON, by two goroutines ("files"), or
// starts with jsonschema/v5 linked and ends ("empty"). "peak" is not one: it runs a
// program and prints its largest resident set in KiB.
func runFloor(name string, args []string) error {
	switch name {
	case "files":
		return readFiles(args[0])
	case "empty":
		_ = jsonschema.Draft7 // linked, and so initialised
		return nil
	case "peak":
		cmd := exec.CommandContext(context.Background(), args[0], args[1:]...) //nolint:gosec // the program under test
		if err := cmd.Run(); err != nil && (cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 1) {
			return fmt.Errorf("run %s: %w", args[0], err)
		}
		fmt.Println(peak(cmd.ProcessState))
		return nil
	}
	return fmt.Errorf("no floor %q", name)
}

func readFiles(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return fmt.Errorf("list the files: %w", err)
	}
	work := make(chan string, 256)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for path := range work {
				if data, err := os.ReadFile(path); err != nil || !gjson.ValidBytes(data) {
					fmt.Fprintln(os.Stderr, path, err)
				}
			}
		})
	}
	for _, n := range names {
		work <- n
	}
	close(work)
	wg.Wait()
	return nil
}
