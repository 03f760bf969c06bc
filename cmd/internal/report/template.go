package report

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"text/template"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// templatePrefix begins the name of a format that is a template.
const templatePrefix = "template="

// templateReport is what a template is given.
type templateReport struct {
	// Version is the program's version.
	Version  string
	Files    []*document
	Failures []Failure
	Summary  summary
}

// templateFormat is the format of `template=TEXT` and `template=@FILE`: a
// text/template over a templateReport, whose Files have the fields of json's `files`
// with a capital first letter (.Path, .Verdict.Code, .Findings, .EndLine …).
//
// A template that defines a part called "document" streams instead: the part
// is run for each element of Files as it comes, "begin" and "end" (both may be missing)
// around them, the latter with a report without Files.
//
// Functions beside those of text/template:
//
//	json V           V as JSON
//	upper S, lower S
//	replace OLD NEW S
//	join SEP LIST
//	visible S        S with control characters made readable
//	severity NAME FINDINGS   the findings of at least that severity
//	rule ID FINDINGS         the findings of one rule
//	github S         S escaped as data of a GitHub workflow command
//
// In TEXT, outside {{ }}, \n is a line end, \t a tab and \\ a backslash.
type templateFormat struct {
	common
	t      *template.Template
	stream bool
	report templateReport
}

func newTemplate(c common, text string) (format, error) {
	text, path, err := templateText(text)
	if err != nil {
		return nil, err
	}
	t, err := template.New("template").Option("missingkey=error").Funcs(functions()).Parse(text)
	if err != nil {
		return nil, broken(path, err)
	}
	w := &templateFormat{common: c, t: t, stream: t.Lookup("document") != nil}
	// A field that does not exist would be told in the middle of the output,
	// and only if a document comes that far: try the template beforehand.
	// Other faults may come from the report tried and are left to the run.
	if err := w.try(); err != nil && strings.Contains(err.Error(), "can't evaluate field") {
		return nil, broken(path, err)
	}
	return w, nil
}

// templateText is the text of an inline template, or of the file that it names:
// path is "" for an inline one. The error is an *Error.
func templateText(argument string) (text, path string, err error) {
	path, isFile := strings.CutPrefix(argument, "@")
	if !isFile {
		return unescape(argument), "", nil
	}
	data, err := readfile.Small.Named(path)
	if err != nil {
		return "", path, &Error{key: "template-file", args: message.Args{"name": visible(path)}, err: err}
	}
	return string(data), path, nil
}

// broken says why a template is of no use; path is "" for an inline one. The
// prefix of text/template is taken from its errors, which otherwise name line
// and column and what is wrong.
func broken(path string, err error) *Error {
	detail := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "template: "), "template:")
	return &Error{key: "template-broken", args: message.Args{"name": visible(path), "detail": visible(detail)}}
}

// try runs the template over a report in which everything is set once.
func (t *templateFormat) try() error {
	index := 0
	outputs := []string{"9"}
	d := &document{Path: "a.json", Index: &index, Endpoint: "create", Verdict: verdict{Outcome: "rejected", Alternatives: []int{301}}, Outputs: &outputs, Omitted: &omitted{},
		Unchecked: []unchecked{{}}, Findings: []finding{{Severity: "error", Alternatives: []int{301}, Suggestions: []string{""}, Related: []related{{}}, Fix: []edit{{}}}}}
	r := templateReport{Version: "0", Files: []*document{d}, Failures: []Failure{{}}}
	if !t.stream {
		return t.t.Execute(io.Discard, r)
	}
	if err := t.t.ExecuteTemplate(io.Discard, "document", d); err != nil {
		return err
	}
	for _, name := range []string{"begin", "end"} {
		if t.t.Lookup(name) != nil {
			if err := t.t.ExecuteTemplate(io.Discard, name, templateReport{Version: "0", Failures: r.Failures}); err != nil {
				return err
			}
		}
	}
	return nil
}

// unescape reads the escapes of an inline template, which shells make hard to
// type otherwise; actions are left alone.
func unescape(s string) string {
	var b strings.Builder
	for s != "" {
		switch {
		case strings.HasPrefix(s, "{{"):
			end := strings.Index(s, "}}")
			if end < 0 {
				b.WriteString(s)
				return b.String()
			}
			b.WriteString(s[:end+2])
			s = s[end+2:]
		case strings.HasPrefix(s, `\n`):
			b.WriteByte('\n')
			s = s[2:]
		case strings.HasPrefix(s, `\t`):
			b.WriteByte('\t')
			s = s[2:]
		case strings.HasPrefix(s, `\\`):
			b.WriteByte('\\')
			s = s[2:]
		default:
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return b.String()
}

func functions() template.FuncMap {
	return template.FuncMap{
		"json":     encode,
		"upper":    strings.ToUpper,
		"lower":    strings.ToLower,
		"replace":  func(old, new, s string) string { return strings.ReplaceAll(s, old, new) },
		"join":     join,
		"visible":  visible,
		"github":   githubData.Replace,
		"severity": atLeast,
		"rule": func(id string, findings []finding) []finding {
			return only(findings, func(f *finding) bool { return f.Rule == id })
		},
	}
}

// join puts a list, or what a pointer to one leads to, into one text.
func join(sep string, list any) (string, error) {
	v := reflect.ValueOf(list)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Slice {
		if v.Kind() == reflect.Pointer {
			return "", nil
		}
		return "", fmt.Errorf("not a list: %T", list)
	}
	var parts []string
	for i := range v.Len() {
		parts = append(parts, fmt.Sprint(v.Index(i).Interface()))
	}
	return strings.Join(parts, sep), nil
}

// atLeast are the findings of at least a severity.
func atLeast(name string, findings []finding) ([]finding, error) {
	var least rule.Severity
	if err := least.UnmarshalText([]byte(name)); err != nil || least == rule.Off {
		return nil, fmt.Errorf("no severity %q; there are error, warning, note", name)
	}
	return only(findings, func(f *finding) bool { return f.level >= least }), nil
}

func only(findings []finding, keep func(*finding) bool) []finding {
	var out []finding
	for i := range findings {
		if keep(&findings[i]) {
			out = append(out, findings[i])
		}
	}
	return out
}

func (t *templateFormat) begin() {
	t.report = templateReport{Version: t.o.Version}
	t.part("begin")
}

// part runs one of the parts around a stream.
func (t *templateFormat) part(name string) {
	if t.stream && t.t.Lookup(name) != nil {
		t.run(name, t.report)
	}
}

// run executes a part; a template that fails in spite of the trial is an
// *Error.
func (t *templateFormat) run(name string, data any) {
	if t.check() != nil {
		return
	}
	if err := t.t.ExecuteTemplate(t.w, name, data); err != nil && t.check() == nil {
		t.fail(broken("", err))
	}
}

// document hands one document to the template, or keeps it for the end.
func (t *templateFormat) document(d *document) {
	if t.stream {
		t.run("document", d)
		return
	}
	t.report.Files = append(t.report.Files, d)
}

func (t *templateFormat) end(e *ending) {
	t.report.Summary, t.report.Failures = e.Summary, e.Failures
	if t.stream {
		t.part("end")
		return
	}
	t.run("template", t.report)
}
