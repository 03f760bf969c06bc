package syntax

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/model"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/internal/ruletest"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

func newPass(lang message.Lang) *rule.Pass {
	e, _ := endpoint.Default().Lookup(endpoint.Create)
	s := &setup.Settings{Lang: lang, Placeholders: placeholder.Default()}
	return (&rule.Request{File: "x.json", Endpoint: e}).NewPass(context.Background(), s)
}

// run does what the engine does with one document: Report when it does not
// parse, the set's checks when it does, and the `workflow` string's JSON.
func run(p *rule.Pass, src string) []rule.Finding {
	doc, err := jsondoc.Parse(p.File, []byte(src))
	if err != nil {
		Report(p, asSyntax(err))
	} else {
		p.Request = model.Read(p.Settings, model.Input{File: p.File, Endpoint: p.Endpoint, Root: doc.Root()})
		if w := p.Root.Get("workflow"); w.Is(jsondoc.String) {
			inner, err := w.Embedded()
			if err != nil {
				ReportEmbedded(p, asSyntax(err), "workflow")
			} else {
				p.Graph = inner.Root()
			}
		}
		ruletest.Check(p, Families())
	}
	findings, _, _ := p.Results()
	return findings
}

func ids(findings []rule.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Rule.ID)
	}
	return out
}

func TestExamples(t *testing.T) {
	for _, r := range ruletest.Rules(Families()) {
		if got := ids(run(newPass(message.English), r.Bad.Input)); !slices.Contains(got, r.ID) {
			t.Errorf("%s: its bad example fires %v", r.ID, got)
		}
		if got := ids(run(newPass(message.English), r.Good.Input)); len(got) > 0 {
			t.Errorf("%s: its good example fires %v", r.ID, got)
		}
	}
}

var unfilled = regexp.MustCompile(`\{[a-z]+\}|json-[a-z]+\.`)

// everyCause are the causes that package jsondoc knows.
func everyCause(t *testing.T) (list []jsondoc.Cause) {
	t.Helper()
	text, err := os.ReadFile("../../../testdata/causes.txt")
	if err != nil {
		t.Fatal(err)
	}
	for c := range strings.FieldsSeq(string(text)) {
		list = append(list, jsondoc.Cause(c))
	}
	return list
}

// Every cause has a text of its own.
func TestEveryCauseHasWords(t *testing.T) {
	for _, lang := range []message.Lang{message.English} {
		for _, c := range everyCause(t) {
			id := syntaxRule(c).ID
			variants := []string{string(c)}
			if c == jsondoc.CauseTruncated {
				variants = append(variants, "truncated-string", "truncated-character")
			}
			for _, v := range variants {
				if _, ok := lang.Lookup(id + ".message-" + v); !ok {
					t.Errorf("%s: no %s.message-%s", lang, id, v)
				}
			}
		}
		for _, r := range ruletest.Rules(Families()) {
			for _, name := range []string{"title", "what", "why", "message", "fix"} {
				if _, ok := lang.Lookup(r.ID + "." + name); !ok {
					t.Errorf("%s: no %s.%s", lang, r.ID, name)
				}
			}
		}
	}
}

