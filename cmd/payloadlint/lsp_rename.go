package main

import (
	"bytes"
	"context"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/readfile"
	"github.com/payloadlint/payloadlint/schema/store"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// lspRequestFailed is the protocol's code for a request that was understood and
// cannot be done.
const lspRequestFailed = -32803

// refuse is the answer to a request that cannot be done, with the reason.
func (s *lspServer) refuse(key string, args message.Args) error {
	return jsonrpc2.NewError(lspRequestFailed, s.run.app.say(key, args))
}

// renaming is a node that is to have another id: where it is defined, and the
// definition, nil for a prompt that no request is checked against.
type renaming struct {
	id   string
	def  *workflow.Definition
	path string // of the file that has the graph
}

// prepareRename says what part of the text would change, or why nothing can.
func (s *lspServer) prepareRename(ctx context.Context, p *lspParams) (any, error) {
	uri := p.TextDocument.URI
	d, ok := s.settled(ctx, uri)
	if !ok {
		return nil, nil // null is the answer
	}
	name, ok := editor.NameAt(s.regions(d), s.projectOf(uri, d), d.lines.offset(p.Position))
	if !ok {
		return nil, nil // null is the answer
	}
	if _, _, err := s.renaming(ctx, uri, d, &name); err != nil {
		return nil, err
	}
	return map[string]any{"range": d.lines.span(name.Place.Start, name.Place.End), "placeholder": name.ID}, nil
}

// renaming finds the graph of a node, and refuses one that only the platform can
// change, or that is in no form to be edited.
func (s *lspServer) renaming(ctx context.Context, uri string, d *lspDocument, name *editor.Name) (r *renaming, graph *lspDocument, err error) {
	path := s.nameOf(uri, d.language)
	r = &renaming{id: name.ID, def: name.Definition, path: path}
	if r.def == nil {
		r.def = s.definitionIn(path)
	} else if r.path, err = filepath.Abs(r.def.Name); err != nil {
		return nil, nil, s.refuse("lsp.rename-elsewhere", message.Args{"id": r.id, "path": r.def.Name})
	}
	if r.def != nil && (r.def.App || slices.Contains(strings.Split(filepath.Dir(r.path), string(filepath.Separator)), store.DirName)) {
		return nil, nil, s.refuse("lsp.rename-fetched", message.Args{"id": r.id, "path": project.Shown(r.path)})
	}
	if graph = d; r.path != path {
		graph = s.graphFile(ctx, r.path)
	}
	if graph == nil || !editor.HasNode(s.regions(graph), r.id) {
		return nil, nil, s.refuse("lsp.rename-elsewhere", message.Args{"id": r.id, "path": project.Shown(r.path)})
	}
	return r, graph, nil
}

// definitionIn is the workflow that the project keeps in a file; nil where it is
// none.
func (s *lspServer) definitionIn(path string) *workflow.Definition {
	c := s.run.checkerFor(discover.File{Path: path})
	abs, err := filepath.Abs(path)
	if c.err != nil || err != nil {
		return nil
	}
	for _, id := range configuredIDs(c, false) {
		file := ""
		if conf := c.project.Config; conf != nil && conf.Workflows[id] != "" {
			file = conf.Abs(conf.Workflows[id])
		} else if c.project.Store != nil {
			file, _ = filepath.Abs(c.project.Store.Path(store.Workflow, id)) // "" is no file
		}
		if file != abs {
			continue
		}
		if def, _ := c.project.Workflow(id); def != nil { // what cannot be read is among the diagnostics
			return def
		}
	}
	return nil
}

// graphFile is the file of a definition as the editor has it, or as it is on disk;
// nil where it cannot be read.
func (s *lspServer) graphFile(ctx context.Context, path string) *lspDocument {
	if uri, ok := s.openAt(path); ok {
		d, _ := s.settled(ctx, uri) // it is open
		return d
	}
	c := s.run.checkerFor(discover.File{Path: path})
	if c.err != nil {
		return nil
	}
	text, err := readfile.Regular(path, largestSearched)
	if err != nil {
		return nil
	}
	results, err := c.checker.Check(ctx, path, text)
	if err != nil {
		return nil
	}
	return &lspDocument{text: text, results: results, lines: newLSPText(text, s.client.utf8)}
}

// rename gives a node another id: in its graph, and in all requests that are
// checked against it.
func (s *lspServer) rename(ctx context.Context, p *lspParams) (any, error) {
	uri := p.TextDocument.URI
	d, ok := s.settled(ctx, uri)
	if !ok {
		return nil, nil // null is the answer
	}
	name, ok := editor.NameAt(s.regions(d), s.projectOf(uri, d), d.lines.offset(p.Position))
	if !ok {
		return nil, s.refuse("lsp.rename-nothing", nil)
	}
	r, graph, err := s.renaming(ctx, uri, d, &name)
	if err != nil {
		return nil, err
	}
	to := strings.TrimSpace(p.NewName)
	switch {
	case to == "":
		return nil, s.refuse("lsp.rename-empty", nil)
	case to == r.id:
		return map[string]any{"changes": map[string]any{}}, nil
	case editor.HasNode(s.regions(graph), to):
		return nil, s.refuse("lsp.rename-taken", message.Args{"id": to})
	}
	changes := map[string][]lspTextEdit{}
	edits, ok := editor.RenameNode(s.regions(graph), r.id, to)
	if !ok {
		return nil, s.refuse("lsp.rename-elsewhere", message.Args{"id": r.id, "path": project.Shown(r.path)})
	}
	home := uri
	if graph != d {
		if home, ok = s.openAt(r.path); !ok {
			home = uriOf(r.path)
		}
	}
	changes[home] = s.edits(graph, edits)
	if r.def != nil {
		if err := s.renameIn(ctx, s.nameOf(uri, d.language), r, to, changes); err != nil {
			return nil, err
		}
	}
	return map[string]any{"changes": changes}, nil
}

// renameIn adds the edits of the project's requests. All are found, or none is
// changed.
func (s *lspServer) renameIn(ctx context.Context, path string, r *renaming, to string, changes map[string][]lspTextEdit) error {
	paths, all := s.projectFiles(path)
	if !all {
		return s.refuse("lsp.rename-many", nil)
	}
	for other, od := range s.documents(ctx, paths) {
		edits, ok := editor.RenameIn(s.regions(od), s.projectOf(other, od), r.def, r.id, to)
		if !ok {
			return s.refuse("lsp.rename-elsewhere", message.Args{"id": r.id, "path": project.Shown(pathOf(other))})
		}
		if len(edits) > 0 {
			changes[other] = append(changes[other], s.edits(od, edits)...)
		}
	}
	return nil
}

// edits are edits in the protocol's places.
func (s *lspServer) edits(d *lspDocument, edits []editor.Edit) (out []lspTextEdit) {
	var offsets []int
	for _, e := range edits {
		offsets = append(offsets, e.Start, e.End)
	}
	at := d.lines.positions(offsets)
	for _, e := range edits {
		out = append(out, lspTextEdit{lspRange{at[e.Start], at[e.End]}, e.New})
	}
	return out
}

// openAt is the address under which the editor has a file open.
func (s *lspServer) openAt(path string) (uri string, ok bool) {
	for uri, d := range s.open {
		if abs, err := filepath.Abs(s.nameOf(uri, d.language)); err == nil && abs == path && strings.HasPrefix(uri, "file:") {
			return uri, true
		}
	}
	return "", false
}

// documents are the files of a project that hold requests: those that are open
// as the editor has them, the others as they are on disk.
func (s *lspServer) documents(ctx context.Context, paths []string) iter.Seq2[string, *lspDocument] {
	return func(yield func(string, *lspDocument) bool) {
		seen := map[string]bool{}
		for _, uri := range slices.Sorted(maps.Keys(s.open)) {
			d, ok := s.settled(ctx, uri)
			if !ok {
				continue
			}
			if abs, err := filepath.Abs(s.nameOf(uri, d.language)); err == nil {
				seen[abs] = true
			}
			if !yield(uri, d) {
				return
			}
		}
		for _, path := range paths {
			abs, err := filepath.Abs(path)
			if err != nil || seen[abs] {
				continue
			}
			if d := s.onDisk(ctx, path); d != nil && !yield(uriOf(path), d) {
				return
			}
		}
	}
}

// onDisk is a file of the project as it is on disk; nil where it holds no
// request.
func (s *lspServer) onDisk(ctx context.Context, path string) *lspDocument {
	c := s.run.checkerFor(discover.File{Path: path})
	if c.err != nil || c.project.Uses(path) {
		return nil
	}
	text, err := s.readSearched(path)
	if err != nil || text == nil {
		return nil
	}
	results, err := c.checker.Check(ctx, path, text)
	if err != nil || len(results) == 0 {
		return nil
	}
	return &lspDocument{text: text, results: results, lines: newLSPText(text, s.client.utf8)}
}

// readSearched reads a file that may name nodes; nil where nothing in it does.
func (s *lspServer) readSearched(path string) ([]byte, error) {
	if !discover.JSON(path) {
		return readMention(path)
	}
	text, err := readfile.Regular(path, largestSearched)
	if err != nil || !bytes.Contains(text, []byte("nodeId")) {
		return nil, err // reported by nobody: what cannot be read names no node
	}
	return text, nil
}
