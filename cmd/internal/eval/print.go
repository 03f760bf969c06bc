package eval

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/secret"
)

// printer builds a page, in Markdown or plain.
type printer struct {
	strings.Builder
	lang     message.Lang
	markdown bool
}

// Text is the report for people; with markdown it is a part of a page.
func (r Report) Text(lang message.Lang, markdown bool) string {
	p := &printer{lang: lang, markdown: markdown}
	p.para(p.say("summary", message.Args{
		"pairs": strconv.Itoa(r.Pairs), "compared": strconv.Itoa(r.Compared), "right": strconv.Itoa(r.Right), "wrong": strconv.Itoa(r.Wrong),
		"unknown": strconv.Itoa(r.Unknown), "share": percent(share(r.Unknown, r.Compared)),
	}))
	if r.Messages > 0 {
		p.para(p.say("exact", message.Args{"right": strconv.Itoa(r.RightMessages), "count": strconv.Itoa(r.Messages)}))
	}
	if r.Compared > 0 {
		p.matrix(r)
		p.scores(r)
	}
	p.reasons(r)
	p.apart(r)
	p.disagreements(r)
	return p.String()
}

func (p *printer) say(key string, args message.Args) string { return p.lang.Format("eval."+key, args) }

func (p *printer) para(s string) {
	if p.Len() > 0 {
		_ = p.WriteByte('\n')
	}
	_, _ = p.WriteString(s + "\n")
}

func (p *printer) head(key string) {
	if p.markdown {
		p.para("## " + p.say(key, nil) + "\n")
		return
	}
	p.para(p.say(key, nil))
}

// label is how a row or a column is called.
func (p *printer) label(l string) string {
	if l == labelUnknown || l == labelPartial {
		return p.say("label-"+l, nil)
	}
	return l
}

func (p *printer) matrix(r Report) {
	var rows, columns []string
	counts := map[[2]string]int{}
	for _, c := range r.Matrix {
		counts[[2]string{c.Predicted, c.Answered}] = c.Count
		rows, columns = append(rows, c.Answered), append(columns, c.Predicted)
	}
	sorted := func(s []string) []string {
		slices.SortFunc(s, compareLabels)
		return slices.Compact(s)
	}
	rows, columns = sorted(rows), sorted(columns)
	table := [][]string{{p.say("corner", nil)}}
	for _, c := range columns {
		table[0] = append(table[0], p.label(c))
	}
	for _, a := range rows {
		line := []string{p.label(a)}
		for _, c := range columns {
			n := counts[[2]string{c, a}]
			line = append(line, map[bool]string{true: "·", false: strconv.Itoa(n)}[n == 0])
		}
		table = append(table, line)
	}
	p.head("matrix")
	p.table(table)
}

func (p *printer) scores(r Report) {
	table := [][]string{{p.say("code", nil), p.say("answered", nil), p.say("predicted", nil), p.say("right", nil), p.say("precision", nil), p.say("recall", nil)}}
	for _, s := range r.Codes {
		table = append(table, []string{
			p.label(s.Code), strconv.Itoa(s.Answered), strconv.Itoa(s.Predicted), strconv.Itoa(s.Right), percent(s.Precision), percent(s.Recall),
		})
	}
	p.head("codes")
	p.table(table)
}

func percent(share *float64) string {
	if share == nil {
		return "–"
	}
	return strconv.FormatFloat(*share*100, 'f', 0, 64) + "%"
}

// mostReasons is how many reasons are listed.
const mostReasons = 20

func (p *printer) reasons(r Report) {
	if len(r.Reasons) == 0 {
		return
	}
	p.head("unknown")
	for _, reason := range r.Reasons[:min(len(r.Reasons), mostReasons)] {
		text := reason.Reason
		if text == "" {
			text = p.say("no-reason", nil)
		}
		p.item(strconv.Itoa(reason.Count) + " × " + text)
	}
	if more := len(r.Reasons) - mostReasons; more > 0 {
		p.item(p.say("more", message.Args{"count": strconv.Itoa(more)}))
	}
}