var reports = []struct {
	src        string
	rule       string
	confidence rule.Confidence
	at, en     string
}{
	{"{\"a\": 1,\n \"b\": 2,\n}", "json-syntax", rule.Certain, "2:8-2:9", "trailing comma after the last element"},
	{"{'a': 1}", "json-syntax", rule.Certain, "1:2-1:5", "single quotes instead of double quotes: `'a'`"},
	{"{\"text\": \"a\nb\"}", "json-syntax", rule.Certain, "1:12-2:1", "line break in the string that starts at line 1, column 10"},
	{"{\"text\": “a”}", "json-syntax", rule.Certain, "1:10-1:13", "`“` (U+201C) is a full-width character; JSON needs `\"` here"},
	{"[True]", "json-syntax", rule.Certain, "1:2-1:6", "`True` is Python; JSON writes `true`"},
	{"{\"a\": [1", "json-syntax", rule.Certain, "1:9-1:9", "unexpected end of text: the `[` at line 1, column 7 is not closed"},
	{"[\"a", "json-syntax", rule.Certain, "1:4-1:4", "unexpected end of text in the string that starts at line 1, column 2"},
	{"[\"\xe4\xb8", "json-syntax", rule.Certain, "1:3-1:5", "unexpected end of text in the middle of a character: its last bytes are missing"},
	{"[1}", "json-syntax", rule.Certain, "1:3-1:4", "expected `]` to close the `[` at line 1, column 1, found `}`"},
	{"{}\n{}", "json-syntax", rule.Likely, "2:1-2:2", "unexpected `{` after the end of the document that starts at line 1, column 1"},
	{"[{\"a\": 1]]", "json-syntax", rule.Certain, "1:9-1:10", "expected `}` to close the `{` at line 1, column 2, found `]`"},
	{"{}}", "json-syntax", rule.Likely, "1:3-1:4", "unmatched `}`: no opening bracket of its kind"},
	{" ", "json-syntax", rule.Likely, "1:1-1:1", "the file is empty; expected JSON"},
	{"\xff\xfe{\x00}\x00", "json-encoding", rule.Likely, "1:1-1:3", "the file is UTF-16LE, not UTF-8"},
	{"[\"\xc4\xe3\xba\xc3\"]", "json-encoding", rule.Likely, "1:3-1:5", "the text is not UTF-8; it looks like Chinese in GBK (ANSI)"},
	{"\ufeff{}", "json-encoding", rule.Likely, "1:1-1:4", "the text starts with a byte order mark (BOM), which is not part of JSON"},
	{strings.Repeat("[", 20000), "json-limit", rule.Likely, "1:10001-1:10002", "arrays and objects are nested more than 10000 levels deep"},
}

// broken has a text for every cause that a small text can have.
var broken = []string{
	"", "<html><body>", "curl x", "POST / HTTP/1.1", "const a = 1", "a: 1", "a=1&b=2", "```", "\x89PNG",
	"{\x00}\x00", "{\x00\x00\x00}\x00\x00\x00", "[\"\xff!\"]", "[\"\xc4\xe3\"]", "[\x00]",
	"[", "[\"", "[\"\xe4", "{}{}", "{}}", "[1}", `[{"a":1,{}]`, `{"a":{}]}`,
	"[1,]", "[,1]", "[1 2]", `{"a" 1}`, `{"a":}`, `["a":1]`, `{"a"=1}`, "{};", "[//x\n]", "[，]", "[\u00a01]", "[...]",
	"{!:1}", "[!]", "['a']", "[`a`]", "{a:1}", "[abc]", "[{{a}}]", "[a()]", "[NaN]", "[None]", "[undefined]", "[TRUE]",
	"[+1]", "[01]", "[0x1]", "[.5]", "[1,000]", "[1e]", "[\"a\nb\"]", "[\"\t\"]", "[\"\x01\"]", `["\x"]`, `["C:\U"]`,
	"[\"a,\n\"b\"]", `[a"]`, `["a"b"]`, `["{"a":1}"]`, strings.Repeat("[", 10001),
}

