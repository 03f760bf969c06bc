package main

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"go.lsp.dev/jsonrpc2"

	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/cmd/internal/frames"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
)

func (a *app) lspCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: a.say("cmd-lsp.short", nil),
		Long:  a.say("cmd-lsp.long", nil),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.newRun(&checkFlags{failOn: "never", maxFindings: defaultMaxFindings})
			if err != nil {
				return err
			}
			s := newLSPServer(r)
			// The protocol says the length of a message before the message: its own
			// writer masks keys as well, and changes no length.
			return s.serve(cmd.Context(), a.in, frames.NewWriter(a.rawOut(), a.keys.Bytes))
		},
	}
}

// lspServer speaks the Language Server Protocol. Handlers run one at a time on
// the connection's read loop; the check that follows an edit waits until the
// editor is quiet, and runs beside them under the same lock.
type lspServer struct {
	run  *run
	conn jsonrpc2.Conn

	mu   sync.Mutex
	open map[string]*lspDocument // by URI
	// down says that the editor asked to shut down, as it must before exit,
	// which is recorded in exited.
	down   bool
	exited chan struct{}
	// client is what the editor said of itself.
	client lspClient
	// seen is what each folder's configuration and definitions looked like when
	// they were last read, faulty the fault that is shown of a configuration, by
	// URI.
	seen   map[string]*lspSeen
	faulty map[string]lspDiagnostic

	// work has the means to stop the check that is running, by URI.
	work struct {
		sync.Mutex
		cancel map[string]context.CancelFunc
	}
}

// lspClient is what an editor can do, and the folders that it has open.
type lspClient struct {
	utf8, watches, snippets, pulls bool
	roots                          []string
}

// lspDocument is an open document with what the last check said of it.
type lspDocument struct {
	text     []byte
	language string // the editor's name for its kind, "python"
	version  int
	// pending says that the text is newer than what was found in it.
	pending bool
	timer   *time.Timer
	results []rules.Result
	// regions are made of the results when they are first asked for.
	regions []*editor.Region
	// findings are those of all results, shown the diagnostics.
	findings []rule.Finding
	shown    []lspDiagnostic
	// published are the diagnostics that the editor was last sent; edited says
	// that the text has changed since, so that it may have moved them.
	published []lspDiagnostic
	edited    bool
	// lines converts offsets, places has those of the findings and their edits.
	lines  *lspText
	places map[int]lspPosition
}

type (
	lspPosition struct {
		Line      int `json:"line"`
		Character int `json:"character"`
	}
	lspRange struct {
		Start lspPosition `json:"start"`
		End   lspPosition `json:"end"`
	}
	lspDiagnostic struct {
		Range    lspRange `json:"range"`
		Severity int      `json:"severity"`
		Code     string   `json:"code"`
		Source   string   `json:"source"`
		Message  string   `json:"message"`
	}
	lspTextEdit struct {
		Range   lspRange `json:"range"`
		NewText string   `json:"newText"`
	}
	lspAction struct {
		Title   string      `json:"title"`
		Kind    string      `json:"kind"`
		Edit    *lspEdit    `json:"edit,omitempty"`
		Command *lspCommand `json:"command,omitempty"`
	}
	lspEdit struct {
		Changes map[string][]lspTextEdit `json:"changes"`
	}
	lspFolder struct {
		URI string `json:"uri"`
	}
	// lspParams is the union of what the handled messages carry.
	lspParams struct {
		TextDocument struct {
			URI        string `json:"uri"`
			Text       string `json:"text"`
			LanguageID string `json:"languageId"`
			Version    int    `json:"version"`
		} `json:"textDocument"`
		ContentChanges []lspChange `json:"contentChanges"`
		Position       lspPosition `json:"position"`
		Range          lspRange    `json:"range"`
		// PreviousResultID names the diagnostics that the editor has pulled.
		PreviousResultID string `json:"previousResultId"`
		// NewName is what a node is to be called.
		NewName string `json:"newName"`
		// Event says which folders were opened and closed.
		Event struct {
			Added   []lspFolder `json:"added"`
			Removed []lspFolder `json:"removed"`
		} `json:"event"`
	}
	// lspChange is a text that takes the place of a range, of all without one.
	lspChange struct {
		Range *lspRange `json:"range"`
		Text  string    `json:"text"`
	}
	// lspHello is what an editor says of itself.
	lspHello struct {
		RootURI          string      `json:"rootUri"`
		WorkspaceFolders []lspFolder `json:"workspaceFolders"`
		Capabilities     struct {
			General struct {
				PositionEncodings []string `json:"positionEncodings"`
			} `json:"general"`
			Workspace struct {
				DidChangeWatchedFiles struct {
					DynamicRegistration bool `json:"dynamicRegistration"`
				} `json:"didChangeWatchedFiles"`
			} `json:"workspace"`
			TextDocument struct {
				Completion struct {
					CompletionItem struct {
						SnippetSupport bool `json:"snippetSupport"`
					} `json:"completionItem"`
				} `json:"completion"`
				Diagnostic *struct{} `json:"diagnostic"`
			} `json:"textDocument"`
		} `json:"capabilities"`
	}
)

func newLSPServer(r *run) *lspServer {
	s := &lspServer{run: r, open: map[string]*lspDocument{}, exited: make(chan struct{}, 1), seen: map[string]*lspSeen{}, faulty: map[string]lspDiagnostic{}}
	s.work.cancel = map[string]context.CancelFunc{}
	return s
}

type readWriteCloser struct {
	io.Reader
	io.Writer
}

