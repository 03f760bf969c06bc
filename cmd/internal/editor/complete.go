package editor

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/request"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Item is one completion: New takes the place of [Start,End) of the file.
type Item struct {
	Label, Detail string
	Kind          ItemKind
	Start, End    int
	New           string
	Snippet       bool
}

// ItemKind is what a completion is, in the protocol's numbers.
type ItemKind int

// The kinds.
const (
	KindField    ItemKind = 5
	KindClass    ItemKind = 7
	KindProperty ItemKind = 10
	KindValue    ItemKind = 12
	KindEnum     ItemKind = 20
	KindSnippet  ItemKind = 15
	KindNode     ItemKind = 18
)

// mostItems is how many completions are offered.
const mostItems = 2000

// Complete lists what may be written at an offset of the file.
func Complete(regions []*Region, p *Project, at int) []Item {
	for _, r := range regions {
		offset, ok := r.inside(at)
		if !ok {
			continue
		}
		s := r.scope(p, offset)
		c := &completer{scope: s}
		c.run()
		if len(c.items) > 0 {
			return c.items[:min(len(c.items), mostItems)]
		}
	}
	for _, r := range regions {
		if s, g, ok := r.gapAt(at); ok {
			s.p = p
			c := &completer{scope: s, gap: &g}
			c.gapRun()
			return c.items
		}
	}
	return nil
}

type completer struct {
	*scope
	items []Item
	// gap is set between two parts of a literal of another language.
	gap *gap
}

func (c *completer) run() {
	switch {
	case c.in.kind == object && (c.key || c.value == nil):
		c.keys()
	case c.in.kind == object:
		c.values(c.value.name(c.src))
	case c.in == c.root:
		// Nothing is written yet.
	case c.isList(c.in) && c.value == nil:
		c.newItem()
	case c.in.kind == array && c.in.key != nil:
		c.link()
	}
}

// offer adds a completion that writes JSON in the place of what is there.
func (c *completer) offer(i Item, json string) {
	if c.gap != nil {
		c.gapValue(i, json)
		return
	}
	start, end := c.at, c.at
	old := c.value
	if c.key {
		old = c.value.key
	}
	if old != nil && (old.kind == text || old.kind == scalar) {
		start, end = old.start, old.end
		if old.open {
			end = c.at
		}
	}
	var ok bool
	if i.Start, i.End, i.New, ok = c.edit(start, end, json); ok {
		c.items = append(c.items, i)
	}
}

// keys offers the keys that an object may still have.
func (c *completer) keys() {
	if !c.key && !c.fresh("{,") {
		return // a comma comes first
	}
	switch node := c.graphNode(c.in); {
	case c.item(c.in) == c.in:
		for _, k := range []string{"nodeId", "fieldName", "fieldValue"} {
			c.offerKey(k, "", `""`)
		}
	case node == c.in:
		c.offerKey("class_type", "", `""`)
		c.offerKey("inputs", "", "{}")
		c.offerKey("_meta", "", `{"title": ""}`)
	case node != nil && c.in.parent == node && c.in.name(c.src) == "inputs":
		c.inputs(c.Region.value(node, "class_type"))
	case c.isGraph(c.in):
		c.newNode()
	case c.in.parent == c.root || c.in.get(c.src, listKey) != nil || c.in.get(c.src, "workflowId") != nil || c.in.get(c.src, "webappId") != nil:
		for _, f := range request.Schema(c.endpoint()).Fields() {
			c.offerKey(f.Name, strings.Join(f.Types, " | "), blank(f.Types))
		}
	}
}

func blank(types []string) string {
	switch {
	case slices.Contains(types, "array"):
		return "[]"
	case slices.Contains(types, "string"):
		return `""`
	case slices.Contains(types, "boolean"):
		return "true"
	}
	return "0"
}

// offerKey offers a key with an empty value, or alone where a value follows.
func (c *completer) offerKey(key, detail, value string) {
	have := c.in.get(c.src, key)
	if have != nil && have != c.value {
		return
	}
	i := Item{Label: key, Detail: detail, Kind: KindProperty}
	if c.gap != nil {
		c.gapKey(i, key, value)
		return
	}
	if c.key {
		if c.alone() {
			key = quoted(key) + ": " + value
		} else {
			key = quoted(key)
		}
		c.offer(i, key)
		return
	}
	if c.beside(1) == '"' {
		value += ","
	}
	c.offer(i, quoted(key)+": "+value)
}

