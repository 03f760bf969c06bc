package explain

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/placeholder"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Blame is one complaint of an answer about a node.
type Blame struct {
	// Node is the node's id as the answer has it; Class and Title are its
	// class and title where answer or definition tell them.
	Node  string `json:"node"`
	Class string `json:"class,omitempty"`
	Title string `json:"title,omitempty"`
	// Field is the input blamed, "" when the answer names none.
	Field string `json:"field,omitempty"`
	// Reason is ComfyUI's error type, or the server's own reason
	// (node_not_found_in_workflow), or one of json_null and run_failed.
	Reason string `json:"reason,omitempty"`
	// Message and Details are the server's words.
	Message string `json:"message,omitempty"`
	Details string `json:"details,omitempty"`
	// Value is the value complained of, Author the one in the definition.
	Value  string `json:"value,omitempty"`
	Author string `json:"author,omitempty"`
	// Allowed are values that would do, the first ones of a long list; Min and
	// Max bound a number ("" when open).
	Allowed []string `json:"allowed,omitempty"`
	Min     string   `json:"min,omitempty"`
	Max     string   `json:"max,omitempty"`
	// Suggestions are what may have been meant: node ids, field names or
	// values, the best first.
	Suggestions []string `json:"suggestions,omitempty"`
	// Request are the places in the request that cause it; empty when the
	// request does not touch the field. Definition is the place there.
	Request    []Place `json:"request,omitempty"`
	Definition *Place  `json:"definition,omitempty"`
	// Text is all of it in words.
	Text []string `json:"text"`
}

// The reasons that are not ComfyUI's.
const (
	reasonNode  = "node_not_found_in_workflow"
	reasonField = "field_not_found_in_node_inputs"
	reasonNull  = "json_null"
	reasonRun   = "run_failed"
	reasonNamed = "named"
)

// most is how many complaints are told of; an answer with more is cut.
const most = 50

// blamer finds who is to blame.
type blamer struct {
	o     Options
	a     *answer
	req   request
	def   known
	found []Blame
	more  int // complaints beyond most
	notes []string
}

func (b *blamer) collect() {
	b.req, b.def = readRequest(b.o.Request), readDefinition(b.o.Definition)
	b.mismatches()
	b.nodeErrors()
	b.promptError()
	b.failedReason()
	b.namedInText()
	b.suspects()
	if b.more > 0 {
		b.notes = append(b.notes, b.o.text("explain.more", message.Args{"count": strconv.Itoa(b.more)}))
	}
}

func (b *blamer) add(bl Blame) {
	if len(b.found) >= most {
		b.more++
		return
	}
	b.place(&bl)
	b.describe(&bl)
	b.found = append(b.found, bl)
}

const mismatchMark = "NODE_INFO_MISMATCH("

// Mismatch is what a NODE_INFO_MISMATCH message says.
type Mismatch struct{ Node, Field, Reason string }

// ParseMismatch reads every NODE_INFO_MISMATCH(…) of a message. Node, field
// and reason may each be absent, and the reason may come without its name.
// Source: live-answers.md.
func ParseMismatch(msg string) []Mismatch {
	var out []Mismatch
	for {
		_, rest, ok := strings.Cut(msg, mismatchMark)
		if !ok || len(out) > most {
			return out
		}
		body := rest
		if i := strings.Index(rest, mismatchMark); i >= 0 {
			body = rest[:i]
		}
		msg = rest
		body, _, _ = strings.Cut(body, "\n")
		// Names may hold brackets: the last one closes.
		if i := strings.LastIndexByte(body, ')'); i >= 0 {
			body = body[:i]
		}
		out = append(out, parseMismatch(body))
	}
}

func parseMismatch(body string) Mismatch {
	var m Mismatch
	// From the end, so that a field name may hold ", " itself.
	if i := strings.LastIndex(body, "reason="); i >= 0 {
		m.Reason = strings.TrimSpace(body[i+len("reason="):])
		body = body[:i]
	} else {
		for _, r := range []string{reasonNode, reasonField} {
			if s, ok := strings.CutSuffix(strings.TrimRight(body, " "), r); ok {
				m.Reason, body = r, s
			}
		}
	}
	trim := func(s string) string { return strings.TrimSuffix(strings.TrimRight(s, " "), ",") }
	if i := strings.Index(body, "fieldName="); i >= 0 {
		m.Field = trim(body[i+len("fieldName="):])
		body = body[:i]
	}
	if _, s, ok := strings.Cut(body, "nodeId="); ok {
		m.Node = trim(s)
	}
	return m
}

