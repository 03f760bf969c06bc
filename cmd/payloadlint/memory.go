package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

const (
	// streamMemory is what a stream may take: it keeps nothing of what it has
	// printed, so that all above a few megabytes is what the collector has not got
	// to yet. The rest up to the 64 MiB that a stream is promised to stay within is
	// the program itself.
	streamMemory = 40 << 20
	// longLine is from where the length of a line counts, and lineMemory how many
	// times its length a line may take, with what was found in it and with those
	// that are checked at the same time.
	longLine   = 64 << 10
	lineMemory = 64
)

// streamLimit is the memory that the collector keeps to while a stream is checked.
// GOMEMLIMIT in the environment outranks it.
type streamLimit struct{ now, before int64 }

// limitMemory sets the limit of a stream, with room for what is alive already: node
// definitions of a hundred megabytes, say.
func limitMemory() *streamLimit {
	if os.Getenv("GOMEMLIMIT") != "" {
		return nil
	}
	now := max(streamMemory, 2*int64(heapObjects()))
	return &streamLimit{now: now, before: debug.SetMemoryLimit(now)}
}

// see makes room for a line of n bytes. A limit that long lines do not fit in would
// have the collector at work all the time.
func (l *streamLimit) see(n int) {
	if l == nil || n < longLine {
		return
	}
	if more := streamMemory + lineMemory*int64(n); more > l.now {
		l.now = more
		debug.SetMemoryLimit(more)
	}
}

// lift ends the limit.
func (l *streamLimit) lift() {
	if l != nil {
		debug.SetMemoryLimit(l.before)
	}
}

// heapObjects is how many bytes of the heap are in use, garbage included.
func heapObjects() uint64 {
	var stats runtime.MemStats // runtime/metrics would say it too, but prepares its list at every start
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
