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
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// lspRequestFailed is the protocol's code for a request that was understood and
// cannot be done.
const lspRequestFailed = -32803

// refuse is the answer to a request that cannot be done, with the reason.
func (s *lspServer) refuse(key string, args message.Args) error {
	return jsonrpc2.NewError(lspRequestFailed, s.run.app.say(key, args))
}

// renaming is a node that is to have another id.
type renaming struct {
	name editor.Name
	// in is the document that the place is in, uri and path are its names.
	in        *lspDocument
	uri, path string
	// def is the definition that has the node, nil for a prompt that no request is
	// checked against.
	def *workflow.Definition
	// graph is the document that has the graph, and home the path of it.
	graph *lspDocument
	home  string
}

// renaming finds the node that is named at a place, and its graph; it is nil where
// none is named. One that only the platform can change is refused, and one that is
// in no form to be edited.
func (s *lspServer) renaming(ctx context.Context, p *lspParams) (*renaming, error) {
	uri := p.TextDocument.URI
	d, ok := s.settled(ctx, uri)
	if !ok {
		return nil, nil // nothing is named
	}
	name, ok := editor.NameAt(s.regions(d), s.projectOf(uri, d), d.lines.offset(p.Position))
	if !ok {
		return nil, nil // nothing is named
	}
	path := s.nameOf(uri, d.language)
	r := &renaming{name: name, in: d, uri: uri, path: path, def: name.Definition, graph: d, home: path}
	if name.Own() {
		return r, nil
	}
	if r.def == nil {
		r.def = s.definitionIn(path)
	} else if abs, err := filepath.Abs(r.def.Name); err == nil {
		r.home = abs
	}
	if r.def != nil && (r.def.App || slices.Contains(strings.Split(filepath.Dir(r.home), string(filepath.Separator)), project.DirName)) {
		return nil, s.refuse("lsp.rename-fetched", message.Args{"id": name.ID, "path": project.Shown(r.home)})
	}
	if r.home != path {
		r.graph = s.graphFile(ctx, r.home)
	}
	if r.graph == nil || !editor.HasNode(s.regions(r.graph), name.ID) {
		return nil, s.elsewhere(r, r.home)
	}
	return r, nil
}

// elsewhere refuses a node because of a file that cannot be edited.
func (s *lspServer) elsewhere(r *renaming, path string) error {
	return s.refuse("lsp.rename-elsewhere", message.Args{"id": r.name.ID, "path": project.Shown(path)})
}

// taken reports whether there is a node of an id already.
func (s *lspServer) taken(r *renaming, id string) bool {
	if r.name.Own() {
		return r.name.Taken(id)
	}
	return editor.HasNode(s.regions(r.graph), id)
}

// prepareRename says what part of the text would change, or why nothing can.
func (s *lspServer) prepareRename(ctx context.Context, p *lspParams) (any, error) {
	r, err := s.renaming(ctx, p)
	if err != nil || r == nil {
		return nil, err // null is the answer where nothing is named
	}
	return map[string]any{"range": r.in.lines.span(r.name.Place.Start, r.name.Place.End), "placeholder": r.name.ID}, nil
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
			file, _ = filepath.Abs(c.project.Store.Path(project.Workflow, id)) // "" is no file
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
	text, err := readfile.Limit(largestSearched).Regular(path)
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
	r, err := s.renaming(ctx, p)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, s.refuse("lsp.rename-nothing", nil)
	}
	changes := map[string][]lspTextEdit{}
	to := strings.TrimSpace(p.NewName)
	switch {
	case to == "":
		return nil, s.refuse("lsp.rename-empty", nil)
	case to == r.name.ID:
		return map[string]any{"changes": changes}, nil
	case s.taken(r, to):
		return nil, s.refuse("lsp.rename-taken", message.Args{"id": to})
	}
	if r.name.Own() {
		edits, ok := r.name.Rename(to)
		if !ok {
			return nil, s.elsewhere(r, r.path)
		}
		changes[r.uri] = s.edits(r.in, edits)
		return map[string]any{"changes": changes}, nil
	}
	edits, ok := editor.RenameNode(s.regions(r.graph), r.name.ID, to)
	if !ok {
		return nil, s.elsewhere(r, r.home)
	}
	home := r.uri
	if r.graph != r.in {
		if home, ok = s.openAt(r.home); !ok {
			home = uriOf(r.home)
		}
	}
	changes[home] = s.edits(r.graph, edits)
	if r.def != nil {
		if err := s.renameIn(ctx, r, to, changes); err != nil {
			return nil, err
		}
	}
	return map[string]any{"changes": changes}, nil
}

// renameIn adds the edits of the project's requests. All are found, or none is
// changed.
func (s *lspServer) renameIn(ctx context.Context, r *renaming, to string, changes map[string][]lspTextEdit) error {
	paths, all := s.projectFiles(r.path)
	if !all {
		return s.refuse("lsp.rename-many", nil)
	}
	for other, od := range s.documents(ctx, paths) {
		edits, ok := editor.RenameIn(s.regions(od), s.projectOf(other, od), r.def, r.name.ID, to)
		if !ok {
			return s.elsewhere(r, pathOf(other))
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
	text, err := readfile.Limit(largestSearched).Regular(path)
	if err != nil || !bytes.Contains(text, []byte("nodeId")) && !bytes.Contains(text, []byte("class_type")) {
		return nil, err // reported by nobody: what cannot be read names no node
	}
	return text, nil
}
