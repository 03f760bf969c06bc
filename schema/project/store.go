package project

import (
	"context"
	"errors"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/internal/store"
)

// Store is the folder of fetched definitions of a project: a file for each workflow
// and AI app, the node definitions, the names of models, and lock.json, which says
// where and when each came from and what it must hash to. Reading it never touches
// the network. It is safe for concurrent use, also by several processes. Its errors
// are *fault.Error.
type Store = store.Store

// Kind is what is kept in a Store, or refused by the platform.
type Kind = store.Kind

// What a Store keeps. The ID of Nodes is the host they come from, that of Server one
// of SliceID and ModelsID.
const (
	Workflow = store.Workflow
	App      = store.App
	Nodes    = store.Nodes
	Server   = store.Server
	// SliceID are the definitions of the nodes that the workflows use, ModelsID the
	// names of models that their loaders take.
	SliceID  = store.SliceID
	ModelsID = store.ModelsID
	// DirName is the name of the folder.
	DirName = store.DirName
)

// Models are the names of models of one kind that the platform lists: all of them
// where Complete, else those before the page Next.
type Models = store.Models

// Result is what became of the content put into a Store: "added", "changed",
// "unchanged", or "restored" where it is the old one, and its file was gone or
// damaged.
type Result = store.Result

// FindStore looks for the folder of a Store in dir and upward; "" when there is none.
func FindStore(dir string) string { return store.Find(dir) }

// OpenStore opens the folder of a Store; one that is not there is empty. The error is
// a *fault.Error when lock.json is of another version or damaged. A damaged one is
// made anew where repair is not nil, which is called with the damage before that:
// definitions that are whole stay, where they came from is lost.
func OpenStore(ctx context.Context, dir string, repair func(*fault.Error)) (*Store, error) {
	s, err := store.Open(dir)
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Problem != fault.StoreLockDamaged || repair == nil {
		return s, err
	}
	repair(e)
	return store.Repair(ctx, dir)
}
