// Package follow builds its items in many ways.
package follow

import (
	"slices"
	"strconv"
)

const workflowID = "1900000000000000001"

type item struct {
	NodeID     string `json:"nodeId"`
	FieldName  string `json:"fieldName"`
	FieldValue any    `json:"fieldValue"`
}

type request struct {
	WorkflowID   string `json:"workflowId"`
	NodeInfoList []item `json:"nodeInfoList"`
}

type client struct{}

func (client) Run(id string, list []item) error { return nil }

// appended grows a list step by step.
func appended(c client, text string, hires bool) error {
	var list []item
	list = append(list, item{NodeID: "6", FieldName: "text", FieldValue: text})
	if hires {
		list = append(list, item{NodeID: "66", FieldName: "text", FieldValue: text}) // want `has no node "66"`
	}
	return c.Run(workflowID, list)
}

// twoLists uses one variable for two workflows, which is left alone.
func twoLists(c client) error {
	list := []item{{NodeID: "6", FieldName: "text"}}
	if err := c.Run(workflowID, list); err != nil {
		return err
	}
	list = []item{{NodeID: "600", FieldName: "text"}}
	return c.Run("1900000000000000009", list)
}

// later completes a request.
func later(text string) *request {
	req := &request{WorkflowID: workflowID}
	req.NodeInfoList = append(req.NodeInfoList, item{NodeID: "6", FieldName: "text", FieldValue: text})
	req.NodeInfoList = append(req.NodeInfoList, item{NodeID: "61", FieldName: "text", FieldValue: text}) // want `has no node "61"`
	return req
}

func node(id, field string, value any) item {
	return item{NodeID: id, FieldName: field, FieldValue: value}
}

func numbered(n int, value any) *item {
	it := item{NodeID: strconv.Itoa(n), FieldName: "text", FieldValue: value}
	return &it
}

func texts(text string) []item {
	return []item{
		node("6", "text", text),
		node("6", "txt", text), // want `has no field "txt"`
	}
}

// functions build the items one by one and together.
func functions(c client, text string) error {
	more := texts(text)
	more = append(more, node("60", "text", text))                                            // want `has no node "60"`
	more = append(more, *numbered(6, text), *numbered(62, text))                             // want `has no node "62"`
	return c.Run(workflowID, slices.Concat(more, []item{{NodeID: "63", FieldName: "text"}})) // want `has no node "63"`
}

// wrapped knows the workflow, its callers know the items.
func wrapped(c client, list []item) error { return c.Run(workflowID, list) }

func calls(c client) error {
	return wrapped(c, []item{{NodeID: "64", FieldName: "text"}}) // want `has no node "64"`
}

var table = []struct{ id, field string }{
	{"6", "text"},
	{"3", "sed"},   // want `has no field "sed"`
	{"70", "text"}, // want `has no node "70"`
}

// ranges makes an item of each row.
func ranges(c client, values []string) error {
	var list []item
	for i, row := range table {
		list = append(list, item{NodeID: row.id, FieldName: row.field, FieldValue: values[i]})
	}
	for id, text := range map[string]string{"6": "a", "71": "b"} { // want `has no node "71"`
		if text == "" {
			continue
		}
		list = append(list, node(id, "text", text))
	}
	for _, id := range []string{"6", "72"} { // want `has no node "72"`
		field := "text"
		list = append(list, item{NodeID: id, FieldName: field})
	}
	return c.Run(workflowID, list)
}

var shared = []struct{ workflow, id string }{
	{workflowID, "6"},
	{"1900000000000000009", "80"},
}

// picked takes the rows of one workflow only.
func picked(c client) error {
	var list []item
	for _, row := range shared {
		if row.workflow == workflowID {
			list = append(list, item{NodeID: row.id, FieldName: "text"})
		}
	}
	return c.Run(workflowID, list)
}

var changed = map[string]string{"6": "text", "81": "text"}

// dropNode changes the table, so what is in it is not known.
func dropNode() { delete(changed, "81") }

func rest(c client) error {
	var list []item
	for id, field := range changed {
		list = append(list, item{NodeID: id, FieldName: field})
	}
	return c.Run(workflowID, list)
}

var prompts = struct{ positive, negative string }{positive: "6", negative: "82"} // want `has no node "82"`

func fields(c client, text string) error {
	return c.Run(workflowID, []item{
		{NodeID: prompts.positive, FieldName: "text", FieldValue: text},
		{NodeID: prompts.negative, FieldName: "text", FieldValue: text},
	})
}

// reassigned has an id that is not constant.
func reassigned(c client, other bool) error {
	id := "83"
	if other {
		id = "6"
	}
	return c.Run(workflowID, []item{{NodeID: id, FieldName: "text"}})
}