// mismatches reads 803's message.
func (b *blamer) mismatches() {
	texts := append([]string{b.a.msg}, b.a.extra...)
	for _, t := range texts {
		for _, m := range ParseMismatch(t) {
			b.add(Blame{Node: clean(m.Node, 80), Field: clean(m.Field, 120), Reason: clean(m.Reason, 80)})
		}
		if strings.Contains(strings.ToLower(t), "jsonnull") {
			b.nulls()
		}
	}
}

// nulls blames the items of the request without a value.
func (b *blamer) nulls() {
	for _, it := range b.req.items {
		if v := it.value.Get("fieldValue"); !v.Exists() || v.Is(jsondoc.Null) {
			b.add(Blame{Node: clean(it.node, 80), Field: clean(it.field, 120), Reason: reasonNull})
		}
	}
}

// nodeErrors reads ComfyUI's node_errors, and what fixtures make of them.
func (b *blamer) nodeErrors() {
	for m := range b.a.nodeErrors.Members() {
		base := Blame{Node: clean(m.Key(), 80), Class: clean(first(m.Value, "class_type"), 80)}
		errors := m.Value.Get("errors")
		if m.Value.Is(jsondoc.Array) {
			errors = m.Value
		}
		if errors.Len() == 0 {
			base.Message = clean(m.Value.Text(), 300)
			if m.Value.Is(jsondoc.Object) {
				base.Message = clean(first(m.Value, "message", "details", "type"), 300)
			}
			b.add(base)
			continue
		}
		for _, e := range errors.Elements() {
			bl := base
			if e.Is(jsondoc.Object) {
				comfyError(&bl, e, b.def.nodes[m.Key()])
			} else {
				bl.Message = clean(e.Text(), 300)
			}
			b.add(bl)
		}
	}
}

// comfyError reads one error of ComfyUI's. Source: validate-prompt.md §3.
func comfyError(bl *Blame, e jsondoc.Value, n *workflow.Node) {
	extra := e.Get("extra_info")
	bl.Reason = clean(first(e, "type"), 60)
	bl.Message, bl.Details = clean(first(e, "message"), 300), clean(first(e, "details"), 300)
	name := first(extra, "input_name")
	if name == "" {
		name = first(e, "input_name")
	}
	details := first(e, "details")
	if name == "" {
		name = fieldOf(bl.Reason, details, n)
	}
	bl.Field = clean(name, 120)
	value := extra.Get("received_value")
	if !value.Exists() {
		value = e.Get("received_value")
	}
	bl.Value = show(value)
	config := extra.Get("input_config")
	if !config.Exists() {
		config = e.Get("input_config")
	}
	limits(bl, config)
	if bl.Reason == "value_not_in_list" {
		v, allowed := notInList(details)
		if bl.Value == "" {
			bl.Value = clean(v, 120)
		}
		if len(bl.Allowed) == 0 {
			bl.Allowed = allowed // the config is left out where the list is long
		}
		plain := value.Text()
		if plain == "" {
			plain = v
		}
		bl.Suggestions = near(plain, bl.Allowed)
	}
}

// fieldOf takes the input's name from an error's details: they begin with it,
// except for errors of the node as a whole.
func fieldOf(reason, details string, n *workflow.Node) string {
	switch reason {
	case "value_smaller_than_min", "value_bigger_than_max", "required_input_missing", "bad_linked_input":
		return strings.TrimSpace(details)
	case "value_not_in_list":
		name, _, _ := strings.Cut(details, ": ")
		return strings.TrimSpace(name)
	case "invalid_input_type", "return_type_mismatch":
		name, _, _ := strings.Cut(details, ", ")
		return strings.TrimSpace(name)
	case "custom_validation_failed":
		name, _, _ := strings.Cut(details, " - ")
		return strings.TrimSpace(name)
	}
	if n != nil && slices.Contains(fieldNames(n), details) {
		return details
	}
	return ""
}

// shown is how many allowed values a blame keeps.
const shown = 200

