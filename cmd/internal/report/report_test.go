package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/testdata/golden"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

func TestGolden(t *testing.T) {
	for _, l := range sharedtest.Languages() {
		results, closing := fixture(t, l)
		for _, f := range names(formats()) {
			got := render(t, f, options(l), results, closing)
			compare(t, f+"."+string(l), got)
			if strings.Contains(got, secretKey) {
				t.Errorf("%s shows the API key", f)
			}
			for i := 0; i < len(got); i++ {
				if c := got[i]; c < 0x20 && c != '\n' || c == 0x7f {
					t.Fatalf("%s has the control character %#x", f, c)
				}
			}
			if strings.Contains(got, "\u202e") {
				t.Errorf("%s turns its direction", f)
			}
			if again := render(t, f, options(l), results, closing); again != got {
				t.Errorf("%s differs from run to run", f)
			}
		}
	}
	o := options(message.English)
	o.Color = true
	results, closing := fixture(t, message.English)
	compare(t, "pretty-color", render(t, "pretty", o, results, closing))
	o.Color, o.Quiet = false, true
	compare(t, "pretty-quiet", render(t, "pretty", o, results, closing))
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := c.AddResource("file:///schema.json", f); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("file:///schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t *testing.T, s string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, s)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		t.Fatalf("something follows the JSON: %v", err)
	}
	return v
}

// TestSchemas holds every format that has a schema against it, with findings
// and on a clean run.
func TestSchemas(t *testing.T) {
	results, closing := fixture(t, message.English)
	for format, file := range map[string]string{"sarif": "sarif-schema-2.1.0.json", "rdjson": "rdjson-schema.json", "gitlab": "gitlab-schema.json"} {
		schema := compile(t, file)
		for name, run := range map[string]struct {
			r []rules.Result
			c Closing
		}{"findings": {results, closing}, "clean": {results[3:4], Closing{}}, "nothing": {}} {
			if err := schema.Validate(decode(t, render(t, format, options(message.English), run.r, run.c))); err != nil {
				t.Errorf("%s, %s: %#v", format, name, err)
			}
		}
	}
	// The schema must be able to refuse.
	if err := compile(t, "sarif-schema-2.1.0.json").Validate(decode(t, `{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}`)); err == nil {
		t.Error("the SARIF schema accepts a driver without a name")
	}
}

