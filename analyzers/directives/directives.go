package directives

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

// Name is the pass's name.
const Name = "payloadlintdirective"

// Config are the settings.
type Config struct {
	// Lang is the language of the messages, "en" or "zh"; "" follows the
	// environment.
	Lang string
	// Rules are the names that an ignore comment may use: passes and
	// categories.
	Rules []string
	// Passes are the names that are listed for people.
	Passes []string
}

// New makes the pass. Its flags start from the configuration.
func New(c Config) *analysis.Analyzer {
	p := &pass{Config: c}
	a := &analysis.Analyzer{Name: Name, Doc: Doc, URL: report.Docs + "#directives", Run: p.run}
	a.Flags.StringVar(&p.Lang, "lang", c.Lang, "language of the messages, en or zh")
	return a
}

type pass struct{ Config }

func (c *pass) run(ap *analysis.Pass) (any, error) {
	set := directive.Read(ap.Fset, ap.Files)
	if len(set.All()) == 0 {
		return nil, nil
	}
	r := report.New(ap, c.Lang, set)
	comma := r.Text("analyzers.comma", nil)
	for _, d := range set.All() {
		f := report.Finding{Pos: d.Pos, End: d.End}
		switch d.Verb {
		case "ignore":
			bad := ""
			for _, rule := range d.Rules {
				if !contains(c.Rules, rule) {
					bad = rule
				}
			}
			switch {
			case len(d.Rules) == 0:
				f.Category, f.Variant = "directive-rule", "none"
				f.Args = message.Args{"rules": strings.Join(c.Passes, comma)}
			case bad != "":
				f.Category = "directive-rule"
				f.Args = message.Args{"rule": strconv.Quote(bad), "rules": near(bad, c.Rules, c.Passes, comma)}
			case d.Reason == "":
				f.Category = "directive-reason"
				f.Args = message.Args{"rule": strings.Join(d.Rules, ",")}
			default:
				continue
			}
		case "endpoint":
			var kinds []string
			known := false
			for _, e := range endpoint.All() {
				if e.Internal {
					continue
				}
				kinds = append(kinds, string(e.Kind))
				known = known || string(e.Kind) == d.Kind
			}
			if known {
				continue
			}
			f.Category = "directive-endpoint"
			f.Args = message.Args{"kind": strconv.Quote(d.Kind), "kinds": near(d.Kind, kinds, kinds, comma)}
		default:
			f.Category = "directive-unknown"
			f.Args = message.Args{"verb": d.Verb}
		}
		r.Report(f)
	}
	return nil, nil
}

// near lists what somebody may have meant, or else everything.
func near(word string, candidates, all []string, comma string) string {
	if found := suggest.Closest(word, candidates, 3); len(found) > 0 {
		return strings.Join(found, comma)
	}
	return strings.Join(all, comma)
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}
