// Mutation changes the code of packages in small ways, one at a time, and lists
// the changes that no test notices. All changes of a package are built into one
// test binary, which an environment variable tells the one to make: hundreds of
// changes cost one compilation.
//
//	go run ./cmd/internal/mutation [-sample N] [-with PACKAGE]... PACKAGE...
//
// A change counts as noticed when the package's own tests fail or do not end. A
// change that they never reach counts as unnoticed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"
)

func main() { os.Exit(run()) }

func run() int {
	o := options{floor: 20 * time.Second}
	flag.IntVar(&o.sample, "sample", 0, "try `N` changes of each package, spread evenly; 0 tries all")
	flag.Var(&o.with, "with", "a `PACKAGE` whose tests are asked where a package's own notice nothing; repeatable")
	flag.StringVar(&o.file, "file", "", "try the changes of one `FILE` alone, by its base name")
	flag.DurationVar(&o.floor, "patience", o.floor, "the least time that a run may take; it has ten times that of the unchanged code in any case")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	total, status := tally{}, 0
	for _, pkg := range flag.Args() {
		t, err := o.try(ctx, pkg)
		if err != nil {
			fmt.Fprintf(os.Stderr, "mutation: %s: %v\n", pkg, err)
			status = 1
			continue
		}
		fmt.Printf("%s: %s\n", pkg, t)
		total.add(t)
	}
	fmt.Printf("total: %s\n", total)
	return status
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }
