package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"go.lsp.dev/jsonrpc2"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/frames"
	"github.com/payloadlint/payloadlint/rules/message"
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
			s := &lspServer{run: r, open: map[string]*lspDocument{}, exited: make(chan struct{}, 1)}
			// The protocol says the length of a message before the message: its own
			// writer masks keys as well, and changes no length.
			return s.serve(cmd.Context(), a.in, frames.NewWriter(a.rawOut(), a.keys.Bytes))
		},
	}
}

// lspServer speaks the Language Server Protocol: diagnostics on open and
// change, hovers with the rule's documentation, and the safe fixes as code
// actions. Handlers run one at a time on the connection's read loop.
type lspServer struct {
	run  *run
	open map[string]*lspDocument // by URI
	conn jsonrpc2.Conn
	// down says that the editor asked to shut down, as it must before exit,
	// which is recorded in exited.
	down   bool
	exited chan struct{}
}

// lspDocument is an open document with what the last check said of it.
type lspDocument struct {
	text     []byte
	findings []rule.Finding
	// omitted is the number of findings that are too many to be shown.
	omitted int
	// places are the findings' and their edits' offsets as the protocol counts
	// them.
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
		Title string `json:"title"`
		Kind  string `json:"kind"`
		Edit  struct {
			Changes map[string][]lspTextEdit `json:"changes"`
		} `json:"edit"`
	}
	// lspParams is the union of what the handled messages carry.
	lspParams struct {
		TextDocument struct {
			URI  string `json:"uri"`
			Text string `json:"text"`
		} `json:"textDocument"`
		ContentChanges []struct {
			Text string `json:"text"`
		} `json:"contentChanges"`
		Position lspPosition `json:"position"`
		Range    lspRange    `json:"range"`
	}
)

type readWriteCloser struct {
	io.Reader
	io.Writer
}

func (readWriteCloser) Close() error { return nil }

func (s *lspServer) serve(ctx context.Context, in io.Reader, out io.Writer) error {
	s.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(readWriteCloser{frames.NewReader(in, out, frames.DefaultLimits()), out}))
	s.conn.Go(ctx, s.handle)
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
	if method, ok := lspMethods[req.Method()]; ok {
		return method(s, ctx, &p)
	}
	if req.IsCall() {
		return nil, jsonrpc2.NewError(jsonrpc2.MethodNotFound, "not supported")
	}
	return nil, nil // unknown notifications are ignored, as the protocol asks
}

// lspMethods are the requests and notifications that the server knows.
var lspMethods = map[string]func(*lspServer, context.Context, *lspParams) (any, error){
	"initialize":             (*lspServer).initialize,
	"shutdown":               (*lspServer).shutdown,
	"exit":                   (*lspServer).exit,
	"textDocument/didOpen":   (*lspServer).didOpen,
	"textDocument/didChange": (*lspServer).didChange,
	"textDocument/didSave":   (*lspServer).didSave,
	"textDocument/didClose":  (*lspServer).didClose,
	"textDocument/hover": func(s *lspServer, _ context.Context, p *lspParams) (any, error) {
		return s.hover(p.TextDocument.URI, p.Position), nil
	},
	"textDocument/codeAction": func(s *lspServer, _ context.Context, p *lspParams) (any, error) {
		return s.actions(p.TextDocument.URI, p.Range), nil
	},
}

