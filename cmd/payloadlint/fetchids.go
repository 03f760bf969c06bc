package main

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/readfile"
	"github.com/payloadlint/payloadlint/schema/source"
)

// wanted lists the definitions that the configuration, the store and the
// requests name.
func (r *fetching) wanted() []fetch.Item {
	ids := wantedIDs{}
	ids.addConfig(r.conf)
	var items []fetch.Item
	for _, e := range r.store.Entries() {
		switch {
		case e.Kind == project.Server:
		case e.Kind != project.Nodes:
			ids.add(e.Kind, e.ID)
		case r.lacksNodes(e.ID):
			items = append(items, fetch.Item{Kind: project.Nodes})
		}
	}
	files, _ := discover.FindKinds([]string{r.base}, kindNames(nil)) // a folder that cannot be read names nothing
	for _, file := range files {
		if err := eachID(r.conf, file.Path, ids.add); err != nil {
			r.app.status = max(r.app.status, r.app.fail(err))
		}
	}
	return append(items, ids.items()...)
}

// eachID hands over the workflows and apps that the requests of a file name; what
// is handed over need not be an id. The error is a *fault.Error for a file that is
// too large to be searched; one that cannot be read names nothing.
func eachID(conf *config.Config, file string, use func(k project.Kind, id string)) error {
	return eachRequest(file, func(body jsondoc.Value, url string) { use(names(conf, file, body, url)) })
}

// eachRequest hands over the requests of a file, as eachID does.
func eachRequest(file string, use func(body jsondoc.Value, url string)) error {
	ok, err := eachSource(file, use)
	if !ok {
		err = eachBody(file, use)
	}
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Problem == fault.FileTooLarge {
		return e
	}
	return nil // it names nothing
}

// eachGraph hands over the graphs that the requests of a file carry themselves, as
// an object or as its text.
func eachGraph(file string, use func(graph jsondoc.Value)) {
	carried := func(body jsondoc.Value, _ string) {
		graph := body.Get("workflow")
		if inner, err := graph.Embedded(); err == nil && graph.Is(jsondoc.String) {
			graph = inner.Root()
		}
		if graph.Is(jsondoc.Object) {
			use(graph)
		}
	}
	_ = eachRequest(file, carried) // whoever looks for ids says what is too large
}

// lacksNodes reports whether the node definitions of a host are not in the
// store although its list has them, and can be fetched: they are not committed,
// so a fresh clone has none.
func (r *fetching) lacksNodes(host string) bool {
	_, err := os.Stat(r.store.Path(project.Nodes, host))
	return err != nil && host == r.client.Host()
}

// wantedIDs holds ids of workflows and apps, each once.
type wantedIDs map[fetch.Item]bool

// add adds an id if it is one.
func (ids wantedIDs) add(k project.Kind, id string) {
	if project.Workflow.Takes(id) {
		ids[fetch.Item{Kind: k, ID: id}] = true
	}
}

// addConfig adds the ids that a configuration names; nil names none.
func (ids wantedIDs) addConfig(conf *config.Config) {
	if conf == nil {
		return
	}
	for id := range conf.Workflows {
		ids.add(project.Workflow, id)
	}
	for id := range conf.Apps {
		ids.add(project.App, id)
	}
	for id := range conf.AppWorkflows {
		ids.add(project.App, id)
	}
	for _, set := range conf.Requests {
		ids.add(project.Workflow, set.Workflow)
		ids.add(project.App, set.App)
	}
}

// items lists the ids in order, workflows first.
func (ids wantedIDs) items() []fetch.Item {
	return slices.SortedFunc(maps.Keys(ids), func(x, y fetch.Item) int {
		if x.Kind != y.Kind {
			return strings.Compare(string(y.Kind), string(x.Kind)) // "workflow" before "app"
		}
		return strings.Compare(x.ID, y.ID)
	})
}

