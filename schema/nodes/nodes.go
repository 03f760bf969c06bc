// Package nodes reads node definitions: what GET /object_info of a ComfyUI
// says of its classes, a compiled form of it, and the embedded core catalog.
//
// Opening indexes the classes by name and decodes none; a class is decoded
// when it is first asked for. There is no limit on the size of a file.
package nodes

import (
	"io"
	"maps"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Catalog is a set of node classes. It is immutable and safe for concurrent
// use.
type Catalog struct {
	parts []part
	gone  map[string]bool // see Without
	// models are names by kind, see WithModels.
	models map[string]jsondoc.Value

	mu      sync.RWMutex
	classes map[string]*Class // that were asked for
	// settled is a copy of classes that is looked at without a lock; unsettled
	// counts the lookups that it could not answer.
	settled   atomic.Pointer[map[string]*Class]
	unsettled atomic.Int64
}

// part is one source of classes with what is known about it.
type part struct {
	store store
	info
	// overlay says that facts of the core catalog (validators, folder-fed
	// inputs) are laid over classes that the source has without them.
	overlay bool
}

// info says where a part comes from.
type info struct {
	// name is the file's path, or "core".
	name string
	// complete says that a class that is not there does not exist on the
	// server either.
	complete bool
	// fromServer says that a server answered it, so that the choices fed by its
	// folders are that server's.
	fromServer bool
	// platform says that this server is the platform that gets the requests.
	platform bool
	// cut says what a slice is cut from, nil for a whole.
	cut *slice
	// hash identifies the content it was read or compiled from (lower-case
	// hex); "" where nobody has computed it.
	hash string
}

// store gives the JSON of one class, in the form of an object_info entry.
type store interface {
	// entry returns nil when there is no such class.
	entry(name string) ([]byte, error)
	has(name []byte) bool
	names() []string
	io.Closer
}

// Class returns the class with a name, case and whitespace must match. A class
// whose definition is unreadable has Err set.
func (c *Catalog) Class(name string) (*Class, bool) { return c.Find([]byte(name)) }

// Find is Class for a name in bytes; it allocates nothing once the class has
// been decoded.
func (c *Catalog) Find(name []byte) (*Class, bool) {
	if c == nil {
		return nil, false
	}
	if m := c.settled.Load(); m != nil {
		if class, ok := (*m)[string(name)]; ok {
			return class, true
		}
	}
	c.mu.RLock()
	class, ok := c.classes[string(name)]
	c.mu.RUnlock()
	if ok {
		c.settle()
		return class, true
	}
	if c.gone[string(name)] {
		return nil, false
	}
	for i := range c.parts {
		if p := &c.parts[i]; p.store.has(name) {
			class := p.load(string(name))
			c.fill(class)
			c.mu.Lock()
			defer c.mu.Unlock()
			if first, ok := c.classes[string(name)]; ok {
				return first, true
			}
			if c.classes == nil {
				c.classes = map[string]*Class{}
			}
			c.classes[class.Name] = class
			return class, true
		}
	}
	return nil, false
}

// settle copies classes once so many lookups needed the lock that the copy
// costs little beside them.
func (c *Catalog) settle() {
	n := c.unsettled.Add(1)
	c.mu.RLock()
	defer c.mu.RUnlock()
	if n > int64(len(c.classes)) && c.unsettled.CompareAndSwap(n, 0) {
		m := maps.Clone(c.classes)
		c.settled.Store(&m)
	}
}

// load decodes a class of the part.
func (p *part) load(name string) *Class {
	raw, err := p.store.entry(name)
	if err != nil {
		return &Class{Name: name, Err: err}
	}
	doc, err := parseTolerant(p.name, raw)
	if err != nil {
		return &Class{Name: name, Err: err}
	}
	root := doc.Root()
	class := decode(name, root, !p.fromServer)
	class.FromServer, class.Platform = p.fromServer, p.platform
	if p.overlay {
		class.overlay(root, !p.fromServer)
	}
	return class
}

// overlay adds what a live object_info does not say of a built-in class: its
// validator and which inputs are folder-fed. A class is the built-in one when
// both its name and the module that defines it agree.
func (c *Class) overlay(entry jsondoc.Value, open bool) {
	if entry.Get("validator").Exists() {
		return
	}
	if c.Custom() {
		c.overlayPacks()
		return
	}
	core, ok := Core().Class(c.Name)
	if !ok || core.Module != c.Module {
		return
	}
	c.Validator = core.Validator
	for i := range c.Inputs {
		in := &c.Inputs[i]
		if known, ok := core.Input(in.Name); ok && known.FolderFed && in.Kind == KindCombo {
			in.FolderFed = true
			in.Open = in.Open || open
		}
	}
}

// Names lists all classes in alphabetical order.
func (c *Catalog) Names() []string {
	if c == nil {
		return nil
	}
	seen := map[string]bool{}
	var out []string
	for i := range c.parts {
		for _, n := range c.parts[i].store.names() {
			if !seen[n] && !c.gone[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	sort.Strings(out)
	return out
}

// Len is the number of classes.
func (c *Catalog) Len() int {
	if c != nil && len(c.parts) == 1 {
		return len(c.parts[0].store.names())
	}
	return len(c.Names())
}

// Complete reports whether a class which the catalog does not have is not on the
// server either: true as soon as one of the merged catalogs is complete.
func (c *Catalog) Complete() bool {
	if c == nil {
		return false
	}
	for i := range c.parts {
		if c.parts[i].complete {
			return true
		}
	}
	return false
}

// FromServer reports whether a server answered (a part of) the catalog.
func (c *Catalog) FromServer() bool {
	if c == nil {
		return false
	}
	for i := range c.parts {
		if c.parts[i].fromServer {
			return true
		}
	}
	return false
}

// Entry is a class's definition as JSON in the form of an object_info entry,
// nil when there is no such class.
func (c *Catalog) Entry(name string) ([]byte, error) {
	for i := range c.parts {
		if c.parts[i].store.has([]byte(name)) {
			return c.parts[i].store.entry(name)
		}
	}
	return nil, nil
}

// Close releases the files that compiled catalogs keep open.
func (c *Catalog) Close() error {
	var first error
	for i := range c.parts {
		if err := c.parts[i].store.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// With is the catalog with what it lacks from others: of a class in more than one
// the first definition counts. Each stays usable on its own; nil has no classes.
func (c *Catalog) With(others ...*Catalog) *Catalog {
	out := &Catalog{}
	for _, part := range append([]*Catalog{c}, others...) {
		if part != nil {
			out.parts = append(out.parts, part.parts...)
		}
	}
	return out
}
