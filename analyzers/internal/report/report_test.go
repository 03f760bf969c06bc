package report

import (
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"golang.org/x/tools/go/analysis"
)

func TestLang(t *testing.T) {
	for _, tt := range []struct {
		want, own, all, messages, lang string
		result                         message.Lang
	}{
		{"", "", "", "", "", message.English},
		{"zh", "en", "", "", "", message.Chinese},
		{"en", "zh", "zh_CN.UTF-8", "", "", message.English},
		{"", "zh", "en_US", "", "", message.Chinese},
		{"", "", "zh_CN.UTF-8", "en_US", "", message.Chinese},
		{"", "", "", "ZH", "en_US", message.Chinese},
		{"", "", "", "", "zh_TW", message.Chinese},
		{"", "", "", "", "de_DE", message.English},
	} {
		t.Setenv("PAYLOADLINT_LANG", tt.own)
		t.Setenv("LC_ALL", tt.all)
		t.Setenv("LC_MESSAGES", tt.messages)
		t.Setenv("LANG", tt.lang)
		if got := Lang(tt.want); got != tt.result {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

func entries(codes ...code.Code) []code.Entry {
	var out []code.Entry
	for _, c := range codes {
		e, _ := c.Entry()
		out = append(out, e)
	}
	return out
}

func TestCodes(t *testing.T) {
	pass := passtest.New(t, &analysis.Analyzer{Name: "p"}, "a", "package a\n", nil)
	r := New(pass, "en", directive.Read(pass.Fset, pass.Files))
	for _, tt := range []struct {
		codes  []code.Code
		first  string
		commas int
		more   string // how many are counted only
	}{
		{nil, "", 0, ""},
		{[]code.Code{301}, "301 ", 0, ""},
		{[]code.Code{301, 803}, "803 APIKEY_INVALID_NODE_INFO", 1, ""},
		{[]code.Code{301, 412, 416, 803}, "803 ", 3, ""},
		{[]code.Code{301, 412, 416, 421, 433, 803}, "803 ", 2, "3"},
	} {
		got := r.Codes(entries(tt.codes...))
		if !strings.HasPrefix(got, tt.first) || strings.Count(got, ", ") != tt.commas || !strings.Contains(got, tt.more) {
			t.Errorf("%v: %q", tt.codes, got)
		}
	}
	for c, want := range map[code.Code]string{
		803: "803 APIKEY_INVALID_NODE_INFO", 1007: "1007 (parameter validation failed)", 1009: "1009 (the HTTP method is not supported)",
	} {
		if got := r.Code(entries(c)[0]); got != want {
			t.Errorf("%d is written %q, want %q", c, got, want)
		}
	}
	if r.Code(code.Entry{Code: 999}) != "999" {
		t.Error("a code without a name")
	}
}

const src = `package a

var a = 1
var b = 2 //payloadlint:ignore retrycode known
var c = 3 //payloadlint:ignore retrycode-fatal never needed
var d = 4 //payloadlint:ignore unhandledcode for another pass
var e = 5 //payloadlint:ignore retrycode
`

func TestReport(t *testing.T) {
	var found []analysis.Diagnostic
	pass := passtest.New(t, &analysis.Analyzer{Name: "retrycode"}, "a", src, &found)
	r := New(pass, "en", directive.Read(pass.Fset, pass.Files))
	a, b := pass.Files[0].Decls[0], pass.Files[0].Decls[1]
	f := Finding{
		Pos: a.Pos(), End: a.End(), Category: "retrycode-fatal", Codes: entries(301, 803),
		Args:    message.Args{"endpoint": "create", "codes": r.Codes(entries(803))},
		Related: []Related{{Pos: b.Pos(), End: b.End(), Name: "loop"}},
		Fixes:   []Fix{{Name: "path", Args: message.Args{"path": "/x"}, Edits: []analysis.TextEdit{{Pos: a.Pos(), End: a.Pos()}}}},
	}
	r.Report(f)
	r.Report(f) // once is enough
	f.Pos, f.End = b.Pos(), b.End()
	r.Report(f) // silenced
	r.Finish()
	if len(found) != 2 {
		t.Fatalf("%d diagnostics: %+v", len(found), found)
	}
	d := found[0]
	if d.Category != "retrycode-fatal" || d.URL != Docs+"#retrycode-fatal" || !strings.Contains(d.Message, "803") || strings.Contains(d.Message, "{") {
		t.Errorf("%+v", d)
	}
	// The place that belongs to it, and the words of the code that says most.
	if len(d.Related) != 2 || d.Related[0].Pos != b.Pos() || !strings.Contains(d.Related[1].Message, "803 APIKEY_INVALID_NODE_INFO") {
		t.Errorf("related: %+v", d.Related)
	}
	if len(d.SuggestedFixes) != 1 || !strings.Contains(d.SuggestedFixes[0].Message, "/x") || len(d.SuggestedFixes[0].TextEdits) != 1 {
		t.Errorf("fixes: %+v", d.SuggestedFixes)
	}
	if unused := found[1]; unused.Category != "directive-unused" || pass.Fset.Position(unused.Pos).Line != 5 || !strings.Contains(unused.Message, "retrycode-fatal") {
		t.Errorf("%+v", unused)
	}
}
