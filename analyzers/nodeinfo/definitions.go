package nodeinfo

import (
	"sync"

	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// projects remembers the project of each folder of Go files; passes run side by
// side.
type projects struct {
	mu    sync.Mutex
	byDir map[string]*project.Project
}

// of opens the project of a folder, nil where there is neither a configuration
// nor a store. What cannot be read counts as missing: payloadlint itself says
// what is wrong with a configuration or a store.
func (p *projects) of(dir string) *project.Project {
	p.mu.Lock()
	defer p.mu.Unlock()
	if found, ok := p.byDir[dir]; ok {
		return found
	}
	var conf *config.Config
	if path := config.Find(dir); path != "" {
		if c, err := config.Load(path); err == nil {
			conf = c
		}
	}
	made, err := project.Open(dir, conf, nil)
	if err != nil || made.Config == nil && made.Store == nil {
		made = nil
	}
	if p.byDir == nil {
		p.byDir = map[string]*project.Project{}
	}
	p.byDir[dir] = made
	return made
}

// definition returns the workflow, or the app, with an id; nil when there is
// none or it cannot be read.
func definition(in *project.Project, id string, app bool) *workflow.Definition {
	get := in.Workflow
	if app {
		get = in.App
	}
	d, err := get(id)
	if err != nil {
		return nil
	}
	return d
}
