package rules

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/request"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/syntax"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/secret"
)

// IsStream tells whether a file of that name holds one document per line.
func IsStream(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".jsonl" || ext == ".ndjson"
}

// Check checks every document of a file: one, a JSON array of requests, or
// (by its name) one per line. The error is that of ctx; what is wrong with the
// file is a finding.
func (c *Checker) Check(ctx context.Context, name string, data []byte) ([]Result, error) {
	var out []Result
	if IsStream(name) {
		for r, err := range c.Stream(ctx, name, bytes.NewReader(data)) {
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
		return out, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c.options.Config.Visit(name)
	doc, err := c.parse(name, data)
	if err != nil {
		return []Result{c.broken(ctx, name, -1, err)}, nil
	}
	root := doc.Root()
	if !endpoint.IsBatch(root) {
		return []Result{c.document(ctx, name, -1, root)}, nil
	}
	for i, v := range root.Elements() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out = append(out, c.document(ctx, name, i, v))
	}
	return out, nil
}

// parse reads a file. NaN and the infinities are no JSON for RunningHub, but a
// prompt goes to ComfyUI, whose reader takes them: it writes them itself.
func (c *Checker) parse(name string, data []byte) (*jsondoc.Document, error) {
	doc, err := jsondoc.Parse(name, data)
	if syn, ok := errors.AsType[*jsondoc.SyntaxError](err); ok && syn.Cause == jsondoc.CauseNaN {
		lenient, lerr := jsondoc.ParsePython(name, data)
		if lerr == nil && c.kind(c.options.Config.Request(name), name, lenient.Root(), rule.Target{}) == endpoint.Prompt {
			return lenient, nil
		}
	}
	return doc, err
}

// Stream checks one document per line as they come, in memory that depends on
// the longest line only. Empty lines are passed over. The error is that of
// reading r, or of ctx, and ends the stream.
func (c *Checker) Stream(ctx context.Context, name string, r io.Reader) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		c.options.Config.Visit(name)
		in := bufio.NewReaderSize(r, 1<<16)
		base := jsondoc.Position{}
		for index := 0; ; base.Line++ {
			if err := ctx.Err(); err != nil {
				yield(Result{}, err)
				return
			}
			line, err := in.ReadBytes('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Result{}, fmt.Errorf("read %s: %w", name, err))
				return
			}
			// The line end is kept out, so that a truncated line is told at
			// its own end and not on the next line.
			text := bytes.TrimRight(line, "\r\n")
			if len(bytes.TrimSpace(text)) > 0 {
				var res Result
				doc, perr := jsondoc.ParseAt(name, text, base)
				if perr != nil {
					res = c.broken(ctx, name, index, perr)
				} else {
					res = c.document(ctx, name, index, doc.Root())
				}
				index++
				if !yield(res, nil) {
					return
				}
			}
			base.Offset += len(line)
			if err != nil {
				return
			}
		}
	}
}

// kind tells what a document is for: what the caller says, what the
// configuration says, what it looks like.
func (c *Checker) kind(set *config.RequestSet, name string, body jsondoc.Value, target rule.Target) endpoint.Kind {
	switch {
	case c.options.Endpoint != endpoint.Unknown:
		return c.options.Endpoint
	case set != nil && set.Endpoint != "":
		return endpoint.Kind(set.Endpoint)
	}
	if target.URL != "" {
		_, _, path, _ := endpoint.SplitURL(target.URL)
		if e, _, ok := endpoint.Match(path); ok {
			return e.Kind
		}
		// A path that nobody answers: what the body is for, else what the path
		// most likely means.
		if kind := endpoint.DetectFile(body, name).Kind; kind != endpoint.Unknown {
			return kind
		}
		if e, _, ok := endpoint.Nearest(path); ok {
			return e.Kind
		}
		return endpoint.Unknown
	}
	return endpoint.DetectFile(body, name).Kind
}

