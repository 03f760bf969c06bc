// Reliability runs the program over input that is meant to break it and writes
// what came of it into docs/reliability.md: the exit status, the time and the
// peak of memory of each.
//
//	go run ./cmd/internal/reliability [-write FILE] [-only WORD] [-limit TIME]
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

func main() {
	write := flag.String("write", "", "the page whose table is replaced")
	only := flag.String("only", "", "run the cases whose name has this word")
	limit := flag.Duration("limit", 2*time.Minute, "the longest that a case may take")
	flag.Parse()
	if err := run(*write, *only, *limit); err != nil {
		fmt.Fprintln(os.Stderr, "reliability:", err)
		os.Exit(1)
	}
}

// outcome is one row of the table.
type outcome struct {
	name, input, result, time, memory string
}

func run(write, only string, limit time.Duration) error {
	dir, err := os.MkdirTemp("", "reliability")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder of the system's own for such
	program := filepath.Join(dir, "payloadlint")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", program, "./cmd/payloadlint") //nolint:gosec // a folder of our own
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build the program: %w", err)
	}
	var rows []outcome
	for _, c := range cases() {
		if !strings.Contains(c.name, only) {
			continue
		}
		row, err := measure(program, dir, &c, limit)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s: %s, %s, %s\n", row.name, row.result, row.time, row.memory)
		rows = append(rows, row)
	}
	table := page(rows)
	if write == "" {
		_, err := os.Stdout.WriteString(table)
		return err
	}
	return replaceTable(write, table)
}

// measure runs a case in a folder of its own.
func measure(program, dir string, c *hostile, limit time.Duration) (outcome, error) {
	row := outcome{name: c.name}
	folder := filepath.Join(dir, "case")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return row, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // some are large
	if err := c.make(folder); err != nil {
		return row, err
	}
	row.input = size(folder)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, c.args...) //nolint:gosec // our own program and our own arguments
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "XDG_CACHE_HOME="+filepath.Join(folder, ".cache"), "RUNNINGHUB_API_KEY="+sampleKey)
	if c.stdin != nil {
		cmd.Stdin = c.stdin()
	}
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	debug.FreeOSMemory() // a child's peak begins at what we hold when it starts
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	row.time, row.memory = took.Round(10*time.Millisecond).String(), "-"
	if cmd.ProcessState == nil {
		return row, err
	}
	if k := peak(cmd.ProcessState); k > 0 {
		row.memory = fmt.Sprintf("%d MiB", k>>10)
	}
	row.result = verdict(ctx, cmd.ProcessState.ExitCode(), out.String(), errOut.String())
	return row, nil
}

// verdict says in a few words how a run ended.
func verdict(ctx context.Context, status int, out, errOut string) string {
	switch {
	case ctx.Err() != nil:
		return "**did not end in the time that it had**"
	case strings.Contains(errOut, "goroutine ") || status < 0:
		return "**crashed**"
	case strings.Contains(out+errOut, sampleKey):
		return "**showed the key**"
	}
	words := strings.TrimSpace(errOut)
	if words == "" {
		words = strings.TrimSpace(out)
		if i := strings.Index(words, "\n"); i >= 0 {
			words = words[:i]
		}
	}
	words, _, _ = strings.Cut(words, "\n")
	if r := []rune(words); len(r) > 110 {
		words = string(r[:110]) + "…"
	}
	return fmt.Sprintf("%d: %s", status, strings.NewReplacer("|", `\|`, "`", "'").Replace(words))
}

// size is how much a folder holds.
func size(folder string) string {
	var n int64
	_ = filepath.Walk(folder, func(_ string, info os.FileInfo, err error) error { // what cannot be read counts nothing
		if err == nil && info.Mode().IsRegular() {
			n += info.Size()
		}
		return nil
	})
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 10<<10:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

func page(rows []outcome) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%d processors, %s, %s/%s.\n\n", runtime.GOMAXPROCS(0), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	s.WriteString("| case | input | exit status and first line | time | peak memory |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(&s, "| %s | %s | %s | %s | %s |\n", r.name, r.input, r.result, r.time, r.memory)
	}
	return s.String()
}

// The table is between these lines of the page.
const (
	beginTable = "<!-- table: make reliability -->\n"
	endTable   = "<!-- end of table -->\n"
)

func replaceTable(path, table string) error {
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return fmt.Errorf("read the page: %w", err)
	}
	before, rest, ok := strings.Cut(string(text), beginTable)
	_, after, end := strings.Cut(rest, endTable)
	if !ok || !end {
		return fmt.Errorf("%s has no table to replace", path)
	}
	if err := os.WriteFile(path, []byte(before+beginTable+table+endTable+after), 0o600); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}
