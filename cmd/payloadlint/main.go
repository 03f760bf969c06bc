// Payloadlint checks RunningHub API requests before they are sent: it reads a
// request with the workflow definition it names and says which code the server
// would answer, where, why, and what to change.
package main

import (
	"os"
	"runtime/debug"
)

// gcPercent lets the heap grow to five times what is alive before it is
// collected: a check keeps next to nothing alive, and collecting after every
// four megabytes took a third of its time. GOGC in the environment outranks it.
const gcPercent = 400

// largeInput is the size in bytes from which on an input keeps so much alive that
// the heap may grow by half of that only, which is largeGCPercent. A collection
// then costs less than the memory would.
const (
	largeInput     = 8 << 20
	largeGCPercent = 50
)

// spareMemory makes the heap of a check grow less where its input is large.
func spareMemory(input []byte) {
	if len(input) >= largeInput && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(largeGCPercent)
	}
}

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
