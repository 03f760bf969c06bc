package main

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/source"
)

// lspQuiet is how long an editor must be quiet before an edit is checked.
const lspQuiet = 60 * time.Millisecond

func (s *lspServer) didOpen(ctx context.Context, p *lspParams) (any, error) {
	t := &p.TextDocument
	s.open[t.URI] = &lspDocument{text: []byte(t.Text), language: t.LanguageID, version: t.Version, pending: true, edited: true}
	return nil, s.check(ctx, t.URI)
}

func (s *lspServer) didChange(ctx context.Context, p *lspParams) (any, error) {
	if len(p.ContentChanges) == 0 {
		return nil, nil // nothing changed
	}
	uri := p.TextDocument.URI
	d, ok := s.open[uri]
	if !ok {
		d = &lspDocument{}
		s.open[uri] = d
	}
	d.text, d.version, d.pending, d.edited, d.lines = s.changed(d.text, p.ContentChanges), p.TextDocument.Version, true, true, nil
	if d.timer != nil {
		d.timer.Stop()
	}
	d.timer = time.AfterFunc(lspQuiet, func() {
		defer s.run.app.crashed()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[uri] == d && d.pending && ctx.Err() == nil {
			_ = s.check(ctx, uri) // an editor that has gone needs no answer
		}
	})
	return nil, nil // a notification has no answer
}

// changed is a text after an edit, of which the editor sends the parts.
func (s *lspServer) changed(text []byte, changes []lspChange) []byte {
	for _, c := range changes {
		if c.Range == nil {
			text = []byte(c.Text)
			continue
		}
		lines := newLSPText(text, s.client.utf8)
		start := lines.offset(c.Range.Start)
		end := max(lines.offset(c.Range.End), start)
		text = slices.Concat(text[:start], []byte(c.Text), text[end:])
	}
	return text
}

func (s *lspServer) didSave(ctx context.Context, p *lspParams) (any, error) {
	if _, ok := s.open[p.TextDocument.URI]; !ok {
		return nil, nil // not open
	}
	return nil, s.check(ctx, p.TextDocument.URI)
}

func (s *lspServer) didClose(ctx context.Context, p *lspParams) (any, error) {
	if d, ok := s.open[p.TextDocument.URI]; ok && d.timer != nil {
		d.timer.Stop()
	}
	uri := p.TextDocument.URI
	delete(s.open, uri)
	if fault, ok := s.faulty[uri]; ok { // as it is on disk
		return nil, s.show(ctx, uri, fault)
	}
	return nil, s.publish(ctx, uri, nil)
}

// interrupt stops the check of a document that is running.
func (s *lspServer) interrupt(uri string) {
	s.work.Lock()
	defer s.work.Unlock()
	if stop := s.work.cancel[uri]; stop != nil {
		stop()
	}
}

// interruptible gives the context of a check, and what ends it.
func (s *lspServer) interruptible(ctx context.Context, uri string) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	s.work.Lock()
	defer s.work.Unlock()
	s.work.cancel[uri] = stop
	return ctx, func() {
		s.work.Lock()
		defer s.work.Unlock()
		delete(s.work.cancel, uri)
		stop()
	}
}

// settled is an open document with the findings of its present text, against the
// files as they are on disk.
func (s *lspServer) settled(ctx context.Context, uri string) (*lspDocument, bool) {
	d, ok := s.open[uri]
	switch {
	case !ok:
	case d.pending:
		_ = s.check(ctx, uri) // an editor that has gone needs no answer
	case s.reread(ctx, filepath.Dir(s.nameOf(uri, d.language))):
		_ = s.checkOpen(ctx) // as above
	}
	return d, ok
}

// check runs the rules over a document's text and publishes what they say.
func (s *lspServer) check(ctx context.Context, uri string) error {
	if s.reread(ctx, filepath.Dir(s.nameOf(uri, s.open[uri].language))) {
		return s.checkOpen(ctx)
	}
	return s.checkOne(ctx, uri)
}

