package rules

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/internal/comment"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// ignoreMark begins a comment that leaves findings out:
// payloadlint:ignore RULE[,RULE] reason.
const ignoreMark = "payloadlint:ignore"

// ignore is one such comment.
type ignore struct {
	// span is the mark with what follows it; line is where it is, from 1, and
	// below the next line that is neither empty nor a comment nor a fence.
	span        jsondoc.Span
	line, below int
	rules       []string
	used        []bool
	reason      string
}

// ignores are the comments of a source file. A nil one has none.
type ignores struct {
	file *jsondoc.Document
	all  []*ignore
}

// readIgnores finds the comments of a file; languages are those whose comments
// count.
func readIgnores(file *jsondoc.Document, languages []*source.Container) *ignores {
	src := file.Source()
	if !bytes.Contains(src, []byte(ignoreMark)) {
		return nil
	}
	out := &ignores{file: file}
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte(ignoreMark))
		if i < 0 {
			return out
		}
		start := at + i
		at = start + len(ignoreMark)
		end := len(src)
		if n := bytes.IndexByte(src[at:], '\n'); n >= 0 {
			end = at + n
		}
		line := bytes.LastIndexByte(src[:start], '\n') + 1
		before := strings.TrimSpace(string(src[line:start]))
		for _, l := range languages {
			if text, ok := commented(l, before, string(src[at:end])); ok {
				if g := parseIgnore(text); g != nil {
					g.span = jsondoc.Span{Start: start, End: at + len(strings.TrimRight(text, " \t\r"))}
					g.line = file.Position(start).Line
					g.below = below(file, g.line, languages)
					out.all = append(out.all, g)
				}
				break
			}
		}
	}
}

// commented is what follows the mark in a comment; ok is false where what stands
// before the mark begins none.
func commented(kind *source.Container, before, after string) (text string, ok bool) {
	c := kind.Comment
	switch {
	case c.Line != "" && strings.HasSuffix(before, c.Line):
		return after, true
	case c.Open != "" && strings.HasSuffix(before, c.Open):
		text, _, _ = strings.Cut(after, c.Close)
		return text, true
	}
	return "", false
}

func parseIgnore(text string) *ignore {
	if text != "" && text[0] != ' ' && text[0] != '\t' {
		return nil // payloadlint:ignored
	}
	names, reason, _ := strings.Cut(strings.TrimSpace(text), " ")
	g := &ignore{reason: strings.TrimSpace(reason)}
	for name := range strings.SplitSeq(names, ",") {
		if name != "" {
			g.rules = append(g.rules, name)
		}
	}
	g.used = make([]bool, len(g.rules))
	return g
}

// below is the first line after a comment's that is something else than a
// comment, a fence or empty.
func below(file *jsondoc.Document, line int, languages []*source.Container) int {
	for n := line + 1; ; n++ {
		text := file.Line(n)
		if text == nil {
			return n
		}
		s := strings.TrimSpace(string(text))
		skip := s == "" || strings.HasPrefix(s, "```") || strings.HasPrefix(s, "~~~") || strings.HasPrefix(s, "..")
		for _, l := range languages {
			skip = skip || l.Comment.Line != "" && strings.HasPrefix(s, l.Comment.Line) || l.Comment.Open != "" && strings.HasPrefix(s, l.Comment.Open)
		}
		if !skip {
			return n
		}
	}
}

// covers reports whether a comment speaks of a finding: one on its own line, on
// the first line below it, or in a request that begins on one of the two.
func (g *ignore) covers(f *rule.Finding, begins []int) bool {
	for _, line := range [...]int{g.line, g.below} {
		if f.Start.Line == line || slices.Contains(begins, line) {
			return true
		}
	}
	return false
}

// begins are the lines on which a request begins: its call, and its body, which
// may be a constant before it.
func (fr *foundRequest) begins() []int {
	lines := []int{fr.file.Position(fr.Span.Start).Line}
	if fr.doc != nil {
		lines = append(lines, fr.doc.Position(fr.doc.Root().Span().Start).Line)
	}
	return lines
}

// suppressed reports whether a comment leaves a finding of a request out, which
// begins on some lines, and notes its use. A comment without a reason leaves nothing out.
func (s *ignores) suppressed(f *rule.Finding, begins []int) bool {
	if s == nil {
		return false
	}
	out := false
	for _, g := range s.all {
		if k := slices.Index(g.rules, f.Rule.ID); k >= 0 && g.reason != "" && g.covers(f, begins) {
			g.used[k], out = true, true
		}
	}
	return out
}

// tell reports the comments that are of no use, in the result of the request
// that is nearest.
func (s *ignores) tell(ctx context.Context, c *Checker, name string, results []Result) {
	if s == nil || len(results) == 0 {
		return
	}
	for _, g := range s.all {
		p := (&rule.Request{File: name}).NewPass(ctx, &c.settings)
		at := rule.Details{Document: s.file, Span: &g.span}
		switch unused := g.unused(); {
		case len(g.rules) == 0 || g.reason == "":
			at.Variant = "reason"
			p.Report(comment.Ignore, jsondoc.Value{}, at)
		case len(unused) > 0:
			at.Args = message.Args{"rule": c.settings.Lang.List(unused)}
			if !slices.ContainsFunc(c.ids(), func(id string) bool { return id == unused[0] }) {
				at.Variant = "unknown"
			}
			p.Report(comment.Ignore, jsondoc.Value{}, at)
		}
		found, _, _ := p.Results()
		c.attach(results, found)
	}
}

func (g *ignore) unused() (rules []string) {
	for k, r := range g.rules {
		if !g.used[k] {
			rules = append(rules, r)
		}
	}
	return rules
}

// attach adds findings about a file to the result of the request that begins
// last before them.
func (c *Checker) attach(results []Result, findings []rule.Finding) {
	for i := range findings {
		f := &findings[i]
		if c.usage.suppressed(f.Rule.ID, results[0].Path, f.Pointer) {
			results[0].Suppressed++
			continue
		}
		to := &results[0]
		for k := range results {
			if results[k].Source.Line <= f.Start.Line {
				to = &results[k]
			}
		}
		f.Value = valueHash(to.Document, f)
		to.Findings = append(to.Findings, *f)
		order(to.Findings)
	}
}