// limits reads an input_config: [type or choices, {min, max, options}].
func limits(bl *Blame, config jsondoc.Value) {
	options := config.Index(1)
	bl.Min, bl.Max = clean(first(options, "min"), 40), clean(first(options, "max"), 40)
	choices := config.Index(0)
	if !choices.Is(jsondoc.Array) {
		choices = options.Get("options")
	}
	for i, c := range choices.Elements() {
		if i == shown {
			break
		}
		bl.Allowed = append(bl.Allowed, clean(c.Text(), 120))
	}
}

// notInList reads "field: 'value' not in ['a', 'b']".
func notInList(details string) (value string, allowed []string) {
	_, rest, ok := strings.Cut(details, ": ")
	if !ok {
		return "", nil
	}
	value, list, ok := cutLast(rest, " not in ")
	if !ok {
		return "", nil
	}
	value = strings.TrimSpace(value)
	if len(value) > 1 && (value[0] == '\'' || value[0] == '"') && value[len(value)-1] == value[0] {
		value = value[1 : len(value)-1]
	}
	if list = strings.TrimSpace(list); !strings.HasPrefix(list, "[") {
		return value, nil
	}
	if end := balanced([]byte(list), 0); end > 0 {
		if doc, err := jsondoc.Parse("", literal([]byte(list[:end]))); err == nil {
			allowed = []string{} // known to be empty, unless there are some
			for i, e := range doc.Root().Elements() {
				if i == shown {
					break
				}
				allowed = append(allowed, clean(e.Text(), 120))
			}
		}
	}
	return value, allowed
}

// cutLast cuts at the mark that is followed by a list; the value may hold the
// mark too, so the last such place counts.
func cutLast(s, mark string) (before, after string, ok bool) {
	for _, open := range []string{"[", "("} {
		if i := strings.LastIndex(s, mark+open); i >= 0 {
			return s[:i], s[i+len(mark):], true
		}
	}
	return s, "", false
}

// promptError reads the error of the whole prompt where it names a node
// (missing_node_type, dependency_cycle).
func (b *blamer) promptError() {
	e := b.a.promptError
	extra := e.Get("extra_info")
	node := first(extra, "node_id")
	if node == "" || b.a.nodeErrors.Len() > 0 {
		return
	}
	bl := Blame{
		Node: clean(node, 80), Class: clean(first(extra, "class_type"), 80), Title: clean(first(extra, "node_title"), 80),
		Reason: clean(first(e, "type"), 60), Message: clean(first(e, "message"), 300),
	}
	b.add(bl)
}

var (
	fileMessage = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)invalid (?:image|audio|video|mask|latent|media)? ?file:? *(.{1,300})`)
	})
	quotedPath = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:cannot identify image file|no such file or directory:?) *(?:<[^>]*name=)?['"]([^'"]{1,300})['"]`)
	})
	missingArgs = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`missing [0-9]+ required (?:positional|keyword-only) arguments?: (.{1,400})`)
	})
	quotedName  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`'([^']{1,80})'`) })
	listMessage = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)value not in list:? *([^\n]+)`) })
	nodeInText  = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\bnode(?:[ _]?id)?[ =:#]*([0-9]+(?::[0-9]+)*)\b`)
	})
)

// failedReason reads why a task failed. Source: runninghub-api.md §2.7, §5.
func (b *blamer) failedReason() {
	f, text := b.a.failed, b.a.failedText
	if f.Is(jsondoc.Object) {
		text = first(f, "exception_message", "message", "error")
	} else if text == "" {
		if b.a.coded && b.a.code == 805 && listMessage().MatchString(b.a.msg) {
			text = b.a.msg
		} else {
			return
		}
	}
	bl := Blame{
		Node: clean(first(f, "node_id", "nodeId"), 80), Class: clean(first(f, "node_name", "node_type", "nodeName"), 80),
		Reason: reasonRun, Message: clean(text, 400), Details: clean(first(f, "exception_type"), 120),
	}
	head := text[:min(len(text), 8192)]
	if m := listMessage().FindStringSubmatch(head); m != nil {
		name, _, _ := strings.Cut(m[1], ": ")
		value, allowed := notInList(m[1])
		bl.Field, bl.Value, bl.Allowed = clean(name, 120), clean(value, 120), allowed
		bl.Suggestions, bl.Reason = near(value, allowed), "value_not_in_list"
	} else if m := fileMessage().FindStringSubmatch(head); m != nil {
		bl.Value, bl.Reason = clean(m[1], 160), "run_file"
	} else if m := quotedPath().FindStringSubmatch(head); m != nil {
		bl.Value, bl.Reason = clean(m[1], 160), "run_file"
	} else if m := missingArgs().FindStringSubmatch(head); m != nil {
		bl.Reason = "run_arguments"
		for _, q := range quotedName().FindAllStringSubmatch(m[1], 20) {
			bl.Allowed = append(bl.Allowed, clean(q[1], 80))
		}
	} else if low := strings.ToLower(head + " " + bl.Details); strings.Contains(low, "out of memory") || strings.Contains(low, "outofmemory") || strings.Contains(low, "显存") {
		bl.Reason = "run_memory"
	}
	if bl.Value != "" && bl.Field == "" {
		bl.Field = b.fieldHolding(bl.Node, bl.Value)
	}
	if placeholder.Default().Match(bl.Value) {
		bl.Reason = "run_placeholder"
	}
	b.add(bl)
}

