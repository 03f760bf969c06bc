package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/explain"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/cmd/internal/skeleton"
	"github.com/payloadlint/payloadlint/cmd/internal/tailored"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// mcpTool is a tool: its description in words, what it takes, and what it does.
type mcpTool struct {
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Schema      map[string]any `json:"inputSchema"`
	// Annotations say that a tool reads only, and only what is here.
	Annotations map[string]bool `json:"annotations"`

	run func(context.Context, *mcpArguments) (mcpResult, error)
}

// mcpArguments is the union of what the tools take. JSON is given as a value or
// as text.
type mcpArguments struct {
	Request    json.RawMessage `json:"request"`
	Prompt     json.RawMessage `json:"prompt"`
	Answer     json.RawMessage `json:"answer"`
	Definition json.RawMessage `json:"definition"`
	ID         string          `json:"id"`
	Endpoint   string          `json:"endpoint"`
	FileName   string          `json:"filename"`
}

func (s *mcpServer) tools() []mcpTool {
	either := func(what string) map[string]any {
		return map[string]any{"description": s.app.say("mcp."+what, nil), "anyOf": []any{map[string]string{"type": "object"}, map[string]string{"type": "array"}, map[string]string{"type": "string"}}}
	}
	word := func(what string) map[string]any {
		return map[string]any{"type": "string", "description": s.app.say("mcp."+what, nil)}
	}
	tool := func(name string, run func(context.Context, *mcpArguments) (mcpResult, error), required []string, properties map[string]any) mcpTool {
		schema := map[string]any{"type": "object", "properties": properties}
		if required != nil {
			schema["required"] = required
		}
		return mcpTool{name, s.app.say("mcp."+name, nil), schema, map[string]bool{"readOnlyHint": true, "openWorldHint": false}, run}
	}
	definition := map[string]any{"id": word("id"), "definition": either("definition")}
	return []mcpTool{
		tool("check_request", s.checkRequest, []string{"request"}, map[string]any{
			"request": either("request"), "definition": either("definition"), "endpoint": word("endpoint"), "filename": word("filename")}),
		tool("check_prompt", s.checkPrompt, []string{"prompt"}, map[string]any{"prompt": either("prompt")}),
		tool("explain_answer", s.explainAnswer, []string{"answer"}, map[string]any{
			"answer": map[string]any{"description": s.app.say("mcp.answer", nil)}, "request": either("request"), "definition": either("definition")}),
		tool("describe_workflow", s.describe, nil, definition),
		tool("list_rules", s.listRules, nil, map[string]any{}),
		tool("build_request", s.build, nil, map[string]any{"id": word("id"), "definition": either("definition"), "endpoint": word("build-endpoint")}),
	}
}

// plain is the text of an argument: that of a string, or the JSON itself.
func plain(raw json.RawMessage) []byte {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return []byte(text)
	}
	return raw
}

func given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// needs is the error that an argument is missing.
func needs(name string) error { return &usageError{"mcp-needs", message.Args{"name": name}} }

func (s *mcpServer) checkRequest(ctx context.Context, args *mcpArguments) (mcpResult, error) {
	if !given(args.Request) {
		return mcpResult{}, needs("request")
	}
	return s.check(ctx, plain(args.Request), args)
}

func (s *mcpServer) checkPrompt(ctx context.Context, args *mcpArguments) (mcpResult, error) {
	if !given(args.Prompt) {
		return mcpResult{}, needs("prompt")
	}
	args.Endpoint = string(endpoint.Prompt)
	return s.check(ctx, plain(args.Prompt), args)
}

// check checks a text with what the project of the current directory has, which
// is read anew: it may have changed.
func (s *mcpServer) check(ctx context.Context, text []byte, args *mcpArguments) (mcpResult, error) {
	f := &checkFlags{failOn: "never", color: "never", maxFindings: defaultMaxFindings, endpoint: args.Endpoint, maxMiB: 64, stdinName: "request.json"}
	if args.FileName != "" {
		f.stdinName = filepath.Base(args.FileName) // a name says the kind of text; nothing is opened
	}
	if err := f.validate(); err != nil {
		return mcpResult{}, err
	}
	r, err := s.app.newRun(f)
	if err != nil {
		return mcpResult{}, err
	}
	if given(args.Definition) {
		if r.definition, err = workflow.Read("definition", plain(args.Definition)); err != nil {
			return mcpResult{}, err
		}
	}
	c := r.checkerFor(discover.File{Path: "-"})
	if c.err != nil {
		return mcpResult{}, c.err
	}
	results, err := c.checker.Check(ctx, f.stdinName, text)
	if err != nil {
		return mcpResult{}, err
	}
	shown := func(format string) (string, error) {
		var b bytes.Buffer
		w, err := report.New(format, report.Options{Lang: s.app.lang, Version: programVersion(), Mask: s.app.mask})
		if err == nil {
			err = w.Begin(&b)
		}
		for i := range results {
			if err == nil {
				err = w.Document(&results[i])
			}
		}
		if err == nil {
			err = w.End(report.Closing{})
		}
		return b.String(), err
	}
	lines, err := shown("agent")
	if err != nil {
		return mcpResult{}, err
	}
	value, err := shown("json")
	// The reports have no key in them; masked again, they would lose words that
	// follow the name of a key.
	return mcpResult{Content: []mcpContent{{"text", lines}}, Value: json.RawMessage(value)}, err
}

