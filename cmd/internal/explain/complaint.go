package explain

import (
	"regexp"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// complaint is one complaint of an answer about a node. What the server says
// is read by the functions of this file and of comfy.go; locate.go adds where it
// stands, phrase.go the words.
type complaint struct {
	// Node is the node's id as the answer has it; Class and Title are its
	// class and title where answer or definition give them.
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
	Request    []place `json:"request,omitempty"`
	Definition *place  `json:"definition,omitempty"`
	// Text is all of it in words.
	Text []string `json:"text"`

	// What only the request and the definition can settle: mayBeField is the
	// field if the node has one of that name, valueOnly says that the field is
	// the one whose value is quoted, everyNull that all items without a value
	// are meant.
	mayBeField           string
	valueOnly, everyNull bool
}

// The reasons that are not ComfyUI's.
const (
	reasonNode  = "node_not_found_in_workflow"
	reasonField = "field_not_found_in_node_inputs"
	reasonNull  = "json_null"
	reasonRun   = "run_failed"
	reasonNamed = "named"
)

// most is how many complaints are reported; an answer with more is cut.
const most = 50

// complain makes a complaint about a field of a node.
func complain(node, field, reason string) complaint {
	return complaint{Node: clean(node, 80), Field: clean(field, 120), Reason: clean(reason, 80)}
}

// complaints passes on all that the answer makes, in the order of its parts.
func (a *answer) complaints(add func(complaint)) {
	for _, text := range append([]string{a.msg}, a.extra...) {
		for _, m := range parseMismatches(text) {
			add(complain(m.node, m.field, m.reason))
		}
		if strings.Contains(strings.ToLower(text), "jsonnull") {
			add(complaint{everyNull: true})
		}
	}
	for m := range a.nodeErrors.Members() {
		nodeComplaints(m.Key(), m.Value, add)
	}
	if c, ok := a.promptComplaint(); ok {
		add(c)
	}
	if c, ok := a.failedComplaint(); ok {
		add(c)
	}
}

// namedNodes takes nodes from a message in free words ("node 107 missing
// model"), for answers that complain in no better way.
func (a *answer) namedNodes(add func(complaint)) {
	text := a.tipsText
	if text == "" && a.coded && (a.code == 433 || a.code == 803 || a.code == 1101) {
		text = a.msg
	}
	seen := map[string]bool{}
	for _, m := range nodeInText().FindAllStringSubmatch(text[:min(len(text), 8192)], 20) {
		if !seen[m[1]] {
			seen[m[1]] = true
			add(complaint{Node: m[1], Reason: reasonNamed, Message: clean(text, 300)})
		}
	}
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

// failedComplaint reads why a task failed. Source: runninghub-api.md §2.7, §5.
func (a *answer) failedComplaint() (complaint, bool) {
	f, text := a.failed, a.failedText
	switch {
	case f.Is(jsondoc.Object):
		text = first(f, "exception_message", "message", "error")
	case text == "" && a.coded && a.code == 805 && listMessage().MatchString(a.msg):
		text = a.msg
	case text == "" && a.coded && a.code == 805 && noMemory(a.msg):
		text = a.msg
	case text == "":
		return complaint{}, false
	}
	c := complaint{
		Node: clean(first(f, "node_id", "nodeId"), 80), Class: clean(first(f, "node_name", "node_type", "nodeName"), 80),
		Reason: reasonRun, Message: clean(text, 400), Details: clean(first(f, "exception_type"), 120),
	}
	head := text[:min(len(text), 8192)]
	for _, kind := range failures {
		if kind(&c, head) {
			break
		}
	}
	c.valueOnly = c.Value != "" && c.Field == ""
	if secret.Text(c.Value).IsPlaceholder() {
		c.Reason = "run_placeholder"
	}
	return c, true
}

// failures read the messages of tasks that failed while they ran, the more
// specific ones first: each reports whether the message was its kind.
var failures = [...]func(c *complaint, text string) bool{valueFailure, fileFailure, argumentFailure, memoryFailure}

func valueFailure(c *complaint, text string) bool {
	m := listMessage().FindStringSubmatch(text)
	if m == nil {
		return false
	}
	name, _, _ := strings.Cut(m[1], ": ")
	value, allowed := notInList(m[1])
	c.Field, c.Value, c.Allowed = clean(name, 120), clean(value, 120), allowed
	c.Suggestions, c.Reason = near(value, allowed), "value_not_in_list"
	return true
}

func fileFailure(c *complaint, text string) bool {
	m := fileMessage().FindStringSubmatch(text)
	if m == nil {
		m = quotedPath().FindStringSubmatch(text)
	}
	if m == nil {
		return false
	}
	c.Value, c.Reason = clean(m[1], 160), "run_file"
	return true
}

func argumentFailure(c *complaint, text string) bool {
	m := missingArgs().FindStringSubmatch(text)
	if m == nil {
		return false
	}
	c.Reason = "run_arguments"
	for _, q := range quotedName().FindAllStringSubmatch(m[1], 20) {
		c.Allowed = append(c.Allowed, clean(q[1], 80))
	}
	return true
}

func memoryFailure(c *complaint, text string) bool {
	if !noMemory(text + " " + c.Details) {
		return false
	}
	c.Reason = "run_memory"
	return true
}

// noMemory knows the words of a lack of memory; OOM_KILLED is that of the whole
// machine, which names no node. Source: runninghub-api.md §7.8.
func noMemory(text string) bool {
	low := strings.ToLower(text)
	for _, words := range [...]string{"out of memory", "outofmemory", "显存", "oom_killed", "oomkilled"} {
		if strings.Contains(low, words) {
			return true
		}
	}
	return false
}