// fieldHolding finds the override of a node whose value the message quotes.
func (b *blamer) fieldHolding(node, value string) string {
	for _, it := range b.req.find(node, "") {
		if v := it.value.Get("fieldValue").Text(); v != "" && (v == value || strings.HasSuffix(value, "/"+v)) {
			return it.field
		}
	}
	return ""
}

// namedInText takes nodes from a message in free words ("node 107 missing
// model") when nothing better names one.
func (b *blamer) namedInText() {
	if len(b.found) > 0 {
		return
	}
	text := b.a.tipsText
	if text == "" && b.a.coded && (b.a.code == 433 || b.a.code == 803 || b.a.code == 1101) {
		text = b.a.msg
	}
	seen := map[string]bool{}
	for _, m := range nodeInText().FindAllStringSubmatch(text[:min(len(text), 8192)], 20) {
		if !seen[m[1]] {
			seen[m[1]] = true
			b.add(Blame{Node: m[1], Reason: reasonNamed, Message: clean(text, 300)})
		}
	}
}

// suspects compares request and definition when the answer says that they do
// not fit and not where.
func (b *blamer) suspects() {
	if len(b.found) > 0 || !b.a.coded || b.a.code != 803 && b.a.code != 1101 {
		return
	}
	if strings.Contains(b.a.msg, mismatchMark) || len(b.req.items) == 0 {
		if b.a.code == 1101 && b.req.root.Exists() && len(b.req.items) == 0 {
			b.notes = append(b.notes, b.o.text("explain.empty-list", nil))
		} else if b.o.Request.Kind() == jsondoc.Missing {
			b.notes = append(b.notes, b.o.text("explain.give-both", nil))
		}
		return
	}
	for _, it := range b.req.items {
		v := it.value.Get("fieldValue")
		switch n := b.def.nodes[it.node]; {
		case !v.Exists() || v.Is(jsondoc.Null):
			b.add(Blame{Node: clean(it.node, 80), Field: clean(it.field, 120), Reason: reasonNull})
		case !b.def.given():
		case n == nil:
			b.add(Blame{Node: clean(it.node, 80), Field: clean(it.field, 120), Reason: reasonNode})
		case !slices.Contains(fieldNames(n), it.field):
			b.add(Blame{Node: clean(it.node, 80), Field: clean(it.field, 120), Reason: reasonField})
		}
	}
	switch {
	case len(b.found) > 0:
		b.notes = append(b.notes, b.o.text("explain.suspects", nil))
	case b.def.given():
		b.notes = append(b.notes, b.o.text("explain.no-suspects", nil))
	default:
		b.notes = append(b.notes, b.o.text("explain.give-definition", nil))
	}
}

