package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"path/filepath"
	"slices"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

type (
	lspCompletion struct {
		Label      string      `json:"label"`
		Detail     string      `json:"detail,omitempty"`
		Kind       int         `json:"kind"`
		SortText   string      `json:"sortText"`
		FilterText string      `json:"filterText"`
		Format     int         `json:"insertTextFormat"`
		TextEdit   lspTextEdit `json:"textEdit"`
	}
	lspLocation struct {
		URI   string   `json:"uri"`
		Range lspRange `json:"range"`
	}
	lspSymbol struct {
		Name           string   `json:"name"`
		Detail         string   `json:"detail,omitempty"`
		Kind           int      `json:"kind"`
		Range          lspRange `json:"range"`
		SelectionRange lspRange `json:"selectionRange"`
	}
	lspHint struct {
		Position    lspPosition `json:"position"`
		Label       string      `json:"label"`
		PaddingLeft bool        `json:"paddingLeft"`
	}
)

// regions are the parts of a document that are read as JSON.
func (s *lspServer) regions(d *lspDocument) []*editor.Region {
	if d.regions == nil {
		d.regions = editor.Regions(d.results)
	}
	return d.regions
}

// projectOf is what a document's requests are checked against.
func (s *lspServer) projectOf(uri string, d *lspDocument) *editor.Project {
	path := s.nameOf(uri, d.language)
	none := func(string) *workflow.Definition { return nil }
	p := &editor.Project{
		Workflow: none, App: none, IDs: func(bool) []string { return nil }, Snippets: s.client.snippets,
		Say: func(key string, args map[string]string) string { return s.run.app.say(key, args) },
	}
	c := s.run.checkerFor(discover.File{Path: path})
	if c.err != nil {
		return p
	}
	p.Catalog = c.catalog
	// What cannot be read is among the diagnostics.
	p.Workflow = func(id string) *workflow.Definition { def, _ := c.project.Workflow(id); return def }
	p.App = func(id string) *workflow.Definition { def, _ := c.project.App(id); return def }
	p.IDs = func(app bool) []string { return configuredIDs(c, app) }
	if c.project.Config != nil {
		p.Set = c.project.Config.Request(path)
	}
	return p
}

