package explain

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// locator finds the nodes and fields that an answer complains of in the request
// and the definition, and what may have been meant.
type locator struct {
	req   request
	def   known
	found []complaint
	more  int      // complaints beyond most
	notes []string // keys of texts about them all
}

// locate finds the places of all complaints of an answer. Where it makes none,
// the nodes that it names in words serve, and else those that request and
// definition disagree about.
func (a *answer) locate(o Options) *locator {
	l := &locator{req: readRequest(o.Request), def: readDefinition(o.Definition)}
	a.complaints(l.add)
	if len(l.found) == 0 {
		a.namedNodes(l.add)
	}
	if len(l.found) == 0 && a.coded && (a.code == 803 || a.code == 1101) {
		l.suspects(a)
	}
	return l
}

func (l *locator) add(c complaint) {
	if c.everyNull {
		l.nulls()
		return
	}
	l.keep(c)
}

func (l *locator) keep(c complaint) {
	if len(l.found) >= most {
		l.more++
		return
	}
	l.place(&c)
	l.found = append(l.found, c)
}

// isNull reports whether the item has no value.
func (i item) isNull() bool {
	v := i.value.Get("fieldValue")
	return !v.Exists() || v.Is(jsondoc.Null)
}

// nulls complains of the items of the request without a value.
func (l *locator) nulls() {
	for _, it := range l.req.items {
		if it.isNull() {
			l.keep(complain(it.node, it.field, reasonNull))
		}
	}
}

// suspects compares request and definition when the answer says that they do
// not fit and not where.
func (l *locator) suspects(a *answer) {
	if strings.Contains(a.msg, mismatchMark) || len(l.req.items) == 0 {
		switch {
		case a.code == 1101 && l.req.root.Exists() && len(l.req.items) == 0:
			l.notes = append(l.notes, "explain.empty-list")
		case !l.req.root.Exists():
			l.notes = append(l.notes, "explain.give-both")
		}
		return
	}
	for _, it := range l.req.items {
		if reason := l.def.doubt(it); reason != "" {
			l.keep(complain(it.node, it.field, reason))
		}
	}
	switch {
	case len(l.found) > 0:
		l.notes = append(l.notes, "explain.suspects")
	case l.def.given():
		l.notes = append(l.notes, "explain.no-suspects")
	default:
		l.notes = append(l.notes, "explain.give-definition")
	}
}

// doubt is the reason why the server may refuse an item; "" when there is none.
func (k *known) doubt(it item) string {
	n := k.nodes[it.node]
	switch {
	case it.isNull():
		return reasonNull
	case !k.given():
		return ""
	case n == nil:
		return reasonNode
	case !slices.Contains(fieldNames(n), it.field):
		return reasonField
	}
	return ""
}

// place finds the node of a complaint in request and definition, and what may
// have been meant.
func (l *locator) place(c *complaint) {
	n := l.def.nodes[c.Node]
	if n != nil && c.mayBeField != "" && slices.Contains(fieldNames(n), c.mayBeField) {
		c.Field = clean(c.mayBeField, 120)
	}
	if c.valueOnly {
		c.Field = l.req.fieldHolding(c.Node, c.Value)
	}
	l.req.placeItems(c)
	if len(c.Request) == 0 {
		l.req.placeNode(c)
	}
	if n != nil {
		c.placeDefinition(n)
	}
	if l.def.given() {
		l.def.suggest(c, n)
	}
}

// fieldHolding finds the override of a node whose value the message quotes.
func (r *request) fieldHolding(node, value string) string {
	for _, it := range r.find(node, "") {
		if v := it.value.Get("fieldValue").Text(); v != "" && (v == value || strings.HasSuffix(value, "/"+v)) {
			return it.field
		}
	}
	return ""
}

// placeItems finds the items of the request that cause a complaint.
func (r *request) placeItems(c *complaint) {
	items := r.find(c.Node, c.Field)
	// An exception carries the name of the input that follows the node, not of
	// one of the node's own (validate-prompt.md §3.5).
	if len(items) == 0 && (c.Reason == reasonNode || c.Field == "" || strings.HasPrefix(c.Reason, "exception_")) {
		items = r.find(c.Node, "")
	}
	key := "fieldValue"
	switch c.Reason {
	case reasonNode:
		key = "nodeId"
	case reasonField:
		key = "fieldName"
	}
	for _, it := range items[:min(len(items), 10)] {
		if p, ok := placeOf(it.part(key)); ok {
			c.Request = append(c.Request, p)
		}
	}
	if c.Value == "" && key == "fieldValue" && len(items) == 1 {
		c.Value = show(items[0].value.Get("fieldValue"))
	}
}

// placeNode finds a node in the graph that the request carries.
func (r *request) placeNode(c *complaint) {
	node, ok := r.graph[c.Node]
	if !ok {
		return
	}
	at := node
	if f := node.Get("inputs").Get(c.Field); c.Field != "" && f.Exists() {
		at = f
	}
	if p, ok := placeOf(at); ok {
		c.Request = append(c.Request, p)
	}
	if c.Class == "" {
		c.Class = clean(first(node, "class_type"), 80)
	}
}

// placeDefinition adds what the definition has for the node.
func (c *complaint) placeDefinition(n *workflow.Node) {
	if c.Class == "" {
		c.Class = clean(n.Class, 80)
	}
	if c.Title == "" {
		c.Title = clean(n.Title, 80)
	}
	at := n.Value
	if f, ok := n.Field(c.Field); ok {
		c.Author = show(f.Value)
		if f.Value.Exists() {
			at = f.Value
		}
	}
	if p, ok := placeOf(at); ok {
		c.Definition = &p
	}
}

// suggest finds what may have been meant for a node or field that the
// workflow lacks.
func (k *known) suggest(c *complaint, n *workflow.Node) {
	switch {
	case c.Reason == reasonNode && n == nil:
		c.Suggestions = k.nodesNear(c.Node, c.Field)
	case c.Reason == reasonField && n != nil:
		c.Suggestions = near(c.Field, fieldNames(n))
	}
}

// nodesNear are the nodes that may be meant by an id. A node that has the field
// is meant rather than one that has a similar number.
func (k *known) nodesNear(id, field string) []string {
	having := k.byField[field]
	best := near(id, having)
	for _, id := range append(slices.Clone(having[:min(len(having), 3)]), near(id, k.ids)...) {
		if len(best) < 3 && !slices.Contains(best, id) && (field == "" || len(having) == 0 || slices.Contains(having, id)) {
			best = append(best, id)
		}
	}
	return best
}

// memberNear finds a member of a request by its name, or the misspelt one that
// was meant for it.
func memberNear(request jsondoc.Value, name string) (m jsondoc.Member, misspelt bool) {
	if m = request.Member(name); m.Exists() {
		return m, false
	}
	var keys []string
	for m := range request.Members() {
		if keys = append(keys, m.Key()); len(keys) == 50 {
			break
		}
	}
	meant := suggest.Word(name[:min(len(name), 64)]).Among(keys, 1)
	if len(meant) == 0 {
		return jsondoc.Member{}, false
	}
	return request.Member(meant[0]), true
}