// place finds the blamed node in request and definition and what may have been
// meant.
func (b *blamer) place(bl *Blame) {
	items := b.req.find(bl.Node, bl.Field)
	// An exception carries the name of the input that follows the node, not of
	// one of the node's own (validate-prompt.md §3.5).
	if len(items) == 0 && (bl.Reason == reasonNode || bl.Field == "" || strings.HasPrefix(bl.Reason, "exception_")) {
		items = b.req.find(bl.Node, "")
	}
	key := "fieldValue"
	switch bl.Reason {
	case reasonNode:
		key = "nodeId"
	case reasonField:
		key = "fieldName"
	}
	for i, it := range items {
		if i == 10 {
			break
		}
		if p, ok := placeOf(it.part(key)); ok {
			bl.Request = append(bl.Request, p)
		}
		if bl.Value == "" && key == "fieldValue" && len(items) == 1 {
			bl.Value = show(it.value.Get("fieldValue"))
		}
	}
	if g, ok := b.req.graph[bl.Node]; ok && len(bl.Request) == 0 {
		at := g
		if f := g.Get("inputs").Get(bl.Field); bl.Field != "" && f.Exists() {
			at = f
		}
		if p, ok := placeOf(at); ok {
			bl.Request = append(bl.Request, p)
		}
		if bl.Class == "" {
			bl.Class = clean(first(g, "class_type"), 80)
		}
	}
	n := b.def.nodes[bl.Node]
	if n != nil {
		if bl.Class == "" {
			bl.Class = clean(n.Class, 80)
		}
		if bl.Title == "" {
			bl.Title = clean(n.Title, 80)
		}
		at := n.Value
		if f, ok := n.Field(bl.Field); ok {
			bl.Author = show(f.Value)
			if f.Value.Exists() {
				at = f.Value
			}
		}
		if p, ok := placeOf(at); ok {
			bl.Definition = &p
		}
	}
	b.suggest(bl, n)
}

// suggest finds what may have been meant for a node or field that the
// workflow lacks.
func (b *blamer) suggest(bl *Blame, n *workflow.Node) {
	if !b.def.given() {
		return
	}
	switch {
	case bl.Reason == reasonNode && n == nil:
		having := b.def.byField[bl.Field]
		// A node that has the field is meant rather than one that has a
		// similar number.
		best := near(bl.Node, having)
		for _, id := range append(slices.Clone(having[:min(len(having), 3)]), near(bl.Node, b.def.ids)...) {
			if len(best) < 3 && !slices.Contains(best, id) && (bl.Field == "" || len(having) == 0 || slices.Contains(having, id)) {
				best = append(best, id)
			}
		}
		bl.Suggestions = best
	case bl.Reason == reasonField && n != nil:
		bl.Suggestions = near(bl.Field, fieldNames(n))
	}
}

// describe puts a blame into words.
func (b *blamer) describe(bl *Blame) {
	o := b.o
	add := func(key string, args message.Args) { bl.Text = append(bl.Text, "  "+o.text("explain."+key, args)) }
	head := b.label(bl.Node, bl.Class, bl.Title)
	if bl.Field != "" {
		head += ", " + bl.Field
	}
	switch {
	case bl.Reason == reasonRun || bl.Reason == reasonNamed || bl.Reason == "":
	case strings.HasPrefix(bl.Reason, "run_"):
	default:
		head += ": " + bl.Reason
	}
	bl.Text = []string{head}
	if bl.Message != "" {
		m := bl.Message
		if bl.Details != "" && bl.Details != bl.Field && !strings.Contains(m, bl.Details) {
			m += " (" + bl.Details + ")"
		}
		add("server-says", message.Args{"message": m})
	}
	args := message.Args{
		"node": bl.Node, "field": bl.Field, "value": bl.Value, "author": bl.Author, "min": bl.Min, "max": bl.Max,
		"allowed": list(o, bl.Allowed), "count": strconv.Itoa(len(bl.Allowed)),
	}
	if s, ok := o.lookup("explain-comfy." + bl.Reason); ok {
		bl.Text = append(bl.Text, "  "+message.Fill(s, args))
	}
	if bl.Value != "" {
		add("value", args)
	}
	for _, p := range bl.Request {
		add("in-request", message.Args{"place": p.String()})
	}
	if len(bl.Request) == 0 && b.o.Request.Exists() {
		add("not-in-request", nil)
	}
	b.describeDefinition(bl, add)
	switch {
	case bl.Reason == "value_not_in_list" && len(bl.Allowed) > 0:
		add("allowed", args)
	case bl.Reason == "value_not_in_list" && bl.Allowed != nil:
		add("allowed-none", nil)
	case bl.Min != "" && bl.Max != "":
		add("range", args)
	case bl.Max != "":
		add("at-most", args)
	case bl.Min != "":
		add("at-least", args)
	case bl.Reason == "run_arguments" && len(bl.Allowed) > 0:
		add("arguments", args)
	}
	if len(bl.Suggestions) > 0 {
		names := make([]string, len(bl.Suggestions))
		for i, s := range bl.Suggestions {
			names[i] = clean(s, 80)
			if n := b.def.nodes[s]; bl.Reason == reasonNode && n != nil {
				names[i] = b.label(s, clean(n.Class, 80), clean(n.Title, 80))
			}
		}
		add("did-you-mean", message.Args{"names": strings.Join(names, ", ")})
	}
}

