package rules

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/payloadlint/payloadlint/rules/internal/model"
	"github.com/payloadlint/payloadlint/rules/internal/syntax"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// reading is a document whose purpose is known: what it is sent to and which of
// its values is the body.
type reading struct {
	file string
	// set is what the configuration says of the file; nil where it says nothing.
	set        *config.RequestSet
	root, body jsondoc.Value
	target     rule.Target
	kind       endpoint.Kind
	// found is what a file of another kind holds; nil for a JSON document.
	found *foundRequest
	// shape is what the body looks like, where its shape decided.
	shape struct {
		kind         endpoint.Kind
		alternatives []endpoint.Kind
		named        bool
	}
}

// read finds out what a document of a file is for.
func (c *Checker) read(name string, root jsondoc.Value) reading {
	r := reading{file: name, set: c.options.Config.Request(name), root: root, body: root}
	if body, method, url, headers, ok := endpoint.Default().Unwrap(root); ok {
		r.body = body
		r.target = model.NewTarget(c.endpoints, method.Text(), url.Text())
		r.target.MethodValue, r.target.URLValue, r.target.Headers = method, url, headers
	}
	if r.target.URL == "" {
		r.target = c.givenTarget(&r)
	}
	c.decide(&r)
	return r
}

// givenTarget is the address that the caller or the configuration says a body
// has.
func (c *Checker) givenTarget(r *reading) rule.Target {
	switch {
	case c.options.URL != "":
		return model.NewTarget(c.endpoints, "", c.options.URL)
	case r.set != nil:
		return model.NewTarget(c.endpoints, r.set.Method, r.set.URL)
	}
	return rule.Target{}
}

// decide finds the endpoint: what the caller says, what the configuration says,
// what the address says, what the body looks like.
func (c *Checker) decide(r *reading) {
	switch {
	case r.found != nil && r.target.Known:
		// Of the many requests in a file each says where it goes.
		e, _, _ := c.endpoints.Match(r.target.Path)
		r.kind = e.Kind
		return
	case c.options.Endpoint != endpoint.Unknown:
		r.kind = c.options.Endpoint
		return
	case r.set != nil && r.set.Endpoint != "":
		r.kind = endpoint.Kind(r.set.Endpoint)
		return
	case r.target.Known:
		e, _, _ := c.endpoints.Match(r.target.Path)
		r.kind = e.Kind
		return
	}
	r.shape.kind, r.shape.alternatives, r.shape.named = c.endpoints.DetectFile(r.body, r.file)
	r.kind = r.shape.kind
	if r.target.URL != "" {
		r.kind = c.meant(r)
	}
}

// meant is the endpoint that a request to a path which nobody answers most likely
// means: the one whose path is near, where the body fits it or says nothing, and
// of those that the body fits one of the path's generation.
func (c *Checker) meant(r *reading) endpoint.Kind {
	near, _, ok := c.endpoints.Nearest(r.target.Path)
	switch {
	case ok && (r.shape.kind == endpoint.Unknown || slices.Contains(r.shape.alternatives, near.Kind)):
		return near.Kind
	case ok && c.endpoints.Invented(r.target.Path):
		for _, k := range r.shape.alternatives {
			if e, _ := c.endpoints.Lookup(k); e.V2 {
				return k
			}
		}
	}
	return r.shape.kind
}

// rival is the endpoint that runs something and takes just such a body as the
// one that was decided on by shape alone, which runs nothing: {apiKey, webappId}
// asks for an app's fields, or is a run that lacks its list. Unknown where there
// is none.
func (c *Checker) rival(r *reading) endpoint.Kind {
	if r.shape.named || r.target.URL != "" {
		return endpoint.Unknown
	}
	if e, ok := c.endpoints.Lookup(r.shape.kind); !ok || e.NodeInfo {
		return endpoint.Unknown
	}
	for _, k := range r.shape.alternatives {
		if other, ok := c.endpoints.Lookup(k); ok && other.NodeInfo {
			return k
		}
	}
	return endpoint.Unknown
}