// configuredIDs are the ids of workflows or apps that have a definition.
func configuredIDs(c *checked, app bool) (ids []string) {
	kind := project.Workflow
	if app {
		kind = project.App
	}
	if conf := c.project.Config; conf != nil {
		files := conf.Workflows
		if app {
			files = conf.Apps
		}
		ids = slices.Collect(maps.Keys(files))
	}
	if c.project.Store != nil {
		for _, e := range c.project.Store.Entries() {
			if e.Kind == kind {
				ids = append(ids, e.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (s *lspServer) completion(ctx context.Context, p *lspParams) (any, error) {
	list := []lspCompletion{}
	d, ok := s.settled(ctx, p.TextDocument.URI)
	if !ok {
		return list, nil
	}
	proj, offset := s.projectOf(p.TextDocument.URI, d), d.lines.offset(p.Position)
	items := editor.Complete(s.regions(d), proj, offset)
	if len(items) == 0 || editor.Unclosed(d.text, items[0], offset) {
		if typed := s.halfTyped(ctx, p.TextDocument.URI, d, proj, offset); len(typed) > 0 {
			items = typed
		}
	}
	for i, item := range items {
		format := 1
		filter := item.New
		if item.Snippet {
			format, filter = 2, item.Label
		}
		list = append(list, lspCompletion{
			Label: item.Label, Detail: item.Detail, Kind: int(item.Kind), SortText: fmt.Sprintf("%05d", i), FilterText: filter, Format: format,
			TextEdit: lspTextEdit{d.lines.span(item.Start, item.End), item.New},
		})
	}
	return list, nil
}

// halfTyped completes the place of a word that is still being typed, which keeps
// a program from being read.
func (s *lspServer) halfTyped(ctx context.Context, uri string, d *lspDocument, proj *editor.Project, at int) []editor.Item {
	typing, ok := editor.HalfTyped(d.text, at)
	if !ok {
		return nil
	}
	path := s.nameOf(uri, d.language)
	c := s.run.checkerFor(discover.File{Path: path})
	if c.err != nil {
		return nil
	}
	results, err := c.checker.Check(ctx, path, typing.Without(d.text))
	if err != nil {
		return nil // only ctx's
	}
	return typing.Moved(editor.Complete(editor.Regions(results), proj, typing.Word.Start))
}

func (s *lspServer) definitionOf(ctx context.Context, p *lspParams) (any, error) {
	d, ok := s.settled(ctx, p.TextDocument.URI)
	if !ok {
		return nil, nil // null is the answer
	}
	place, ok := editor.DefinitionAt(s.regions(d), s.projectOf(p.TextDocument.URI, d), d.lines.offset(p.Position))
	if !ok {
		return nil, nil // null is the answer
	}
	return s.location(p.TextDocument.URI, d, place), nil
}

// location is a place in the document, or in another file.
func (s *lspServer) location(uri string, d *lspDocument, p editor.Place) lspLocation {
	if p.Path == "" {
		return lspLocation{uri, d.lines.span(p.Start, p.End)}
	}
	return lspLocation{uriOf(p.Path), newLSPText(p.Text, s.client.utf8).span(p.Start, p.End)}
}

// mostFiles is how many files of a project are searched for references, and
// largestSearched the size of those that are, in bytes.
const (
	mostFiles       = 20_000
	largestSearched = 4 << 20
)

func (s *lspServer) references(ctx context.Context, p *lspParams) (any, error) {
	list := []lspLocation{}
	uri := p.TextDocument.URI
	d, ok := s.settled(ctx, uri)
	if !ok {
		return list, nil
	}
	at, proj := d.lines.offset(p.Position), s.projectOf(uri, d)
	path := s.nameOf(uri, d.language)
	id, places := editor.References(s.regions(d), proj, at)
	def := editor.DefinitionOf(s.regions(d), proj, at)
	if id != "" && def == nil {
		def = s.definitionIn(path)
	}
	if def == nil {
		for _, place := range places {
			list = append(list, s.location(uri, d, place))
		}
		return list, nil
	}
	// Where the document is the definition itself, its own places are these.
	if place, ok := editor.NodePlace(def, id); ok && !sameFile(place.Path, path) {
		list = append(list, s.location(uri, d, place))
	} else {
		for _, place := range places {
			list = append(list, s.location(uri, d, place))
		}
	}
	files, _ := s.projectFiles(path) // of very many, the first
	for other, od := range s.documents(ctx, files) {
		for _, place := range editor.ReferencesTo(s.regions(od), s.projectOf(other, od), def, id) {
			list = append(list, s.location(other, od, place))
		}
	}
	return list, nil
}

func sameFile(a, b string) bool {
	a, errA := filepath.Abs(a)
	b, errB := filepath.Abs(b)
	return errA == nil && errB == nil && a == b
}

// projectFiles are the files which may hold requests, of the folders that the
// editor has open, or of the project of a file where it has none; all is false
// where some are left out because there are too many.
func (s *lspServer) projectFiles(path string) (paths []string, all bool) {
	roots := s.client.roots
	if len(roots) == 0 {
		roots = []string{filepath.Dir(path)}
		if c := s.run.checkerFor(discover.File{Path: path}); c.err == nil && c.project.Config != nil {
			roots = []string{c.project.Config.Dir}
		}
	}
	files, _ := discover.FindKinds(roots, kindNames(nil)) // what cannot be read has no references
	for _, f := range files[:min(len(files), mostFiles)] {
		paths = append(paths, f.Path)
	}
	return paths, len(files) <= mostFiles
}

func (s *lspServer) symbols(ctx context.Context, p *lspParams) (any, error) {
	list := []lspSymbol{}
	d, ok := s.settled(ctx, p.TextDocument.URI)
	if !ok {
		return list, nil
	}
	all := editor.Symbols(s.regions(d), s.projectOf(p.TextDocument.URI, d))
	var offsets []int
	for _, y := range all {
		offsets = append(offsets, y.Start, y.End, y.NameStart, y.NameEnd)
	}
	at := d.lines.positions(offsets)
	for _, y := range all {
		list = append(list, lspSymbol{y.Name, y.Detail, lspSymbolObject, lspRange{at[y.Start], at[y.End]}, lspRange{at[y.NameStart], at[y.NameEnd]}})
	}
	return list, nil
}

// lspSymbolObject is the protocol's kind of items and nodes.
const lspSymbolObject = 19

func (s *lspServer) hints(ctx context.Context, p *lspParams) (any, error) {
	list := []lspHint{}
	d, ok := s.settled(ctx, p.TextDocument.URI)
	if !ok {
		return list, nil
	}
	all := editor.Hints(s.regions(d), s.projectOf(p.TextDocument.URI, d))
	var offsets []int
	for _, h := range all {
		offsets = append(offsets, h.At)
	}
	at := d.lines.positions(offsets)
	for _, h := range all {
		if place := at[h.At]; !before(place, p.Range.Start) && !before(p.Range.End, place) {
			list = append(list, lspHint{place, h.Text, true})
		}
	}
	return list, nil
}

// pull answers an editor that asks for diagnostics.
func (s *lspServer) pull(ctx context.Context, p *lspParams) (any, error) {
	uri := p.TextDocument.URI
	items := []lspDiagnostic{}
	if d, ok := s.settled(ctx, uri); ok && d.shown != nil {
		items = d.shown
	}
	text, err := json.Marshal(items)
	if err != nil {
		return nil, err
	}
	h := fnv.New64a()
	_, _ = h.Write(text) // a hash never fails to write
	id := fmt.Sprintf("%x", h.Sum64())
	if id == p.PreviousResultID {
		return map[string]any{"kind": "unchanged", "resultId": id}, nil
	}
	return map[string]any{"kind": "full", "resultId": id, "items": items}, nil
}