// checkOpen checks all open documents. An editor that asks for diagnostics is
// told to ask again.
func (s *lspServer) checkOpen(ctx context.Context) error {
	if s.client.pulls {
		go func() {
			defer s.run.app.crashed()
			_, _ = s.conn.Call(ctx, "workspace/diagnostic/refresh", nil, nil) // an editor that cannot is not helped
		}()
	}
	for _, uri := range slices.Sorted(maps.Keys(s.open)) {
		if err := s.checkOne(ctx, uri); err != nil {
			return err
		}
	}
	return nil
}

func (s *lspServer) checkOne(ctx context.Context, uri string) error {
	d := s.open[uri]
	within, done := s.interruptible(ctx, uri)
	ok := s.examine(within, uri, d)
	done()
	if !ok {
		return nil // the next edit is checked instead
	}
	return s.publish(ctx, uri, d)
}

// examine finds out what is to be said of a document; false where an edit
// interrupted it.
func (s *lspServer) examine(ctx context.Context, uri string, d *lspDocument) bool {
	path := s.nameOf(uri, d.language)
	s.reread(ctx, filepath.Dir(path))
	d.lines = newLSPText(d.text, s.client.utf8)
	d.results, d.regions, d.findings, d.shown = nil, nil, nil, []lspDiagnostic{}
	c := s.run.checkerFor(discover.File{Path: path})
	switch {
	case isConfiguration(path):
		d.shown = s.configuration(path, d)
	case c.err != nil:
		d.shown = append(d.shown, lspDiagnostic{Severity: lspError, Code: "configuration", Source: lspSource, Message: s.words(c.err)})
	default:
		results, err := c.checker.Check(ctx, path, d.text)
		if err != nil {
			return false // only ctx's
		}
		d.results = results
		if c.project.Uses(path) {
			s.definition(path, d)
			break
		}
		s.collect(d)
	}
	d.pending = false
	return true
}

// collect makes the diagnostics of what was found in a document; one that is not
// a request has none.
func (s *lspServer) collect(d *lspDocument) {
	omitted := 0
	for i := range d.results {
		if res := &d.results[i]; !s.run.passedOver(*res) {
			d.findings = append(d.findings, res.Findings...)
			omitted += res.Omitted.Total()
		}
	}
	d.locate()
	if omitted > 0 {
		d.shown = append(d.shown, lspDiagnostic{Severity: lspInformation, Code: "omitted", Source: lspSource, Message: s.omittedWords(omitted)})
	}
	for i := range d.findings {
		d.shown = append(d.shown, s.diagnostic(d, &d.findings[i]))
	}
	for i := range d.results {
		if res := &d.results[i]; !s.run.passedOver(*res) {
			d.shown = append(d.shown, s.verdict(d, res)...)
		}
	}
}

// The protocol's severities, and the name that diagnostics come under.
const (
	lspError       = 1
	lspWarning     = 2
	lspInformation = 3
	lspSource      = "payloadlint"
)

// diagnostic shows a finding with the code that it predicts.
func (s *lspServer) diagnostic(d *lspDocument, f *rule.Finding) lspDiagnostic {
	text := f.Message
	if f.Code != 0 {
		text += " (" + s.codeWords(f.Code) + ")"
	}
	if f.Advice != "" {
		text += "\n" + f.Advice
	}
	return lspDiagnostic{
		Range:    d.span(f.Start.Offset, f.End.Offset),
		Severity: map[rule.Severity]int{rule.Error: lspError, rule.Warning: lspWarning, rule.Note: lspInformation}[f.Severity],
		Code:     f.Rule.ID, Source: lspSource, Message: text,
	}
}

func (s *lspServer) codeWords(c code.Code) string {
	return strings.TrimSpace(strconv.Itoa(int(c)) + " " + c.Name())
}

