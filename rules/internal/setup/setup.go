// Package setup has what the engine tells all passes of a run: what the
// configuration says, what the project remembers.
package setup

import (
	"sync"

	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Settings are what the configuration says about all requests of a run.
type Settings struct {
	Lang message.Lang
	// Account is "", "normal", "enterprise-shared" or "enterprise-exclusive".
	Account string
	// Placeholders are the marks that stand for any value.
	Placeholders *placeholder.Patterns
	// Strict makes placeholders errors (--no-placeholders).
	Strict bool
	// Host is the configured site, "" when none is.
	Host string
	// BaseDir is where relative paths of local files (uploads) start; "" turns
	// checks of local files off.
	BaseDir string
	// InputDir is the server's input folder (self-hosted ComfyUI), "" when it
	// is not known.
	InputDir string
	// Files reports whether a path exists in a folder of the server ("input",
	// "output", "temp"); known is false when that cannot be said. nil leaves it
	// to InputDir.
	Files func(folder, path string) (exists, known bool)
	// ComfyUI is the release whose validation is mirrored, such as "0.26.0"; "" for
	// the one whose verdicts were recorded.
	ComfyUI string
	// SameServer means that the catalog was answered by the very server that
	// will get the requests: what it says of parts that a request does not
	// touch is then no drift.
	SameServer bool
	// Cache keeps what rules found out about definitions from one request to
	// the next; nil keeps nothing.
	Cache *sync.Map
	// Records are what the project remembers of ids; nil when it remembers
	// nothing.
	Records Records
	// Level is the name of the severity that findings of a rule have in a file,
	// "" for their own; nil leaves all as they are.
	Level func(rule, file string) string
}

// Placeholder reports whether v stands for any value: a string that is a
// placeholder, or a part of a program that is known only when it runs.
func (s *Settings) Placeholder(v jsondoc.Value) bool {
	return v.Is(jsondoc.String) && (v.IsHole() || s.Placeholders.Match(v.Text()))
}

// Records are what a project remembers of the ids of workflows and apps.
// Implementations are safe for concurrent use.
type Records interface {
	// Knows reports whether there is a definition of an id, without reading it.
	Knows(r endpoint.Resource, id string) bool
	// Answer is the error that the platform answered when the definition of an
	// id was asked for; ok is false when none is remembered.
	Answer(r endpoint.Resource, id string) (code int, msg string, ok bool)
}