// What is read of a broken text reaches the words, in both languages.
func TestEveryCauseFillsItsWords(t *testing.T) {
	seen := map[jsondoc.Cause]bool{jsondoc.CauseTooLarge: true, jsondoc.CauseBOM: true}
	for _, src := range broken {
		_, err := jsondoc.Parse("x.json", []byte(src))
		if err == nil {
			t.Fatalf("%q is JSON", src)
		}
		seen[asSyntax(err).Cause] = true
		for _, lang := range sharedtest.Languages() {
			p := newPass(lang)
			f := run(p, src)[0]
			inner := run(newPass(lang), `{"workflow": `+quoted(src)+`}`)
			_, unchecked, _ := p.Results()
			words := []string{f.Message, f.Advice}
			for _, u := range unchecked {
				words = append(words, u.Reason, u.Remedy)
			}
			if utf8.ValidString(src) && src != "" {
				words = append(words, inner[0].Message, inner[0].Advice)
			}
			for _, w := range words {
				if w == "" || unfilled.MatchString(strings.ReplaceAll(w, "{{a}}", "")) || strings.ContainsAny(w, "\n\x1b") {
					t.Errorf("%q: %q", src, w)
				}
			}
		}
	}
	for _, c := range everyCause(t) {
		if !seen[c] {
			t.Errorf("no text for %s", c)
		}
	}
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func place(f rule.Finding) string {
	return fmt.Sprintf("%d:%d-%d:%d", f.Start.Line, f.Start.Column, f.End.Line, f.End.Column)
}

func TestReport(t *testing.T) {
	for _, tt := range reports {
		for _, lang := range sharedtest.Languages() {
			got := run(newPass(lang), tt.src)
			if len(got) != 1 {
				t.Fatalf("%q: %d findings", tt.src, len(got))
			}
			f := got[0]
			if f.Rule.ID != tt.rule || f.Code != 500 || f.Severity != rule.Error || f.Confidence != tt.confidence || f.Pointer != "" {
				t.Errorf("%q: %s %d %s %s %q", tt.src, f.Rule.ID, f.Code, f.Severity, f.Confidence, f.Pointer)
			}
			if place(f) != tt.at {
				t.Errorf("%q: at %s, want %s", tt.src, place(f), tt.at)
			}
			if lang == message.English && f.Message != tt.en {
				t.Errorf("%q:\n got %s\nwant %s", tt.src, f.Message, tt.en)
			}
			if unfilled.MatchString(f.Message) || unfilled.MatchString(f.Advice) || f.Advice == "" {
				t.Errorf("%q: %s / %s", tt.src, f.Message, f.Advice)
			}
		}
	}
}

func TestReportAlternatives(t *testing.T) {
	if got := run(newPass(message.English), "")[0].Alternatives; !slices.Equal(got, []code.Code{301}) {
		t.Errorf("empty: %v", got)
	}
	if got := run(newPass(message.English), "[")[0].Alternatives; len(got) != 0 {
		t.Errorf("truncated: %v", got)
	}
	p := newPass(message.English)
	p.Endpoint, _ = endpoint.Default().Lookup(endpoint.V2Query)
	if got := run(p, "[")[0]; got.Code != 1007 || !slices.Equal(got.Alternatives, []code.Code{500}) || got.Confidence != rule.Likely {
		t.Errorf("v2: %v %v %v", got.Code, got.Alternatives, got.Confidence)
	}
}

func TestPlaceholder(t *testing.T) {
	const src = `{"a": {{seed}}}`
	for strict, want := range map[bool]rule.Severity{false: rule.Warning, true: rule.Error} {
		p := newPass(message.English)
		p.Settings.Strict = strict
		got := run(p, src)
		if len(got) != 1 || got[0].Severity != want || !strings.Contains(got[0].Message, "`{{seed}}`") || place(got[0]) != "1:7-1:15" {
			t.Errorf("strict %t: %+v", strict, got)
		}
		_, unchecked, _ := p.Results()
		if (len(unchecked) == 1) == strict {
			t.Errorf("strict %t: unchecked %v", strict, unchecked)
		}
		for _, u := range unchecked {
			if unfilled.MatchString(strings.ReplaceAll(u.Reason+u.Remedy, "{{seed}}", "")) || !strings.Contains(u.Reason, "{{seed}}") {
				t.Errorf("%+v", u)
			}
		}
	}
	// A style of the configuration's.
	p := newPass(message.English)
	var err error
	if p.Settings.Placeholders, err = placeholder.Default().With(`__[A-Z]+__`); err != nil {
		t.Fatal(err)
	}
	if got := run(p, `{"a": __SEED__}`); got[0].Severity != rule.Warning || !strings.Contains(got[0].Message, "placeholder") {
		t.Errorf("%+v", got)
	}
	if got := run(newPass(message.English), `{"a": __SEED__}`); got[0].Severity != rule.Error {
		t.Errorf("%+v", got)
	}
	// In the workflow string.
	p = newPass(message.English)
	got := run(p, `{"workflow": "{\"a\": {{seed}}}"}`)
	if _, unchecked, _ := p.Results(); got[0].Severity != rule.Warning || len(unchecked) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestEmbedded(t *testing.T) {
	src := "{\r\n  \"text\": \"猫\",\n\t\"nodes\": [{\"workflow\": \"{\\\"3\\\": {\\\"提示\\\": \\\"\\u732b\\\",}}\"}]}"
	p := newPass(message.English)
	doc, err := jsondoc.Parse("x.json", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	_, err = doc.At("/nodes/0/workflow").Embedded()
	ReportEmbedded(p, asSyntax(err), "workflow")
	findings, _, _ := p.Results()
	f := findings[0]
	if f.Rule.ID != "json-embedded" || f.Code != 500 || !slices.Equal(f.Alternatives, []code.Code{433, 301}) || f.Confidence != rule.Likely || f.Pointer != "/nodes/0/workflow" {
		t.Errorf("%+v", f)
	}
	line := strings.Split(src, "\n")[2]
	if want := strings.LastIndex(line, ",}}") + 1; f.Start.Line != 3 || f.Start.Column != want || src[f.Start.Offset] != ',' || f.End.Column != want+1 {
		t.Errorf("at %s, want 3:%d", place(f), want)
	}
	if want := "invalid JSON in the string of `workflow`: trailing comma after the last element"; f.Message != want {
		t.Errorf("message %s", f.Message)
	}
	if !strings.HasPrefix(f.Advice, "delete the comma; ") {
		t.Errorf("advice %s", f.Advice)
	}
}

func TestEmbeddedThatIsNoJSON(t *testing.T) {
	for src, want := range map[string]string{
		`{"workflow": " "}`:                 "the string of `workflow` is empty; expected JSON",
		`{"workflow": "flows/cat.json"}`:    "the string of `workflow` is not JSON text: `flows/cat.json`",
		`{"workflow": "{\"a\": x}"}`:        "invalid JSON in the string of `workflow`: the text `x` is not in quotes",
		`{"workflow": "{\"a\": {}"}`:        "invalid JSON in the string of `workflow`: unexpected end of text: the `{` at line 1, column 15 is not closed",
		`{"workflow": "{\"a\": \"x\ny\"}"}`: "invalid JSON in the string of `workflow`: line break in the string that starts at line 1, column 23",
	} {
		got := run(newPass(message.English), src)
		if len(got) != 1 || got[0].Message != want || got[0].Advice == "" {
			t.Errorf("%s:\n got %+v\nwant %s", src, got, want)
		}
		if strings.Contains(want, "a line end") && !strings.HasPrefix(got[0].Advice, `write \\n here (two backslashes)`) {
			t.Errorf("%s: %s", src, got[0].Advice)
		}
	}
}

const key = "3f9a1c77b20e4d58a6c1e2b94d0f7a35"

func TestNoSecretIsPrinted(t *testing.T) {
	for _, src := range []string{
		`{"apiKey": ` + key + `}`, `{apiKey: "` + key + `"}`, `{"apiKey": '` + key + `'}`, "apiKey: " + key, "curl -H 'Authorization: Bearer " + key + "' https://x",
		`{"apiKey": "` + key + ` x" y "}`, `{"apiKey": "` + key + "\n}", `{"apiKey": "` + key, "apiKey=" + key + "&webappId=1", `{"a": 1 // apiKey: "` + key + "\"\n}",
		`{"apiKey": "` + key + `", "apiKey": "x` + key + `"}`, `{"x": "` + key + `", "apiKey":"` + key + `", "x": 1}`,
		`{"workflow": "{\"apiKey\": ` + key + `}"}`, `{"apiKey":"` + key + `"} ` + key, "payload = {'apiKey': '" + key + "'}",
		`{"x": "?apiKey=` + key + `", "x": "y"}`,
	} {
		for _, lang := range sharedtest.Languages() {
			p := newPass(lang)
			got := run(p, src)
			if len(got) == 0 {
				t.Errorf("no finding in %s", src)
			}
			_, unchecked, _ := p.Results()
			if all := fmt.Sprintf("%+v %+v", got, unchecked); strings.Contains(all, key[:12]) {
				t.Errorf("%s\n%s", src, all)
			}
		}
	}
}

func TestDuplicates(t *testing.T) {
	type want struct{ severity, at, pointer, related, message string }
	for _, tt := range []struct {
		name, src string
		want      []want
	}{
		{"scalars", "{\"a\": 1,\n \"a\": \"猫\"}", []want{{"warning", "2:2-2:5", "/a", "1:2", "duplicate key `a` (first at line 1, column 2): the server will use `\"猫\"`, and `1` is lost"}}},
		{"escaped", `{"a": 1, "\u0061": 2}`, []want{{"warning", "1:10-1:18", "/a", "1:2", "duplicate key `a` (first at line 1, column 2): the server will use `2`, and `1` is lost"}}},
		{"same value", `{"a": 1, "a": 1}`, []want{{"note", "1:10-1:13", "/a", "1:2", "duplicate key `a` with the same value (first at line 1, column 2)"}}},
		{"three", `{"a": 1, "a": 2, "a": 3}`, []want{
			{"warning", "1:10-1:13", "/a", "1:2", "duplicate key `a` (first at line 1, column 2): the server will use `3`, and `1` is lost"},
			{"warning", "1:18-1:21", "/a", "1:2", "duplicate key `a` (first at line 1, column 2): the server will use `3`, and `1` is lost"}}},
		{"nested, in document order", `{"x": {"b": {"a": 1, "a": 2}, "b": []}, "x": 2}`, []want{
			{"warning", "1:22-1:25", "/x/b/a", "1:14", "duplicate key `a` (first at line 1, column 14): the server will use `2`, and `1` is lost"},
			{"warning", "1:31-1:34", "/x/b", "1:8", "duplicate key `b` (first at line 1, column 8): the server will use the last one, and the first is lost with everything in it"},
			{"warning", "1:41-1:44", "/x", "1:2", "duplicate key `x` (first at line 1, column 2): the server will use the last one, and the first is lost with everything in it"}}},
		{"secret", `{"apiKey": "abc123", "apiKey": "def456"}`, []want{{"warning", "1:22-1:30", "/apiKey", "1:2", "duplicate key `apiKey` with a different value (first at line 1, column 2): the server will use the last one"}}},
		{"in the workflow string", `{"workflow": "{\"3\": {}, \"3\": null}"}`, []want{{"warning", "1:27-1:32", "/workflow", "1:16", "duplicate key `3` (first at line 1, column 16): the server will use the last one, and the first is lost with everything in it"}}},
		{"other cases are other keys", `{"a": 1, "A": 2}`, nil},
		{"other objects", `[{"a": 1}, {"a": 1}]`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := run(newPass(message.English), tt.src)
			if len(got) != len(tt.want) {
				t.Fatalf("%d findings: %+v", len(got), got)
			}
			for i, w := range tt.want {
				f := got[i]
				g := want{f.Severity.String(), place(f), f.Pointer, fmt.Sprintf("%d:%d", f.Related[0].Start.Line, f.Related[0].Start.Column), f.Message}
				if g != w {
					t.Errorf("\n got %+v\nwant %+v", g, w)
				}
				if f.Code != 0 {
					t.Errorf("code %d", f.Code)
				}
			}
		})
	}
}

func TestDuplicatesStayWithTheirDocument(t *testing.T) {
	doc, err := jsondoc.Parse("b.json", []byte(`[{"a":1},{"a":1,"a":2},{"a":1}]`))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{0, 1, 0} {
		p := newPass(message.English)
		p.Root = doc.Root().Index(i)
		duplicates.Check(p)
		if got, _, _ := p.Results(); len(got) != want {
			t.Errorf("document %d: %d findings", i, len(got))
		}
	}
}

func TestManyDuplicates(t *testing.T) {
	n := 1_000_000
	if testing.Short() {
		n = 10_000
	}
	got := run(newPass(message.English), `{"a":0`+strings.Repeat(`,"a":1`, n)+`}`)
	if len(got) != maxDuplicates+1 {
		t.Fatalf("%d findings", len(got))
	}
	if want := fmt.Sprintf("%d more duplicate keys follow", n-maxDuplicates); got[maxDuplicates].Message != want {
		t.Errorf("%s", got[maxDuplicates].Message)
	}
}

func TestBOM(t *testing.T) {
	const src = "\ufeff" + `[{"workflow": "\ufeff{}"}, {}]`
	doc, err := jsondoc.Parse("b.json", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	// Only the first document of a batch tells it.
	for i, want := range []int{1, 0} {
		p := newPass(message.English)
		p.Root = doc.Root().Index(i)
		texts.Check(p)
		got, _, _ := p.Results()
		if len(got) != want {
			t.Fatalf("document %d: %d findings", i, len(got))
		}
		if want == 1 && !slices.Equal(got[0].Fix.Edits, []rule.Edit{{Start: 0, End: 3}}) {
			t.Errorf("fix %+v", got[0].Fix)
		}
	}
	p := newPass(message.English)
	p.Root = doc.Root().Index(0)
	inner, err := p.Root.Get("workflow").Embedded()
	if err != nil {
		t.Fatal(err)
	}
	CheckDocument(p, inner)
	got, _, _ := p.Results()
	e := got[0].Fix.Edits[0]
	if src[e.Start:e.End] != `\ufeff` || e.New != "" || got[0].Pointer != "/0/workflow" {
		t.Errorf("%+v %q", got[0], src[e.Start:e.End])
	}
}

func TestPaths(t *testing.T) {
	for src, at := range map[string]string{
		`["C:\new\table.png"]`:         "1:5-1:7",
		`["C:\\Users\\me\new.png"]`:    "1:16-1:18",
		`["D:/a\build/x.safetensors"]`: "1:7-1:9",
		`["C:\\new\\table.png"]`:       "",
		`["Q:\nwhat is this?\nA:\n"]`:  "",
		`["a:\nsee x.png"]`:            "",
		`["C:\"new.png"]`:              "",
		`["x\ny.png"]`:                 "",
	} {
		got := run(newPass(message.English), src)
		if at == "" {
			if len(got) > 0 {
				t.Errorf("%s: %+v", src, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Rule != pathEscape || place(got[0]) != at || got[0].Pointer != "/0" {
			t.Errorf("%s: %+v", src, got)
		}
	}
}

func TestHugeBrokenText(t *testing.T) {
	n := 20_000_000
	if testing.Short() {
		n = 100_000
	}
	for _, src := range []string{strings.Repeat("[", n), `{"a":"` + strings.Repeat("x", n), `{"a":` + strings.Repeat("x", n), strings.Repeat(" ", n), strings.Repeat("apiKey", n/6), "[\"" + strings.Repeat("\xc4\xe3", n/2)} {
		if got := run(newPass(message.English), src); len(got) != 1 || len(got[0].Message) > 1000 {
			t.Errorf("%.20q: %d findings", src, len(got))
		}
	}
}

func asSyntax(err error) *jsondoc.SyntaxError {
	e, _ := errors.AsType[*jsondoc.SyntaxError](err)
	return e
}