// names returns the workflow or app that a request names, "" if none.
func names(conf *config.Config, file string, body jsondoc.Value, url string) (project.Kind, string) {
	kind, _, _ := endpoint.Default().DetectFile(body, file)
	if set := conf.Request(file); set != nil && set.Endpoint != "" {
		kind = endpoint.Kind(set.Endpoint)
	}
	_, _, path, _ := endpoint.SplitURL(url)
	e, id, ok := endpoint.Default().Match(path)
	if !ok {
		e, _ = endpoint.Default().Lookup(kind)
	}
	if e.Resource != endpoint.Workflow && e.Resource != endpoint.App || placeholderID(body) {
		return "", ""
	}
	if v := body.Get(e.IDField); v.Is(jsondoc.String) || v.Is(jsondoc.Number) {
		id = strings.TrimSpace(v.Text())
	}
	return project.Kind(e.Resource), id
}

// placeholderID reports whether any id will do: the request carries its graph, and
// no list that is compared with a stored one. Source: runninghub-api.md §7.2.
func placeholderID(body jsondoc.Value) bool {
	graph := body.Get("workflow")
	return (graph.Is(jsondoc.String) && graph.Text() != "" || graph.Is(jsondoc.Object)) && body.Get("nodeInfoList").Len() == 0
}

// largestRequests is the size in bytes up to which a file is searched for ids.
const largestRequests = 64 << 20

// eachBody hands over the requests of a file: the one, those of a batch, or
// one per line. Text that is not JSON is skipped.
func eachBody(file string, use func(body jsondoc.Value, url string)) error {
	texts, err := documents(file)
	for _, text := range texts {
		doc, err := jsondoc.Parse(file, text)
		if err != nil {
			continue
		}
		if !endpoint.Default().IsBatch(doc.Root()) {
			use(bodyOf(doc.Root()))
			continue
		}
		for _, v := range doc.Root().Elements() {
			use(bodyOf(v))
		}
	}
	return err
}

// eachSource hands over the requests of a file that is not JSON itself; ok is
// false for one that is.
func eachSource(path string, use func(body jsondoc.Value, url string)) (ok bool, err error) {
	if discover.Stream(path) || !hasKind(path, func(string) bool { return true }) {
		return false, nil
	}
	text, err := readMention(path)
	if err != nil || text == nil {
		return !discover.JSON(path), err
	}
	f := source.File{
		Name: path, Text: text,
		Read:     func(name string) ([]byte, error) { return readBeside(path, name) },
		Siblings: func(ext string) []string { return siblings(path, ext) },
	}
	kind := f.Kind()
	if kind == nil {
		return !discover.JSON(path), nil
	}
	for _, found := range f.Requests(kind) {
		doc, err := jsondoc.Parse(path, found.Body.Bytes)
		if err != nil { // a request without a body may have an id in its address
			use(jsondoc.Value{}, found.URL)
			continue
		}
		use(doc.Root(), found.URL)
	}
	return true, nil
}

// bodyOf returns the body of a request, and its URL if it was saved with one.
func bodyOf(v jsondoc.Value) (body jsondoc.Value, url string) {
	if body, _, url, _, ok := endpoint.Default().Unwrap(v); ok {
		return body, url.Text()
	}
	return v, ""
}

// documents reads the JSON texts of a file: one, or one per line. One that is too
// large is refused where it has ids.
func documents(file string) ([][]byte, error) {
	data, err := readfile.Limit(largestRequests).Regular(file)
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Problem == fault.FileTooLarge {
		f, err := os.Open(file)
		if err != nil {
			return nil, err // it names nothing
		}
		defer f.Close() //nolint:errcheck // only read
		return nil, mentionsBeyond(file, f, largestRequests, func(piece []byte) bool {
			return slices.ContainsFunc(idNames, func(name string) bool { return bytes.Contains(piece, []byte(name)) })
		})
	}
	switch {
	case err != nil:
		return nil, err
	case discover.Stream(file):
		return bytes.Split(data, []byte("\n")), nil
	}
	return [][]byte{data}, nil
}

// idNames are the members that name a definition, as a text has them.
var idNames = []string{`"workflowId"`, `"webappId"`}
