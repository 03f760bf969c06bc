package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/models"
)

// modelsCommand searches the standard models.
func (a *app) modelsCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "models [QUERY]",
		Short: a.say("cmd-models.short", nil),
		Long:  a.say("cmd-models.long", nil),
		Args:  a.args(0, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("format", format, []string{"text", "json"}); err != nil {
				return err
			}
			query := strings.Join(args, " ")
			found := models.Search(query)
			if format == "json" {
				rows := make([]modelRow, 0, len(found))
				for _, m := range found {
					rows = append(rows, rowOf(m))
				}
				return a.printJSON(rows)
			}
			if len(found) == 0 {
				return a.write(a.say("cmd-models.none", message.Args{"query": strconv.Quote(query)}) + "\n")
			}
			return a.table(a.say("cmd-models.columns", nil), func(line func(...string)) {
				for _, m := range found {
					line(m.Path, m.Output, a.modelName(m))
				}
			})
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", a.say("flag.rules-format", nil))
	return cmd
}

// modelRow is a model in the JSON of `models` and `explain`.
type modelRow struct {
	Endpoint string     `json:"endpoint"`
	Path     string     `json:"path"`
	Name     string     `json:"name"`
	NameZH   string     `json:"nameZh"`
	Task     string     `json:"task"`
	Output   string     `json:"output"`
	Params   []paramRow `json:"params"`
}

type paramRow struct {
	Key       string          `json:"key"`
	Type      string          `json:"type"`
	Required  bool            `json:"required"`
	Default   json.RawMessage `json:"default,omitempty"`
	Options   []string        `json:"options,omitempty"`
	Min       *float64        `json:"min,omitempty"`
	Max       *float64        `json:"max,omitempty"`
	Step      float64         `json:"step,omitempty"`
	MaxLength int             `json:"maxLength,omitempty"`
	Accept    []string        `json:"accept,omitempty"`
	MaxSizeMB float64         `json:"maxSizeMB,omitempty"`
	Multiple  bool            `json:"multiple,omitempty"`
	MaxInputs int             `json:"maxInputs,omitempty"`
	Array     bool            `json:"array,omitempty"`
}

func rowOf(m *models.Model) modelRow {
	r := modelRow{Endpoint: "v2-model:" + m.Path, Path: "/openapi/v2/" + m.Path, Name: m.Name, NameZH: m.NameZH, Task: m.Task(), Output: m.Output, Params: []paramRow{}}
	for _, p := range m.Params {
		r.Params = append(r.Params, paramRow{
			Key: p.Key, Type: p.Type, Required: p.Required, Default: p.Default, Options: p.Options, Min: p.Min, Max: p.Max, Step: p.Step,
			MaxLength: p.MaxLength, Accept: p.Accept, MaxSizeMB: p.MaxSize, Multiple: p.Multiple, MaxInputs: p.MaxInputs, Array: p.List,
		})
	}
	return r
}

// modelNamed is the standard model that an argument such as
// v2-model:seedream-v4/text-to-image names, with or without what stands before the path.
func modelNamed(arg string) (*models.Model, bool) {
	path, ok := endpoint.Kind(arg).Model()
	if !ok {
		path = strings.TrimPrefix(arg, "/openapi/v2/")
	}
	if !strings.Contains(path, "/") && !ok {
		return nil, false // the registry need not be read
	}
	return models.Find(path)
}

// checkable reports whether there is anything to check the bodies of an endpoint
// against: not for an unknown one, nor for a model that the registry lacks.
func checkable(k endpoint.Kind) bool {
	if path, ok := k.Model(); ok {
		_, ok = models.Find(path)
		return ok
	}
	return k != endpoint.Unknown
}

func (a *app) modelName(m *models.Model) string {
	if a.lang == message.Chinese && m.NameZH != "" {
		return m.NameZH
	}
	return m.Name
}

// explainModel lists a model's parameters.
func (a *app) explainModel(m *models.Model, format string) error {
	if err := oneOf("format", format, []string{"text", "json"}); err != nil {
		return err
	}
	if format == "json" {
		return a.printJSON(rowOf(m))
	}
	if err := a.write("POST /openapi/v2/" + m.Path + "\n" + a.modelName(m) + "\n\n"); err != nil {
		return err
	}
	return a.table(a.say("cmd-models.param-columns", nil), func(line func(...string)) {
		for i := range m.Params {
			p := &m.Params[i]
			required := ""
			if p.Required {
				required = a.say("cmd-models.yes", nil)
			}
			line(p.Key, p.Type, required, shortened(string(p.Default)), a.limits(p))
		}
	})
}

// shortened is a default that fits in a table.
func shortened(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// limits says what a parameter may be.
func (a *app) limits(p *models.Param) string {
	var out []string
	add := func(key, n string) { out = append(out, a.say("cmd-models."+key, message.Args{"n": n})) }
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	if len(p.Options) > 0 {
		out = append(out, strings.Join(p.Options, " | "))
	}
	if p.Min != nil {
		add("at-least", number(*p.Min))
	}
	if p.Max != nil {
		add("at-most", number(*p.Max))
	}
	if p.Step > 0 {
		add("step", number(p.Step))
	}
	if p.MaxLength > 0 {
		add("length", strconv.Itoa(p.MaxLength))
	}
	if p.MaxInputs > 0 {
		add("count", strconv.Itoa(p.MaxInputs))
	}
	if len(p.Accept) > 0 {
		out = append(out, strings.Join(p.Accept, " | "))
	}
	if p.MaxSize > 0 {
		add("size", number(p.MaxSize))
	}
	if p.List {
		add("array", "")
	}
	return strings.Join(out, ", ")
}

// table writes lines of columns below a head whose columns are separated by
// tabs.
func (a *app) table(head string, fill func(line func(...string))) error {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, head) // Flush has the error
	fill(func(columns ...string) { _, _ = fmt.Fprintln(w, strings.Join(columns, "\t")) })
	if err := w.Flush(); err != nil {
		return err
	}
	return a.write(text.String())
}
