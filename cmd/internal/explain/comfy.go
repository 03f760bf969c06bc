package explain

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// What ComfyUI itself complains of.

// nodeComplaints reads the errors of one node in ComfyUI's node_errors, and
// what fixtures make of them.
func nodeComplaints(node string, v jsondoc.Value, add func(complaint)) {
	base := complaint{Node: clean(node, 80), Class: clean(first(v, "class_type"), 80)}
	errors := v.Get("errors")
	if v.Is(jsondoc.Array) {
		errors = v
	}
	if errors.Len() == 0 {
		base.Message = clean(v.Text(), 300)
		if v.Is(jsondoc.Object) {
			base.Message = clean(first(v, "message", "details", "type"), 300)
		}
		add(base)
		return
	}
	for _, e := range errors.Elements() {
		c := base
		if e.Is(jsondoc.Object) {
			c.readError(e)
		} else {
			c.Message = clean(e.Text(), 300)
		}
		add(c)
	}
}

// promptComplaint reads the error of the whole prompt where it names a node
// (missing_node_type, dependency_cycle).
func (a *answer) promptComplaint() (complaint, bool) {
	e := a.promptError
	extra := e.Get("extra_info")
	node := first(extra, "node_id")
	if node == "" || a.nodeErrors.Len() > 0 {
		return complaint{}, false
	}
	return complaint{
		Node: clean(node, 80), Class: clean(first(extra, "class_type"), 80), Title: clean(first(extra, "node_title"), 80),
		Reason: clean(first(e, "type"), 60), Message: clean(first(e, "message"), 300),
	}, true
}

// either is a member of an error's extra_info, or else of the error.
func either(e jsondoc.Value, key string) jsondoc.Value {
	if v := e.Get("extra_info").Get(key); v.Exists() {
		return v
	}
	return e.Get(key)
}

// readError reads one error of ComfyUI's. Source: validate-prompt.md §3.
func (c *complaint) readError(e jsondoc.Value) {
	c.Reason = clean(first(e, "type"), 60)
	c.Message, c.Details = clean(first(e, "message"), 300), clean(first(e, "details"), 300)
	name := first(e.Get("extra_info"), "input_name")
	if name == "" {
		name = first(e, "input_name")
	}
	details := first(e, "details")
	if name == "" {
		var known bool
		if name, known = fieldOf(c.Reason, details); !known {
			c.mayBeField = details
		}
	}
	c.Field = clean(name, 120)
	value := either(e, "received_value")
	c.Value = show(value)
	c.readConfig(either(e, "input_config"))
	if c.Reason == "value_not_in_list" {
		c.readNotInList(details, value.Text())
	}
}

// readNotInList completes an error from its details, and with the value as it
// was received.
func (c *complaint) readNotInList(details, received string) {
	value, allowed := notInList(details)
	if c.Value == "" {
		c.Value = clean(value, 120)
	}
	if len(c.Allowed) == 0 {
		c.Allowed = allowed // the config is left out where the list is long
	}
	if received == "" {
		received = value
	}
	c.Suggestions = near(received, c.Allowed)
}

// fieldEnds is what ends the input's name at the beginning of an error's
// details, by the error's type; "" where they are the name.
var fieldEnds = map[string]string{
	"value_smaller_than_min": "", "value_bigger_than_max": "", "required_input_missing": "", "bad_linked_input": "",
	"value_not_in_list": ": ", "invalid_input_type": ", ", "return_type_mismatch": ", ", "custom_validation_failed": " - ",
}

// fieldOf takes the input's name from an error's details; known is false for
// types of errors whose details need not begin with it.
func fieldOf(reason, details string) (name string, known bool) {
	end, known := fieldEnds[reason]
	if !known {
		return "", false
	}
	if end != "" {
		details, _, _ = strings.Cut(details, end)
	}
	return strings.TrimSpace(details), true
}

// shown is how many allowed values a complaint keeps.
const shown = 200

// readConfig reads an input_config: [type or choices, {min, max, options}].
func (c *complaint) readConfig(config jsondoc.Value) {
	options := config.Index(1)
	c.Min, c.Max = clean(first(options, "min"), 40), clean(first(options, "max"), 40)
	choices := config.Index(0)
	if !choices.Is(jsondoc.Array) {
		choices = options.Get("options")
	}
	c.Allowed = append(c.Allowed, texts(choices)...)
}

// texts are the first elements of a list.
func texts(list jsondoc.Value) []string {
	var out []string
	for i, e := range list.Elements() {
		if i == shown {
			break
		}
		out = append(out, clean(e.Text(), 120))
	}
	return out
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
	value = unquote(strings.TrimSpace(value))
	list = strings.TrimSpace(list)
	if !strings.HasPrefix(list, "[") {
		return value, nil
	}
	end := balanced([]byte(list), 0)
	if end < 0 {
		return value, nil
	}
	doc, err := jsondoc.Parse("", literal([]byte(list[:end])))
	if err != nil {
		return value, nil
	}
	// Known to be empty is not unknown.
	return value, append([]string{}, texts(doc.Root())...)
}

func unquote(s string) string {
	if len(s) > 1 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
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
