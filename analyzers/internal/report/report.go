// Package report turns what a pass found into diagnostics: words from the
// message catalogs, the address of the documentation, and the ignore comments.
package report

import (
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"golang.org/x/tools/go/analysis"
)

// Docs is the page that describes every category under its own heading.
const Docs = "https://github.com/payloadlint/payloadlint/blob/main/analyzers/README.md"

// Reporter reports for one pass over one package.
type Reporter struct {
	pass       *analysis.Pass
	name       string
	lang       message.Lang
	directives *directive.Set
	used       map[*directive.Directive]bool
	seen       map[string]bool
}

// New makes the reporter of a pass; lang "" follows the environment.
func New(pass *analysis.Pass, lang string, d *directive.Set) *Reporter {
	return &Reporter{
		pass: pass, name: pass.Analyzer.Name, lang: Lang(lang), directives: d,
		used: map[*directive.Directive]bool{}, seen: map[string]bool{},
	}
}

// Lang resolves a language: what was asked for, else PAYLOADLINT_LANG, else
// the locale, else English.
func Lang(want string) message.Lang {
	for _, s := range []string{want, os.Getenv("PAYLOADLINT_LANG"), os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")} {
		switch {
		case s == "":
			continue
		case strings.HasPrefix(strings.ToLower(s), "zh"):
			return message.Chinese
		}
		return message.English
	}
	return message.English
}

// Finding is one thing to report.
type Finding struct {
	Pos, End token.Pos
	// Category is the rule, "<pass>-<what>"; its words are in the catalogs
	// under this subject, "message" or "message-<Variant>".
	Category string
	Variant  string
	Args     message.Args
	Related  []Related
	Fixes    []Fix
	// Codes are the codes the finding speaks of; the code table's words for the
	// first go to the related places.
	Codes []code.Entry
}

// Related is another place that belongs to a finding; its words are
// "related-<Name>" under "analyzers".
type Related struct {
	Pos, End token.Pos
	Name     string
	Args     message.Args
}

// Fix is a change; its words are "fix-<Name>" under "analyzers".
type Fix struct {
	Name  string
	Args  message.Args
	Edits []analysis.TextEdit
}

// Report reports a finding once, unless a comment silences it.
func (r *Reporter) Report(f Finding) {
	key := strconv.Itoa(int(f.Pos)) + f.Category
	if r.seen[key] || r.pass.Analyzer == nil {
		return
	}
	r.seen[key] = true
	if d := r.directives.Ignored(f.Pos, r.name, f.Category); d != nil {
		r.used[d] = true
		return
	}
	name := "message"
	if f.Variant != "" {
		name += "-" + f.Variant
	}
	d := analysis.Diagnostic{
		Pos: f.Pos, End: f.End, Category: f.Category, URL: Docs + "#" + f.Category,
		Message: r.lang.Format(f.Category+"."+name, f.Args),
	}
	for _, rel := range f.Related {
		d.Related = append(d.Related, analysis.RelatedInformation{
			Pos: rel.Pos, End: rel.End,
			Message: r.lang.Format("analyzers.related-"+rel.Name, rel.Args),
		})
	}
	if len(f.Codes) > 0 {
		e := ranked(f.Codes)[0]
		advice, _, _ := strings.Cut(r.Text("code-"+e.Code.String()+".advice", nil), "\n")
		d.Message = r.Text("analyzers.advice", message.Args{
			"message": d.Message, "code": e.Code.String(), "advice": sentence(advice),
		})
		d.Related = append(d.Related, analysis.RelatedInformation{
			Pos: f.Pos, End: f.End,
			Message: r.Text("analyzers.related-code", message.Args{
				"code": codeAlone(e), "meaning": r.Text("code-"+e.Code.String()+".meaning", nil),
			}) + r.Text("analyzers.space", nil) + advice,
		})
	}
	for _, fix := range f.Fixes {
		d.SuggestedFixes = append(d.SuggestedFixes, analysis.SuggestedFix{
			Message: r.lang.Format("analyzers.fix-"+fix.Name, fix.Args), TextEdits: fix.Edits,
		})
	}
	r.pass.Report(d)
}

// sentence is the first sentence of a text without its stop.
func sentence(s string) string {
	s, _, _ = strings.Cut(s, ". ")
	s, _, _ = strings.Cut(s, "。")
	return strings.TrimSuffix(s, ".")
}

// Finish reports the ignore comments for this pass that silenced nothing.
func (r *Reporter) Finish() {
	for _, d := range r.directives.All() {
		if d.Verb != "ignore" || d.Reason == "" || r.used[d] {
			continue
		}
		for _, rule := range d.Rules {
			if rule != r.name && !strings.HasPrefix(rule, r.name+"-") {
				continue
			}
			r.pass.Report(analysis.Diagnostic{
				Pos: d.Pos, End: d.End, Category: "directive-unused", URL: Docs + "#directive-unused",
				Message: r.lang.Format("directive-unused.message", message.Args{"rule": rule}),
			})
			break
		}
	}
}

// Text returns a text of the catalogs in the reporter's language.
func (r *Reporter) Text(key string, args message.Args) string {
	return r.lang.Format(key, args)
}

// ranked puts the codes that say most first.
func ranked(entries []code.Entry) []code.Entry {
	rank := func(e code.Entry) int {
		for i, c := range []code.Code{803, 433, 802, 805, 421, 301, 807, 1101, 1007, 1002} {
			if e.Code == c {
				return i
			}
		}
		return 100
	}
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b code.Entry) int { return rank(a) - rank(b) })
	return sorted
}

// Codes lists codes for a message, the ones that speak most first, not more
// than three by name.
func (r *Reporter) Codes(entries []code.Entry) string {
	if len(entries) == 0 {
		return ""
	}
	sorted := ranked(entries)
	var names []string
	for i, e := range sorted {
		if i == 3 && len(sorted) > 4 {
			break
		}
		if i == 4 {
			break
		}
		names = append(names, r.Code(e))
	}
	list := strings.Join(names, r.Text("analyzers.comma", nil))
	if more := len(entries) - len(names); more > 0 {
		return r.Text("analyzers.and-more", message.Args{"codes": list, "count": strconv.Itoa(more)})
	}
	return list
}

// codeAlone writes a code with its name, where its meaning follows.
func codeAlone(e code.Entry) string {
	return strings.TrimSpace(e.Code.String() + " " + e.Name)
}

// Code writes a code with its name, or with what it means where it has none.
func (r *Reporter) Code(e code.Entry) string {
	if e.Name != "" {
		return e.Code.String() + " " + e.Name
	}
	key := "code-" + e.Code.String() + ".meaning"
	meaning := sentence(r.Text(key, nil))
	for _, generation := range []string{" (v2)", "（v2）"} {
		meaning = strings.TrimSuffix(meaning, generation)
	}
	if meaning == "" || meaning == key {
		return e.Code.String()
	}
	return r.Text("analyzers.unnamed", message.Args{"code": e.Code.String(), "meaning": lower(meaning)})
}

// lower begins a sentence as a part of another one begins, unless its first word
// is an abbreviation.
func lower(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}