func TestSARIF(t *testing.T) {
	results, closing := fixture(t, message.English)
	var log struct {
		Runs []struct {
			ColumnKind string
			Tool       struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI, URIBaseID string }
						Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
					}
				}
				PartialFingerprints map[string]string
				Properties          struct{ Verdict verdict }
				Fixes               []any
			}
			Invocations []struct{ ExecutionSuccessful bool }
			Properties  struct{ Summary summary }
		}
	}
	read := func(results []rules.Result, c Closing) {
		log.Runs = nil
		out := render(t, "sarif", options(message.English), results, c)
		if err := json.Unmarshal([]byte(out), &log); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out, `"results":null`) || strings.Contains(out, "{}") {
			t.Errorf("an empty object or null in\n%s", out)
		}
	}
	read(results, closing)
	run := log.Runs[0]
	seen := map[string]bool{}
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("ruleIndex %d is not %s", r.RuleIndex, r.RuleID)
		}
		p := r.PartialFingerprints["payloadlint/v1"]
		if seen[p] || len(p) != 32 {
			t.Errorf("fingerprint %q is there twice or malformed", p)
		}
		seen[p] = true
		if r.Properties.Verdict.Outcome == "" {
			t.Errorf("%s has no verdict", r.RuleID)
		}
		if r.RuleID == "sample-key" && len(r.Fixes) > 0 {
			t.Error("a fix of a secret is shown")
		}
	}
	// {"提示词": "一只👩‍👩‍👧猫é", "宽度": "大": counted by hand in UTF-16 units.
	wide := run.Results[4].Locations[0].PhysicalLocation
	if got := wide.Region; got.StartColumn != 32 || got.EndColumn != 35 {
		t.Errorf("UTF-16 columns %d-%d, want 32-35", got.StartColumn, got.EndColumn)
	}
	if want := "wide%20%1B%5B31m%2C%25%3Adir/%E5%AE%BD.json"; wide.ArtifactLocation.URI != want || wide.ArtifactLocation.URIBaseID != "%SRCROOT%" {
		t.Errorf("artifact %+v, want %s", wide.ArtifactLocation, want)
	}
	// 9 bytes of key, then 3 units for each of 3000 repetitions, then `","seed":`.
	if got := run.Results[5].Locations[0].PhysicalLocation.Region.StartColumn; got != 9+9000+9+1 {
		t.Errorf("column in the long line %d", got)
	}
	if run.Invocations[0].ExecutionSuccessful {
		t.Error("a run that could not read a file is called successful")
	}
	if run.Properties.Summary.Documents != len(results) {
		t.Errorf("summary %+v", run.Properties.Summary)
	}
	read(nil, Closing{})
	if log.Runs[0].Results == nil || !log.Runs[0].Invocations[0].ExecutionSuccessful {
		t.Error("a clean run has no results or no success")
	}
	// Equal findings of one file differ in their fingerprints, by their order;
	// a change of line does not change them; a change of value does.
	twice := results[2:3]
	twice[0].Findings = append(twice[0].Findings, twice[0].Findings[0])
	moved := twice[0].Findings[0]
	moved.Value = [8]byte{1}
	twice[0].Findings = append(twice[0].Findings, moved)
	read(twice, Closing{})
	a, b, c := log.Runs[0].Results[0].PartialFingerprints, log.Runs[0].Results[1].PartialFingerprints, log.Runs[0].Results[2].PartialFingerprints
	if a["payloadlint/v1"] == b["payloadlint/v1"] || a["payloadlint/v1"] == c["payloadlint/v1"] {
		t.Errorf("fingerprints %v %v %v", a, b, c)
	}
	for i := range twice[0].Findings {
		twice[0].Findings[i].Start.Line += 7
		twice[0].Findings[i].End.Line += 7
	}
	read(twice, Closing{})
	if got := log.Runs[0].Results[0].PartialFingerprints["payloadlint/v1"]; got != a["payloadlint/v1"] {
		t.Error("the fingerprint follows the line")
	}
}

