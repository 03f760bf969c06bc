package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/drift"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// saveSlice keeps the definitions of the nodes that the project's workflows use:
// cut from what this machine has of the server's node definitions, or from a
// download where fetch was to bring everything and did not bring them yet.
func (r *fetching) saveSlice(ctx context.Context, items []fetch.Item, bare bool) error {
	p, err := project.Open(r.base, r.conf, nil) // with what was fetched just now
	if err != nil {
		return err // worded by fail
	}
	r.project = p
	used := r.classes(p)
	asked := slices.ContainsFunc(items, func(it fetch.Item) bool { return it.Kind == project.Nodes })
	slice, kept, err := r.store.Slice()
	// A host that the folder alone names is asked when the user names it too.
	ours := err != nil || kept == r.client.Host()
	if bare && ours && !asked && len(used) > 0 {
		if err := r.save(ctx, []fetch.Item{{Kind: project.Nodes}}); err != nil {
			return err
		}
		asked = true
	}
	host := r.nodesHost
	switch {
	case host == "" && asked, slice == nil && len(used) == 0:
		return nil // the download failed, which was told, or nothing is in use
	case host == "":
		host = cmp.Or(kept, r.client.Host())
	}
	whole, err := r.store.OpenNodes(host)
	if err != nil {
		return nil // there is nothing to cut from
	}
	defer whole.Close() //nolint:errcheck // only read
	if !asked && !cutFrom(slice, whole) {
		return nil // somebody else cut it from newer definitions
	}
	return r.putSlice(ctx, whole, host, used)
}

// cutFrom reports whether a slice, where there is one, is part of just these
// definitions.
func cutFrom(slice, whole *nodes.Catalog) bool {
	if slice == nil {
		return true
	}
	_, hash, _, _ := slice.CutFrom()
	return hash == whole.Hash()
}

// putSlice cuts the slice and keeps it.
func (r *fetching) putSlice(ctx context.Context, whole *nodes.Catalog, host string, used []string) error {
	content, err := sliceContent(whole, host, used)
	if err != nil {
		return err // a *fault.Error says all
	}
	o := fetch.Outcome{Item: fetch.Item{Kind: project.Server, ID: project.SliceID}, Host: host}
	if o.Result, err = r.store.Put(ctx, project.Server, project.SliceID, host, content, time.Now()); err != nil {
		return r.client.StoreError(o.Item, err) // worded by fail
	}
	return r.saved(o)
}

// sliceContent is a slice as the store keeps it.
func sliceContent(whole *nodes.Catalog, host string, used []string) ([]byte, error) {
	text, err := whole.Slice(used, host)
	if err != nil {
		return nil, err
	}
	doc, err := jsondoc.Parse(project.SliceID, text)
	if err != nil {
		return nil, err
	}
	return doc.Root().Pretty(), nil
}

// classes lists the classes of the nodes in the graphs of a project: of its
// workflows, of its apps where their workflow is known, and of the requests that
// carry a graph of their own. What takes the place of a class that a server does
// not have any more counts too.
func (r *fetching) classes(p *project.Project) []string {
	used := map[string]bool{}
	add := func(graph jsondoc.Value) {
		for m := range graph.Members() {
			used[m.Value.Get("class_type").Text()] = true
		}
	}
	for _, g := range r.graphs(p) {
		add(g.def.Graph)
	}
	files, _ := discover.FindKinds([]string{r.base}, kindNames(nil)) // a file that cannot be read carries nothing
	for _, file := range files {
		eachGraph(file.Path, add)
	}
	var out []string
	for name := range used {
		if name == "" {
			continue
		}
		out = append(out, name)
		if repl, ok := nodes.Core().Replacement(name); ok && !used[repl.New] {
			out = append(out, repl.New)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// graph is a definition that has a graph.
type graph struct {
	kind project.Kind
	id   string
	def  *workflow.Definition
}

// graphs are the definitions with a graph that the configuration and the store
// name, in order. One that cannot be read is told elsewhere.
func (r *fetching) graphs(d drift.Definitions) (out []graph) {
	ids := wantedIDs{}
	ids.addConfig(r.conf)
	for _, e := range r.store.Entries() {
		if e.Kind == project.Workflow || e.Kind == project.App {
			ids.add(e.Kind, e.ID)
		}
	}
	for _, it := range ids.items() {
		find := d.Workflow
		if it.Kind == project.App {
			find = d.App
		}
		if def, err := find(it.ID); err == nil && def != nil && def.Graph.Exists() {
			out = append(out, graph{it.Kind, it.ID, def})
		}
	}
	return out
}
