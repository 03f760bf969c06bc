package main

import (
	"bytes"
	"context"
	"slices"

	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/rules/rule"
)

func (s *lspServer) hover(ctx context.Context, p *lspParams) (any, error) {
	d, ok := s.settled(ctx, p.TextDocument.URI)
	if !ok {
		return nil, nil // null is the answer
	}
	for i := range d.findings {
		f := &d.findings[i]
		r := d.span(f.Start.Offset, f.End.Offset)
		if before(p.Position, r.Start) || before(r.End, p.Position) {
			continue
		}
		say := func(k string) string {
			text, _ := f.Rule.Text(s.run.app.lang, k)
			return text
		}
		text := "**" + f.Rule.ID + "**: " + say("title") + "\n\n" + say("what") + "\n\n" + say("why")
		if h, ok := editor.HoverAt(s.regions(d), s.projectOf(p.TextDocument.URI, d), d.lines.offset(p.Position)); ok {
			text += "\n\n---\n\n" + h.Text
		}
		return markdown(text, r), nil
	}
	h, ok := editor.HoverAt(s.regions(d), s.projectOf(p.TextDocument.URI, d), d.lines.offset(p.Position))
	if !ok {
		return nil, nil // null is the answer
	}
	return markdown(h.Text, d.lines.span(h.Start, h.End)), nil
}

func markdown(text string, r lspRange) any {
	return map[string]any{"contents": map[string]string{"kind": "markdown", "value": text}, "range": r}
}

func (s *lspServer) actions(ctx context.Context, p *lspParams) (any, error) {
	list, last := []lspAction{}, []lspAction{}
	uri := p.TextDocument.URI
	d, ok := s.settled(ctx, uri)
	if !ok {
		return list, nil
	}
	for i := range d.results {
		res := &d.results[i]
		for j := range res.Findings {
			f := &res.Findings[j]
			r, known := d.known(f)
			if !known || before(p.Range.End, r.Start) || before(r.End, p.Range.Start) {
				continue
			}
			if f.Fix != nil && len(f.Fix.Edits) > 0 && !s.run.app.writesKey(f.Fix) {
				list = append(list, s.action(uri, d, f.Fix))
			}
			if fix := trailingComma(d.text, f); fix != nil {
				list = append(list, s.action(uri, d, fix))
			}
			list = append(list, s.suggested(uri, d, res, f)...)
			if act, ok := s.suppressed(uri, d, res, f); ok {
				last = append(last, act)
			}
		}
	}
	return slices.Concat(list, s.fetchable(uri, d, p), last), nil
}

// trailingComma is the fix of a text that is not JSON because of a comma before a
// closing bracket; nil for another finding.
func trailingComma(text []byte, f *rule.Finding) *rule.Fix {
	start, end := f.Start.Offset, f.End.Offset
	if f.Rule.ID != "json-syntax" || f.Fix != nil || start < 0 || end > len(text) || start+1 != end || text[start] != ',' {
		return nil
	}
	if rest := bytes.TrimLeft(text[end:], " \t\r\n"); len(rest) == 0 || rest[0] != ']' && rest[0] != '}' {
		return nil
	}
	return &rule.Fix{Edits: []rule.Edit{{Start: start, End: end}}}
}

// action is a fix under a title that says what it does.
func (s *lspServer) action(uri string, d *lspDocument, fix *rule.Fix) lspAction {
	var edits []lspTextEdit
	for _, e := range fix.Edits {
		edits = append(edits, lspTextEdit{d.lines.span(e.Start, e.End), e.New})
	}
	return lspAction{Title: editor.FixTitle(s.run.app.say, s.run.app.keys.Text, d.text, fix), Kind: "quickfix", Edit: &lspEdit{map[string][]lspTextEdit{uri: edits}}}
}