// describeDefinition tells what the definition knows of the blamed place.
func (b *blamer) describeDefinition(bl *Blame, add func(string, message.Args)) {
	if !b.def.given() {
		return
	}
	n := b.def.nodes[bl.Node]
	args := message.Args{"field": bl.Field, "author": bl.Author}
	if bl.Definition != nil {
		args["place"] = bl.Definition.String()
	}
	switch {
	case bl.Node == "":
	case n == nil && bl.Reason == reasonNode:
		add("definition-agrees-node", nil)
	case n == nil:
		add("definition-lacks-node", nil)
	case bl.Reason == reasonNode:
		add("definition-has-node", nil)
	case bl.Reason == reasonField && slices.Contains(fieldNames(n), bl.Field):
		add("definition-has-field", nil)
	case bl.Reason == reasonField:
		names := fieldNames(n)
		args["names"] = list(b.o, names)
		add("definition-fields", args)
		if others := b.def.byField[bl.Field]; len(others) > 0 {
			var labels []string
			for i, id := range others {
				if i == 3 {
					break
				}
				labels = append(labels, b.label(id, clean(b.def.nodes[id].Class, 80), clean(b.def.nodes[id].Title, 80)))
			}
			args["names"] = strings.Join(labels, ", ")
			add("other-nodes", args)
		}
	case bl.Author != "" && bl.Definition != nil:
		add("author-at", args)
	case bl.Author != "":
		add("author", args)
	case bl.Definition != nil:
		add("node-at", args)
	}
}

// label names a node: id, class, title.
func (b *blamer) label(id, class, title string) string {
	if id == "" {
		id = "?"
	}
	s := b.o.text("explain.node", message.Args{"node": clean(id, 80)})
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
func list(o Options, values []string) string {
	const few = 8
	var out []string
	for i, v := range values {
		if i == few {
			return strings.Join(out, ", ") + " " + o.text("explain.of-many", message.Args{"count": strconv.Itoa(len(values))})
		}
		out = append(out, strconv.Quote(clean(v, 80)))
	}
	return strings.Join(out, ", ")
}

// String is file:line:column and the pointer, as far as they are known.
func (p Place) String() string {
	s := strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
	if p.File != "" {
		s = clean(p.File, 200) + ":" + s
	}
	if p.Pointer != "" {
		s += " (" + clean(p.Pointer, 200) + ")"
	}
	return s
}

// fieldPlace points at the request's member that a message of code 301 names,
// and at a misspelt one that was meant for it.
func (a *answer) fieldPlace(r *Report, o Options, key, field string) {
	if !o.Request.Is(jsondoc.Object) {
		return
	}
	if key == "webapp-not-exists" {
		field = "webappId"
	}
	if key != "must-be-positive" && key != "cannot-be-empty" && key != "webapp-not-exists" {
		return
	}
	if m := o.Request.Member(field); m.Exists() {
		if p, ok := placeOf(m.Value); ok {
			r.add(o, "answer", o.text("explain.in-request", message.Args{"place": p.String()})+" "+show(m.Value))
		}
		return
	}
	var keys []string
	for m := range o.Request.Members() {
		if keys = append(keys, m.Key()); len(keys) == 50 {
			break
		}
	}
	line := o.text("explain.request-lacks", message.Args{"field": clean(field, 60)})
	if meant := suggest.Closest(clip(field), keys, 1); len(meant) > 0 {
		if p, ok := placeOf(o.Request.Member(meant[0]).KeyValue()); ok {
			line += " " + o.text("explain.written-as", message.Args{"name": clean(meant[0], 60), "place": p.String()})
		}
	}
	r.add(o, "answer", line)
}

func clip(s string) string { return s[:min(len(s), 64)] }