// alone reports whether the key has neither a colon nor a value yet.
func (c *completer) alone() bool {
	end := c.value.key.end
	if c.value.key.open {
		end = c.at
	}
	rest := bytes.TrimLeft(c.src[end:], " \t\r\n")
	return c.value.kind == missing && (len(rest) == 0 || bytes.IndexByte([]byte("}],"), rest[0]) >= 0)
}

// beside is the nearest byte before or after the offset that is no space; 0
// where there is none.
func (c *completer) beside(step int) byte {
	i := c.at
	if step < 0 {
		i--
	}
	for ; 0 <= i && i < len(c.src); i += step {
		if b := c.src[i]; b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return b
		}
	}
	return 0
}

// fresh reports whether one of some signs comes before the offset.
func (c *completer) fresh(signs string) bool {
	return c.gap != nil || strings.IndexByte(signs, c.beside(-1)) >= 0
}

// endpoint is the kind of the request, guessed where it is not known yet.
func (c *completer) endpoint() endpoint.Kind {
	if len(request.Schema(c.kind).Fields()) > 0 {
		return c.kind
	}
	if c.in.get(c.src, "webappId") != nil {
		return endpoint.AIAppRun
	}
	return endpoint.Create
}

// inputs offers the inputs of a class.
func (c *completer) inputs(class string) {
	if c.p.Catalog == nil {
		return
	}
	cl, ok := c.p.Catalog.Class(class)
	if !ok || cl.Err != nil {
		return
	}
	for i := range cl.Inputs {
		in := &cl.Inputs[i]
		f := &field{input: in}
		value := "[]"
		if in.Widget() {
			value = `""`
			if in.Default.Exists() {
				value = string(in.Default.Raw())
			} else if all := f.choices(); len(all) > 0 {
				value = all[0].json
			}
		}
		c.offerKey(in.Name, f.line(), value)
	}
}

// newNode offers the next node of a prompt.
func (c *completer) newNode() {
	if c.key || c.gap != nil {
		return
	}
	last := 0
	for _, n := range c.in.children {
		if id, err := strconv.Atoi(n.name(c.src)); err == nil {
			last = max(last, id)
		}
	}
	c.snippet(strconv.Itoa(last+1), quoted(strconv.Itoa(last+1))+`: {"class_type": "`+hole(1)+`", "inputs": {`+hole(0)+`}}`)
}

// newItem offers an item of a nodeInfoList.
func (c *completer) newItem() {
	if c.gap != nil {
		c.gapItem("nodeId, fieldName, fieldValue", []string{"nodeId", "fieldName", "fieldValue"})
		return
	}
	if !c.fresh("[,") {
		return
	}
	c.snippet("nodeId, fieldName, fieldValue", `{"nodeId": "`+hole(1)+`", "fieldName": "`+hole(2)+`", "fieldValue": "`+hole(3)+`"}`)
}

func hole(n int) string { return "\x00" + strconv.Itoa(n) }

// snippet offers a text with holes. A text of another language is left to its
// writer: only a value that is there can be written in its manner.
func (c *completer) snippet(label, body string) {
	if c.embedded() {
		return
	}
	plain := body
	for n := range 4 {
		plain = strings.ReplaceAll(plain, hole(n), "")
	}
	if start, end, _, ok := c.edit(c.at, c.at, plain); ok {
		c.insert(label, body, jsondoc.Span{Start: start, End: end})
	}
}

// insert offers a text with holes in a place of the file.
func (c *completer) insert(label, body string, at jsondoc.Span) {
	plain, marked := body, strings.NewReplacer("$", `\$`, "}", `\}`).Replace(body)
	for n := range 4 {
		plain = strings.ReplaceAll(plain, hole(n), "")
		marked = strings.ReplaceAll(marked, hole(n), "$"+strconv.Itoa(n))
	}
	if c.p.Snippets {
		plain = marked
	}
	c.items = append(c.items, Item{Label: label, Kind: KindSnippet, Start: at.Start, End: at.End, New: plain, Snippet: c.p.Snippets})
}

// values offers the values of a member.
func (c *completer) values(key string) {
	item, node := c.item(c.in), c.graphNode(c.in)
	switch {
	case item == c.in:
		c.itemValues(item, key)
	case node == c.in && key == "class_type":
		c.classes()
	case node != nil && c.in.parent == node && c.in.name(c.src) == "inputs":
		c.inputValues(node, key)
	case key == "workflowId" || key == "webappId":
		for _, id := range c.p.IDs(key == "webappId") {
			def := named(c.p, id, "")
			if key == "webappId" {
				def = named(c.p, "", id)
			}
			title := ""
			if def != nil {
				title = def.Title
			}
			c.offer(Item{Label: id, Detail: title, Kind: KindValue}, quoted(id))
		}
	default:
		for _, v := range enums(key) {
			c.offer(Item{Label: v, Kind: KindEnum}, literal(key, v))
		}
	}
}

