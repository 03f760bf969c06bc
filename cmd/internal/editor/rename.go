package editor

import (
	"bytes"
	"strings"

	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Name is a place of a file that names a node of a graph.
type Name struct {
	ID string
	// Place is the id without its quotes.
	Place Place
	// Definition is what the request around the place is checked against; nil
	// where the place is in a prompt, which names its own nodes.
	Definition *workflow.Definition
	// own is set where the node is in the graph that the request itself brings,
	// and in no definition.
	own *own
}

// own is a request that brings a graph, and the region that each is in.
type own struct {
	graphIn, requestIn *Region
	graph, request     *tree
}

// Own reports whether the node is in a graph that the request around the place
// brings, and in no definition.
func (n *Name) Own() bool { return n.own != nil }

// Taken reports whether the graph that the request brings has a node of an id.
func (n *Name) Taken(id string) bool { return n.own.graph.get(n.own.graphIn.src, id) != nil }

// Rename are the edits that give a node of the graph that a request brings
// another id, there and in the request. ok is false where one cannot be written.
func (n *Name) Rename(to string) (edits []Edit, ok bool) {
	o := n.own
	edits, ok = o.graphIn.rewriteAll(nil, o.graphIn.namesIn(o.graph, n.ID), to)
	if !ok {
		return nil, false
	}
	return o.requestIn.rewriteAll(edits, o.requestIn.items(o.request, n.ID), to)
}

// Edit is a text that takes the place of [Start,End) of a file.
type Edit struct {
	Start, End int
	New        string
}

// NameAt is the name of a node at an offset of the file: the nodeId of an item,
// or in a prompt the key of a node or the beginning of a link.
func NameAt(regions []*Region, p *Project, at int) (n Name, ok bool) {
	s, ok := locateName(regions, p, at)
	if !ok {
		return n, false
	}
	var named *tree
	o := &own{graphIn: s.Region, requestIn: s.Region}
	switch item := s.item(s.in); {
	case item == s.in && !s.key && s.value.name(s.src) == "nodeId":
		named, o.request = s.value, item.parent.parent
		o.graphIn, o.graph = s.ownGraph(regions, o.request)
	case item != nil:
		return n, false
	case s.key && s.isGraph(s.in):
		named, o.graph = s.value.key, s.in
		o.requestIn, o.request = s.request(s.in)
	case s.linked() != nil && s.value == s.in.children[0]:
		named, o.graph = s.value, s.graphNode(s.in).parent
		o.requestIn, o.request = s.request(o.graph)
	default:
		return n, false
	}
	n.ID, n.Place = named.text(s.src), s.bare(named)
	return n, n.ID != "" && (o.request == nil || n.resolve(p, o))
}

// resolve finds what has the node that a request names: its definition, or else
// the graph that it brings. It reports false where nothing does.
func (n *Name) resolve(p *Project, o *own) bool {
	n.Definition = o.requestIn.definition(p, o.request)
	if o.graph != nil && o.graph.get(o.graphIn.src, n.ID) != nil && !has(n.Definition, n.ID) {
		n.Definition, n.own = nil, o
		return true
	}
	return n.Definition != nil
}

// has reports whether a definition has a node.
func has(def *workflow.Definition, id string) bool {
	if def == nil {
		return false
	}
	_, ok := def.Node(id)
	return ok
}

// bare is the place of a text without its quotes.
func (r *Region) bare(n *tree) Place {
	if n.kind == text && !n.open && r.embedded() && n.end-n.start >= 2 {
		return r.place(&tree{start: n.start + 1, end: n.end - 1})
	}
	pl := r.place(n)
	if n.kind == text && !n.open && pl.End-pl.Start >= 2 && r.doc.Origin() == nil {
		pl.Start++
		pl.End--
		return pl
	}
	if file := r.doc.File().Source(); pl.End <= len(file) {
		written, id := file[pl.Start:pl.End], []byte(n.text(r.src))
		if i := bytes.Index(written, id); i >= 0 && len(written)-len(id) == 2 {
			pl.Start, pl.End = pl.Start+i, pl.Start+i+len(id)
		}
	}
	return pl
}

// HasNode reports whether a prompt of the file has a node of that id.
func HasNode(regions []*Region, id string) bool {
	for _, r := range regions {
		for _, g := range r.graphs() {
			if g.get(r.src, id) != nil {
				return true
			}
		}
	}
	return false
}

// RenameNode are the edits that give a node of the prompts of a file another id:
// its key, and each link that begins at it. ok is false where one cannot be
// written.
func RenameNode(regions []*Region, id, to string) (edits []Edit, ok bool) {
	for _, r := range regions {
		for _, g := range r.graphs() {
			if edits, ok = r.rewriteAll(edits, r.namesIn(g, id), to); !ok {
				return nil, false
			}
		}
	}
	return edits, true
}

// RenameIn are the edits that give a node of a definition another id in the
// requests of a file, and in the graphs that these bring. ok is false where one
// cannot be written, or where such a graph has a node of the new id.
func RenameIn(regions []*Region, p *Project, def *workflow.Definition, id, to string) (edits []Edit, ok bool) {
	for _, r := range regions {
		if edits, ok = r.rewriteAll(edits, r.itemsNaming(p, def, id), to); !ok {
			return nil, false
		}
		for _, g := range r.copies(p, def) {
			names := r.namesIn(g, id)
			if len(names) > 0 && g.get(r.src, to) != nil {
				return nil, false
			}
			if edits, ok = r.rewriteAll(edits, names, to); !ok {
				return nil, false
			}
		}
	}
	return edits, true
}

// copies are the graphs that requests for a definition bring.
func (r *Region) copies(p *Project, def *workflow.Definition) (out []*tree) {
	for _, g := range r.graphs() {
		if in, request := r.request(g); request != nil {
			if d := in.definition(p, request); d != nil && d.Name == def.Name {
				out = append(out, g)
			}
		}
	}
	return out
}

// rewriteAll adds the edits that write another text in the place of each.
func (r *Region) rewriteAll(edits []Edit, names []*tree, to string) (_ []Edit, ok bool) {
	for _, n := range names {
		if edits, ok = r.rewrite(edits, n, to); !ok {
			return nil, false
		}
	}
	return edits, true
}

// rewrite adds the edit that writes another text in the place of one.
func (r *Region) rewrite(edits []Edit, n *tree, to string) ([]Edit, bool) {
	var e Edit
	var ok bool
	written := quoted(to)
	if n.kind == scalar && strings.Trim(to, "0123456789") == "" && (to == "0" || to[0] != '0') {
		written = to // an id that was a number may stay one
	}
	e.Start, e.End, e.New, ok = r.edit(n.start, n.end, written)
	return append(edits, e), ok
}

// graphs are the objects of a region that hold nodes by id.
func (r *Region) graphs() (out []*tree) {
	r.walk(func(n *tree) {
		if r.isGraph(n) {
			out = append(out, n)
		}
	})
	return out
}

// namesIn are the places of a graph that name a node: its key, and the links
// from it.
func (r *Region) namesIn(graph *tree, id string) (out []*tree) {
	for _, n := range graph.children {
		if n.key != nil && n.name(r.src) == id { // half-typed text has members without a key
			out = append(out, n.key)
		}
		for _, in := range n.get(r.src, "inputs").list() {
			if in.kind == array && len(in.children) == 2 && in.children[0].text(r.src) == id {
				out = append(out, in.children[0])
			}
		}
	}
	return out
}

// itemsNaming are the places of the requests of a region that name a node of a
// definition: the nodeId of an item, and a link that an item sets.
func (r *Region) itemsNaming(p *Project, def *workflow.Definition, id string) (out []*tree) {
	if def == nil || id == "" {
		return nil
	}
	r.walk(func(n *tree) {
		if n.kind != object || !r.isList(n.parent) {
			return
		}
		link := r.linkTo(n.get(r.src, "fieldValue"), id)
		named := r.value(n, "nodeId") == id
		if link == nil && !named {
			return
		}
		d := r.definition(p, n)
		if d == nil || d.Name != def.Name {
			return
		}
		if named {
			out = append(out, n.get(r.src, "nodeId"))
		}
		if f := r.fieldOf(p, n); link != nil && f.own != nil && f.own.Link {
			out = append(out, link.children[0])
		}
	})
	return out
}

// linkTo is a value where it is a link from a node; else nil.
func (r *Region) linkTo(n *tree, id string) *tree {
	if n == nil || n.kind != array || len(n.children) != 2 || n.children[0].text(r.src) != id {
		return nil
	}
	return n
}
