package engine

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// mark is a finding's place in UTF-16 code units, and what can be done about it.
type mark struct {
	From    int      `json:"from"`
	To      int      `json:"to"`
	Actions []action `json:"actions"`
}

// action is a change under a title that says what it does. Safe ones are those
// that --fix makes.
type action struct {
	Title string `json:"title"`
	Safe  bool   `json:"safe"`
	Edits []edit `json:"edits"`
}

type edit struct {
	From int    `json:"from"`
	To   int    `json:"to"`
	New  string `json:"insert"`
}

// study is the check with what an editor shows beside the report: a mark per
// finding of each file, and the nodes that the request sets.
func (e *Engine) study(in *Input) (json.RawMessage, error) {
	results, err := e.results(in)
	if err != nil {
		return nil, err
	}
	text, err := report.JSON(results, report.Options{Lang: in.lang()})
	if err != nil {
		return nil, err
	}
	s := &studied{units: newUnits(in.Request), lang: in.lang(), text: secret.Text(in.Request).Mask()}
	marks := make([][]mark, len(results))
	isPrompt := false
	for i := range results {
		r := &results[i]
		marks[i] = make([]mark, 0, len(r.Findings))
		for k := range r.Findings {
			marks[i] = append(marks[i], s.mark(r, &r.Findings[k]))
		}
		isPrompt = isPrompt || r.Endpoint == endpoint.Prompt
	}
	touched := []string{}
	seen := map[string]bool{}
	if !isPrompt {
		for _, sym := range editor.Symbols(editor.Regions(results), e.project(in)) {
			if id, _, _ := strings.Cut(sym.Name, " "); !seen[id] {
				seen[id] = true
				touched = append(touched, id)
			}
		}
	}
	return json.Marshal(struct {
		Name    string          `json:"name"`
		Prompt  bool            `json:"prompt"`
		Report  json.RawMessage `json:"report"`
		Marks   [][]mark        `json:"marks"`
		Touched []string        `json:"touched"`
	}{e.name, isPrompt, bytes.TrimSpace(text), marks, touched})
}

type studied struct {
	*units
	lang message.Lang
	text []byte // as it is shown: without keys
}

func (s *studied) mark(r *rules.Result, f *rule.Finding) mark {
	m := mark{From: s.to16(f.Start.Offset), To: s.to16(f.End.Offset), Actions: []action{}}
	if f.Fix != nil {
		if len(f.Fix.Edits) > 0 {
			m.Actions = append(m.Actions, s.action(f.Fix, true))
		}
		return m
	}
	if f.Rule.Secret {
		return m
	}
	for _, fix := range editor.Suggested(r, f) {
		m.Actions = append(m.Actions, s.action(fix, false))
	}
	return m
}

// action is a fix under a title that says what it does.
func (s *studied) action(fix *rule.Fix, safe bool) action {
	a := action{Safe: safe}
	for _, e := range fix.Edits {
		a.Edits = append(a.Edits, edit{s.to16(e.Start), s.to16(e.End), e.New})
	}
	hide := func(text string) string { return string(secret.Text(text).Mask()) }
	a.Title = editor.FixTitle(s.lang.Format, hide, s.text, fix)
	return a
}
