package engine

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/explain"
	"github.com/payloadlint/payloadlint/cmd/internal/redact"
	"github.com/payloadlint/payloadlint/cmd/internal/skeleton"
	"github.com/payloadlint/payloadlint/cmd/internal/tailored"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// flowNode is a node as the graph shows it.
type flowNode struct {
	ID     string `json:"id"`
	Class  string `json:"class"`
	Title  string `json:"title"`
	Output bool   `json:"output"`
}

// flowLink is a connection: an output of From feeds the input Input of To.
type flowLink struct {
	From  string `json:"from"`
	Slot  int    `json:"slot"`
	To    string `json:"to"`
	Input string `json:"input"`
}

// describe gives a workflow's nodes and connections, and what a request may set.
func (e *Engine) describe(in *Input) (json.RawMessage, error) {
	def, err := e.flow(in)
	if err != nil || def == nil {
		return json.RawMessage("null"), err
	}
	catalog, err := e.nodes(in)
	if err != nil {
		return nil, err
	}
	if catalog == nil {
		catalog = nodes.Core()
	}
	list, links := []flowNode{}, []flowLink{}
	for i := range def.Nodes {
		n := &def.Nodes[i]
		class, known := catalog.Class(n.Class)
		list = append(list, flowNode{n.ID, n.Class, n.Title, known && class.Err == nil && class.Output})
		for k := range n.Fields {
			f := &n.Fields[k]
			if !f.Link {
				continue
			}
			slot, _ := strconv.Atoi(f.Value.Index(1).Text()) // a number that is none is output 0
			links = append(links, flowLink{f.Value.Index(0).Text(), slot, n.ID, f.Name})
		}
	}
	return json.Marshal(struct {
		ID    string          `json:"id"`
		App   bool            `json:"app"`
		Title string          `json:"title"`
		Nodes []flowNode      `json:"nodes"`
		Links []flowLink      `json:"links"`
		Sets  []skeleton.Node `json:"fields"`
	}{def.ID, def.App, def.Title, list, links, skeleton.Describe(def, tailored.FromCatalog(catalog))})
}

// build writes a request that runs the workflow as it is.
func (e *Engine) build(in *Input) (json.RawMessage, error) {
	def, err := e.flow(in)
	if err != nil || def == nil {
		return json.RawMessage("null"), err
	}
	return json.Marshal(string(skeleton.Request(def, skeleton.Kind(def), def.ID)))
}

// explain says what an answer, a code or a rule means. The request and the
// workflow may be missing or broken.
func (e *Engine) explain(in *Input) (json.RawMessage, error) {
	o := explain.Options{Lang: in.lang(), Rules: rules.All()}
	if in.Request != "" {
		if doc, err := jsondoc.Parse("request", []byte(in.Request)); err == nil {
			o.Request = doc.Root()
		}
	}
	if in.Workflow != "" {
		if def, err := workflow.Read("workflow", []byte(in.Workflow)); err == nil {
			o.Definition = def
		}
	}
	answer := strings.TrimSpace(in.Answer)
	r, err := explain.Name(answer, o)
	if err != nil {
		r = explain.Response([]byte(answer), o)
	}
	return json.Marshal(struct {
		explain.Report
		Recognized bool   `json:"recognized"`
		Text       string `json:"text"`
	}{r, r.Recognized(), r.Text(o)})
}

// The marks that stand where a secret stood. They are placeholders to the check.
const (
	keyMark    = "${RUNNINGHUB_API_KEY}"
	secretMark = "${SECRET}"
)

// hide takes keys and passwords out of all texts that a link carries.
func (e *Engine) hide(in *Input) (json.RawMessage, error) {
	hidden := 0
	one := func(text string) string {
		shown, n := hideSecrets(text)
		hidden += n
		return shown
	}
	return json.Marshal(struct {
		Request  string `json:"request"`
		Workflow string `json:"workflow"`
		Answer   string `json:"answer"`
		Hidden   *int   `json:"hidden"`
	}{one(in.Request), one(in.Workflow), one(in.Answer), &hidden})
}

// isAPIKey reports whether a text has the shape of a key. Source:
// runninghub-api.md §3.
func isAPIKey(s string) bool { return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == "" }

// hideSecrets writes placeholders for the secrets of a text and counts them.
func hideSecrets(text string) (shown string, n int) {
	masked := (&redact.Redactor{}).Bytes(secret.Text(text).Mask())
	var b strings.Builder
	at := 0
	for i := 0; i < len(text); i++ {
		if masked[i] == text[i] {
			continue
		}
		start := i
		// A star of the secret itself does not end it.
		for i < len(text) && masked[i] == '*' {
			i++
		}
		b.WriteString(text[at:start])
		if isAPIKey(text[start:i]) {
			b.WriteString(keyMark)
		} else {
			b.WriteString(secretMark)
		}
		n++
		at = i
		i--
	}
	b.WriteString(text[at:])
	return b.String(), n
}