// otherEndpoint is the path that a request says it goes to, where that path is
// none that is known here and none that was found to be wrong: the parameters
// of whatever answers there were not checked.
func otherEndpoint(p *rule.Pass) (path string, ok bool) {
	if p.Target.URL == "" || p.Placeholder(p.Target.URLValue) {
		return "", false
	}
	_, _, path, _ = endpoint.SplitURL(p.Target.URL)
	if _, _, known := endpoint.Match(path); known {
		return "", false
	}
	findings, _, _ := p.Results()
	for i := range findings {
		if findings[i].Rule.Stage == rule.StagePath && findings[i].Severity == rule.Error {
			return "", false
		}
	}
	return path, true
}

// openKind is the endpoint that runs something and takes just such a body as
// the one that was decided on by shape alone, which runs nothing: {apiKey,
// webappId} asks for an app's fields, or is a run that lacks its list.
func (c *Checker) openKind(set *config.RequestSet, p *rule.Pass, kind endpoint.Kind) endpoint.Endpoint {
	e, ok := endpoint.Lookup(kind)
	if !ok || e.NodeInfo || c.options.Endpoint != endpoint.Unknown || set != nil && set.Endpoint != "" || p.Target.URL != "" {
		return endpoint.Endpoint{}
	}
	d := endpoint.DetectFile(p.Root, p.File)
	if d.Named {
		return endpoint.Endpoint{}
	}
	for _, k := range d.Alternatives {
		if other, ok := endpoint.Lookup(k); ok && other.NodeInfo {
			return other
		}
	}
	return endpoint.Endpoint{}
}

func (c *Checker) broken(ctx context.Context, name string, index int, err error) Result {
	p := &rule.Pass{Context: ctx, Settings: &c.settings, File: name}
	res := Result{Path: name, Index: index, Endpoint: c.kind(c.options.Config.Request(name), name, jsondoc.Value{}, rule.Target{})}
	syn, ok := errors.AsType[*jsondoc.SyntaxError](err)
	if !ok {
		return res
	}
	res.Document = syn.Document()
	secretsIn(p, syn)
	syntax.Report(p, syn)
	c.finish(p, &res, false)
	return res
}

// secretsIn keeps the keys of a text that has no values out of all messages.
func secretsIn(p *rule.Pass, err *jsondoc.SyntaxError) {
	src := err.Document().Source()
	for _, s := range secret.Find(src) {
		p.Secret(string(src[s.Start:s.End]))
	}
}

func (c *Checker) document(ctx context.Context, name string, index int, root jsondoc.Value) Result {
	set := c.options.Config.Request(name)
	body, target := root, rule.Target{}
	if b, t, ok := endpoint.Unwrap(root); ok {
		body, target = b, rule.Target{Method: t.Method.Text(), URL: t.URL.Text(), MethodValue: t.Method, URLValue: t.URL}
	}
	if set != nil && target.URL == "" {
		target.URL, target.Method = set.URL, set.Method
	}
	p := &rule.Pass{Context: ctx, File: name, Root: body, Document: root, Target: target}
	return c.examine(p, set, index, c.kind(set, name, body, target))
}

// Request checks an HTTP request on its way out. The URL says what it is for,
// and may name the workflow; its query is not looked at. The result's Path is
// the URL. The error is that of ctx.
func (c *Checker) Request(ctx context.Context, method, url string, body []byte) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	doc, err := jsondoc.Parse(url, body)
	if err != nil {
		res := c.broken(ctx, url, -1, err)
		_, _, path, _ := endpoint.SplitURL(url)
		if e, _, ok := endpoint.Match(path); ok {
			res.Endpoint = e.Kind
		}
		return res, nil
	}
	p := &rule.Pass{Context: ctx, File: url, Root: doc.Root(), Document: doc.Root(), Target: rule.Target{Method: method, URL: url}}
	return c.examine(p, nil, -1, c.kind(nil, url, doc.Root(), p.Target)), nil
}

