package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/project"
)

// fetchCommandName is the command that fetches a definition. It is the server's
// only use of the network, and runs when the user asks for it.
const fetchCommandName = "payloadlint.fetch"

type (
	lspCommand struct {
		Title     string     `json:"title"`
		Command   string     `json:"command"`
		Arguments []lspFetch `json:"arguments"`
	}
	// lspFetch is what to fetch, and for which document.
	lspFetch struct {
		URI  string       `json:"uri"`
		Kind project.Kind `json:"kind"`
		ID   string       `json:"id"`
	}
)

// fetchable are the actions that fetch the definitions which a range of a
// document lacks.
func (s *lspServer) fetchable(uri string, d *lspDocument, p *lspParams) (list []lspAction) {
	for _, m := range editor.MissingIn(s.regions(d), s.projectOf(uri, d)) {
		at := d.lines.span(m.Start, m.End)
		// The note that something was not checked is where the request begins.
		near := !before(p.Range.End, at.Start) && !before(at.End, p.Range.Start) || slices.ContainsFunc(d.shown, func(g lspDiagnostic) bool {
			return g.Code == "unchecked" && !before(p.Range.End, g.Range.Start) && !before(g.Range.End, p.Range.Start)
		})
		if !near || !project.Workflow.Takes(m.ID) {
			continue
		}
		kind := project.Workflow
		if m.App {
			kind = project.App
		}
		title := s.run.app.say("lsp.fetch", message.Args{"what": s.run.app.what(kind, m.ID)})
		list = append(list, lspAction{Title: title, Kind: "quickfix", Command: &lspCommand{title, fetchCommandName, []lspFetch{{uri, kind, m.ID}}}})
	}
	return list
}

// execute runs a command. It may take as long as the network does: the editor
// is served meanwhile.
func (s *lspServer) execute(ctx context.Context, params []byte) (any, error) {
	var p struct {
		Command   string     `json:"command"`
		Arguments []lspFetch `json:"arguments"`
	}
	if err := json.Unmarshal(params, &p); err != nil || p.Command != fetchCommandName || len(p.Arguments) != 1 {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "there is no such command")
	}
	a := p.Arguments[0]
	if a.Kind != project.Workflow && a.Kind != project.App || !project.Workflow.Takes(a.ID) {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "cannot read the arguments")
	}
	text, ok := s.fetch(ctx, &a)
	kind := lspInformation
	if !ok {
		kind = lspError
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.conn.Notify(ctx, "window/showMessage", map[string]any{"type": kind, "message": text}) // an editor that has gone needs no word
	return nil, s.checkAll(ctx)
}

// fetch gets a definition into the store of a document's project, and says what
// became of it.
func (s *lspServer) fetch(ctx context.Context, a *lspFetch) (text string, ok bool) {
	var said bytes.Buffer
	own := &app{in: strings.NewReader(""), out: &said, err: &said, keys: s.run.app.keys, lang: s.run.app.lang}
	s.mu.Lock()
	dir := filepath.Dir(s.nameOf(a.URI, ""))
	f := &fetchFlags{jobs: 1, format: "text", dir: dir}
	if c := s.run.checkerFor(discover.File{Path: filepath.Join(dir, "x")}); c.err == nil && c.project.Config != nil {
		f.config = c.project.Config.Path
	} else if root := s.rootOf(dir); root != "" {
		f.dir = root
	}
	s.mu.Unlock()
	err := own.fetch(ctx, f, []fetch.Item{{Kind: a.Kind, ID: a.ID}})
	if err != nil {
		own.raise(own.fail(err))
	}
	return strings.TrimSpace(strings.ReplaceAll(said.String(), "payloadlint: ", "")), own.status == exitClean
}

// rootOf is the open folder that a folder lies in; "" where it is in none.
func (s *lspServer) rootOf(dir string) string {
	best := ""
	for _, root := range s.client.roots {
		if covers([]string{root}, dir) && len(root) > len(best) {
			best = root
		}
	}
	return best
}

// checkAll reads everything anew and checks all open documents.
func (s *lspServer) checkAll(ctx context.Context) error {
	s.forget()
	return s.checkOpen(ctx)
}

// foldersChanged is what the editor says of folders that were opened or closed.
func (s *lspServer) foldersChanged(ctx context.Context, p *lspParams) (any, error) {
	for _, f := range p.Event.Removed {
		path := pathOf(f.URI)
		s.client.roots = slices.DeleteFunc(s.client.roots, func(root string) bool { return root == path })
	}
	for _, f := range p.Event.Added {
		if path := pathOf(f.URI); strings.HasPrefix(f.URI, "file:") && !slices.Contains(s.client.roots, path) {
			s.client.roots = append(s.client.roots, path)
		}
	}
	return nil, s.checkAll(ctx)
}
