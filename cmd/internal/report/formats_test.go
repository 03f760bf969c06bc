package report

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// paths is a format of one line per document, as a new one would be written.
type paths struct{ common }

func (p *paths) begin() {}

func (p *paths) document(d *document) {
	p.print(d.title(), "\n")
	for i := range d.Findings {
		p.print(d.Findings[i].Message, "\n")
		for _, r := range d.Findings[i].Related {
			p.print(visible(r.Message), "\n")
		}
	}
	if d.source != nil {
		p.print(visible(string(d.source.shown)), "\n")
	}
}

func (p *paths) end(e *ending) { p.print(p.sentence(&e.Summary), "\n") }

// TestNewFormat: a format is its file and a row. Nothing else has to know it:
// it is made, described, offered to who mistypes it, given documents without
// secrets and a summary that is counted already.
func TestNewFormat(t *testing.T) {
	with := append(slices.Clone(formats()), row{"paths", true, func(c common, _ string) (format, error) { return &paths{c}, nil }, nil})
	if f := with.describe(message.English); f[len(f)-1].Name != "paths" || len(f) != len(Formats(message.English))+1 {
		t.Errorf("described as %+v", f)
	}
	if _, err := with.writer("path", Options{}); err == nil || !strings.Contains(err.Error(), "did you mean paths?") {
		t.Errorf("the error for path: %v", err)
	}
	results, closing := fixture(t, message.English)
	w, err := with.writer("paths", options(message.English))
	if err != nil {
		t.Fatal(err)
	}
	got := renderTo(t, w, results, closing)
	want, _ := New("pretty", options(message.English))
	lines := strings.Split(strings.TrimSpace(renderTo(t, want, results, closing)), "\n")
	if strings.Contains(got, secretKey) || !strings.HasSuffix(got, lines[len(lines)-1]+"\n") || !w.ForPeople() {
		t.Errorf("got\n%s", got)
	}
	if !slices.Contains(names(with), "paths") {
		t.Error("the tests of all formats do not see it")
	}
}

// Every format has words in both languages.
func TestFormatsAreDescribed(t *testing.T) {
	for _, l := range sharedtest.Languages() {
		for _, f := range Formats(l) {
			if f.For == "" || strings.HasPrefix(f.For, "format.") {
				t.Errorf("%s says nothing about %s", l, f.Name)
			}
		}
	}
}

// TestOmitted: what is too much to be listed is counted, and every format says
// how much it is.
func TestOmitted(t *testing.T) {
	r := rules.Result{Path: "x.json", Index: -1, Verdict: rules.Verdict{Outcome: rules.Rejected, Code: 803}}
	for i := range 10 {
		r.Findings = append(r.Findings, rule.Finding{Rule: ruleNode, Severity: []rule.Severity{rule.Note, rule.Error, rule.Warning}[i%3], Message: "m"})
	}
	r.Limit(4) // of 3 errors, 3 warnings, 4 notes
	if r.Omitted != (rules.Counts{Warnings: 2, Notes: 4}) || len(r.Findings) != 4 {
		t.Fatalf("%+v and %d findings", r.Omitted, len(r.Findings))
	}
	for _, name := range append(names(formats()), "template={{range .Files}}{{.Omitted.Warnings}} warnings, {{.Omitted.Notes}} notes{{end}}") {
		for _, l := range sharedtest.Languages() {
			o := options(l)
			o.Quiet = true
			out := render(t, name, o, []rules.Result{r}, Closing{})
			want := "6 more findings are not listed: 2 warnings, 4 notes"
			switch {
			case strings.HasPrefix(name, "json"):
				want = `"omitted":{"errors":0,"warnings":2,"notes":4}`
			case strings.HasPrefix(name, "template"):
				want = "2 warnings, 4 notes"
			case l == message.Chinese:
				want = "另有 6 个问题未列出：2 个警告、4 个提示"
			}
			if !strings.Contains(out, want) {
				t.Errorf("%s, %s: nothing about the omitted:\n%s", name, l, out)
			}
		}
	}
	var doc struct{ Summary summary }
	if err := json.Unmarshal([]byte(render(t, "json", options(message.English), []rules.Result{r}, Closing{})), &doc); err != nil {
		t.Fatal(err)
	}
	if s := doc.Summary; s.Errors != 3 || s.Warnings != 3 || s.Notes != 4 {
		t.Errorf("counted %+v", s)
	}
	for format, file := range map[string]string{"sarif": "sarif-schema-2.1.0.json", "rdjson": "rdjson-schema.json", "gitlab": "gitlab-schema.json"} {
		if err := compile(t, file).Validate(decode(t, render(t, format, options(message.English), []rules.Result{r}, Closing{}))); err != nil {
			t.Errorf("%s: %#v", format, err)
		}
	}
}
