package generate

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// skeleton is the Go file of a new rule. It compiles and fires on its own bad
// example, so that there is something to change from the first minute.
const skeleton = `package %[1]s

import (
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// %[2]sRule: say here what is known of the server, and from where.
var %[2]sRule = &rule.Rule{
	ID: "%[3]s", Code: 0, Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StageParams, Since: "0.2.0",
	Source: "name the fact page and section",
	Bad:    rule.Example{Input: ` + "`" + `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "accessPassword": "change me"}` + "`" + `, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: ` + "`" + `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "accessPassword": "abc"}` + "`" + `, Endpoint: endpoint.Create},
}

var %[2]s = rule.Family{Rules: []*rule.Rule{%[2]sRule}, Check: check%[4]s}

func check%[4]s(p *rule.Pass) {
	v := p.Root.Get("accessPassword")
	if v.Is(jsondoc.String) && v.EqualText("change me") {
		p.Report(%[2]sRule, v, rule.Details{})
	}
}
`

// words are the English texts of a new rule. The Chinese ones are asked for by
// a test of their own and not needed to try the rule out.
const words = `  "%s": {
    "title": "one line: what the rule finds",
    "what": "What it looks at and when it fires.",
    "why": "What the server does, and what that costs.",
    "message": "what is wrong here, in lower case and without a full stop",
    "fix": "what to do about it"
  }`

var ruleID = regexp.MustCompile(`^[a-z]+(?:-[a-z0-9]+)+$`)

// Rule writes the skeleton of a rule into a package of rules, its words into
// the English catalog, and the list of families again. It returns the paths of
// the files it wrote, all below rules. An existing file is left alone and is an
// error.
func Rule(rules, pkg, id string) ([]string, error) {
	if !ruleID.MatchString(id) {
		return nil, fmt.Errorf("%q is not an ID: write lower-case words with dashes between them", id)
	}
	if !slices.Contains(Packages, pkg) {
		return nil, fmt.Errorf("there is no package of rules %q: choose one of %s", pkg, strings.Join(Packages, ", "))
	}
	file := filepath.Join(rules, "internal", pkg, strings.ReplaceAll(id, "-", "")+".go")
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is there already", file)
	}
	name := camel(id)
	text := fmt.Sprintf(skeleton, pkg, name, id, strings.ToUpper(name[:1])+name[1:])
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return nil, fmt.Errorf("write the rule: %w", err)
	}
	catalog := filepath.Join(rules, "message", "en", pkg+".json")
	if err := addWords(catalog, id); err != nil {
		return nil, err
	}
	if err := WriteFamilies(rules); err != nil {
		return nil, err
	}
	return []string{file, catalog, filepath.Join(rules, "internal", pkg, FamiliesFile)}, nil
}

// camel is an ID as a Go name: access-password is accessPassword.
func camel(id string) string {
	parts := strings.Split(id, "-")
	for i, p := range parts[1:] {
		parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "")
}

// addWords puts the words of a rule at the end of a catalog.
func addWords(path, id string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the catalog: %w", err)
	}
	end := bytes.LastIndexByte(text, '}')
	if end < 0 {
		return fmt.Errorf("%s is not a catalog", path)
	}
	out := append(bytes.TrimRight(text[:end:end], " \n"), ",\n"...)
	out = fmt.Appendf(out, words, id)
	if err := os.WriteFile(path, append(out, "\n}\n"...), 0o600); err != nil {
		return fmt.Errorf("write the catalog: %w", err)
	}
	return nil
}
