// Package driver runs go/analysis passes that hand facts from package to package
// over a program without type-checking all of it: only the packages in which the
// passes have something to look for, and those that import them, are read from
// source. The driver of x/tools would read every dependency from source, since
// the passes have facts.
package driver

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/multichecker"
)

// Exit statuses, those of x/tools' driver.
const (
	statusFailed = 1
	statusFound  = 3
)

// Config says what to run.
type Config struct {
	// Passes are the analyzers, all of them.
	Passes []*analysis.Analyzer
	// Mentions reports whether the passes have anything to look for in the
	// source of a file.
	Mentions func(source []byte) bool
	// Flags adds flags of the program's own.
	Flags func(*flag.FlagSet)
}

// Main runs the program and ends it. What is not a plain run over packages (the
// protocol of go vet, help, profiles) is left to x/tools.
func Main(c Config) {
	if elsewhere(os.Args[1:]) {
		c.Flags(flag.CommandLine)
		multichecker.Main(c.Passes...)
		return
	}
	log.SetFlags(0)
	log.SetPrefix("payloadvet: ")
	if err := analysis.Validate(c.Passes); err != nil {
		log.Fatal(err)
	}
	d := &driver{Config: c, looked: map[string]bool{}}
	set := flag.NewFlagSet("payloadvet", flag.ExitOnError)
	passes := d.parse(set, os.Args[1:])
	if set.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: payloadvet [-flag] packages; payloadvet help lists the passes and flags")
		os.Exit(statusFailed)
	}
	os.Exit(d.run(passes, set.Args()))
}

// elsewhere reports whether x/tools has to answer: go vet's questions and unit
// files, help, and what serves those who work on the passes.
func elsewhere(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		name, flagged := strings.CutPrefix(arg, "-")
		name, _, _ = strings.Cut(strings.TrimPrefix(name, "-"), "=")
		if !flagged {
			return arg == "help" || strings.HasSuffix(arg, ".cfg")
		}
		switch name {
		case "V", "flags", "h", "help", "debug", "cpuprofile", "memprofile", "trace":
			return true
		}
		return false
	})
}

type driver struct {
	Config
	tests, json, fix, diff bool
	context                int
	looked                 map[string]bool // by file: whether it mentions anything
}

// parse reads the flags, which are those of x/tools' driver, and returns the
// passes that they choose.
func (d *driver) parse(set *flag.FlagSet, args []string) []*analysis.Analyzer {
	d.Flags(set)
	set.BoolVar(&d.tests, "test", true, "indicates whether test files should be analyzed, too")
	set.BoolVar(&d.json, "json", false, "emit JSON output")
	set.IntVar(&d.context, "c", -1, "display offending line with this many lines of context")
	set.BoolVar(&d.fix, "fix", false, "apply all suggested fixes")
	set.BoolVar(&d.diff, "diff", false, "with -fix, don't update the files, but print a unified diff")
	for _, old := range []string{"source", "v", "all"} {
		set.Bool(old, false, "no effect (deprecated)")
	}
	set.String("tags", "", "no effect (deprecated)")
	asked := map[string]*bool{}
	for _, a := range d.Passes {
		on := false
		asked[a.Name] = &on
		set.BoolVar(&on, a.Name, false, "enable "+a.Name+" analysis")
		a.Flags.VisitAll(func(f *flag.Flag) { set.Var(f.Value, a.Name+"."+f.Name, f.Usage) })
	}
	_ = set.Parse(args) // ends the program where it fails
	given := map[string]bool{}
	some := false
	set.Visit(func(f *flag.Flag) {
		if on := asked[f.Name]; on != nil {
			given[f.Name] = true
			some = some || *on
		}
	})
	return slices.DeleteFunc(slices.Clone(d.Passes), func(a *analysis.Analyzer) bool {
		if some {
			return !*asked[a.Name]
		}
		return given[a.Name]
	})
}

// run runs passes over the packages of some patterns and returns the exit
// status.
func (d *driver) run(passes []*analysis.Analyzer, patterns []string) int {
	p, err := d.load(patterns)
	if err != nil {
		log.Print(err)
		return statusFailed
	}
	graph, err := checker.Analyze(passes, p.roots, nil)
	if err != nil {
		log.Print(err)
		return statusFailed
	}
	status := 0
	if p.failed > 0 {
		status = statusFailed
	}
	if d.fix {
		if err := d.applyFixes(graph); err != nil {
			log.Print(err)
			return statusFailed
		}
		return status
	}
	return max(status, d.print(graph))
}

// print writes what was found and returns the exit status for it.
func (d *driver) print(graph *checker.Graph) int {
	if d.json {
		return failedIf(graph.PrintJSON(os.Stdout))
	}
	if err := graph.PrintText(os.Stderr, d.context); err != nil {
		return failedIf(err)
	}
	status := 0
	for act := range graph.All() {
		switch {
		case act.Err != nil:
			return statusFailed
		case act.IsRoot && len(act.Diagnostics) > 0:
			status = statusFound
		}
	}
	return status
}

func failedIf(err error) int {
	if err != nil {
		return statusFailed
	}
	return 0
}