// unsettledPath is the path that a request says it goes to, where that path is
// none that is known here and none that was found to be wrong, or where nothing
// says what the body there must be: its parameters were not checked.
func unsettledPath(p *rule.Pass) (path string, ok bool) {
	if p.Target.URL == "" || p.Target.Known && !p.Endpoint.Undocumented() || p.Placeholder(p.Target.URLValue) || p.Failed(rule.StagePath) {
		return "", false
	}
	return p.Target.Path, true
}

// broken judges a text that is not JSON.
func (c *Checker) broken(ctx context.Context, r *reading, index int, err error) Result {
	res := Result{Path: r.file, Index: index, Endpoint: r.kind}
	syn, ok := errors.AsType[*jsondoc.SyntaxError](err)
	if !ok {
		return res
	}
	res.Document = syn.Document()
	r.mark(&res)
	e, _ := c.endpoints.Lookup(r.kind)
	p := (&rule.Request{File: r.file, Endpoint: e}).NewPass(ctx, &c.settings)
	c.report(p, syn)
	c.judge(p, &res, r.found).finish(false)
	return res
}

// report reports a text that has no values; its keys stay out of all messages.
func (c *Checker) report(p *rule.Pass, err *jsondoc.SyntaxError) {
	hideSecrets(p, err)
	syntax.Report(p, err)
}

func hideSecrets(p *rule.Pass, err *jsondoc.SyntaxError) {
	for _, text := range secret.Text(err.Document().Source()).Values() {
		p.Secret(text)
	}
}

func (c *Checker) document(ctx context.Context, name string, index int, root jsondoc.Value) Result {
	r := c.read(name, quoted(root))
	return c.examine(ctx, &r, index)
}

// quoted is the object that a JSON string holds the text of, as clients log and
// store requests; any other value is itself.
func quoted(root jsondoc.Value) jsondoc.Value {
	if root.Is(jsondoc.String) && !root.IsHole() {
		if inner, err := root.Embedded(); err == nil && inner.Root().Is(jsondoc.Object) {
			return inner.Root()
		}
	}
	return root
}

// Request checks an HTTP request on its way out. The URL says what it is for,
// and may name the workflow; its query is not looked at. The result's Path is
// the URL. The error is that of ctx.
func (c *Checker) Request(ctx context.Context, method, url string, body []byte) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	r := reading{file: url, target: model.NewTarget(c.endpoints, method, url)}
	doc, err := jsondoc.Parse(url, body)
	if err == nil {
		r.root, r.body = doc.Root(), doc.Root()
	}
	c.decide(&r)
	if err != nil {
		return c.broken(ctx, &r, -1, err), nil
	}
	return c.examine(ctx, &r, -1), nil
}

// examine runs the rules over one request.
func (c *Checker) examine(ctx context.Context, r *reading, index int) Result {
	res := Result{Path: r.file, Index: index, Document: r.root.Document(), Endpoint: r.kind}
	if r.root.Exists() {
		res.Start = res.Document.Position(r.root.Span().Start)
	}
	r.mark(&res)
	e, known := c.endpoints.Lookup(r.kind)
	if !known && r.target.URL == "" {
		class := endpoint.Default().Classify(r.root)
		if class != endpoint.ClassUIGraph {
			p := c.pass(ctx, r, e, nil)
			p.Unchecked(0, foreignText(class), message.Args{"file": p.File})
			c.judge(p, &res, r.found).finish(true)
			return res
		}
		// A graph in the editor's own format was meant as a prompt, when
		// somebody asks about it; the rules say how to export it.
		res.Endpoint, res.Foreign = endpoint.Prompt, true
		e, _ = c.endpoints.Lookup(endpoint.Prompt)
	}
	find := &finder{c: c, set: r.set, resource: e.Resource}
	p := c.pass(ctx, r, e, find.definition)
	j := c.judge(p, &res, r.found)
	if broken := brokenBody(p); broken != nil {
		c.report(p, broken)
		j.finish(false)
		return res
	}
	if p.GraphError != nil {
		hideSecrets(p, p.GraphError) // workflow-format reports it
	}
	if p.BrokenDefinition {
		p.Unchecked(803, "definition-broken", message.Args{"id": find.id, "kind": string(find.resource)})
	}
	c.apply(p)
	if at, ok := unsettledPath(p); ok {
		p.Unchecked(0, "endpoint", message.Args{"path": at})
	} else if rival := c.rival(r); rival != endpoint.Unknown {
		p.Unchecked(0, "endpoint-open", message.Args{"endpoint": string(r.kind), "other": string(rival)})
	}
	j.finish(false)
	c.release(p)
	return res
}

