package workflow

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// wrapped reads a definition that other programs keep beside what is theirs: a
// graph with its id, the sample call that the platform makes for an app, or the
// list of apps with such a call each. ok is false for anything else. Source:
// runninghub-api.md §7.8.
func (r *reader) wrapped(v jsondoc.Value, wraps int) (ok bool, err error) {
	inner := v
	if w := v.Get("workflow"); w.Is(jsondoc.Object) {
		inner = w
	}
	if graph := inner.Get("apiJson"); packed(graph) {
		r.identify(v, "workflowId")
		r.identify(inner, "workflowId")
		r.identify(inner, "runningHubWorkflowId")
		return true, r.read(graph, false, wraps)
	}
	for _, key := range [...]string{"curl", "invokeExample"} {
		if doc := sampleCall(r.name, v.Get(key)); doc != nil {
			return true, r.sample(v, doc.Root())
		}
	}
	if records := v.Get("records"); records.Is(jsondoc.Array) {
		return r.records(records)
	}
	return false, nil
}

// sample reads the body of a sample call, which has the whole list of an app's
// fields.
func (r *reader) sample(v, body jsondoc.Value) error {
	r.d.Title = text(v.Get("webappName"))
	if r.d.Title == "" {
		r.d.Title = text(v.Get("name"))
	}
	for _, key := range [...]string{"id", "webappId"} {
		r.identify(v, key)
	}
	r.identify(body, "webappId")
	return r.app(body.Get("nodeInfoList"), true)
}

// records reads the apps of a list. The definition is that of the first, and
// knows the others; see Of.
func (r *reader) records(list jsondoc.Value) (ok bool, err error) {
	var all []*Definition
	for _, v := range list.Elements() {
		one := reader{name: r.name, d: &Definition{Name: r.name}}
		if ok, err := one.wrapped(v, maxWrapping); ok && err == nil && one.d.ID != "" {
			all = append(all, one.d)
		}
	}
	if len(all) == 0 {
		return false, nil
	}
	*r.d = *all[0]
	r.d.others = all[1:]
	return true, nil
}

// Of is the definition of an id, where the source has several; d itself where it
// has one.
func (d *Definition) Of(id string) *Definition {
	if d == nil || d.ID == id {
		return d
	}
	for _, other := range d.others {
		if other.ID == id {
			return other
		}
	}
	return d
}

// sampleCall is the JSON in a command of curl, nil where there is none.
func sampleCall(name string, v jsondoc.Value) *jsondoc.Document {
	if !v.Is(jsondoc.String) {
		return nil
	}
	command := v.Text()
	from := strings.IndexByte(command, '{')
	to := strings.LastIndexByte(command, '}')
	if from < 0 || to < from || !strings.Contains(command, `"nodeInfoList"`) {
		return nil
	}
	body := strings.ReplaceAll(command[from:to+1], `'\''`, `'`)
	doc, err := jsondoc.Parser{Python: true}.Parse(name, []byte(body))
	if err != nil || !doc.Root().Get("nodeInfoList").Is(jsondoc.Array) {
		return nil
	}
	return doc
}