func TestSARIFNotificationsAreBounded(t *testing.T) {
	w, err := New("sarif", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := w.Begin(&b); err != nil {
		t.Fatal(err)
	}
	for range maxNotifications + 5 {
		if err := w.Document(&rules.Result{Path: "x", Index: -1, Unchecked: []rule.Unchecked{{Reason: "r", Remedy: "m"}}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(Closing{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "5 more things were not checked") {
		t.Error("what was left out is not told")
	}
}

func TestURI(t *testing.T) {
	for in, want := range map[string]string{
		"a b.json": "a%20b.json", "./x/y.json": "x/y.json", ".//x": "x", "/abs/路.json": "file:///abs/%E8%B7%AF.json", "C:/x y": "file:///C:/x%20y", "../up.json": "../up.json", "a:b": "a%3Ab",
	} {
		if got, _ := uri(in); got != want {
			t.Errorf("uri(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestJSON holds json and jsonl to the contract: keys in their order, arrays
// always there, nothing null, the counts those of the list.
func TestJSON(t *testing.T) {
	results, closing := fixture(t, message.English)
	out := render(t, "json", options(message.English), results, closing)
	if strings.Contains(out, "null") {
		t.Error("json has a null")
	}
	var doc struct {
		Version string
		Files   []json.RawMessage
		Summary summary
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(render(t, "jsonl", options(message.English), results, closing)), "\n")
	if len(lines) != len(doc.Files) {
		t.Fatalf("jsonl has %d lines, json %d files", len(lines), len(doc.Files))
	}
	var want summary
	for i, l := range lines {
		if l != string(doc.Files[i]) {
			t.Errorf("line %d of jsonl is not element %d of json", i+1, i)
		}
		want.add(&results[i])
	}
	want.Unreadable, want.Suppressed, want.Baselined = 1, 1, 2
	if doc.Summary != want || doc.Version != "1" {
		t.Errorf("summary %+v, want %+v", doc.Summary, want)
	}
	order := func(s string, keys ...string) {
		t.Helper()
		at := 0
		for _, k := range keys {
			n := strings.Index(s[at:], `"`+k+`":`)
			if n < 0 {
				t.Errorf("key %s is missing or out of order in %s", k, s)
				return
			}
			at += n
		}
	}
	order(lines[0], "path", "endpoint", "verdict", "outcome", "code", "name", "alternatives", "confidence", "msg", "findings")
	first := lines[0][strings.Index(lines[0], `"rule":"sample-node"`)-1:]
	order(first, "rule", "severity", "code", "alternatives", "confidence", "message", "pointer", "line", "column", "endLine", "endColumn", "node", "input", "suggestions", "advice", "url")
	order(lines[3], "path", "index", "endpoint", "verdict", "findings", "unchecked", "outputs")
	for _, absent := range []string{`"index"`, `"outputs"`} {
		if strings.Contains(lines[0], absent) {
			t.Errorf("%s is there for a single document of which it is not known", absent)
		}
	}
	for i, has := range map[int]string{3: `"outputs":[]`, 1: `"outputs":["9","12"]`, 4: `"index":1`, 2: `"alternatives":[]`} {
		if !strings.Contains(lines[i], has) {
			t.Errorf("line %d lacks %s: %s", i+1, has, lines[i])
		}
	}
	if !strings.HasPrefix(lines[0], `{"path":"requests/hair.json",`) {
		t.Error("the path is not plain")
	}
	if got := encode("<&>\u0085\U000e0041\u200d"); got != `"<&>\u0085\udb40\udc41`+"\u200d\"" {
		t.Errorf("encode = %s", got)
	}
	empty := render(t, "json", Options{}, nil, Closing{})
	if empty != `{"version":"1","files":[],"summary":{"documents":0,"rejected":0,"partial":0,"accepted":0,"unknown":0,"errors":0,"warnings":0,"notes":0}}`+"\n" {
		t.Errorf("empty run: %s", empty)
	}
}

// TestText reads the lines back as an editor does.
func TestText(t *testing.T) {
	results, closing := fixture(t, message.English)
	line := regexp.MustCompile(`^(.+):(\d+):(\d+): (error|warning|note): (.+) \[([a-z-]+)\](?: \(([1-9]\d*)\))?$`)
	other := regexp.MustCompile(`^(.+):(\d+):(\d+): (unchecked|unreadable): `)
	n, extra := 0, 0
	for l := range strings.Lines(render(t, "text", options(message.English), results, closing)) {
		switch l = strings.TrimSuffix(l, "\n"); {
		case line.MatchString(l):
			n++
		case other.MatchString(l):
			extra++
		default:
			t.Errorf("a line of no known shape: %q", l)
		}
	}
	var s summary
	for i := range results {
		s.add(&results[i])
	}
	if n != s.Errors+s.Warnings+s.Notes || extra != 3 {
		t.Errorf("%d findings and %d others", n, extra)
	}
	o := options(message.English)
	o.Quiet = true
	if strings.Contains(render(t, "text", o, results, closing), "unchecked") {
		t.Error("quiet tells what was not checked")
	}
	unplaced := []rules.Result{{Path: "x", Index: -1, Document: parse(t, "x", "\n\n {}"), Unchecked: []rule.Unchecked{{Code: 803, Reason: "r"}}}}
	if got := render(t, "text", Options{}, unplaced, Closing{}); got != "x:3:2: unchecked: r (803)\n" {
		t.Errorf("got %q", got)
	}
}

// TestGitHub undoes the escapes as the runner does and gets everything back.
func TestGitHub(t *testing.T) {
	r := rules.Result{Path: "a,b:c%d.json", Index: -1, Findings: []rule.Finding{{
		Rule: ruleNode, Severity: rule.Error, Code: 803, Message: "100% wrong,\nreally: yes", Advice: "::set-env name=x::y",
		Start: jsondoc.Position{Line: 2, Column: 3}, End: jsondoc.Position{Line: 4, Column: 1, Offset: 9}}}}
	out := render(t, "github", Options{}, []rules.Result{r}, Closing{})
	lines := strings.Split(out, "\n")
	head, data, _ := strings.Cut(strings.TrimPrefix(lines[0], "::error "), "::")
	properties := map[string]string{}
	undo := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	for _, p := range strings.Split(head, ",") {
		k, v, _ := strings.Cut(p, "=")
		properties[k] = undo.Replace(v)
	}
	if properties["file"] != "a,b:c%d.json" || properties["line"] != "2" || properties["endLine"] != "4" || properties["title"] != "803 sample-node" || properties["endColumn"] != "" {
		t.Errorf("properties %v", properties)
	}
	if got := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data); got != "100% wrong,\\nreally: yes\n::set-env name=x::y" {
		t.Errorf("data %q", got)
	}
	for _, l := range lines[1:] {
		if strings.HasPrefix(l, "::") {
			t.Errorf("a message became a command: %q", l)
		}
	}
}

func TestXML(t *testing.T) {
	results, closing := fixture(t, message.English)
	var cs struct {
		XMLName xml.Name `xml:"checkstyle"`
		Files   []struct {
			Name   string `xml:"name,attr"`
			Errors []struct {
				Line     int    `xml:"line,attr"`
				Column   int    `xml:"column,attr"`
				Severity string `xml:"severity,attr"`
				Message  string `xml:"message,attr"`
				Source   string `xml:"source,attr"`
			} `xml:"error"`
		} `xml:"file"`
	}
	if err := xml.Unmarshal([]byte(render(t, "checkstyle", options(message.English), results, closing)), &cs); err != nil {
		t.Fatal(err)
	}
	// The two documents of the stream are one file.
	if len(cs.Files) != len(results) || len(cs.Files[0].Errors) != 4 || cs.Files[0].Errors[2].Message != `node "99" is not in the workflow (803)` {
		t.Errorf("checkstyle: %+v", cs)
	}
	for _, f := range cs.Files {
		for _, e := range f.Errors {
			if e.Line < 1 || e.Column < 1 || e.Source == "" || !map[string]bool{"error": true, "warning": true, "info": true}[e.Severity] {
				t.Errorf("checkstyle: %+v", e)
			}
		}
	}
	type test struct {
		Name    string    `xml:"name,attr"`
		Class   string    `xml:"classname,attr"`
		Failure *struct{} `xml:"failure"`
		Error   *struct{} `xml:"error"`
		Skipped *struct{} `xml:"skipped"`
	}
	var ju struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []struct {
			Name     string `xml:"name,attr"`
			Tests    int    `xml:"tests,attr"`
			Failures int    `xml:"failures,attr"`
			Errors   int    `xml:"errors,attr"`
			Skipped  int    `xml:"skipped,attr"`
			Cases    []test `xml:"testcase"`
		} `xml:"testsuite"`
	}
	count := func(o Options) (failures int) {
		ju.Suites = nil
		if err := xml.Unmarshal([]byte(render(t, "junit", o, results, closing)), &ju); err != nil {
			t.Fatal(err)
		}
		for _, s := range ju.Suites {
			n := [4]int{len(s.Cases), 0, 0, 0}
			for _, c := range s.Cases {
				if c.Failure != nil {
					n[1]++
				}
				if c.Error != nil {
					n[2]++
				}
				if c.Skipped != nil {
					n[3]++
				}
				if c.Name == "" || c.Class == "" {
					t.Errorf("%s: a test without a name", s.Name)
				}
			}
			if n != [4]int{s.Tests, s.Failures, s.Errors, s.Skipped} || n[0] == 0 {
				t.Errorf("%s counts %d/%d/%d/%d, has %v", s.Name, s.Tests, s.Failures, s.Errors, s.Skipped, n)
			}
			failures += n[1]
		}
		return failures
	}
	o := options(message.English)
	if n := count(o); n != 3 {
		t.Errorf("%d failures, want those of the errors, 3", n)
	}
	o.FailOn = rule.Warning
	if n := count(o); n != 6 {
		t.Errorf("%d failures from warning on, want 6", n)
	}
}

// TestRDJSON applies the suggestion that reviewdog would show.
func TestRDJSON(t *testing.T) {
	src := "{\n  \"fieldname\": 5,\n  \"apiKey\": \"" + secretKey + "\"\n}\n"
	doc := parse(t, "x.json", src)
	f := on(t, doc, ruleValue, "/fieldname", `"fieldname": 5`, "two edits")
	at := f.Start.Offset
	f.Fix = &rule.Fix{Edits: []rule.Edit{{Start: at + 13, End: at + 14, New: `"5"`}, {Start: at, End: at + 11, New: `"fieldName"`}}}
	var d struct {
		Severity    string
		Suggestions []struct {
			Range struct{ Start, End struct{ Line, Column int } }
			Text  string
		}
	}
	render1 := func(f rule.Finding) {
		d.Suggestions = nil
		out := render(t, "rdjsonl", Options{}, []rules.Result{{Path: "x.json", Index: -1, Document: doc, Findings: []rule.Finding{f}}}, Closing{})
		if err := json.Unmarshal([]byte(out), &d); err != nil {
			t.Fatal(err)
		}
	}
	render1(f)
	if len(d.Suggestions) != 1 || d.Suggestions[0].Text != `"fieldName": "5"` || d.Suggestions[0].Range.Start.Column != 3 || d.Suggestions[0].Range.End.Column != 17 || d.Severity != "WARNING" {
		t.Errorf("got %+v", d)
	}
	for name, edits := range map[string][]rule.Edit{
		"overlap": {{Start: 4, End: 9}, {Start: 6, End: 10}}, "outside": {{Start: 4, End: 900}}, "backwards": {{Start: 5, End: 4}}, "secret": {{Start: 4, End: 5, New: secretKey}},
		"secret between": {{Start: 4, End: 5}, {Start: len(src) - 2, End: len(src) - 1}},
	} {
		f.Fix = &rule.Fix{Edits: edits}
		if render1(f); len(d.Suggestions) != 0 {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestTemplate(t *testing.T) {
	results, closing := fixture(t, message.English)
	file := filepath.Join(t.TempDir(), "t.tmpl")
	if err := os.WriteFile(file, []byte(`{{define "begin"}}{{.Version}}[{{end}}{{define "document"}}{{.Path}};{{end}}{{define "end"}}]{{.Summary.Documents}}{{end}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		`{{range .Files}}{{range severity "error" .Findings}}{{.Line}}:{{.Rule | upper | replace "-" "_"}}\n{{end}}{{end}}`: "5:SAMPLE_NODE\n1:SAMPLE_NODE\n2:SAMPLE_SYNTAX\n",
		`{{.Summary.Errors}}\t{{len .Failures}}\\n`: "3\t1\\n",
		`{{range .Files}}{{range rule "sample-node" .Findings}}{{json .Suggestions}}{{join "+" .Suggestions | visible}}{{end}}{{with .Outputs}}{{join "," .}}{{end}}{{end}}`: `["6"]6["512","\u202e1024"]512+\u202e1024` + "9,12",
		`{{range .Files}}{{join "," .Outputs}}{{end}}{{github "a%"}}{{lower "A"}}`:                                                                                           "9,12a%25a",
		"@" + file: "1.2.3[requests/hair.json;wide \x1b[31m,%:dir/宽.json;long.json;batch.jsonl;batch.jsonl;broken.json;]6",
	} {
		if got := render(t, templatePrefix+text, options(message.English), results, closing); got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"{{.Nope}}":                           "Nope",
		"{{if}}":                              "the template",
		"{{":                                  "the template",
		"@" + file + ".missing":               "no such file",
		"@" + filepath.Dir(file):              "cannot read the file",
		`{{define "document"}}{{.No}}{{end}}`: "can't evaluate field No",
		`{{define "document"}}{{end}}{{define "end"}}{{.No}}{{end}}`: "can't evaluate field No",
	} {
		_, err := New(templatePrefix+text, Options{})
		var te *Error
		if !errors.As(err, &te) || !strings.Contains(err.Error(), want) || te.Text(message.Chinese) == te.Error() {
			t.Errorf("New(%q) = %v, want %q", text, err, want)
		}
	}
	if _, err := New(templatePrefix+"@"+file+".missing", Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
	// What only a run can show.
	for _, text := range []string{`{{range .Files}}{{severity "bad" .Findings}}{{end}}`, `{{join "," 5}}`} {
		w, err := New(templatePrefix+text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Begin(io.Discard); err != nil {
			t.Fatal(err)
		}
		if err := w.Document(&results[0]); err != nil {
			t.Fatal(err)
		}
		var te *Error
		if err := w.End(Closing{}); !errors.As(err, &te) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestNewAndSplit(t *testing.T) {
	_, err := New("sarfi", Options{})
	var unknown *Error
	if !errors.As(err, &unknown) || !strings.Contains(err.Error(), "did you mean sarif?") || !strings.Contains(unknown.Text(message.Chinese), "sarif") {
		t.Errorf("New(sarfi) = %v", err)
	}
	if _, err := New("zzzzzzzz", Options{}); err == nil || strings.Contains(err.Error(), "did you mean") || !strings.Contains(err.Error(), "template=@FILE") {
		t.Errorf("New(zzzzzzzz) = %v", err)
	}
	for _, f := range Formats(message.English) {
		if strings.Contains(f.Name, "FILE") {
			continue
		}
		if _, err := New(f.Name, Options{}); err != nil {
			t.Errorf("New(%q) = %v", f.Name, err)
		}
	}
	for spec, want := range map[string][2]string{
		"sarif": {"sarif", ""}, "sarif:out/x.sarif": {"sarif", "out/x.sarif"}, `json:C:\x`: {"json", `C:\x`},
		"template={{.Path}}:{{.Line}}": {"template={{.Path}}:{{.Line}}", ""}, "template=@a.tmpl:out": {"template=@a.tmpl", "out"}, "template=@a.tmpl": {"template=@a.tmpl", ""},
		`template=@C:\a.tmpl:out`: {`template=@C:\a.tmpl`, "out"},
	} {
		if name, file := Split(spec); name != want[0] || file != want[1] {
			t.Errorf("Split(%q) = %q, %q", spec, name, file)
		}
	}
}

// failing is an io.Writer whose room ends.
type failing struct{ room int }

var errFull = errors.New("full")

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestWriteErrors fills the disk at every point.
func TestWriteErrors(t *testing.T) {
	results, closing := fixture(t, message.English)
	for _, name := range append(names(formats()), `template={{range .Files}}{{json .}}{{end}}`, `template={{define "begin"}}[{{end}}{{define "document"}}{{json .}}{{end}}{{define "end"}}]{{end}}`) {
		for room := 0; room < 40000; room += 997 {
			w, err := New(name, options(message.English))
			if err != nil {
				t.Fatal(err)
			}
			sink := &failing{room}
			err = w.Begin(sink)
			// The smallest buffer, so that every write can be the one.
			w.out.w = bufio.NewWriterSize(sink, 16)
			for i := range results {
				if err == nil {
					err = w.Document(&results[i])
				}
			}
			if err == nil {
				err = w.End(closing)
			}
			if sink.room < 0 && !errors.Is(err, errFull) {
				t.Fatalf("%s with room for %d bytes: %v", name, room, err)
			}
		}
	}
}

func TestSummaryPlurals(t *testing.T) {
	b := common{o: &Options{Lang: message.English}}
	s := summary{Documents: 1, Rejected: 1, Errors: 1, Warnings: 2}
	if got := b.sentence(&s); got != "1 document: 1 rejected; 1 error, 2 warnings" {
		t.Errorf("got %q", got)
	}
	if got := b.sentence(&summary{}); got != "0 documents" {
		t.Errorf("got %q", got)
	}
	b.o.Lang = message.Chinese
	if got := b.sentence(&s); got != "共 1 份文档：1 份会被拒绝；1 个错误、2 个警告" {
		t.Errorf("got %q", got)
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "宽é": "宽é", "a\x1b[2J\n\t\r\x7f": `a\x1b[2J\n\t\r\x7f`, "\xff\xfe": `\xff\xfe`, "\u009b31m": `\u009b31m`, "a\u200bb\u202e": `a\u200bb\u202e`,
		"👩\u200d👧": "👩\u200d👧", "36\u200d": `36\u200d`, "\U000e0041": `\U000e0041`, "\ufffd": "\ufffd",
	} {
		if got := visible(in); got != want {
			t.Errorf("visible(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestConstantMemory streams many documents through the formats that promise
// it; a writer that keeps them would hold hundreds of megabytes.
func TestConstantMemory(t *testing.T) {
	result := rules.Result{Path: "x.jsonl", Verdict: rules.Verdict{Outcome: rules.Rejected, Code: 803}, Findings: []rule.Finding{{Rule: ruleNode, Severity: rule.Error, Message: strings.Repeat("m", 200)}}}
	for _, f := range names(formats()) {
		w, err := New(f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		sink := &counting{}
		if err := w.Begin(sink); err != nil {
			t.Fatal(err)
		}
		const n = 20000
		for i := range n {
			result.Index = i
			if err := w.Document(&result); err != nil {
				t.Fatal(err)
			}
		}
		if f != "agent" && sink.n < n*200/2 { // which counts what it does not list
			t.Errorf("%s wrote %d bytes before its end", f, sink.n)
		}
		if err := w.End(Closing{}); err != nil {
			t.Fatal(err)
		}
	}
}

type counting struct{ n int }

func (c *counting) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

// TestCaret measures where the caret stands under what it marks.
func TestCaret(t *testing.T) {
	for name, c := range map[string]struct{ src, mark, line, caret string }{
		"plain":     {`{"a": 1}`, `1`, `1 | {"a": 1}`, `  |       ^`},
		"wide":      {`{"宽": 1}`, `1`, `1 | {"宽": 1}`, `  |        ^`},
		"wide mark": {`{"宽": 1}`, `"宽"`, `1 | {"宽": 1}`, `  |  ^^^^`},
		"combining": {"{\"e\u0301\": 1}", `1`, "1 | {\"e\u0301\": 1}", `  |       ^`},
		"tab":       {"{\t\"a\": 1}", `1`, `1 | {    "a": 1}`, `  |           ^`},
		"escape":    {"{\"a\x1b\": 1}", `1`, `1 | {"a\x1b": 1}`, `  |           ^`},
		"crlf":      {"{\"a\": 1}\r\n", `1`, `1 | {"a": 1}`, `  |       ^`},
		"bad utf8":  {"{\"\xff\": 1}", `1`, `1 | {"\xff": 1}`, `  |          ^`},
		"end":       {`{"a": 1`, ``, `1 | {"a": 1`, `  | ^`},
	} {
		doc := parse(t, "x", c.src)
		out := render(t, "pretty", Options{}, []rules.Result{{Path: "x", Index: -1, Document: doc, Findings: []rule.Finding{on(t, doc, ruleHint, "", c.mark, "m")}}}, Closing{})
		if !strings.Contains(out, c.line+"\n"+c.caret+"\n") {
			t.Errorf("%s: want\n%s\n%s\ngot\n%s", name, c.line, c.caret, out)
		}
	}
}

func TestLongLineIsCut(t *testing.T) {
	doc := parse(t, "x", `{"a":"`+strings.Repeat("x", 1<<20)+`","b":true,"c":"`+strings.Repeat("y", 1<<20)+`"}`)
	for _, mark := range []string{`true`, `"a"`, `"` + strings.Repeat("y", 1<<20) + `"`} {
		out := render(t, "pretty", Options{Width: 60}, []rules.Result{{Path: "x", Index: -1, Document: doc, Findings: []rule.Finding{on(t, doc, ruleHint, "", mark, "m")}}}, Closing{})
		shown := false
		for l := range strings.Lines(out) {
			if len([]rune(l)) > 70 {
				t.Errorf("%.20s: a line of %d runes", mark, len([]rune(l)))
			}
			shown = shown || strings.Contains(l, "…") && strings.Contains(l, mark[:3])
		}
		if !shown {
			t.Errorf("%.20s is not shown:\n%s", mark, out)
		}
	}
}

func TestMaskThatMovesPlacesShowsNothing(t *testing.T) {
	doc := parse(t, "x", `{"apiKey":"`+secretKey+`"}`)
	o := Options{Mask: func([]byte) []byte { return []byte("short") }}
	out := render(t, "pretty", o, []rules.Result{{Path: "x", Index: -1, Document: doc, Findings: []rule.Finding{on(t, doc, ruleKey, "", secretKey, "m")}}}, Closing{})
	if strings.Contains(out, secretKey) || strings.Contains(out, "^") {
		t.Errorf("got\n%s", out)
	}
}

// FuzzPretty: any bytes as source, any places in it; no format panics, and the
// formats for terminals print no control character.
func FuzzPretty(f *testing.F) {
	f.Add([]byte(`{"a":1}`), 1, 2, 1, 5, 1, 6, 40)
	f.Add([]byte("\xff\r\n\t宽"), 1, 1, 2, 3, 0, 9, 0)
	f.Add([]byte("[\n1,\n2]"), 0, 8, 1, 1, 3, 3, 20)
	f.Fuzz(func(t *testing.T, src []byte, start, end, line, column, endLine, endColumn, width int) {
		doc := parse(t, "x", string(src))
		at := doc.Position(min(max(start, 0), len(src)))
		odd := rule.Finding{Rule: ruleNode, Severity: rule.Error, Message: string(src), Start: jsondoc.Position{Line: line, Column: column, Offset: start}, End: jsondoc.Position{Line: endLine, Column: endColumn, Offset: end},
			Fix: &rule.Fix{Edits: []rule.Edit{{Start: start, End: end, New: string(src)}}}}
		true1 := odd
		true1.Start, true1.End = at, doc.Position(min(max(end, at.Offset), len(src)))
		true1.Related = []rule.Related{{Start: odd.Start, End: odd.End, Message: string(src)}}
		results := []rules.Result{{Path: string(src), Index: -1, Document: doc, Findings: []rule.Finding{odd, true1}}}
		for _, format := range names(formats()) {
			out := render(t, format, Options{Width: width % 200}, results, Closing{})
			for i := 0; i < len(out); i++ {
				if c := out[i]; c < 0x20 && c != '\n' || c == 0x7f {
					t.Fatalf("%s prints %s", format, strconv.QuoteToASCII(out))
				}
			}
		}
	})
}

// withTable is a page with the rows of its first table replaced by the formats
// there are.
func withTable(t *testing.T, page string, l message.Lang) string {
	t.Helper()
	head, rest, ok := strings.Cut(page, "\n| --- | --- | --- |\n")
	_, rest, closed := strings.Cut(rest, "|\n\n")
	if !ok || !closed {
		t.Fatal("no table")
	}
	var rows strings.Builder
	for _, f := range Formats(l) {
		notes := f.Notes
		if notes != "" {
			notes += " "
		}
		rows.WriteString("| `" + f.Name + "` | " + f.For + " | " + notes + "|\n")
	}
	return head + "\n| --- | --- | --- |\n" + rows.String() + "\n" + rest
}

// TestDocumentation runs the templates of docs/formats, compares its table of
// formats and looks for every function there.
func TestDocumentation(t *testing.T) {
	results, closing := fixture(t, message.English)
	for l, name := range map[message.Lang]string{message.English: "formats.md", message.Chinese: "formats.zh-CN.md"} {
		path := filepath.Join("..", "..", "..", "docs", name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		page := string(data)
		golden.Equal(t, path, []byte(withTable(t, page, l)))
		_, rest, ok := strings.Cut(page, "payloadlint -f '")
		text, _, closed := strings.Cut(rest, "' requests")
		if !ok || !closed {
			t.Fatalf("%s: no template", name)
		}
		got := render(t, text, options(message.English), results[:1], closing)
		if want := "requests/hair.json:5 803 node \"99\" is not in the workflow\n"; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		for f := range functions() {
			if !strings.Contains(page, "`"+f+" ") {
				t.Errorf("%s does not name %s", name, f)
			}
		}
		if _, rest, ok := strings.Cut(page, "```\n{{define"); ok {
			text, _, _ := strings.Cut(rest, "```")
			file := filepath.Join(t.TempDir(), "t")
			if err := os.WriteFile(file, []byte("{{define"+text), 0o600); err != nil {
				t.Fatal(err)
			}
			got := render(t, templatePrefix+"@"+file, options(message.English), results[3:5], Closing{})
			if want := "| file | outcome |\n| --- | --- |\n| batch.jsonl | accepted |\n| batch.jsonl | unknown |\n2 documents\n"; got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}