// apply runs the rules, and measures them for who wants to know.
func (c *Checker) apply(p *rule.Pass) {
	took := c.options.Took
	for i := range c.families {
		if took == nil {
			c.families[i].Check(p)
			continue
		}
		began := time.Now()
		c.families[i].Check(p)
		took(c.families[i], time.Since(began))
	}
}

// mark says where a request of a source file stands.
func (r *reading) mark(res *Result) {
	fr := r.found
	if fr == nil {
		return
	}
	res.Source, res.Start = fr.shown(), fr.file.Position(fr.Span.Start)
	if res.Document == nil {
		res.Document = fr.file
	}
}

// pass reads a request and begins its check.
func (c *Checker) pass(ctx context.Context, r *reading, e endpoint.Endpoint, find func(string) (*workflow.Definition, bool)) *rule.Pass {
	req, _ := c.requests.Get().(*rule.Request)
	if req == nil {
		req = &rule.Request{}
	}
	read := model.ReadInto(req, &c.settings, model.Input{
		File: r.file, Document: r.root, Root: r.body, Endpoint: e, Target: r.target, Catalog: c.options.Catalog, Find: find,
	})
	if r.found != nil {
		read.Language = r.found.Language.Kind
	}
	return read.NewPass(ctx, &c.settings)
}

// mostPooled is up to how many items a request is kept for the next: a list of
// a million must not stay in memory.
const mostPooled = 256

// release keeps the memory of a request that has been judged for the next one.
func (c *Checker) release(p *rule.Pass) {
	r := p.Request
	if len(r.Items) > mostPooled || len(r.Secrets) > mostPooled || len(r.Marks) > mostPooled {
		return
	}
	clear(r.Items)
	clear(r.Secrets)
	clear(r.Marks)
	*r = rule.Request{Items: r.Items[:0], Secrets: r.Secrets[:0], Marks: r.Marks[:0]}
	c.requests.Put(r)
}

// brokenBody is what is wrong with a saved body that is text and not JSON.
func brokenBody(p *rule.Pass) *jsondoc.SyntaxError {
	if !p.Target.URLValue.Exists() || !p.Root.Is(jsondoc.String) || p.Placeholder(p.Root) {
		return nil
	}
	_, err := p.Root.Embedded()
	broken, _ := errors.AsType[*jsondoc.SyntaxError](err)
	return broken
}

// foreignText names the words for a document that is not a request.
func foreignText(class endpoint.Class) string {
	switch class {
	case endpoint.ClassAnswer:
		return "answer"
	case endpoint.ClassJSONAPIFormat, endpoint.ClassCallDemo:
		return "definition-file"
	case endpoint.ClassObjectInfo:
		return "object-info"
	}
	return "shape"
}

// finder looks up the definition that a request is checked against.
type finder struct {
	c        *Checker
	set      *config.RequestSet
	resource endpoint.Resource
	id       string
}

// definition finds the one that the request names by id, unless the caller or
// the configuration names one for it.
func (f *finder) definition(id string) (d *workflow.Definition, broken bool) {
	o := &f.c.options
	if o.Definition != nil || o.Definitions == nil {
		return o.Definition, false
	}
	f.id = id
	if f.resource != endpoint.App {
		f.resource = endpoint.Workflow
	}
	switch {
	case f.set == nil:
	case f.set.Workflow != "":
		f.id, f.resource = f.set.Workflow, endpoint.Workflow
	case f.set.App != "":
		f.id, f.resource = f.set.App, endpoint.App
	}
	if f.id == "" {
		return nil, false
	}
	find := o.Definitions.Workflow
	if f.resource == endpoint.App {
		find = o.Definitions.App
	}
	d, err := find(f.id)
	return d, err != nil
}
