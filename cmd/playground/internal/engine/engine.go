// Package engine answers what the playground and the JavaScript API ask: the
// check of a request, what its findings' fixes write, completions, hovers, the
// shape of a workflow, the explanation of an answer. It reads texts and gives
// JSON; it opens no file and no connection.
package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"path"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/source"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Input is what a question is about. Texts that are not given are "".
type Input struct {
	// Request is the text to check; Name is its file's name, "" where the text
	// itself has to tell what it is.
	Request, Name string
	// Workflow is the definition in any form that package workflow reads, Nodes
	// an object_info.
	Workflow, Nodes string
	// Answer is what the server answered, or the name of a code or rule.
	Answer string
	// Lang is en or zh, Endpoint a kind, URL the address of the request, Comfy a
	// release of ComfyUI.
	Lang, Endpoint, URL, Comfy string
	// Strict makes unfilled placeholders errors.
	Strict bool
	// MaxFindings is the number of findings that are listed per document; 0
	// means all.
	MaxFindings int
	// At is a place in Request in UTF-16 code units.
	At int
}

// ErrSources says that the text needs readers which this build does not have.
var ErrSources = errors.New("needs the readers of other languages")

// Engine remembers what the last question was about: the next one is most often
// about the same workflow. It is not safe for concurrent use.
type Engine struct {
	definitionText string
	definition     *workflow.Definition
	definitionErr  error

	nodesText string
	catalog   *nodes.Catalog
	nodesErr  error

	checkedFor Input
	checked    []rules.Result
	name       string
}

// Methods are the questions by name. Each answers with JSON.
func Methods() map[string]func(*Engine, *Input) (json.RawMessage, error) {
	return map[string]func(*Engine, *Input) (json.RawMessage, error){
		"check":    (*Engine).Check,
		"study":    (*Engine).study,
		"describe": (*Engine).describe,
		"explain":  (*Engine).explain,
		"complete": (*Engine).complete,
		"hover":    (*Engine).hover,
		"build":    (*Engine).build,
		"hide":     (*Engine).hide,
	}
}

func (in *Input) lang() message.Lang {
	if strings.HasPrefix(strings.ToLower(in.Lang), "zh") {
		return message.Chinese
	}
	return message.English
}

// Check is the report that `payloadlint --format json` prints.
func (e *Engine) Check(in *Input) (json.RawMessage, error) {
	results, err := e.results(in)
	if err != nil {
		return nil, err
	}
	return report.JSON(results, report.Options{Lang: in.lang()})
}

// results are those of the check, of the last one where the question is about the
// same texts.
func (e *Engine) results(in *Input) ([]rules.Result, error) {
	same := *in
	same.At, same.Answer = 0, ""
	if e.checked != nil && e.checkedFor == same {
		return e.checked, nil
	}
	o := rules.Options{Lang: in.lang(), Endpoint: endpoint.Kind(in.Endpoint), URL: in.URL, Comfy: in.Comfy, Strict: in.Strict, MaxFindings: in.MaxFindings}
	var err error
	if o.Definition, err = e.flow(in); err != nil {
		return nil, err
	}
	if o.Catalog, err = e.nodes(in); err != nil {
		return nil, err
	}
	c, err := rules.New(o)
	if err != nil {
		return nil, err
	}
	name, results, err := find(c, in)
	if err != nil {
		return nil, err
	}
	e.checkedFor, e.checked, e.name = same, results, name
	return results, nil
}

// flow is the workflow's definition; nil where none is given.
func (e *Engine) flow(in *Input) (*workflow.Definition, error) {
	if strings.TrimSpace(in.Workflow) == "" {
		return nil, nil
	}
	if e.definitionText != in.Workflow {
		e.definitionText = in.Workflow
		e.definition, e.definitionErr = workflow.Read("workflow", []byte(in.Workflow))
	}
	if e.definitionErr != nil {
		return nil, definitionError(in.lang(), e.definitionErr)
	}
	return e.definition, nil
}

// nodes are the node definitions; nil where none are given.
func (e *Engine) nodes(in *Input) (*nodes.Catalog, error) {
	if in.Nodes == "" {
		return nil, nil
	}
	if e.nodesText != in.Nodes {
		e.nodesText = in.Nodes
		e.catalog, e.nodesErr = nodes.Read("object_info", []byte(in.Nodes))
	}
	if e.nodesErr != nil {
		return nil, nodesError(in.lang(), e.nodesErr)
	}
	return e.catalog, nil
}

// looksJSON reports whether a text begins as JSON does.
func looksJSON(text string) bool {
	text = strings.TrimLeft(strings.TrimPrefix(text, "\ufeff"), " \t\r\n")
	return text == "" || strings.ContainsRune(`{["`, rune(text[0]))
}

// whole reports whether this build has the readers of all kinds of files.
func whole() bool { return (&source.File{Name: "a.py"}).Kind() != nil }

const jsonName = "request.json"

// guesses are names of the kinds that a text without a name may be of. The
// languages that quote most alike come first.
func guesses() []string {
	return []string{"request.sh", "request.http", "request.py", "request.js", "request.go", "request.md", "request.php", "request.java"}
}

// mostGuessed is the size of a text that is read as several kinds.
const mostGuessed = 1 << 20

// find checks the text as the kind of file that it is. Without a name it is the
// kind in which most requests are found.
func find(c *rules.Checker, in *Input) (name string, results []rules.Result, err error) {
	ctx, text := context.Background(), []byte(in.Request)
	if in.Name != "" || looksJSON(in.Request) {
		return named(ctx, c, cmp.Or(in.Name, jsonName), text)
	}
	if !whole() {
		return "", nil, ErrSources
	}
	if len(text) <= mostGuessed {
		for _, guess := range guesses() {
			found, err := c.Check(ctx, guess, text)
			if err != nil {
				return "", nil, err
			}
			if len(found) > len(results) {
				name, results = guess, found
			}
		}
	}
	if len(results) == 0 {
		name = jsonName
		results, err = c.Check(ctx, name, text)
	}
	return name, results, err
}

// named checks a text whose kind is known.
func named(ctx context.Context, c *rules.Checker, name string, text []byte) (string, []rules.Result, error) {
	switch strings.ToLower(path.Ext(name)) {
	case ".json", ".jsonl", ".ndjson":
	default:
		if !whole() {
			return "", nil, ErrSources
		}
	}
	results, err := c.Check(ctx, name, text)
	if err == nil && !whole() && unknown(results) {
		return "", nil, ErrSources
	}
	return name, results, err
}

// unknown reports whether a JSON text is of no known kind: it may be a collection
// or a recording, which have their own readers.
func unknown(results []rules.Result) bool {
	for i := range results {
		r := &results[i]
		if r.Endpoint != endpoint.Unknown || r.Document == nil || !r.Document.Root().Exists() || r.Document.Root().Len() == 0 {
			return false
		}
	}
	return len(results) > 0
}
