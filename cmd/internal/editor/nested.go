package editor

import (
	"bytes"
	"sort"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// ownKey is the field in which a request brings a whole graph, as an object or
// as JSON in a string.
const ownKey = "workflow"

// nested are the graphs that the requests of a region carry in strings.
func (r *Region) nested() (out []*Region) {
	r.walk(func(n *tree) {
		if n.kind != text || n.open || n.name(r.src) != ownKey {
			return
		}
		v := r.valueOf(n)
		if !v.Is(jsondoc.String) {
			return
		}
		doc, err := v.Embedded()
		if err != nil {
			return // a rule says so
		}
		in := &Region{doc: doc, kind: endpoint.Prompt, src: doc.Source(), root: parse(doc.Source()), outer: r, holder: n}
		if len(in.root.children) == 1 && in.isGraph(in.root.children[0]) {
			out = append(out, in)
		}
	})
	return out
}

// valueOf is the value of the region's document that a part of its tree is;
// missing where the text is not JSON.
func (r *Region) valueOf(n *tree) jsondoc.Value {
	if n == r.root || n.parent == r.root {
		return r.doc.Root()
	}
	up := r.valueOf(n.parent)
	if n.key != nil {
		return up.Get(n.name(r.src))
	}
	for i, c := range n.parent.children {
		if c == n {
			return up.Index(i)
		}
	}
	return jsondoc.Value{}
}

// embedded reports whether the region is JSON that a string carries.
func (r *Region) embedded() bool { return r.doc.Host().Exists() }

// insideString is inside for JSON that a string carries.
func (r *Region) insideString(at int) (offset int, ok bool) {
	whole := r.doc.FileSpan(jsondoc.Span{Start: 0, End: len(r.src)})
	if at < whole.Start || at > whole.End {
		return 0, false
	}
	offset = sort.Search(len(r.src), func(i int) bool { return r.doc.FileSpan(jsondoc.Span{Start: i, End: i}).Start >= at })
	return offset, true
}

// editString is edit for JSON that a string carries: in a file of JSON the text
// is escaped, and so it is where the string stands in another file as it is; in a
// literal of another language nobody says how.
func (r *Region) editString(start, end int, text string) (from, to int, written string, ok bool) {
	host := r.doc.Host()
	for host.Document().Host().Exists() {
		host = host.Document().Host()
	}
	written = r.doc.FileText(text)
	if o := host.Document().Origin(); o != nil && (!o.Exact(host.Span()) || !plainIn(host.Raw(), written)) {
		return 0, 0, "", false
	}
	s := r.doc.FileSpan(jsondoc.Span{Start: start, End: end})
	return s.Start, s.End, written, true
}

// plainIn reports whether a text may be written into a string of JSON that stands
// in a file of another kind byte for byte: it has no sign that the string has not.
func plainIn(raw []byte, text string) bool {
	for i := range len(text) {
		c := text[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c >= 0x80
		if !letter && !bytes.ContainsRune([]byte("_-.,: /"), rune(c)) && bytes.IndexByte(raw, c) < 0 {
			return false
		}
	}
	return true
}

// ownGraph is the graph that a request brings, with the region it is read in;
// nil where it brings none.
func (r *Region) ownGraph(all []*Region, request *tree) (in *Region, graph *tree) {
	n := request.get(r.src, ownKey)
	if n == nil {
		return nil, nil
	}
	if r.isGraph(n) {
		return r, n
	}
	for _, in := range all {
		if in.outer == r && in.holder == n {
			return in, in.root.children[0]
		}
	}
	return nil, nil
}

// request is the request that brings the graph, with the region it is in; nil
// where the graph stands for itself.
func (r *Region) request(graph *tree) (in *Region, request *tree) {
	switch {
	case r.outer != nil && graph.parent == r.root:
		return r.outer, r.holder.parent
	case graph.name(r.src) == ownKey && graph.parent.kind == object && r.isRequest(graph.parent):
		return r, graph.parent
	}
	return nil, nil
}

// isRequest reports whether an object is a request that runs something.
func (r *Region) isRequest(n *tree) bool {
	return n.get(r.src, listKey) != nil || n.get(r.src, "workflowId") != nil || n.get(r.src, "apiKey") != nil
}

// items are the nodeIds of a request that name a node, and the links from it that
// items set.
func (r *Region) items(request *tree, id string) (out []*tree) {
	for _, item := range request.get(r.src, listKey).list() {
		if r.value(item, "nodeId") == id {
			out = append(out, item.get(r.src, "nodeId"))
		}
		if link := r.linkTo(item.get(r.src, "fieldValue"), id); link != nil {
			out = append(out, link.children[0])
		}
	}
	return out
}
