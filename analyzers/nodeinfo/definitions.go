package nodeinfo

import (
	"os"
	"path/filepath"
	"sync"

	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/store"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// project is what a folder of Go files can look up. Everything that cannot be
// read counts as not there: payloadlint itself tells what is wrong with a
// configuration or a store.
type project struct {
	config *config.Config
	store  *store.Store
}

// projects remembers them by folder; passes run side by side.
type projects struct {
	mu    sync.Mutex
	byDir map[string]*project
	files map[string]*workflow.Definition
}

func (p *projects) of(dir string) *project {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.byDir == nil {
		p.byDir = map[string]*project{}
		p.files = map[string]*workflow.Definition{}
	}
	if found, ok := p.byDir[dir]; ok {
		return found
	}
	made := &project{}
	root := ""
	if path := config.Find(dir); path != "" {
		if c, err := config.Load(path); err == nil {
			made.config = c
			root = c.Dir
		}
	}
	folder := store.Find(dir)
	if folder == "" && root != "" {
		folder = filepath.Join(root, store.DirName)
	}
	if folder != "" {
		if s, err := store.Open(folder); err == nil {
			made.store = s
		}
	}
	p.byDir[dir] = made
	return made
}

// definition returns the workflow, or the app, with an id.
func (p *projects) definition(in *project, id string, app bool) *workflow.Definition {
	if in.config != nil {
		files := in.config.Workflows
		if app {
			files = in.config.Apps
		}
		if path, ok := files[id]; ok {
			return p.read(in.config.Abs(path))
		}
	}
	if in.store == nil {
		return nil
	}
	get := in.store.Workflow
	if app {
		get = in.store.App
	}
	d, err := get(id)
	if err != nil {
		return nil
	}
	return d
}

func (p *projects) read(path string) *workflow.Definition {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d, ok := p.files[path]; ok {
		return d
	}
	var d *workflow.Definition
	if data, err := os.ReadFile(path); err == nil {
		if read, err := workflow.Read(path, data); err == nil {
			d = read
		}
	}
	p.files[path] = d
	return d
}
