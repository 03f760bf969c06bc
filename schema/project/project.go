// Package project finds what a checked file belongs to: its configuration, the
// workflow definitions and node definitions that the configuration names or
// that were fetched, and opens each of them once.
package project

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/internal/store"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/readfile"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Project is one configuration, the store of fetched definitions beside it,
// and all that they name. It is safe for concurrent use and implements
// the Definitions and Records of package rules.
type Project struct {
	// Config is nil where no configuration file was found.
	Config *config.Config
	// Store is nil where nothing was fetched.
	Store *Store
	// MaxSize is the size in bytes of the largest definition that is read; 0 means
	// readfile.Documents. It is set before the project is used.
	MaxSize readfile.Limit

	mu     sync.Mutex
	opened map[string]*opened
	apps   map[[2]*workflow.Definition]*workflow.Definition // see joined
	extra  map[string]string                                // id to file, from the command line
	// problems are definition files that could not be read, in the order
	// found.
	problems []*fault.Error

	rootOnce sync.Once
	root     readfile.Root // what the configuration's paths have to stay in

	usesOnce sync.Once
	uses     map[string]bool // absolute paths, made when first asked for

	folderOnce sync.Once
	folder     string // the working one, see abs
	folderErr  error
}

type opened struct {
	once sync.Once
	def  *workflow.Definition
	err  error
}

// unreadable is why a file cannot be used, with its path as messages name it.
func unreadable(path string, err error) *fault.Error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		known := *e
		known.Path = Shown(path)
		return &known
	}
	return &fault.Error{Problem: fault.DefinitionUnreadable, Path: Shown(path), Err: err}
}

// Open makes the project of dir: the configuration conf (nil when there is
// none) and the nearest store, beside the configuration or upward from dir.
// extra maps ids to definition files that win over both. The error is a
// *fault.Error when the store's lock file cannot be used.
func Open(dir string, conf *config.Config, extra map[string]string) (*Project, error) {
	p := &Project{Config: conf, opened: map[string]*opened{}, extra: extra}
	if conf != nil {
		dir = conf.Dir
	}
	if found := FindStore(dir); found != "" {
		var err error
		if p.Store, err = store.Open(Shown(found)); err != nil {
			return nil, err // a *fault.Error says all
		}
	}
	return p, nil
}

// Workflow returns the definition of a workflow id.
func (p *Project) Workflow(id string) (*workflow.Definition, error) {
	var files map[string]string
	if p.Config != nil {
		files = p.Config.Workflows
	}
	return p.find(store.Workflow, id, files)
}

// App returns the definition of an AI app id, with the graph of its workflow
// where the configuration names one. An app of which the fields are not known
// is its workflow: an override can name nothing else.
func (p *Project) App(id string) (*workflow.Definition, error) {
	var files map[string]string
	if p.Config != nil {
		files = p.Config.Apps
	}
	def, err := p.find(store.App, id, files)
	if err != nil || p.Config == nil || p.Config.AppWorkflows[id] == "" || def != nil && !def.App {
		return def, err
	}
	graph, err := p.configuredFile(p.Config.AppWorkflows[id])
	switch {
	case def == nil:
		return graph, err
	case err != nil || graph.App:
		return def, nil //nolint:nilerr // Problems tells of the file
	}
	return p.joined(def, graph), nil
}

// joined is an app's definition with the graph of its workflow, the same one
// each time.
func (p *Project) joined(app, graph *workflow.Definition) *workflow.Definition {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := [2]*workflow.Definition{app, graph}
	if d, ok := p.apps[key]; ok {
		return d
	}
	d := *app
	d.Graph = graph.Graph
	if p.apps == nil {
		p.apps = map[[2]*workflow.Definition]*workflow.Definition{}
	}
	p.apps[key] = &d
	return &d
}

