package report

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
	tree "text/template/parse"

	"github.com/payloadlint/payloadlint/rules/message"
)

// Own returns what recognises a file that holds an earlier report of a format,
// given as New takes it, by its first bytes: such a file may be overwritten by
// the next report. file is the name that the next report will have; only
// templates without a fixed word look at it.
func Own(name, file string) func(head []byte) bool {
	r, argument, ok := formats().find(name)
	if !ok {
		return func([]byte) bool { return false }
	}
	if r.name == templatePrefix {
		return ownTemplate(argument, file)
	}
	own := r.own
	return func(head []byte) bool { return own(bytes.TrimSpace(head)) }
}

// begins recognises a report by its first bytes.
func begins(texts ...string) func(head []byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(texts, func(t string) bool { return bytes.HasPrefix(head, []byte(t)) })
	}
}

// shaped recognises a report by a pattern.
func shaped(pattern string) func(head []byte) bool {
	return func(head []byte) bool { return regexp.MustCompile(pattern).Match(head) }
}

// firstLine recognises a report by a pattern of its first line.
func firstLine(pattern string) func(head []byte) bool {
	return func(head []byte) bool {
		line, _, _ := bytes.Cut(head, []byte("\n"))
		return regexp.MustCompile(pattern).Match(line)
	}
}

// languages are those that a report may be in.
var languages = [...]message.Lang{message.English, message.Chinese}

// summaryLine reports whether a line is the summary that people are given.
func summaryLine(line string) bool {
	for _, l := range languages {
		for _, form := range []string{"documents-one", "documents-other"} {
			before, after, _ := strings.Cut(l.Get("report."+form), "{n}")
			rest, ok := strings.CutPrefix(line, before)
			if digits := strings.TrimLeft(rest, "0123456789"); ok && digits != rest && strings.HasPrefix(digits, after) {
				return true
			}
		}
	}
	return false
}

// ownGithub recognises workflow commands, or the summary alone.
func ownGithub(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return begins("::error ", "::warning ", "::notice ")(head) || summaryLine(string(line))
}

// ownPretty recognises what pretty prints, coloured or not: a verdict, a
// finding or the summary in one of its first lines.
func ownPretty(head []byte) bool {
	if len(head) > 0 && (head[0] == '{' || head[0] == '[' && !bytes.HasPrefix(head, []byte("[1"))) {
		return false
	}
	plain := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(string(head), "")
	lines := 0
	for line := range strings.Lines(plain) {
		line = strings.TrimRight(line, "\r\n")
		if summaryLine(line) || prettyLine(line) {
			return true
		}
		if lines++; lines == 3 {
			break
		}
	}
	return false
}

// prettyLine reports whether a line is the head of a document or of a finding.
func prettyLine(line string) bool {
	for _, l := range languages {
		for _, outcome := range []string{"rejected", "partial", "accepted", "unknown"} {
			word := l.Format("report.header", message.Args{"document": "", "verdict": l.Get("report.outcome-" + outcome)})
			if i := strings.Index(line, word); i > 0 {
				return true
			}
		}
		for _, severity := range []string{"error", "warning", "note"} {
			if strings.HasPrefix(line, l.Get("report.severity-"+severity)+"[") {
				return true
			}
		}
	}
	return false
}

// fixedWords is how much text a template must print always for its reports to
// be recognised by it.
const fixedWords = 4

// ownTemplate recognises an earlier report of a template by the texts that it
// prints whatever was found, in their order. Where it has none the name
// decides: nothing is overwritten that could be a request or a program.
func ownTemplate(text, file string) func(head []byte) bool {
	words := fixed(text)
	total := 0
	for _, w := range words {
		total += len(w)
	}
	if total < fixedWords {
		return func(head []byte) bool { return reportName(file) && !requestLike(head) }
	}
	return func(head []byte) bool {
		for _, w := range words {
			i := bytes.Index(head, []byte(w))
			if i < 0 {
				return false
			}
			head = head[i+len(w):]
			if len(head) == 0 {
				break
			}
		}
		return !requestLike(head)
	}
}

// fixed lists the texts of a template outside its actions, in the part that is
// run first.
func fixed(text string) []string {
	t, err := parseTemplate(text)
	if err != nil {
		return nil
	}
	main := t.Tree
	if t.Lookup("document") != nil {
		main = nil
		if begin := t.Lookup("begin"); begin != nil {
			main = begin.Tree
		}
	}
	if main == nil || main.Root == nil {
		return nil
	}
	var out []string
	for _, n := range main.Root.Nodes {
		if lit, ok := n.(*tree.TextNode); ok {
			if s := strings.TrimSpace(string(lit.Text)); s != "" {
				out = append(out, s)
			}
		}
		if _, ok := n.(*tree.RangeNode); ok {
			break // what follows may be beyond the first bytes
		}
	}
	return out
}

// parseTemplate parses the text of an inline template or the file that it
// names.
func parseTemplate(text string) (*template.Template, error) {
	text, _, err := templateText(text)
	if err != nil {
		return nil, err
	}
	return template.New("template").Option("missingkey=error").Funcs(functions()).Parse(text)
}

// reportName reports whether a file's name is one for reports.
func reportName(file string) bool {
	return slices.Contains([]string{".txt", ".log", ".out", ".csv", ".tsv", ".html", ".htm", ".xml", ".report"}, strings.ToLower(filepath.Ext(file)))
}

// requestLike reports whether a file may be a request, a workflow or a
// configuration rather than a report.
func requestLike(head []byte) bool {
	for _, mark := range []string{`"nodeInfoList"`, `"class_type"`, `"workflowId"`, `"webappId"`} {
		if bytes.Contains(head, []byte(mark)) {
			return true
		}
	}
	return false
}