func (readWriteCloser) Close() error { return nil }

func (s *lspServer) serve(ctx context.Context, in io.Reader, out io.Writer) error {
	s.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(readWriteCloser{guardedReader{s.run.app, frames.NewReader(in, out, frames.DefaultLimits())}, out}))
	// A request's own context ends with it; checks outlive the edits.
	s.conn.Go(ctx, s.run.app.guarded(func(own context.Context, req *jsonrpc2.Request) (any, error) {
		if req.Method() == "workspace/executeCommand" && req.IsCall() {
			jsonrpc2.Async(own)
			return s.execute(ctx, req.Params())
		}
		return s.handle(ctx, req)
	}))
	select {
	case <-s.conn.Done():
		return s.conn.Err()
	case <-s.exited:
		if !s.down {
			s.run.app.raise(exitFindings) // the protocol asks for 1
		}
		return nil
	case <-ctx.Done():
		return nil
	}
}

func (s *lspServer) handle(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	var p lspParams
	if params := req.Params(); len(params) > 0 {
		if err := json.Unmarshal(params, &p); err != nil && req.Method() != "initialize" {
			if !req.IsCall() {
				return nil, nil // an error would end the session
			}
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "cannot read the parameters")
		}
	}
	if req.Method() == "textDocument/didChange" {
		s.interrupt(p.TextDocument.URI)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if req.Method() == "initialize" {
		return s.initialize(req.Params()), nil
	}
	if method, ok := lspMethods[req.Method()]; ok {
		return method(s, ctx, &p)
	}
	if req.IsCall() {
		return nil, jsonrpc2.NewError(jsonrpc2.MethodNotFound, "not supported")
	}
	return nil, nil // unknown notifications are ignored, as the protocol asks
}

// lspMethods are the requests and notifications that the server knows, beside
// initialize.
var lspMethods = map[string]func(*lspServer, context.Context, *lspParams) (any, error){
	"initialized":                         (*lspServer).initialized,
	"shutdown":                            (*lspServer).shutdown,
	"exit":                                (*lspServer).exit,
	"workspace/didChangeWorkspaceFolders": (*lspServer).foldersChanged,
	"textDocument/prepareRename":          (*lspServer).prepareRename,
	"textDocument/rename":                 (*lspServer).rename,
	"textDocument/didOpen":                (*lspServer).didOpen,
	"textDocument/didChange":              (*lspServer).didChange,
	"textDocument/didSave":                (*lspServer).didSave,
	"textDocument/didClose":               (*lspServer).didClose,
	"workspace/didChangeWatchedFiles":     (*lspServer).filesChanged,
	"textDocument/hover":                  (*lspServer).hover,
	"textDocument/completion":             (*lspServer).completion,
	"textDocument/definition":             (*lspServer).definitionOf,
	"textDocument/references":             (*lspServer).references,
	"textDocument/documentSymbol":         (*lspServer).symbols,
	"textDocument/inlayHint":              (*lspServer).hints,
	"textDocument/diagnostic":             (*lspServer).pull,
	"textDocument/codeAction":             (*lspServer).actions,
}

func (s *lspServer) initialize(params []byte) any {
	var hello lspHello
	_ = json.Unmarshal(params, &hello) // an editor that says nothing can little
	c := &hello.Capabilities
	s.client = lspClient{
		utf8:     slices.Contains(c.General.PositionEncodings, "utf-8"),
		watches:  c.Workspace.DidChangeWatchedFiles.DynamicRegistration,
		snippets: c.TextDocument.Completion.CompletionItem.SnippetSupport,
		pulls:    c.TextDocument.Diagnostic != nil,
	}
	for _, f := range hello.WorkspaceFolders {
		if strings.HasPrefix(f.URI, "file:") {
			s.client.roots = append(s.client.roots, pathOf(f.URI))
		}
	}
	if len(s.client.roots) == 0 && strings.HasPrefix(hello.RootURI, "file:") {
		s.client.roots = []string{pathOf(hello.RootURI)}
	}
	encoding := "utf-16"
	if s.client.utf8 {
		encoding = "utf-8"
	}
	return map[string]any{
		"serverInfo": map[string]string{"name": "payloadlint", "version": programVersion()},
		"capabilities": map[string]any{
			"positionEncoding":   encoding,
			"textDocumentSync":   map[string]any{"openClose": true, "change": 2, "save": map[string]bool{"includeText": false}},
			"hoverProvider":      true,
			"codeActionProvider": map[string]any{"codeActionKinds": []string{"quickfix"}},
			"completionProvider": map[string]any{"triggerCharacters": []string{`"`, "'", ":", "[", "{", ","}},
			"definitionProvider": true, "referencesProvider": true, "documentSymbolProvider": true, "inlayHintProvider": true,
			"renameProvider":         map[string]bool{"prepareProvider": true},
			"executeCommandProvider": map[string]any{"commands": []string{fetchCommandName}},
			"workspace":              map[string]any{"workspaceFolders": map[string]any{"supported": true, "changeNotifications": true}},
			"diagnosticProvider":     map[string]any{"identifier": lspSource, "interFileDependencies": true, "workspaceDiagnostics": false},
		},
	}
}

func (s *lspServer) shutdown(context.Context, *lspParams) (any, error) {
	s.down = true
	return nil, nil // null is the answer
}

func (s *lspServer) exit(context.Context, *lspParams) (any, error) {
	// The connection's reader still waits for the editor, which need not close
	// its side.
	select {
	case s.exited <- struct{}{}:
	default: // said twice
	}
	return nil, nil // a notification has no answer
}
