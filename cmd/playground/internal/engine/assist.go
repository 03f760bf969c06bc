package engine

import (
	"encoding/json"

	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// anyID is the id under which a project finds the one workflow there is.
const anyID = "*"

// project is what the request is checked against, for completions and hovers.
func (e *Engine) project(in *Input) *editor.Project {
	def, _ := e.flow(in)      // the check reports its faults
	catalog, _ := e.nodes(in) // and those of these
	if catalog == nil {
		catalog = nodes.Core()
	}
	found := func(string) *workflow.Definition { return def }
	p := &editor.Project{
		Workflow: found, App: found, Catalog: catalog, Snippets: true,
		IDs: func(app bool) []string {
			if def == nil || def.App != app || def.ID == "" {
				return nil
			}
			return []string{def.ID}
		},
		Say: func(key string, args map[string]string) string { return in.lang().Format(key, args) },
	}
	if def != nil {
		p.Set = &config.RequestSet{Workflow: anyID}
	}
	return p
}

type completion struct {
	Label   string `json:"label"`
	Detail  string `json:"detail,omitempty"`
	Kind    int    `json:"kind"`
	From    int    `json:"from"`
	To      int    `json:"to"`
	New     string `json:"insert"`
	Snippet bool   `json:"snippet,omitempty"`
}

// complete lists what may be written at a place.
func (e *Engine) complete(in *Input) (json.RawMessage, error) {
	results, err := e.results(in)
	if err != nil {
		return nil, err
	}
	u := newUnits(in.Request)
	list := []completion{}
	for _, i := range editor.Complete(editor.Regions(results), e.project(in), u.from16(in.At)) {
		list = append(list, completion{i.Label, i.Detail, int(i.Kind), u.to16(i.Start), u.to16(i.End), i.New, i.Snippet})
	}
	return json.Marshal(list)
}

// hover describes what is at a place, in Markdown; null where nothing is known.
func (e *Engine) hover(in *Input) (json.RawMessage, error) {
	results, err := e.results(in)
	if err != nil {
		return nil, err
	}
	u := newUnits(in.Request)
	h, ok := editor.HoverAt(editor.Regions(results), e.project(in), u.from16(in.At))
	if !ok {
		return json.RawMessage("null"), nil
	}
	return json.Marshal(struct {
		From int    `json:"from"`
		To   int    `json:"to"`
		Text string `json:"text"`
	}{u.to16(h.Start), u.to16(h.End), h.Text})
}