// Knows reports whether there is a definition of a workflow or app id, without
// reading it.
func (p *Project) Knows(r endpoint.Resource, id string) bool {
	if p.Config != nil && (p.configured(r)[id] != "" || r == endpoint.App && p.Config.AppWorkflows[id] != "") {
		return true
	}
	return p.Store != nil && p.Store.Has(kindOf(r), id)
}

func (p *Project) configured(r endpoint.Resource) map[string]string {
	if r == endpoint.App {
		return p.Config.Apps
	}
	return p.Config.Workflows
}

func kindOf(r endpoint.Resource) store.Kind {
	if r == endpoint.App {
		return store.App
	}
	return store.Workflow
}

// Answer is what the platform said when the definition of a workflow or app was
// asked for; ok is false when nothing is remembered.
func (p *Project) Answer(r endpoint.Resource, id string) (code int, msg string, ok bool) {
	if p.Store == nil {
		return 0, "", false
	}
	host := ""
	if p.Config != nil {
		host = p.Config.Host
	}
	a, ok := p.Store.Remembered(kindOf(r), id, host)
	return a.Code, a.Msg, ok
}

func (p *Project) find(k store.Kind, id string, configured map[string]string) (*workflow.Definition, error) {
	if file, ok := p.extra[id]; ok {
		def, err := p.read(file, readfile.Documents.Named)
		return def.Of(id), err
	}
	if file, ok := configured[id]; ok {
		def, err := p.configuredFile(file)
		return def.Of(id), err
	}
	if p.Store == nil || !p.Store.Has(k, id) {
		return nil, nil // an unknown one is not an error, see Definitions of package rules
	}
	def, err := p.Store.Workflow(id)
	if k == store.App {
		def, err = p.Store.App(id)
	}
	if e, ok := errors.AsType[*fault.Error](err); ok {
		e.Foreign = true
		p.problem(e)
	}
	return def, err // a *fault.Error says all
}

// configuredFile reads a definition that the configuration names: a file of the
// repository.
func (p *Project) configuredFile(file string) (*workflow.Definition, error) {
	path := p.Config.Abs(file)
	if err := p.inside(path); err != nil {
		p.problem(err)
		return nil, err
	}
	def, err := p.read(path, p.limit().Regular)
	if e, ok := errors.AsType[*fault.Error](err); ok {
		e.Foreign = true
	}
	return def, err
}

// inside checks that a path which the configuration names stays in the
// repository.
func (p *Project) inside(path string) *fault.Error {
	p.rootOnce.Do(func() { p.root = readfile.RootOf(p.Config.Dir) })
	if err := p.root.Inside(path); err != nil {
		e := unreadable(path, err)
		e.Foreign = true
		return e
	}
	return nil
}

// problem keeps a file that could not be read, once.
func (p *Project) problem(e *fault.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, have := range p.problems {
		if have.Path == e.Path {
			return
		}
	}
	p.problems = append(p.problems, e)
}

func (p *Project) limit() readfile.Limit { return cmp.Or(p.MaxSize, readfile.Documents) }

// read opens a definition file once.
func (p *Project) read(file string, how func(string) ([]byte, error)) (*workflow.Definition, error) {
	p.mu.Lock()
	o, ok := p.opened[file]
	if !ok {
		o = &opened{}
		p.opened[file] = o
	}
	p.mu.Unlock()
	o.once.Do(func() {
		o.def, o.err = read(file, how)
		if fe, ok := errors.AsType[*fault.Error](o.err); ok {
			p.problem(fe)
		}
	})
	return o.def, o.err
}

// Problems lists the definition files that could not be read so far.
func (p *Project) Problems() []*fault.Error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]*fault.Error(nil), p.problems...)
}

// Read opens a definition file that the user named, of at most MaxSize. A Project
// without configuration and store will do. The error is a *fault.Error.
func (p *Project) Read(file string) (*workflow.Definition, error) {
	return read(file, p.limit().Named)
}

