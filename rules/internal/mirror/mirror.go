// Package mirror mirrors ComfyUI's validate_prompt: it walks a prompt in the
// order ComfyUI does and says what ComfyUI says. It knows no rule and no
// message. Source: validate-prompt.md; the sections that comments name are
// those of that file.
//
// A graph is read once (graph.go, read.go) and never changes; a walk (walk.go)
// is one validation of it, with the values of a request laid over the graph's
// own (overlay.go). A definition that many requests are checked against is
// walked once, as a Base; each request then pays for the inputs it sets
// (patch.go).
package mirror

import (
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// Options say how to validate. The zero value mirrors validate_prompt of the
// release Recorded.
type Options struct {
	// Version is the ComfyUI release to mirror.
	Version Version
	// Server mirrors POST /prompt, which goes through every node before
	// validation and raises where `inputs` is not an object.
	Server bool
	// Targets are the ids of partial_execution_targets; Partial says that
	// there is such a list.
	Targets []string
	Partial bool
	// Files reports whether a path exists in a folder of the server ("input",
	// "output", "temp"); known is false when that cannot be said. nil knows
	// nothing.
	Files func(folder, path string) (exists, known bool)
	// Lenient treats classes that the catalog lacks as unknown even when the
	// catalog is complete: the graph ran on another server.
	Lenient bool
	// Elsewhere says that the server is not the platform whose models the catalog
	// lists (nodes.Input.Listed).
	Elsewhere bool
	// Placeholder reports whether a value stands for any other: its type,
	// range and choice are not judged. nil for none.
	Placeholder func(jsondoc.Value) bool
}

// Validate says what ComfyUI says of a prompt, the object {id: node}, with
// overrides put in. Overrides of nodes that the prompt lacks are ignored.
func Validate(prompt jsondoc.Value, catalog *nodes.Catalog, opt Options, overrides ...Override) *Outcome {
	s := scratches.Get().(*scratch)
	defer s.release()
	s.graph.read(prompt, catalog, &opt)
	if s.graph.fatal != nil {
		return fatalOutcome(s.graph.fatal)
	}
	w := &s.walk
	w.begin(&s.graph, opt)
	w.over.set(&s.graph, overrides)
	w.run()
	return w.outcome()
}

// scratch holds the buffers of one validation for the next.
type scratch struct {
	graph graph
	walk  walk
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// largest is the number of nodes up to which buffers are kept.
const largest = 1 << 14

func (s *scratch) release() {
	if cap(s.graph.nodes) > largest || cap(s.graph.values) > 16*largest {
		return
	}
	s.graph.forget()
	s.walk.forget()
	scratches.Put(s)
}

// resize gives a zeroed slice of n elements, the old one where it is large
// enough.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// emptied drops what a list refers to and keeps its room.
func emptied[T any](s []T) []T {
	clear(s)
	return s[:0]
}

// popped takes off a stack what lies on it from a place on.
func popped[T any](s []T, from int) []T {
	clear(s[from:])
	return s[:from]
}
