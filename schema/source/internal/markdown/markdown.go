// Package markdown finds the code blocks of Markdown and reStructuredText and
// hands each to the reader of its language.
package markdown

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/plain"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Container is Markdown: fenced and indented blocks, nested in lists and quotes.
var Container = source.Container{
	Kind:       "markdown",
	Extensions: []string{".md", ".markdown", ".mdx", ".mdc", ".mkd", ".qmd", ".rmd"},
	Fences:     []string{"md", "markdown", "mdx"},
	Comment:    source.Comment{Open: "<!--", Close: "-->"},
	Extract:    extract,
}

// RSTContainer is reStructuredText: code-block directives and literal blocks.
var RSTContainer = source.Container{
	Kind:       "rst",
	Extensions: []string{".rst"},
	Fences:     []string{"rst"},
	Comment:    source.Comment{Line: ".."},
	Extract:    extractRST,
}

// newParser reads blocks alone: what stands in a paragraph is of no interest.
func newParser() parser.Parser {
	return parser.NewParser(parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	))
}

func extract(f *source.File) []source.Request {
	if strings.HasSuffix(strings.ToLower(f.Name), ".mdx") {
		// Components are around fences there, and nothing is code by its indent.
		return fences(f, split(f.Text))
	}
	var out []source.Request
	_ = ast.Walk(newParser().Parse(text.NewReader(f.Text)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		language := ""
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			language = string(n.Language(f.Text))
		case *ast.CodeBlock:
		case *ast.HTMLBlock:
			out = append(out, fences(f, spans(n.Lines()))...)
			return ast.WalkSkipChildren, nil
		default:
			return ast.WalkContinue, nil
		}
		var t source.Text
		for _, line := range n.Lines().Sliced(0, n.Lines().Len()) {
			for range line.Padding {
				t.Bytes = append(t.Bytes, ' ')
			}
			t.AddExact(f.Text, jsondoc.Span{Start: line.Start, End: line.Stop})
		}
		out = append(out, block(f, language, t)...)
		return ast.WalkSkipChildren, nil
	})
	return out
}

func spans(lines *text.Segments) (out []jsondoc.Span) {
	for _, line := range lines.Sliced(0, lines.Len()) {
		out = append(out, jsondoc.Span{Start: line.Start, End: line.Stop})
	}
	return out
}

// fences finds fenced blocks by their lines alone, however they are indented.
func fences(f *source.File, lines []jsondoc.Span) (out []source.Request) {
	for i := 0; i < len(lines); i++ {
		mark, info := fence(f.Text[lines[i].Start:lines[i].End])
		if mark == "" {
			continue
		}
		indent := indentation(f.Text[lines[i].Start:lines[i].End])
		var t source.Text
		for i++; i < len(lines); i++ {
			line := f.Text[lines[i].Start:lines[i].End]
			if end, rest := fence(line); end != "" && strings.HasPrefix(end, mark) && rest == "" {
				break
			}
			t.AddExact(f.Text, jsondoc.Span{Start: lines[i].Start + min(indent, indentation(line)), End: lines[i].End})
		}
		language, _, _ := strings.Cut(info, " ")
		out = append(out, block(f, language, t)...)
	}
	return out
}

// fence is the mark that begins or ends a fenced block in a line, and what
// follows it.
func fence(line []byte) (mark, info string) {
	s := strings.TrimSpace(string(line))
	n := 0
	for n < len(s) && (s[n] == '`' || s[n] == '~') && s[n] == s[0] {
		n++
	}
	if n < 3 || s[0] == '`' && strings.Contains(s[n:], "`") {
		return "", ""
	}
	return s[:n], strings.TrimSpace(s[n:])
}

// block reads one block of code.
func block(f *source.File, language string, t source.Text) []source.Request {
	language = strings.ToLower(strings.Trim(language, "{}.:,"))
	start := bytes.TrimLeft(t.Bytes, " \t\r\n")
	switch language {
	case "json", "jsonc", "json5", "jsonl", "ndjson":
		return plain.Block(t)
	case "", "text", "txt", "plain", "plaintext", "code":
		language = guess(start)
		if language == "json" {
			// Nothing says that it is JSON: what is none is something else.
			return slices.DeleteFunc(plain.Block(t), func(r source.Request) bool { return !json.Valid(r.Body.Bytes) })
		}
	}
	if f.Fence == nil || language == "" {
		return nil
	}
	return f.Fence(language, t)
}

// guess is the language of a block that names none.
func guess(start []byte) string {
	switch {
	case len(start) == 0:
		return ""
	case start[0] == '{' || start[0] == '[':
		return "json"
	case bytes.HasPrefix(start, []byte("$ ")), bytes.HasPrefix(start, []byte("curl ")):
		return "console"
	case bytes.HasPrefix(start, []byte("POST ")), bytes.HasPrefix(start, []byte("GET ")):
		return "http"
	case bytes.HasPrefix(start, []byte("import ")), bytes.HasPrefix(start, []byte("from ")):
		if bytes.Contains(start, []byte("{ ")) && bytes.Contains(start, []byte(" from ")) {
			return "js"
		}
		return "python"
	}
	return ""
}

// extractRST finds `.. code-block:: LANGUAGE` and `::`, and the lines indented
// below.
func extractRST(f *source.File) []source.Request {
	var out []source.Request
	lines := split(f.Text)
	for i := 0; i < len(lines); i++ {
		line := f.Text[lines[i].Start:lines[i].End]
		language, ok := directive(line)
		if !ok {
			continue
		}
		indent := indentation(line)
		var t source.Text
		begun := false
		for i++; i < len(lines); i++ {
			l := f.Text[lines[i].Start:lines[i].End]
			blank := len(bytes.TrimSpace(l)) == 0
			if !blank && indentation(l) <= indent {
				break
			}
			// Options stand right below the directive.
			if !begun && bytes.HasPrefix(bytes.TrimSpace(l), []byte(":")) {
				continue
			}
			begun = true
			t.AddExact(f.Text, lines[i])
		}
		i--
		out = append(out, block(f, language, t)...)
	}
	return out
}

func directive(line []byte) (language string, ok bool) {
	s := strings.TrimSpace(string(line))
	for _, name := range [...]string{".. code-block::", ".. code::", ".. sourcecode::", ".. code-tab::", ".. prompt::", ".. parsed-literal::"} {
		if rest, found := strings.CutPrefix(s, name); found {
			language, _, _ = strings.Cut(strings.TrimSpace(rest), " ")
			return language, true
		}
	}
	return "", strings.HasSuffix(s, "::") && !strings.HasPrefix(s, "..")
}

func indentation(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " \t")) }

// split is the lines of a text, line ends included.
func split(src []byte) (out []jsondoc.Span) {
	for at := 0; at < len(src); {
		end := len(src)
		if k := bytes.IndexByte(src[at:], '\n'); k >= 0 {
			end = at + k + 1
		}
		out = append(out, jsondoc.Span{Start: at, End: end})
		at = end
	}
	return out
}