func read(file string, how func(string) ([]byte, error)) (*workflow.Definition, error) {
	data, err := how(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	def, err := workflow.Read(Shown(file), data)
	if err != nil {
		return nil, unreadable(file, err)
	}
	return def, nil
}

// Shown is a path as messages name it: seen from the working folder where that
// is shorter, so that output does not depend on where a project lies.
func Shown(file string) string {
	if file == "" {
		return ""
	}
	dir, err := os.Getwd()
	if err != nil {
		return file
	}
	rel, err := filepath.Rel(dir, file)
	if err != nil || len(rel) >= len(file) {
		return file
	}
	return rel
}

// Uses reports whether the configuration names the file as a definition, or it
// lies in a store of fetched ones, so that a walk does not take it for a
// request.
func (p *Project) Uses(file string) bool {
	abs, err := p.abs(file)
	if err != nil {
		return false
	}
	const separator = string(filepath.Separator)
	if strings.Contains(filepath.Dir(abs)+separator, separator+store.DirName+separator) {
		return true
	}
	return p.names(abs) || p.Config != nil && slices.ContainsFunc(p.Config.Nodes, func(f string) bool { return p.Config.Abs(f) == abs })
}

// abs is filepath.Abs, which asks the system for the working folder each time.
func (p *Project) abs(file string) (string, error) {
	if filepath.IsAbs(file) {
		return filepath.Clean(file), nil
	}
	p.folderOnce.Do(func() { p.folder, p.folderErr = os.Getwd() })
	return filepath.Join(p.folder, file), p.folderErr
}

// names reports whether the configuration names a file as the definition of a
// workflow or app.
func (p *Project) names(abs string) bool {
	if p.Config == nil {
		return false
	}
	p.usesOnce.Do(func() {
		p.uses = map[string]bool{}
		for _, files := range []map[string]string{p.Config.Workflows, p.Config.Apps, p.Config.AppWorkflows} {
			for _, f := range files {
				p.uses[p.Config.Abs(f)] = true
			}
		}
	})
	return p.uses[abs]
}

// Excluded reports whether the configuration keeps a file from being checked
// though it is not a definition of a workflow or app: a request that is listed as
// one, or a text that nobody can read.
func (p *Project) Excluded(file string) bool {
	abs, err := p.abs(file)
	if err != nil || !p.names(abs) {
		return false
	}
	_, err = p.read(abs, p.limit().Regular)
	return err != nil
}

// Catalog opens the node definitions of the project: the given files, else
// those of the configuration, else those that were fetched (first the slice of
// what the workflows use), else the embedded core. "core" names the embedded ones. cache is where compiled forms of big
// files are kept; "" keeps none. The error is a *fault.Error.
func (p *Project) Catalog(files []string, cache string) (*nodes.Catalog, error) {
	if len(files) == 0 && p.Config != nil {
		for _, f := range p.Config.Nodes {
			if f != config.Core {
				f = p.Config.Abs(f)
				if err := p.inside(f); err != nil {
					return nil, err
				}
				if err := bounded(f); err != nil {
					return nil, err
				}
			}
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		c, err := p.fetchedNodes()
		if err != nil {
			return nil, err
		}
		return p.withModels(c)
	}
	var parts []*nodes.Catalog
	for _, f := range files {
		if f == config.Core {
			parts = append(parts, nodes.Core())
			continue
		}
		if err := readfile.RootOf(".").NoPipe(f); err != nil {
			return nil, unreadable(f, err)
		}
		c, err := openNodes(f, cache)
		if err != nil {
			return nil, err
		}
		parts = append(parts, c)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return parts[0].With(parts[1:]...), nil
}

// mostNodes is the size of the largest node definitions that a configuration may
// name, in bytes.
const mostNodes = 1 << 30

// bounded checks node definitions that a configuration names, which are not read
// whole.
func bounded(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return nil //nolint:nilerr // who opens it says so
	}
	problem := fault.FileTooLarge
	if info.Mode().IsRegular() {
		if info.Size() <= mostNodes {
			return nil
		}
	} else {
		problem = fault.FileNotRegular
	}
	return &fault.Error{Problem: problem, Path: Shown(file), Args: map[string]string{"limit": strconv.Itoa(mostNodes >> 20)}, Foreign: true}
}

func openNodes(file, cache string) (*nodes.Catalog, error) {
	if cache == "" {
		return nodes.Open(file, "") // a *fault.Error says all
	}
	return nodes.Open(file, cache) // as above
}

// fetchedNodes opens the node definitions of the store: those that the workflows
// use, which are committed, then all of the same host, where they are on this
// machine, else the embedded core.
func (p *Project) fetchedNodes() (*nodes.Catalog, error) {
	if p.Store == nil {
		return nodes.Core(), nil
	}
	slice, host, err := p.Store.Slice()
	if e, ok := errors.AsType[*fault.Error](err); ok && (e.Problem == fault.StoreMissing || e.Problem == fault.StoreFileMissing) {
		if host = p.nodesHost(); host == "" {
			return nodes.Core(), nil
		}
	} else if err != nil {
		return nil, err // a *fault.Error says all
	}
	whole, err := p.Store.OpenNodes(host)
	if e, ok := errors.AsType[*fault.Error](err); ok && (e.Problem == fault.StoreFileMissing || slice != nil && e.Problem == fault.StoreMissing) {
		// The lock file is committed, the whole is not: on another machine it is not
		// there before somebody fetches it.
		whole, err = nil, nil
	}
	if err != nil {
		return nil, err // a *fault.Error says all
	}
	return p.fetchedCatalog(host, slice, whole), nil
}

// withModels adds the names of models that were fetched. A list that was not
// read to its end says nothing: the name may be further on.
func (p *Project) withModels(c *nodes.Catalog) (*nodes.Catalog, error) {
	if p.Store == nil || !p.Store.Has(store.Server, store.ModelsID) {
		return c, nil
	}
	lists, host, err := p.Store.Models()
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Problem == fault.StoreFileMissing {
		return c, nil
	}
	if err != nil {
		return nil, err // a *fault.Error says all
	}
	names := map[string]jsondoc.Value{}
	for kind, l := range lists {
		if l.Complete && p.platform(host) {
			names[kind] = l.Value()
		}
	}
	return c.WithModels(names), nil
}

// fetchedCatalog joins what was fetched of a host; nil for what is not there.
func (p *Project) fetchedCatalog(host string, slice, whole *nodes.Catalog) *nodes.Catalog {
	if p.platform(host) {
		for _, c := range []**nodes.Catalog{&slice, &whole} {
			if *c != nil {
				*c = (*c).OfPlatform()
			}
		}
	}
	switch {
	case slice == nil && whole == nil:
		return nodes.Core()
	case slice == nil:
		return whole
	case whole == nil:
		return slice.With(nodes.Core())
	}
	if _, hash, _, _ := slice.CutFrom(); hash != whole.Hash() {
		// One of the two is older: what the whole lacks may have come since.
		whole = whole.Incomplete()
	}
	return slice.With(whole)
}

// nodesHost is the host whose node definitions were fetched: the configured one
// where there are several, "" where there is none.
func (p *Project) nodesHost() (host string) {
	for _, e := range p.Store.Entries() {
		if e.Kind != store.Nodes || e.SHA256 == "" && e.Pending == "" {
			continue
		}
		if host == "" || p.Config != nil && p.platform(e.ID) {
			host = e.ID
		}
	}
	return host
}

// platform reports whether a host is the platform that gets the requests.
func (p *Project) platform(host string) bool {
	if p.Config != nil && p.Config.Host != "" {
		configured := p.Config.Host
		if _, rest, ok := strings.Cut(configured, "://"); ok {
			configured, _, _ = strings.Cut(rest, "/")
		}
		return host == configured
	}
	return host == "www.runninghub.cn" || host == "www.runninghub.ai"
}