// examine runs the rules over one request.
func (c *Checker) examine(p *rule.Pass, set *config.RequestSet, index int, kind endpoint.Kind) Result {
	res := Result{Path: p.File, Index: index, Document: p.Document.Document(), Endpoint: kind}
	if p.Document.Exists() {
		res.Start = res.Document.Position(p.Document.Span().Start)
	}
	e, known := endpoint.Lookup(kind)
	open := c.openKind(set, p, kind)
	p.Settings, p.Endpoint, p.Catalog = &c.settings, e, c.options.Catalog
	body, target := p.Root, p.Target
	var brokenGraph, brokenBody *jsondoc.SyntaxError
	p.Graph, brokenGraph = carriedGraph(p)
	request.CollectSecrets(p) // before anything is reported
	if target.URLValue.Exists() && body.Is(jsondoc.String) && !p.Placeholder(body) {
		_, err := body.Embedded()
		brokenBody, _ = errors.AsType[*jsondoc.SyntaxError](err)
	}
	switch {
	case brokenBody != nil:
		secretsIn(p, brokenBody)
		syntax.Report(p, brokenBody)
		c.finish(p, &res, false)
		return res
	case brokenGraph != nil:
		secretsIn(p, brokenGraph) // workflow-format reports it
	}
	if !known && target.URL == "" {
		class := endpoint.Classify(p.Document)
		if class != endpoint.ClassUIGraph {
			p.Unchecked(0, foreignText(class), message.Args{"file": p.File})
			c.finish(p, &res, true)
			return res
		}
		// A graph in the editor's own format was meant as a prompt, when
		// somebody asks about it; the rules say how to export it.
		res.Endpoint, res.Foreign = endpoint.Prompt, true
		p.Endpoint, _ = endpoint.Lookup(endpoint.Prompt)
		p.Graph = body
	}
	p.NodeInfo = endpoint.NodeInfoOf(body, res.Endpoint)
	c.define(p, set)
	for _, r := range c.rules {
		r.Check(p)
	}
	if at, ok := otherEndpoint(p); ok {
		p.Unchecked(0, "endpoint", message.Args{"path": at})
	} else if open.Kind != endpoint.Unknown {
		p.Unchecked(0, "endpoint-open", message.Args{"endpoint": string(kind), "other": string(open.Kind)})
	}
	c.finish(p, &res, false)
	return res
}

// foreignText names the words for a document that is no request.
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

// carriedGraph is the API-format graph that a request brings along: in the
// `workflow` string of create, or as the prompt itself. The error is what is
// wrong with the JSON in that string.
func carriedGraph(p *rule.Pass) (jsondoc.Value, *jsondoc.SyntaxError) {
	graph := p.Root
	switch {
	case p.Endpoint.Kind == endpoint.Prompt:
		if inner := graph.Get("prompt"); inner.Is(jsondoc.Object) && !inner.Get("class_type").Exists() {
			graph = inner
		}
		return graph, nil
	case p.Endpoint.NodeInfo:
		graph = graph.Get("workflow")
	default:
		return jsondoc.Value{}, nil
	}
	if graph.Is(jsondoc.String) {
		if p.Placeholder(graph) || len(bytes.TrimSpace(graph.TextBytes())) == 0 {
			return jsondoc.Value{}, nil // filled in later; nothing given
		}
		doc, err := graph.Embedded()
		if err != nil {
			syn, _ := errors.AsType[*jsondoc.SyntaxError](err)
			return jsondoc.Value{}, syn
		}
		graph = doc.Root()
	}
	if !endpoint.IsGraph(graph) {
		return jsondoc.Value{}, nil
	}
	return graph, nil
}

// resourceID is the id of the workflow or app that a request names: in its
// body, or in the path it is sent to.
func resourceID(p *rule.Pass) string {
	if v := p.Root.Get(p.Endpoint.IDField); v.Is(jsondoc.String) || v.Is(jsondoc.Number) {
		return strings.TrimSpace(v.Text())
	}
	_, _, path, _ := endpoint.SplitURL(p.Target.URL)
	_, id, _ := endpoint.Match(path)
	return id
}

