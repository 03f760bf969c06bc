package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"go.lsp.dev/jsonrpc2"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/secret"
)

// mcpVersion is the newest version of the protocol that the server speaks, for a
// client that asks for one it does not know.
const mcpVersion = "2025-06-18"

// mcpVersions are those in which nothing differs that the server uses.
var mcpVersions = []string{mcpVersion, "2025-03-26", "2024-11-05"}

func (a *app) mcpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: a.say("cmd-mcp.short", nil),
		Long:  a.say("cmd-mcp.long", nil),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return (&mcpServer{app: a}).serve(cmd.Context(), a.in, a.rawOut())
		},
	}
}

// mcpServer speaks the Model Context Protocol: tools that check requests before
// they are sent, and the rules and codes as resources. It never uses the network.
type mcpServer struct{ app *app }

// maskedLines masks keys in messages; each is written whole.
type maskedLines struct {
	mu   sync.Mutex
	to   io.Writer
	mask func([]byte) []byte
}

func (w *maskedLines) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := w.to.Write(w.mask(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (s *mcpServer) serve(ctx context.Context, in io.Reader, out io.Writer) error {
	out = &maskedLines{to: out, mask: s.app.keys.Bytes}
	lines := &mcpLines{in: bufio.NewReader(in), out: out}
	conn := jsonrpc2.NewConn(jsonrpc2.NewNDJSONStream(readWriteCloser{guardedReader{s.app, lines}, out}))
	conn.Go(ctx, s.app.guarded(s.handle))
	select {
	case <-conn.Done():
		if lines.ended { // by the reader, which is done
			return nil
		}
		return conn.Err()
	case <-ctx.Done():
		return nil
	}
}

// mcpParams is the union of what the handled messages carry.
type mcpParams struct {
	ProtocolVersion string          `json:"protocolVersion"`
	Name            string          `json:"name"`
	Arguments       json.RawMessage `json:"arguments"`
	URI             string          `json:"uri"`
}

func (s *mcpServer) handle(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	if !req.IsCall() {
		return nil, nil // notifications say nothing that matters here
	}
	var p mcpParams
	if params := req.Params(); len(params) > 0 {
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "cannot read the parameters")
		}
	}
	switch req.Method() {
	case "initialize":
		return s.initialize(&p), nil
	case "ping":
		return struct{}{}, nil
	case "tools/list":
		return map[string]any{"tools": s.tools()}, nil
	case "tools/call":
		return s.call(ctx, &p)
	case "resources/list":
		return map[string]any{"resources": s.resources()}, nil
	case "resources/templates/list":
		return map[string]any{"resourceTemplates": []any{}}, nil
	case "resources/read":
		return s.read(p.URI)
	}
	return nil, jsonrpc2.NewError(jsonrpc2.MethodNotFound, "not supported")
}

func (s *mcpServer) initialize(p *mcpParams) any {
	version := mcpVersion
	for _, v := range mcpVersions {
		if v == p.ProtocolVersion {
			version = v
		}
	}
	return map[string]any{
		"protocolVersion": version,
		"serverInfo":      map[string]string{"name": "payloadlint", "version": programVersion()},
		"capabilities":    map[string]any{"tools": map[string]any{}, "resources": map[string]any{}},
		"instructions":    s.app.say("mcp.instructions", nil),
	}
}

// mcpResource is a page about a rule or a code.
type mcpResource struct {
	URI      string `json:"uri"`
	Name     string `json:"name"`
	MimeType string `json:"mimeType"`
	// about is what explain is asked.
	about string
}

func (s *mcpServer) resources() []mcpResource {
	out := []mcpResource{}
	for _, r := range s.app.allRules() {
		out = append(out, mcpResource{"payloadlint://rules/" + r.ID, r.ID, "text/plain", r.ID})
	}
	for _, e := range code.All() {
		n := e.Code.String()
		out = append(out, mcpResource{"payloadlint://codes/" + n, n + " " + e.Name, "text/plain", n})
	}
	return out
}

func (s *mcpServer) read(uri string) (any, error) {
	for _, r := range s.resources() {
		if r.URI != uri {
			continue
		}
		text, err := s.explainName(r.about)
		if err != nil {
			break
		}
		return map[string]any{"contents": []any{map[string]string{"uri": uri, "mimeType": r.MimeType, "text": text}}}, nil
	}
	return nil, jsonrpc2.NewError(-32002, "there is no such resource")
}

// mcpResult is the result of a tool: text, and for programs a value.
type mcpResult struct {
	Content []mcpContent `json:"content"`
	Value   any          `json:"structuredContent,omitempty"`
	Error   bool         `json:"isError,omitempty"`
}

type mcpContent struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// textResult is a result with no key in it.
func textResult(text string, value any) mcpResult {
	return mcpResult{Content: []mcpContent{{"text", string(secret.Text(text).Mask())}}, Value: value}
}

// words are an error in the words of the command line.
func (s *mcpServer) words(err error) string {
	var b bytes.Buffer
	(&app{in: strings.NewReader(""), out: io.Discard, err: &b, keys: s.app.keys, lang: s.app.lang}).fail(err)
	return strings.TrimSpace(strings.TrimPrefix(b.String(), "payloadlint: "))
}

// call calls a tool. What goes wrong in one is a result: the model reads it.
func (s *mcpServer) call(ctx context.Context, p *mcpParams) (any, error) {
	for _, t := range s.tools() {
		if t.Name != p.Name {
			continue
		}
		var args mcpArguments
		if len(p.Arguments) > 0 {
			if err := json.Unmarshal(p.Arguments, &args); err != nil {
				return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "cannot read the arguments")
			}
		}
		result, err := t.run(ctx, &args)
		if err != nil {
			result = textResult(s.words(err), nil)
			result.Error = true
		}
		return result, nil
	}
	return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "there is no such tool")
}