func (s *lspServer) initialize(context.Context, *lspParams) (any, error) {
	return map[string]any{
		"serverInfo": map[string]string{"name": "payloadlint", "version": programVersion()},
		"capabilities": map[string]any{
			"textDocumentSync":   map[string]any{"openClose": true, "change": 1, "save": map[string]bool{"includeText": false}},
			"hoverProvider":      true,
			"codeActionProvider": map[string]any{"codeActionKinds": []string{"quickfix"}},
		},
	}, nil
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

func (s *lspServer) didOpen(ctx context.Context, p *lspParams) (any, error) {
	return nil, s.check(ctx, p.TextDocument.URI, []byte(p.TextDocument.Text))
}

func (s *lspServer) didChange(ctx context.Context, p *lspParams) (any, error) {
	n := len(p.ContentChanges)
	if n == 0 {
		return nil, nil // nothing changed
	}
	return nil, s.check(ctx, p.TextDocument.URI, []byte(p.ContentChanges[n-1].Text))
}

func (s *lspServer) didSave(ctx context.Context, p *lspParams) (any, error) {
	d, ok := s.open[p.TextDocument.URI]
	if !ok {
		return nil, nil // not open
	}
	return nil, s.check(ctx, p.TextDocument.URI, d.text)
}

func (s *lspServer) didClose(ctx context.Context, p *lspParams) (any, error) {
	delete(s.open, p.TextDocument.URI)
	return nil, s.publish(ctx, p.TextDocument.URI, nil)
}

// check runs the rules over a document's text and publishes what they say. A
// document that is not a request has no diagnostics.
func (s *lspServer) check(ctx context.Context, uri string, text []byte) error {
	path := pathOf(uri)
	d := &lspDocument{text: text}
	s.open[uri] = d
	c := s.run.checkerFor(discover.File{Path: path})
	if c.err != nil || c.project.Uses(path) {
		return s.publish(ctx, uri, nil)
	}
	results, err := c.checker.Check(ctx, path, text)
	if err != nil {
		return s.publish(ctx, uri, nil)
	}
	for _, res := range results {
		if s.run.passedOver(res) {
			continue
		}
		d.findings = append(d.findings, res.Findings...)
		d.omitted += res.Omitted.Total()
	}
	d.locate()
	return s.publish(ctx, uri, d)
}

func (s *lspServer) publish(ctx context.Context, uri string, d *lspDocument) error {
	list := []lspDiagnostic{}
	if d != nil {
		if d.omitted > 0 {
			list = append(list, lspDiagnostic{Severity: lspInformation, Code: "omitted", Source: "payloadlint", Message: s.omittedWords(d.omitted)})
		}
		for i := range d.findings {
			f := &d.findings[i]
			text := f.Message
			if f.Advice != "" {
				text += "\n" + f.Advice
			}
			list = append(list, lspDiagnostic{
				Range:    d.span(f.Start.Offset, f.End.Offset),
				Severity: map[rule.Severity]int{rule.Error: 1, rule.Warning: 2, rule.Note: lspInformation}[f.Severity],
				Code:     f.Rule.ID, Source: "payloadlint", Message: text,
			})
		}
	}
	return s.conn.Notify(ctx, "textDocument/publishDiagnostics", map[string]any{"uri": uri, "diagnostics": list})
}

// lspInformation is the protocol's severity of notes.
const lspInformation = 3

func (s *lspServer) omittedWords(n int) string {
	key := "lsp.omitted-other"
	if n == 1 {
		key = "lsp.omitted-one"
	}
	return s.run.app.say(key, message.Args{"n": strconv.Itoa(n)})
}

func (s *lspServer) hover(uri string, at lspPosition) any {
	d, ok := s.open[uri]
	if !ok {
		return nil
	}
	for i := range d.findings {
		f := &d.findings[i]
		r := d.span(f.Start.Offset, f.End.Offset)
		if before(at, r.Start) || before(r.End, at) {
			continue
		}
		say := func(k string) string {
			text, _ := f.Rule.Text(s.run.app.lang, k)
			return text
		}
		text := "**" + f.Rule.ID + "**: " + say("title") + "\n\n" + say("what") + "\n\n" + say("why")
		return map[string]any{"contents": map[string]string{"kind": "markdown", "value": text}, "range": r}
	}
	return nil
}

func (s *lspServer) actions(uri string, at lspRange) []lspAction {
	list := []lspAction{}
	d, ok := s.open[uri]
	if !ok {
		return list
	}
	for i := range d.findings {
		f := &d.findings[i]
		r := d.span(f.Start.Offset, f.End.Offset)
		if f.Fix == nil || s.run.app.writesKey(f.Fix) || before(at.End, r.Start) || before(r.End, at.Start) {
			continue
		}
		act := lspAction{Title: f.Advice, Kind: "quickfix"}
		if act.Title == "" {
			act.Title = f.Message
		}
		var edits []lspTextEdit
		for _, e := range f.Fix.Edits {
			edits = append(edits, lspTextEdit{d.span(e.Start, e.End), e.New})
		}
		act.Edit.Changes = map[string][]lspTextEdit{uri: edits}
		list = append(list, act)
	}
	return list
}

func before(a, b lspPosition) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}

// span is the range between two of the offsets that locate has seen.
func (d *lspDocument) span(start, end int) lspRange {
	return lspRange{d.places[start], d.places[end]}
}

// locate converts the offsets of all findings and edits to the protocol's
// lines and UTF-16 characters, in one walk over the text: a line may be as long
// as the text, and each of the findings in it.
func (d *lspDocument) locate() {
	var offsets []int
	for i := range d.findings {
		f := &d.findings[i]
		offsets = append(offsets, f.Start.Offset, f.End.Offset)
		if f.Fix != nil {
			for _, e := range f.Fix.Edits {
				offsets = append(offsets, e.Start, e.End)
			}
		}
	}
	slices.Sort(offsets)
	d.places = make(map[int]lspPosition, len(offsets))
	var at lspPosition
	from := 0
	for _, offset := range slices.Compact(offsets) {
		to := min(max(offset, from), len(d.text))
		at = at.after(d.text[from:to])
		d.places[offset] = at
		from = to
	}
}

// after is the position that follows a piece of text.
func (p lspPosition) after(text []byte) lspPosition {
	if n := bytes.Count(text, []byte{'\n'}); n > 0 {
		p = lspPosition{Line: p.Line + n}
		text = text[bytes.LastIndexByte(text, '\n')+1:]
	}
	p.Character += utf16Len(text)
	return p
}

func utf16Len(b []byte) int {
	n := 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		n++
		if r > 0xFFFF {
			n++
		}
		b = b[size:]
	}
	return n
}

// pathOf is the file of a file: URI; other URIs (an unsaved buffer) give their
// last part, so that its name still says what it is.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return "untitled.json"
	}
	if u.Scheme != "file" {
		return filepath.Base(u.Path + u.Opaque)
	}
	p := u.Path
	if runtime.GOOS == "windows" {
		p = strings.TrimPrefix(p, "/")
	}
	return filepath.FromSlash(p)
}
