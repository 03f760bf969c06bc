package main

import (
	"fmt"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/project"
)

// ruleRow is a rule in `payloadlint rules -f json`.
type ruleRow struct {
	ID       string `json:"id"`
	Severity string `json:"severity"`
	Code     int    `json:"code"`
	Comfy    string `json:"comfy,omitempty"`
	Fixable  bool   `json:"fixable"`
	Since    string `json:"since"`
	Title    string `json:"title"`
	What     string `json:"what"`
	Why      string `json:"why"`
	Source   string `json:"source"`
}

func (a *app) rulesCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: a.say("cmd-rules.short", nil),
		Long:  a.say("cmd-rules.long", nil),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", format, []string{"text", "json", "markdown"}); err != nil {
				return err
			}
			switch format {
			case "markdown":
				text, err := a.rulesPage(cmd.Context())
				if err != nil {
					return err
				}
				return a.writeOwn(string(text))
			case "json":
				return a.printJSON(a.ruleRows(a.allRules()))
			}
			return a.printRules(a.ruleRows(a.allRules()))
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", a.say("flag.rules-format", nil))
	return cmd
}

// allRules are the program's rules and those of the configuration of the current
// directory. One that cannot be used adds none: a check says what is wrong with it.
func (a *app) allRules() []*rule.Rule {
	path := project.Shown(config.Find("."))
	if path == "" {
		return rules.All()
	}
	return append(rules.All(), ownRules(path)...)
}

// ownRules are the rules of a configuration, none where it cannot be used.
func ownRules(path string) []*rule.Rule {
	conf, err := config.Load(path)
	if err != nil || len(conf.Rules) == 0 {
		return nil
	}
	c, err := rules.New(rules.Options{Config: conf})
	if err != nil {
		return nil
	}
	return c.Rules()
}

// ruleRows lists rules with their texts.
func (a *app) ruleRows(list []*rule.Rule) []ruleRow {
	rows := []ruleRow{}
	for _, r := range list {
		say := func(name string) string {
			text, _ := r.Text(a.lang, name)
			return text
		}
		rows = append(rows, ruleRow{
			ID: r.ID, Severity: r.Severity.String(), Code: int(r.Code), Comfy: r.Comfy, Fixable: r.Fixable, Since: r.Since,
			Title: say("title"), What: say("what"), Why: say("why"), Source: r.Source,
		})
	}
	return rows
}

// printRules prints a line for each rule, in columns.
func (a *app) printRules(rows []ruleRow) error {
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, r := range rows {
		number := "-"
		if r.Code != 0 {
			number = strconv.Itoa(r.Code)
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, number, r.Title); err != nil {
			return err
		}
	}
	return w.Flush()
}