// verdict shows what will become of a request that is not simply accepted, and
// what could not be checked, where the request begins.
func (s *lspServer) verdict(d *lspDocument, res *rules.Result) (list []lspDiagnostic) {
	at := d.lines.span(res.Start.Offset, res.Start.Offset+1)
	say := func(code, text string) {
		list = append(list, lspDiagnostic{Range: at, Severity: lspInformation, Code: code, Source: lspSource, Message: text})
	}
	a, v := s.run.app, &res.Verdict
	if v.Outcome == rules.Rejected || v.Outcome == rules.Partial {
		args := message.Args{"outcome": a.say("report.outcome-"+string(v.Outcome), nil)}
		key := "report.verdict"
		if v.Code != 0 {
			key, args["code"], args["confidence"] = "report.verdict-code", s.codeWords(v.Code), a.say("report.confidence-"+v.Confidence.String(), nil)
		}
		text := a.say(key, args)
		if v.Msg != "" {
			text += "\n" + a.say("report.msg", message.Args{"msg": v.Msg})
		}
		say("verdict", text)
	}
	for i := range res.Unchecked {
		u := &res.Unchecked[i]
		text := a.say("report.not-checked", message.Args{"reason": u.Reason})
		if u.Code != 0 {
			text += " (" + s.codeWords(u.Code) + ")"
		}
		if u.Remedy != "" {
			text += "\n" + a.say("report.remedy", message.Args{"remedy": u.Remedy})
		}
		say("unchecked", text)
	}
	return list
}

// publish shows the diagnostics of a document to an editor that does not ask for
// them, if they differ from those that it shows.
func (s *lspServer) publish(ctx context.Context, uri string, d *lspDocument) error {
	if s.client.pulls && d != nil {
		return nil
	}
	if d == nil {
		return s.show(ctx, uri)
	}
	if !d.edited && slices.Equal(d.published, d.shown) {
		return nil // the editor has them
	}
	d.published, d.edited = d.shown, false
	return s.conn.Notify(ctx, "textDocument/publishDiagnostics", map[string]any{"uri": uri, "version": d.version, "diagnostics": d.shown})
}

// show shows the diagnostics of a file that is not open.
func (s *lspServer) show(ctx context.Context, uri string, list ...lspDiagnostic) error {
	if list == nil {
		list = []lspDiagnostic{}
	}
	return s.conn.Notify(ctx, "textDocument/publishDiagnostics", map[string]any{"uri": uri, "diagnostics": list})
}

func (s *lspServer) omittedWords(n int) string {
	key := "lsp.omitted-other"
	if n == 1 {
		key = "lsp.omitted-one"
	}
	return s.run.app.say(key, message.Args{"n": strconv.Itoa(n)})
}

// definition shows what is wrong with the file of a definition: the rules'
// findings where it is a workflow, else why it cannot be used.
func (s *lspServer) definition(path string, d *lspDocument) {
	if fault, ok := s.faultOf(path, d); ok {
		d.shown = append(d.shown, fault)
		return
	}
	if len(d.results) == 1 && d.results[0].Endpoint == endpoint.Prompt {
		s.collect(d)
	}
}

// nameOf is the path of a document. An unsaved one lies in the folder that the
// editor has open, and its kind is what the editor says it is.
func (s *lspServer) nameOf(uri, language string) string {
	path := pathOf(uri)
	if strings.HasPrefix(uri, "file:") {
		return path
	}
	// A cell of a notebook is a program of its own under the notebook's name.
	if ext := filepath.Ext(path); ext == "" || ext == "." || strings.HasPrefix(uri, "vscode-notebook-cell:") {
		path += extensionOf(language)
	}
	if len(s.client.roots) > 0 && !filepath.IsAbs(path) {
		path = filepath.Join(s.client.roots[0], path)
	}
	return path
}

// extensionOf is how the names of files of a kind end, by the editor's name for
// the kind; "" where it is not known.
func extensionOf(language string) string {
	if language == "json" || language == "jsonc" {
		return ".json"
	}
	all := source.All()
	for _, named := range []func(i int) bool{
		func(i int) bool { return all[i].Kind == language },
		func(i int) bool { return slices.Contains(all[i].Fences, language) },
	} {
		for i := range all {
			if language != "" && named(i) && len(all[i].Extensions) > 0 {
				return all[i].Extensions[0]
			}
		}
	}
	return ""
}

// pathOf is the file of a file: URI; other URIs (an unsaved buffer) give their
// last part, so that its name still says what it is.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return "untitled.json"
	}
	if u.Scheme != "file" {
		return filepath.Base(cmp.Or(u.Path+u.Opaque, "untitled"))
	}
	p := u.Path
	if runtime.GOOS == "windows" {
		p = strings.TrimPrefix(p, "/")
	}
	return filepath.FromSlash(p)
}

// uriOf is the file: URI of a path.
func uriOf(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