// enums are the values of the options of a run. Source: runninghub-api.md §2.
func enums(key string) []string {
	switch key {
	case "instanceType":
		return []string{"default", "plus", "ultra"}
	case "addMetadata", "usePersonalQueue":
		return []string{"true", "false"}
	}
	return nil
}

func literal(key, v string) string {
	if key == "instanceType" {
		return quoted(v)
	}
	return v
}

func (c *completer) itemValues(item *tree, key string) {
	def := c.definition(c.p, item)
	if def == nil {
		return
	}
	switch key {
	case "nodeId":
		for i := range def.Nodes {
			n := &def.Nodes[i]
			c.offer(Item{Label: n.ID, Detail: about(n), Kind: KindNode}, quoted(n.ID))
		}
	case "fieldName":
		f := c.fieldOf(c.p, item)
		if f.node == nil {
			return
		}
		for _, links := range []bool{false, true} { // a link is seldom replaced
			for i := range f.node.Fields {
				own := &f.node.Fields[i]
				if own.Link == links {
					known := &field{node: f.node, own: own, input: c.p.input(f.node.Class, own.Name)}
					c.offer(Item{Label: own.Name, Detail: known.line(), Kind: KindField}, quoted(own.Name))
				}
			}
		}
	case "fieldValue":
		c.fieldValues(c.fieldOf(c.p, item))
	}
}

// fieldValues offers the choices of a field, or its present value.
func (c *completer) fieldValues(f *field) {
	all, current := f.choices(), f.current()
	for _, v := range all {
		detail := v.about
		if detail == "" && v.json == current {
			detail = c.p.Say("lsp.current", nil)
		}
		c.offer(Item{Label: v.text, Detail: detail, Kind: KindEnum}, v.json)
	}
	if len(all) == 0 && current != "" {
		c.offer(Item{Label: current, Detail: strings.TrimSpace(f.line() + " " + c.p.Say("lsp.current", nil)), Kind: KindValue}, current)
	}
}

func (c *completer) classes() {
	if c.p.Catalog == nil {
		return
	}
	for _, name := range c.p.Catalog.Names() {
		c.offer(Item{Label: name, Kind: KindClass}, quoted(name))
		if len(c.items) > mostItems {
			return
		}
	}
}

// inputValues offers the values of an input, or the outputs that fit.
func (c *completer) inputValues(node *tree, key string) {
	f := c.inputOf(c.p, node, key)
	if f.input == nil {
		return
	}
	for _, v := range f.choices() {
		c.offer(Item{Label: v.text, Kind: KindEnum}, v.json)
	}
	if !f.input.Widget() {
		c.links(node, f.input.Type, func(i Item, id string, slot int) {
			c.offer(i, "["+quoted(id)+", "+strconv.Itoa(slot)+"]")
		})
	}
}

// link offers the nodes that a link may begin at.
func (c *completer) link() {
	node := c.graphNode(c.in)
	if node == nil || c.in.parent.name(c.src) != "inputs" || len(c.in.children) > 0 && c.value != c.in.children[0] {
		return
	}
	f := c.inputOf(c.p, node, c.in.name(c.src))
	if f.input == nil {
		return
	}
	c.links(node, f.input.Type, func(i Item, id string, slot int) {
		if len(c.in.children) == 0 {
			c.offer(i, quoted(id)+", "+strconv.Itoa(slot))
		} else {
			c.offer(i, quoted(id))
		}
	})
}

// links calls offer for every output of another node that fits a type.
func (c *completer) links(node *tree, to nodes.Type, offer func(i Item, id string, slot int)) {
	for _, n := range node.parent.children {
		class, ok := c.p.Catalog.Class(c.Region.value(n, "class_type"))
		if n == node || !ok || class.Err != nil {
			continue
		}
		for slot, t := range class.Outputs {
			if to.Accepts(t) {
				id := n.name(c.src)
				offer(Item{Label: id + " → " + t.String(), Detail: class.Name, Kind: KindNode}, id, slot)
			}
		}
	}
}

// about is a node in a few words: its title and class.
func about(n *workflow.Node) string {
	if n.Title == "" || n.Title == n.Class {
		return n.Class
	}
	if n.Class == "" {
		return n.Title
	}
	return n.Title + " (" + n.Class + ")"
}
