package main

import (
	"fmt"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/rules"
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
				return a.printJSON(a.ruleRows())
			}
			return a.printRules(a.ruleRows())
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", a.say("flag.rules-format", nil))
	return cmd
}

// ruleRows lists all rules with their texts.
func (a *app) ruleRows() []ruleRow {
	rows := []ruleRow{}
	for _, r := range rules.All() {
		rows = append(rows, ruleRow{
			ID: r.ID, Severity: r.Severity.String(), Code: int(r.Code), Comfy: r.Comfy, Fixable: r.Fixable, Since: r.Since,
			Title: a.say(r.ID+".title", nil), What: a.say(r.ID+".what", nil), Why: a.say(r.ID+".why", nil), Source: r.Source,
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
