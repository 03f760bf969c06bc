// Command performance measures the program against its aims and writes the
// table of docs/performance.md: make bench.
//
//	go run ./cmd/internal/performance [-write docs/performance.md] [-quick]
//
// Each figure is next to a floor that was measured in the same run, because
// machines differ and are never quiet: the ratio is what counts.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	write := flag.String("write", "", "the `file` whose table is written anew")
	quick := flag.Bool("quick", false, "fewer files and repetitions, for trying the program out")
	floor := flag.String("floor", "", "run a floor instead: files, empty or peak")
	flag.Parse()
	var err error
	if *floor != "" {
		err = runFloor(*floor, flag.Args())
	} else {
		err = run(os.Stdout, *write, *quick)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// row is a line of the table.
type row struct {
	what, measured, floor, ratio, aim string
	// met is "" where there is no aim.
	met string
}

// bench is one run: a folder for its data and the programs under test.
type bench struct {
	dir     string
	program string // payloadlint, as released
	self    string // this program, for the floors
	files   int
	repeat  int
	rows    []row
	out     io.Writer
}

func run(out io.Writer, write string, quick bool) error {
	dir, err := os.MkdirTemp("", "payloadlint-performance-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder of the system's own for such
	b := &bench{dir: dir, files: 10_000, repeat: 21, out: out}
	if quick {
		b.files, b.repeat = 1_000, 5
	}
	for _, step := range []func() error{b.build, b.size, b.folder, b.workflows, b.stream, b.start, b.catalog, b.playground, b.inProcess, b.edits} {
		if err := step(); err != nil {
			return err
		}
	}
	table := b.table()
	if _, err := io.WriteString(out, table); err != nil {
		return fmt.Errorf("print the table: %w", err)
	}
	if write == "" {
		return nil
	}
	return replaceTable(write, table)
}

// add prints a row as it is measured and keeps it for the table.
func (b *bench) add(r row) {
	b.rows = append(b.rows, r)
	fmt.Fprintf(os.Stderr, "%s: %s (floor %s, ratio %s, aim %s)\n", r.what, r.measured, r.floor, r.ratio, r.aim)
}

func (b *bench) table() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%d processors, %s, %s/%s.\n\n", runtime.GOMAXPROCS(0), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	s.WriteString("| what | measured | floor | ratio | aim | met |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, r := range b.rows {
		fmt.Fprintf(&s, "| %s | %s | %s | %s | %s | %s |\n", r.what, r.measured, r.floor, r.ratio, r.aim, r.met)
	}
	return s.String()
}

// The table stands between these lines of the page.
const (
	beginTable = "<!-- table: make bench -->\n"
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