func (s *mcpServer) explainAnswer(_ context.Context, args *mcpArguments) (mcpResult, error) {
	if !given(args.Answer) {
		return mcpResult{}, needs("answer")
	}
	o := explain.Options{Lang: s.app.lang, Rules: s.app.allRules()}
	if given(args.Request) {
		if doc, err := jsondoc.Parse("request", plain(args.Request)); err == nil {
			o.Request = doc.Root()
		}
	}
	if given(args.Definition) {
		var err error
		if o.Definition, err = workflow.Read("definition", plain(args.Definition)); err != nil {
			return mcpResult{}, err
		}
	}
	text := plain(args.Answer)
	if r, err := explain.Name(strings.TrimSpace(string(text)), o); err == nil {
		return textResult(r.Text(o), nil), nil
	}
	r := explain.Response(text, o)
	return textResult(r.Text(o), nil), nil
}

// explainName is the page of a rule or code.
func (s *mcpServer) explainName(name string) (string, error) {
	o := explain.Options{Lang: s.app.lang, Rules: s.app.allRules()}
	r, err := explain.Name(name, o)
	if err != nil {
		return "", err
	}
	return r.Text(o), nil
}

// chosen is the definition that the arguments bring, or that the project has for
// an id. A file is not opened: the model names no paths.
func (s *mcpServer) chosen(args *mcpArguments) (def *workflow.Definition, id string, err error) {
	if given(args.Definition) {
		def, err = workflow.Read("definition", plain(args.Definition))
		if err != nil {
			return nil, "", err
		}
		if args.ID != "" {
			return def, args.ID, nil
		}
		return def, def.ID, nil
	}
	if !project.Workflow.Takes(args.ID) {
		return nil, "", needs("id")
	}
	_, p, err := s.app.here()
	if err != nil {
		return nil, "", err
	}
	def, err = definitionByID(p, args.ID, endpoint.Kind(args.Endpoint))
	return def, args.ID, err
}

func (s *mcpServer) describe(_ context.Context, args *mcpArguments) (mcpResult, error) {
	def, _, err := s.chosen(args)
	if err != nil {
		return mcpResult{}, err
	}
	_, p, err := s.app.here()
	if err != nil {
		return mcpResult{}, err
	}
	catalog, err := p.Catalog(nil, cacheDir())
	if err != nil {
		return mcpResult{}, err
	}
	defer catalog.Close() //nolint:errcheck // only read
	nodes := skeleton.Describe(def, tailored.FromCatalog(catalog))
	text, err := json.Marshal(nodes)
	return textResult(string(text), map[string]any{"nodes": nodes}), err
}

func (s *mcpServer) listRules(context.Context, *mcpArguments) (mcpResult, error) {
	rows := s.app.ruleRows(s.app.allRules())
	text, err := json.Marshal(rows)
	return textResult(string(text), map[string]any{"rules": rows}), err
}

func (s *mcpServer) build(_ context.Context, args *mcpArguments) (mcpResult, error) {
	conf, p, err := s.app.here()
	if err != nil {
		return mcpResult{}, err
	}
	n, err := s.built(p, args)
	if err != nil {
		return mcpResult{}, err
	}
	value := map[string]any{"request": json.RawMessage(n.body), "endpoint": n.kind}
	result := textResult(string(n.body), value)
	if url, header := skeleton.URL(n.kind, n.id, baseOf(conf)); header != "" {
		value["url"], value["header"] = url, header
		result.Content = append(result.Content, mcpContent{"text", "POST " + url + "\n" + header})
	}
	return result, nil
}

// built makes the request of build_request. A file is not opened: what names no
// model is an id.
func (s *mcpServer) built(p *project.Project, args *mcpArguments) (*skeletonRequest, error) {
	kind := endpoint.Kind(args.Endpoint)
	if _, ok := kind.Model(); ok {
		return modelSkeleton(kind, "")
	}
	if err := knownSkeleton(kind); err != nil {
		return nil, err
	}
	if args.ID != "" && !project.Workflow.Takes(args.ID) {
		return nil, needs("id")
	}
	if e, ok := endpoint.Default().Lookup(kind); ok && !e.NodeInfo {
		return &skeletonRequest{skeleton.Plain(kind, args.ID), kind, args.ID}, nil
	}
	def, id, err := s.chosen(args)
	if err != nil {
		return nil, err
	}
	return runSkeleton(p, def, kind, id)
}
