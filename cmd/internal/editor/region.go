// Package editor computes what an editor shows of a request beside findings:
// completions, hovers, places, symbols. It works on texts that are still being
// typed, in offsets of the file; the protocol is the command's.
package editor

import (
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Project is what requests are checked against. Workflow and App give nil for an
// unknown id.
type Project struct {
	Workflow, App func(id string) *workflow.Definition
	// IDs lists the ids that have a definition.
	IDs     func(app bool) []string
	Catalog *nodes.Catalog
	// Set is what the configuration says of the file; it may be nil.
	Set *config.RequestSet
	// Say gives the words of a key.
	Say func(key string, args map[string]string) string
	// Snippets says that the editor moves through the holes of what it inserts.
	Snippets bool
}

// Region is a part of a file that is JSON, or is read as JSON: the file, or a
// request in a program.
type Region struct {
	doc  *jsondoc.Document
	kind endpoint.Kind
	url  string
	src  []byte
	root *tree
	// outer is the region of the request that carries this one as the string
	// holder; nil where the text stands for itself.
	outer  *Region
	holder *tree
}

// Regions are those of a file with the results of its check.
func Regions(results []rules.Result) (out []*Region) {
	seen := map[*jsondoc.Document]bool{}
	for i := range results {
		res := &results[i]
		d := res.Document
		if d == nil || seen[d] {
			continue
		}
		seen[d] = true
		r := &Region{doc: d, kind: res.Endpoint, src: d.Source(), root: parse(d.Source())}
		if res.Source != nil {
			r.url = res.Source.URL
		}
		out = append(append(out, r.nested()...), r) // what is within comes first
	}
	return out
}

// inside is the place in the region of an offset of the file.
func (r *Region) inside(at int) (offset int, ok bool) {
	if r.embedded() {
		return r.insideString(at)
	}
	o := r.doc.Origin()
	if o == nil {
		offset = at - r.doc.Base().Offset
		return offset, 0 <= offset && offset <= len(r.src)
	}
	found := -1
	for i := range o.Pieces {
		p := &o.Pieces[i]
		switch {
		case p.File.Start <= at && at <= p.File.End && p.Exact:
			return p.Start + at - p.File.Start, true
		case at == p.File.End:
			found = p.End
		case p.File.Start <= at && at < p.File.End && found < 0:
			found = p.Start
		}
	}
	return found, found >= 0
}

// outside is a part of the region in the file.
func (r *Region) outside(n *tree) (start, end int) {
	s := r.doc.FileSpan(jsondoc.Span{Start: n.start, End: n.end})
	return s.Start, s.End
}

// edit is what must be written in the file for a part of the region to become
// JSON; ok is false where nobody can say.
func (r *Region) edit(start, end int, text string) (from, to int, written string, ok bool) {
	if r.embedded() {
		return r.editString(start, end, text)
	}
	if r.doc.Origin() == nil {
		base := r.doc.Base().Offset
		return base + start, base + end, text, true
	}
	place, written, ok := r.doc.Edit(jsondoc.Span{Start: start, End: end}, text)
	return place.Start, place.End, written, ok
}

// scope is what an offset is in: an item of a list, a request, a graph.
type scope struct {
	*Region
	p  *Project
	at int
	// in is the innermost bracket, value what covers the offset in it.
	in, value *tree
	key       bool
}

func (r *Region) scope(p *Project, at int) *scope {
	s := &scope{Region: r, p: p, at: at}
	s.in, s.value, s.key = r.root.find(at)
	return s
}

const listKey = "nodeInfoList"

// isList reports whether an array holds the items of a request.
func (r *Region) isList(n *tree) bool {
	if n == nil || n.kind != array || n.parent == nil {
		return false
	}
	return n.name(r.src) == listKey || n.parent == r.root && len(n.children) > 0 && r.isItem(n.children[0])
}

func (r *Region) isItem(n *tree) bool {
	return n.get(r.src, "nodeId") != nil || n.get(r.src, "fieldName") != nil
}

// item is the item around a bracket; nil where there is none.
func (r *Region) item(in *tree) *tree {
	for ; in != nil; in = in.parent {
		if in.kind == object && r.isList(in.parent) {
			return in
		}
	}
	return nil
}

// graphNode is the node of a prompt around a bracket, which may be the node
// itself or its inputs.
func (r *Region) graphNode(in *tree) *tree {
	for ; in != nil; in = in.parent {
		if in.kind == object && in.key != nil && in.parent.kind == object && r.isGraph(in.parent) {
			return in
		}
	}
	return nil
}

// isGraph reports whether an object holds nodes by id.
func (r *Region) isGraph(n *tree) bool {
	if n == nil || n.kind != object {
		return false
	}
	for _, c := range n.children {
		if c.get(r.src, "class_type") != nil {
			return true
		}
	}
	return false
}

// definition is what the request around a bracket is checked against; nil where
// it is not known.
func (r *Region) definition(p *Project, in *tree) *workflow.Definition {
	if p.Set != nil {
		if d := named(p, p.Set.Workflow, p.Set.App); d != nil {
			return d
		}
	}
	if r.outer != nil {
		return r.outer.definition(p, r.holder.parent)
	}
	for n := in; n != nil; n = n.parent {
		if d := named(p, n.get(r.src, "workflowId").text(r.src), n.get(r.src, "webappId").text(r.src)); d != nil {
			return d
		}
	}
	url := r.url
	if url == "" {
		for n := in; n != nil && url == ""; n = n.parent {
			url = n.get(r.src, "url").text(r.src)
		}
	}
	_, _, path, _ := endpoint.SplitURL(url)
	e, id, ok := endpoint.Default().Match(path)
	if !ok || id == "" {
		return nil
	}
	if e.Resource == endpoint.App {
		return named(p, "", id)
	}
	return named(p, id, "")
}

func named(p *Project, flow, app string) *workflow.Definition {
	if flow != "" {
		return p.Workflow(flow)
	}
	if app != "" {
		return p.App(app)
	}
	return nil
}
