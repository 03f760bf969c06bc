package explain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// phraser puts located complaints into words.
type phraser struct {
	o   Options
	def known
}

// line adds an indented line to what is said of a complaint.
func (p *phraser) line(c *complaint, key string, args message.Args) {
	c.Text = append(c.Text, "  "+p.o.text(key, args))
}

// describe fills in c.Text.
func (p *phraser) describe(c *complaint) {
	c.Text = []string{p.head(c)}
	if c.Message != "" {
		p.line(c, "explain.server-says", message.Args{"message": c.serverWords()})
	}
	args := message.Args{
		"node": c.Node, "field": c.Field, "value": c.Value, "author": c.Author, "min": c.Min, "max": c.Max,
		"allowed": p.list(c.Allowed), "count": strconv.Itoa(len(c.Allowed)),
	}
	if s, ok := p.o.lookup("explain-comfy." + c.Reason); ok {
		c.Text = append(c.Text, "  "+args.Fill(s))
	}
	if c.Value != "" {
		p.line(c, "explain.value", args)
	}
	for _, at := range c.Request {
		p.line(c, "explain.in-request", message.Args{"place": at.String()})
	}
	if len(c.Request) == 0 && p.o.Request.Exists() {
		p.line(c, "explain.not-in-request", nil)
	}
	if p.def.given() && c.Node != "" {
		p.describeDefinition(c)
	}
	if key := c.bounds(); key != "" {
		p.line(c, key, args)
	}
	if len(c.Suggestions) > 0 {
		p.line(c, "explain.did-you-mean", message.Args{"names": p.suggestions(c)})
	}
}

// head is the first line: the node, the field, and the reason where it says
// more than the message.
func (p *phraser) head(c *complaint) string {
	if c.Node == "" && c.Class == "" && strings.HasPrefix(c.Reason, "run_") {
		return p.o.text("explain.whole-task", nil)
	}
	head := p.label(c.Node, c.Class, c.Title)
	if c.Field != "" {
		head += ", " + c.Field
	}
	if c.Reason == "" || c.Reason == reasonNamed || strings.HasPrefix(c.Reason, "run_") {
		return head
	}
	return head + ": " + c.Reason
}

// serverWords are message and details, unless they repeat something.
func (c *complaint) serverWords() string {
	if c.Details == "" || c.Details == c.Field || strings.Contains(c.Message, c.Details) {
		return c.Message
	}
	return c.Message + " (" + c.Details + ")"
}

// bounds is the text that says which values would do; "" for none.
func (c *complaint) bounds() string {
	switch {
	case c.Reason == "value_not_in_list" && len(c.Allowed) > 0:
		return "explain.allowed"
	case c.Reason == "value_not_in_list" && c.Allowed != nil:
		return "explain.allowed-none"
	case c.Min != "" && c.Max != "":
		return "explain.range"
	case c.Max != "":
		return "explain.at-most"
	case c.Min != "":
		return "explain.at-least"
	case c.Reason == "run_arguments" && len(c.Allowed) > 0:
		return "explain.arguments"
	}
	return ""
}

// suggestions joins what may have been meant; nodes with class and title.
func (p *phraser) suggestions(c *complaint) string {
	names := make([]string, len(c.Suggestions))
	for i, s := range c.Suggestions {
		names[i] = clean(s, 80)
		if c.Reason == reasonNode && p.def.nodes[s] != nil {
			names[i] = p.nodeLabel(s)
		}
	}
	return p.o.Lang.List(names)
}

// describeDefinition says what the definition knows of the node.
func (p *phraser) describeDefinition(c *complaint) {
	n := p.def.nodes[c.Node]
	switch {
	case n == nil && c.Reason == reasonNode:
		p.line(c, "explain.definition-agrees-node", nil)
	case n == nil:
		p.line(c, "explain.definition-lacks-node", nil)
	case c.Reason == reasonNode:
		p.line(c, "explain.definition-has-node", nil)
	case c.Reason == reasonField:
		p.describeFields(c, n)
	default:
		p.describeAuthor(c)
	}
}

// describeFields says which fields the node has, and which nodes have the field.
func (p *phraser) describeFields(c *complaint, n *workflow.Node) {
	names := fieldNames(n)
	if slices.Contains(names, c.Field) {
		p.line(c, "explain.definition-has-field", nil)
		return
	}
	args := message.Args{"field": c.Field, "author": c.Author, "names": p.list(names)}
	if c.Definition != nil {
		args["place"] = c.Definition.String()
	}
	p.line(c, "explain.definition-fields", args)
	others := p.def.byField[c.Field]
	if len(others) == 0 {
		return
	}
	var labels []string
	for _, id := range others[:min(len(others), 3)] {
		labels = append(labels, p.nodeLabel(id))
	}
	args["names"] = p.o.Lang.List(labels)
	p.line(c, "explain.other-nodes", args)
}

// describeAuthor says what the workflow's author has set.
func (p *phraser) describeAuthor(c *complaint) {
	args := message.Args{"field": c.Field, "author": c.Author}
	if c.Definition != nil {
		args["place"] = c.Definition.String()
	}
	switch {
	case c.Author != "" && c.Definition != nil:
		p.line(c, "explain.author-at", args)
	case c.Author != "":
		p.line(c, "explain.author", args)
	case c.Definition != nil:
		p.line(c, "explain.node-at", args)
	}
}

// nodeLabel is label for a node of the definition.
func (p *phraser) nodeLabel(id string) string {
	n := p.def.nodes[id]
	return p.label(id, clean(n.Class, 80), clean(n.Title, 80))
}

// label names a node: id, class, title.
func (p *phraser) label(id, class, title string) string {
	if id == "" {
		id = "?"
	}
	s := p.o.text("explain.node", message.Args{"node": clean(id, 80)})
	var parts []string
	if class != "" {
		parts = append(parts, class)
	}
	if title != "" && title != class {
		parts = append(parts, strconv.Quote(title))
	}
	if len(parts) == 0 {
		return s
	}
	return s + " (" + strings.Join(parts, " ") + ")"
}

// list joins values, the first eight of many.
func (p *phraser) list(values []string) string {
	const few = 8
	var out []string
	for i, v := range values {
		if i == few {
			return p.o.Lang.List(out) + " " + p.o.text("explain.of-many", message.Args{"count": strconv.Itoa(len(values))})
		}
		out = append(out, strconv.Quote(clean(v, 80)))
	}
	return p.o.Lang.List(out)
}
