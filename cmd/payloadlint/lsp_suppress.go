package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/source"
)

// suggested are the actions that write what a finding suggests, where no fix is
// certain.
func (s *lspServer) suggested(uri string, d *lspDocument, res *rules.Result, f *rule.Finding) (list []lspAction) {
	for _, fix := range editor.Suggested(res, f) {
		if !s.run.app.writesKey(fix) {
			list = append(list, s.action(uri, d, fix))
		}
	}
	return list
}

// suppressed is the action that leaves a finding out: by a comment in a program,
// else by the configuration; ok is false where neither can be written.
func (s *lspServer) suppressed(uri string, d *lspDocument, res *rules.Result, f *rule.Finding) (act lspAction, ok bool) {
	act.Title = s.run.app.say("lsp.suppress", message.Args{"rule": f.Rule.ID})
	act.Kind = "quickfix"
	target := uri
	var edit lspTextEdit
	if res.Source != nil {
		edit, ok = s.comment(d, res, f)
	}
	if !ok {
		target, edit, ok = s.listed(uri, d, f)
	}
	act.Edit = &lspEdit{map[string][]lspTextEdit{target: {edit}}}
	return act, ok
}

// comment is an edit that writes a comment above a request.
func (s *lspServer) comment(d *lspDocument, res *rules.Result, f *rule.Finding) (edit lspTextEdit, ok bool) {
	all := source.All()
	line := res.Source.Line - 1
	i := slices.IndexFunc(all, func(l source.Container) bool { return l.Kind == res.Source.Kind })
	if i < 0 || line < 0 || line >= len(d.lines.starts) {
		return edit, false
	}
	words := "payloadlint:ignore " + f.Rule.ID + " " + s.run.app.say("lsp.reason", nil)
	var text string
	switch c := all[i].Comment; {
	case all[i].Kind == "markdown":
		fence, inner, ok := d.fence(line)
		switch {
		case !ok:
			return edit, false
		case inner != "":
			text = inner + " " + words
		default:
			line, text = fence, c.Open+" "+words+" "+c.Close
		}
	case all[i].Kind == "notebook":
		if text, ok = d.notebookLine(line, c.Line+" "+words); !ok {
			return edit, false
		}
	case c.Line == "":
		return edit, false
	default:
		text = c.Line + " " + words
	}
	at := lspPosition{Line: line}
	written := d.line(line)
	indent := written[:len(written)-len(strings.TrimLeft(written, " \t"))]
	return lspTextEdit{lspRange{at, at}, indent + text + "\n"}, true
}

// line is a line of the text and what follows it.
func (d *lspDocument) line(n int) string { return string(d.text[d.lines.starts[n]:]) }

// fence is the line of Markdown that opens the code block which a line is in, and
// how the language of the block begins a comment, "" for one that has none. A
// block in a quotation is left alone: each of its lines begins as the quotation
// does.
func (d *lspDocument) fence(line int) (at int, comment string, ok bool) {
	for at = line; at >= 0; at-- {
		text, _, _ := strings.Cut(strings.TrimLeft(d.line(at), " \t"), "\n")
		if strings.HasPrefix(text, ">") {
			return at, "", false
		}
		if info := strings.TrimLeft(text, "`~"); len(text)-len(info) >= len("```") {
			language, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(info)), " ")
			for _, c := range source.All() {
				if c.Kind != "json" && (c.Kind == language || slices.Contains(c.Fences, language)) {
					comment = c.Comment.Line
				}
			}
			return at, comment, true
		}
	}
	return at, "", false
}

// notebookLine is a comment as an element of the lines of a notebook's cell, if
// they are written one below the other.
func (d *lspDocument) notebookLine(line int, comment string) (string, bool) {
	element, err := json.Marshal(comment + "\n")
	if err != nil || !json.Valid(d.text) {
		return "", false
	}
	start := d.lines.starts[line]
	after := slices.Concat(d.text[:start], element, []byte(",\n"), d.text[start:])
	return string(element) + ",", json.Valid(after)
}

// listed is an edit of the configuration that suppresses a finding.
func (s *lspServer) listed(uri string, d *lspDocument, f *rule.Finding) (target string, edit lspTextEdit, ok bool) {
	path := s.nameOf(uri, d.language)
	c := s.run.checkerFor(discover.File{Path: path})
	if c.err != nil || c.project.Config == nil || !strings.HasPrefix(filepath.Ext(c.project.Config.Path), ".y") {
		return "", edit, false
	}
	conf := c.project.Config
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", edit, false
	}
	dir, err := filepath.Abs(conf.Dir)
	if err != nil {
		return "", edit, false
	}
	rel, err := filepath.Rel(dir, abs)
	if err != nil || strings.HasPrefix(rel, "..") {
		return "", edit, false
	}
	target = uriOf(conf.Path)
	text, err := os.ReadFile(conf.Path)
	if open := s.open[target]; open != nil {
		text, err = open.text, nil
	}
	if err != nil {
		return "", edit, false
	}
	entry, err := json.Marshal(map[string]any{"rule": f.Rule.ID, "files": []string{filepath.ToSlash(rel)}, "pointer": f.Pointer, "reason": s.run.app.say("lsp.reason", nil)})
	if err != nil {
		return "", edit, false
	}
	offset, words := suppression(string(text), string(entry))
	// A configuration that is written in another manner is left alone.
	if err := new(config.Config).UnmarshalText([]byte(string(text[:offset]) + words + string(text[offset:]))); err != nil {
		return "", edit, false
	}
	at := newLSPText(text, s.client.utf8).position(offset)
	return target, lspTextEdit{lspRange{at, at}, words}, true
}

// suppression is where an entry belongs in a configuration, and how it is
// written there.
func suppression(text, entry string) (offset int, words string) {
	for line := range strings.Lines(text) {
		offset += len(line)
		if strings.TrimRight(line, " \t\r\n") == "suppress:" && strings.HasSuffix(line, "\n") {
			next := text[offset:]
			indent := next[:len(next)-len(strings.TrimLeft(next, " \t"))]
			return offset, indent + "- " + entry + "\n"
		}
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		words = "\n"
	}
	return len(text), words + "suppress:\n  - " + entry + "\n"
}