func (p *printer) apart(r Report) {
	if len(r.Apart) == 0 && r.Unreadable == 0 {
		return
	}
	p.head("apart")
	for _, a := range r.Apart {
		p.item(strings.TrimSpace(strconv.Itoa(a.Count) + " × " + strconv.Itoa(a.Code) + " " + a.Name))
	}
	if r.Unreadable > 0 {
		p.item(strconv.Itoa(r.Unreadable) + " × " + p.say("unreadable", nil))
	}
}

func (p *printer) disagreements(r Report) {
	if len(r.Disagreements) == 0 {
		return
	}
	p.head("disagreements")
	for _, d := range r.Disagreements {
		key := "disagreement"
		if d.Named {
			key = "disagreement-named"
		}
		p.item(p.say(key, message.Args{"pair": d.Pair, "predicted": p.label(d.Predicted), "answered": p.label(d.Answered)}))
		if len(d.Findings) == 0 {
			_, _ = p.WriteString("  " + p.sub(p.say("no-finding", nil)))
		}
		for _, f := range d.Findings {
			_, _ = p.WriteString("  " + p.sub(f.Pointer+": "+f.Message+" ["+f.Rule+"]"))
		}
		if d.Msg != "" {
			_, _ = p.WriteString("  " + p.sub(p.say("msg", message.Args{"msg": d.Msg})))
		}
	}
}

func (p *printer) item(s string) {
	if p.markdown {
		_, _ = p.WriteString("- " + s + "\n")
		return
	}
	_, _ = p.WriteString("  " + s + "\n")
}

func (p *printer) sub(s string) string {
	if p.markdown {
		return "- " + s + "\n"
	}
	return "    " + s + "\n"
}

// table writes rows of cells, the first of them the head.
func (p *printer) table(rows [][]string) {
	if p.markdown {
		for i, row := range rows {
			_, _ = p.WriteString("| " + strings.Join(row, " | ") + " |\n")
			if i == 0 {
				_, _ = p.WriteString("|" + strings.Repeat(" --- |", len(row)) + "\n")
			}
		}
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columnsOf(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-columnsOf(cell))
			if i == 0 {
				line.WriteString("  " + cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		_, _ = p.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// columnsOf is how many columns of a terminal a text takes: a character of a
// Chinese text takes two.
func columnsOf(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r >= 0x2E80 {
			n++
		}
	}
	return n
}

// masked is a disagreement as it may be shown to others.
type masked struct {
	Disagreement
	Method   string          `json:"method,omitempty"`
	Request  json.RawMessage `json:"request"`
	Response json.RawMessage `json:"response"`
}

// Masked is the report to hand on, of a program version: each disagreement with
// its request and answer, of which secret.Text.Hide leaves the structure. Messages
// quote what the user wrote and names of files are the user's own, so neither is in it.
func (r Report) Masked(version string) ([]byte, error) {
	out := struct {
		Version       string   `json:"version"`
		Program       string   `json:"program"`
		Compared      int      `json:"compared"`
		Matrix        []Cell   `json:"matrix"`
		Disagreements []masked `json:"disagreements"`
	}{"1", version, r.Compared, r.Matrix, []masked{}}
	for i, d := range r.Disagreements {
		m := masked{Disagreement: d, Method: d.pair.Method, Request: hidden(d.pair.Body), Response: hidden(d.pair.Answer)}
		m.Pair, m.Msg = fmt.Sprintf("#%d", i), ""
		m.Findings = slices.Clone(d.Findings)
		for k := range m.Findings {
			m.Findings[k].Message = ""
		}
		out.Disagreements = append(out.Disagreements, m)
	}
	data, err := json.MarshalIndent(out, "", "  ")
	return append(data, '\n'), err // only of what cannot be encoded
}

func hidden(doc []byte) json.RawMessage {
	out, _ := secret.Text(doc).Hide(false) // what is not JSON is shown as masked
	return out
}