// define finds the definition the request is checked against.
func (c *Checker) define(p *rule.Pass, set *config.RequestSet) {
	if !p.Endpoint.NodeInfo {
		return
	}
	if p.Definition = c.options.Definition; p.Definition != nil || c.options.Definitions == nil {
		return
	}
	id, kind := resourceID(p), "workflow"
	if p.Endpoint.IDField == "webappId" {
		kind = "app"
	}
	switch {
	case set == nil:
	case set.Workflow != "":
		id, kind = set.Workflow, "workflow"
	case set.App != "":
		id, kind = set.App, "app"
	}
	if id == "" {
		return
	}
	find := c.options.Definitions.Workflow
	if kind == "app" {
		find = c.options.Definitions.App
	}
	def, err := find(id)
	if err != nil {
		p.BrokenDefinition = true
		p.Unchecked(803, "definition-broken", message.Args{"id": id, "kind": kind})
		return
	}
	p.Definition = def
}

// finish sorts, suppresses and judges.
func (c *Checker) finish(p *rule.Pass, res *Result, notRequest bool) {
	findings, unchecked, outputs := p.Results()
	findings = once(findings)
	order(findings)
	kept := findings[:0:0]
	for i := range findings {
		f := &findings[i]
		f.Value = valueHash(res.Document, f)
		hidden := c.options.Config.Suppressed(f.Rule.ID, p.File, f.Pointer) != nil || ignoredByNode(p, f)
		if !hidden {
			kept = append(kept, *f)
			continue
		}
		res.Suppressed++
		// A verdict never says more than was checked: what is silenced is
		// not known to be fine.
		if f.Severity == rule.Error && f.Code != 0 {
			unchecked = append(unchecked, rule.Unchecked{
				Code:   f.Code,
				Reason: message.Format(c.settings.Lang, "unchecked-suppressed.reason", message.Args{"rule": f.Rule.ID}),
				Remedy: message.Get(c.settings.Lang, "unchecked-suppressed.remedy"),
			})
		}
	}
	res.Findings, res.Unchecked, res.Outputs = kept, distinct(unchecked), outputs
	res.Verdict = predict(kept, len(unchecked) > 0 || notRequest, p.Partial())
}

// distinct leaves out what was already said.
func distinct(list []rule.Unchecked) []rule.Unchecked {
	seen := map[rule.Unchecked]bool{}
	return slices.DeleteFunc(list, func(u rule.Unchecked) bool {
		was := seen[u]
		seen[u] = true
		return was
	})
}

// ignoredByNode tells whether the node that a finding speaks of carries
// _meta["x-payloadlint-ignore"] naming the rule: a text, a list of texts, or
// an object from rule to reason. ComfyUI ignores what _meta holds.
func ignoredByNode(p *rule.Pass, f *rule.Finding) bool {
	if f.Node == "" {
		return false
	}
	node := p.Graph.Get(f.Node)
	if !node.Exists() && p.Definition != nil {
		if n, ok := p.Definition.Node(f.Node); ok {
			node = n.Value
		}
	}
	return namesRule(node.Get("_meta").Get("x-payloadlint-ignore"), f.Rule.ID)
}

func namesRule(v jsondoc.Value, id string) bool {
	switch v.Kind() {
	case jsondoc.String:
		return v.EqualText(id)
	case jsondoc.Object:
		return v.Get(id).Exists()
	case jsondoc.Array:
		for _, e := range v.Elements() {
			if e.EqualText(id) {
				return true
			}
		}
	}
	return false
}

// valueHash identifies what stands at a finding's place, for baselines. The
// bytes of secrets stay out of it: their rules say so by Rule.Secret.
func valueHash(doc *jsondoc.Document, f *rule.Finding) (sum [8]byte) {
	if doc == nil || f.Rule.Secret {
		return sum
	}
	from, to := f.Start.Offset-doc.Base().Offset, f.End.Offset-doc.Base().Offset
	src := doc.Source()
	if from < 0 || to > len(src) || from > to {
		return sum
	}
	h := fnv.New64a()
	_, _ = h.Write(src[from:to]) // a hash never fails to write
	h.Sum(sum[:0])
	return sum
}
