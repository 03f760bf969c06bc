package report

import (
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"text/template"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// Report is what a template is given.
type Report struct {
	// Version is the program's version.
	Version  string
	Files    []File
	Failures []Failure
	Summary  Summary
}

// Template is the format of `template=TEXT` and `template=@FILE`: a
// text/template over a Report, whose Files have the fields of json's `files`
// with a capital first letter (.Path, .Verdict.Code, .Findings, .EndLine …).
//
// A template that defines a part called "document" streams instead: the part
// is run for each File as it comes, "begin" and "end" (both may be missing)
// around them, the latter with a Report without Files.
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
type Template struct {
	base
	t      *template.Template
	stream bool
	report Report
}

// TemplateError says why a template is of no use.
type TemplateError struct {
	// Path is the template's file, "" for an inline one.
	Path string
	// key and detail are the catalog's text and the parser's words.
	key, detail string
	// err is the cause where key is "".
	err error
}

// Text is the error in a language.
func (e *TemplateError) Text(l message.Lang) string {
	name := Visible(e.Path)
	if name == "" {
		name = message.Get(l, "report.template-inline")
	}
	if e.err != nil {
		return message.Format(l, "report.template-file", message.Args{"name": name, "detail": readable(l, e.err)})
	}
	return message.Format(l, "report."+e.key, message.Args{"name": name, "detail": Visible(e.detail)})
}

// Error is Text in English.
func (e *TemplateError) Error() string { return e.Text(message.English) }

// Unwrap is the error of reading the file, if that is what went wrong.
func (e *TemplateError) Unwrap() error { return e.err }

func newTemplate(b base, text string) (Writer, error) {
	path := ""
	if p, ok := strings.CutPrefix(text, "@"); ok {
		path = p
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, &TemplateError{Path: path, err: err}
		}
		text = string(data)
	} else {
		text = unescape(text)
	}
	t, err := template.New("template").Option("missingkey=error").Funcs(functions()).Parse(text)
	if err != nil {
		return nil, &TemplateError{Path: path, key: "template-broken", detail: plainDetail(err)}
	}
	w := &Template{base: b, t: t, stream: t.Lookup("document") != nil}
	// A field that does not exist would be told in the middle of the output,
	// and only if a document comes that far: try the template beforehand.
	// Other faults may come from the report tried and are left to the run.
	if err := w.try(); err != nil && strings.Contains(err.Error(), "can't evaluate field") {
		return nil, &TemplateError{Path: path, key: "template-broken", detail: plainDetail(err)}
	}
	return w, nil
}

// plainDetail takes the package's prefix from an error of text/template, which
// otherwise names line and column and what is wrong.
func plainDetail(err error) string {
	s := strings.TrimPrefix(err.Error(), "template: ")
	return strings.TrimPrefix(s, "template:")
}

// try runs the template over a report in which everything is set once.
func (t *Template) try() error {
	index := 0
	outputs := []string{"9"}
	f := File{Path: "a.json", Index: &index, Endpoint: "create", Verdict: Verdict{Outcome: "rejected", Alternatives: []int{301}}, Outputs: &outputs,
		Unchecked: []Unchecked{{}}, Findings: []Finding{{Severity: "error", Alternatives: []int{301}, Suggestions: []string{""}, Related: []Related{{}}, Fix: []Edit{{}}}}}
	r := Report{Version: "0", Files: []File{f}, Failures: []Failure{{}}}
	if !t.stream {
		return t.t.Execute(io.Discard, r)
	}
	if err := t.t.ExecuteTemplate(io.Discard, "document", f); err != nil {
		return err
	}
	for _, name := range []string{"begin", "end"} {
		if t.t.Lookup(name) != nil {
			if err := t.t.ExecuteTemplate(io.Discard, name, Report{Version: "0", Failures: r.Failures}); err != nil {
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
		"json":    encode,
		"upper":   strings.ToUpper,
		"lower":   strings.ToLower,
		"replace": func(old, new, s string) string { return strings.ReplaceAll(s, old, new) },
		"join": func(sep string, list any) (string, error) {
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
		},
		"visible": Visible,
		"github":  githubData.Replace,
		"severity": func(name string, findings []Finding) ([]Finding, error) {
			least, ok := rule.ParseSeverity(name)
			if !ok || least == rule.Off {
				return nil, fmt.Errorf("no severity %q; there are error, warning, note", name)
			}
			var out []Finding
			for _, f := range findings {
				if s, _ := rule.ParseSeverity(f.Severity); s >= least {
					out = append(out, f)
				}
			}
			return out, nil
		},
		"rule": func(id string, findings []Finding) []Finding {
			var out []Finding
			for _, f := range findings {
				if f.Rule == id {
					out = append(out, f)
				}
			}
			return out
		},
	}
}

// Begin starts the report.
func (t *Template) Begin(w io.Writer) error {
	_ = t.base.Begin(w)
	t.report = Report{Version: t.o.Version}
	return t.part("begin")
}

// part runs one of the parts around a stream.
func (t *Template) part(name string) error {
	if !t.stream || t.t.Lookup(name) == nil {
		return nil
	}
	return t.run(name, t.report)
}

// run executes a part; a template that fails in spite of the trial is a
// *TemplateError.
func (t *Template) run(name string, data any) error {
	w := &remember{w: t.w}
	err := t.t.ExecuteTemplate(w, name, data)
	if err == nil || w.err != nil {
		return w.err
	}
	return &TemplateError{key: "template-broken", detail: plainDetail(err)}
}

// remember keeps the error of an io.Writer apart from those of a template.
type remember struct {
	w   io.Writer
	err error
}

func (r *remember) Write(p []byte) (int, error) {
	n, err := r.w.Write(p)
	r.err = err
	return n, err
}

// Document hands one document to the template, or keeps it for End.
func (t *Template) Document(r *rules.Result) error {
	t.s.Add(r)
	f := t.file(r)
	if t.stream {
		return t.run("document", f)
	}
	t.report.Files = append(t.report.Files, f)
	return nil
}

// End completes the report.
func (t *Template) End(c Closing) error {
	t.s.close(c)
	t.report.Summary, t.report.Failures = t.s, c.Failures
	var err error
	if t.stream {
		err = t.part("end")
	} else {
		err = t.run("template", t.report)
	}
	if err != nil {
		return err
	}
	return t.w.Flush()
}
