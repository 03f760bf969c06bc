package model_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/model"
	"github.com/payloadlint/payloadlint/rules/internal/ruletest"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// read makes the model of a text.
func read(t *testing.T, kind endpoint.Kind, text string) *rule.Request {
	t.Helper()
	return ruletest.Pass(t, ruletest.Case{Text: text, Kind: kind, Workflow: `{"6": {"class_type": "Text", "inputs": {"text": "a"}}}`}).Request
}

func TestNodeInfo(t *testing.T) {
	const body = `{"nodeInfoList": [{"nodeId": "6"}]}`
	if r := read(t, endpoint.Create, body); r.NodeInfo.Len() != 1 || len(r.Items) != 1 {
		t.Errorf("create: %d", r.NodeInfo.Len())
	}
	if r := read(t, endpoint.Status, body); r.NodeInfo.Exists() || len(r.Items) != 0 {
		t.Error("status has a list")
	}
	if r := read(t, endpoint.NodeInfoList, `[1, {"nodeId": "6"}]`); len(r.Items) != 2 || r.Items[0].ID != "" || r.Items[1].ID != "6" {
		t.Errorf("bare list: %d items", len(r.Items))
	}
}

func TestItems(t *testing.T) {
	r := read(t, endpoint.Create, `{"nodeInfoList": [
		{"nodeId": "6", "fieldName": "text", "fieldValue": "a"},
		{"nodeId": 6, "fieldName": "text", "fieldValue": "${X}"},
		{"nodeId": "${N}", "fieldName": "<name>"},
		{"nodeId": "7", "fieldName": "text"},
		{"nodeId": "6", "fieldName": "more", "fieldName": "text"}]}`)
	for i, want := range []struct {
		id, name      string
		node, field   bool
		open, earlier int
	}{
		{"6", "text", true, true, 0, -1}, {"6", "text", true, true, 4, 0}, {"", "", false, false, 3, -1}, {"7", "text", false, false, 0, -1}, {"6", "text", true, true, 0, 0},
	} {
		it := r.Items[i]
		open := 0
		for bit, is := range []bool{it.OpenID, it.OpenName, it.OpenValue} {
			if is {
				open |= 1 << bit
			}
		}
		if it.ID != want.id || it.Name != want.name || it.Node != nil != want.node || it.Field != nil != want.field || open != want.open || it.Earlier != want.earlier {
			t.Errorf("item %d: %q %q node %t field %t open %d earlier %d", i, it.ID, it.Name, it.Node != nil, it.Field != nil, open, it.Earlier)
		}
	}
}

// Many items find the earlier one as few do.
func TestEarlierOfMany(t *testing.T) {
	text := `[{"nodeId": "6", "fieldName": "text"}`
	for range 40 {
		text += `, {"nodeId": "7", "fieldName": "text"}`
	}
	r := read(t, endpoint.NodeInfoList, text+`, {"nodeId": "6", "fieldName": "text"}]`)
	if last := r.Items[len(r.Items)-1]; last.Earlier != 0 || r.Items[5].Earlier != 1 || r.Items[1].Earlier != -1 {
		t.Errorf("earlier %d %d %d", last.Earlier, r.Items[5].Earlier, r.Items[1].Earlier)
	}
}

func TestID(t *testing.T) {
	for _, c := range []struct {
		kind            endpoint.Kind
		text, url, want string
	}{
		{endpoint.Create, `{"workflowId": " 19 "}`, "", "19"}, {endpoint.AIAppRun, `{"webappId": 19}`, "", "19"}, {endpoint.Create, `{"workflowId": "${ID}"}`, "", ""},
		{endpoint.V2RunWorkflow, `{}`, "https://www.runninghub.cn/openapi/v2/run/workflow/77", "77"}, {endpoint.Status, `{"taskId": null}`, "", ""},
	} {
		r := ruletest.Pass(t, ruletest.Case{Text: c.text, Kind: c.kind, URL: c.url}).Request
		if r.ID != c.want || r.IDNumber() != c.want {
			t.Errorf("%s: %q", c.text, r.ID)
		}
	}
}

func TestOwnGraph(t *testing.T) {
	const items = `"nodeInfoList": [{"nodeId": "3", "fieldName": "text", "fieldValue": "x"}]`
	r := read(t, endpoint.Create, `{"workflow": "{\"3\": {\"class_type\": \"Text\", \"inputs\": {\"text\": \"b\"}}}", `+items+`}`)
	if !r.OwnGraph || !r.Graph.Exists() || r.Items[0].Field == nil || r.Against == r.Definition {
		t.Error("the request's own graph is not what its items are looked up in")
	}
	if r = read(t, endpoint.Create, `{"workflow": "{broken", `+items+`}`); r.GraphError == nil || r.Graph.Exists() || r.Against != nil {
		t.Error("a broken graph is not reported")
	}
	if r = read(t, endpoint.Create, `{"workflow": "", `+items+`}`); r.OwnGraph || r.Against != r.Definition {
		t.Error("an empty text is a graph")
	}
}

// A request that is read into the memory of another has nothing of it left.
func TestReadInto(t *testing.T) {
	first := read(t, endpoint.Create, `{"apiKey": "0123456789abcdef0123456789abcdef", "nodeInfoList": [{"nodeId": "6"}, {"nodeId": "7"}]}`)
	doc, err := jsondoc.Parse("b.json", []byte(`{"taskId": "1"}`))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := endpoint.Default().Lookup(endpoint.Status)
	r := model.ReadInto(first, ruletest.Settings(), model.Input{Root: doc.Root(), Endpoint: e})
	if len(r.Items) != 0 || len(r.Secrets) != 0 || r.Definition != nil || r.NodeInfo.Exists() || r.ID != "1" {
		t.Errorf("%+v", r)
	}
}
