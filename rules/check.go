package rules

import (
	"bytes"
	"context"
	"errors"
	"path"
	"strings"

	"github.com/payloadlint/payloadlint/rules/internal/syntax"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// isStream reports whether a file of that name holds one document per line.
func isStream(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".jsonl" || ext == ".ndjson"
}

// Check checks every document of a file: one, a JSON array of requests, (by its
// name) one per line, or the requests in a file of one of the kinds that
// package source lists. The error is that of ctx; what is wrong with the
// file is a finding.
func (c *Checker) Check(ctx context.Context, name string, data []byte) ([]Result, error) {
	var out []Result
	if isStream(name) {
		for r, err := range c.Stream(ctx, name, bytes.NewReader(data)) {
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
		return out, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c.usage.visit(name)
	json := strings.EqualFold(path.Ext(name), ".json")
	if !json {
		if kind := (&source.File{Name: name, Text: data}).Kind(); kind != nil {
			return c.sources(ctx, kind, name, data)
		}
	}
	doc, err := c.parse(name, data)
	if json && err == nil && c.mayHold(doc.Root()) {
		if kind := (&source.File{Name: name, Text: data}).Kind(); kind != nil {
			return c.sources(ctx, kind, name, data)
		}
	}
	if err != nil {
		r := c.read(name, jsondoc.Value{})
		return []Result{c.broken(ctx, &r, -1, err)}, nil
	}
	root := doc.Root()
	if !endpoint.Default().IsBatch(root) {
		return []Result{c.document(ctx, name, -1, root)}, nil
	}
	for i, v := range root.Elements() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out = append(out, c.document(ctx, name, i, v))
	}
	return out, nil
}

// mayHold reports whether a JSON document may be what another program saves
// requests in: a collection, a recording. Most are not, and cost nothing more.
func (c *Checker) mayHold(root jsondoc.Value) bool {
	if !root.Is(jsondoc.Object) && !root.Is(jsondoc.Array) {
		return false
	}
	if root.Get("log").Get("entries").Exists() {
		return true
	}
	kind, _, _ := c.endpoints.DetectFile(root, "")
	return kind == endpoint.Unknown
}

// parse reads a file. NaN and the infinities are not JSON for RunningHub, but a
// prompt goes to ComfyUI, whose reader takes them: it writes them itself.
func (c *Checker) parse(name string, data []byte) (*jsondoc.Document, error) {
	doc, err := jsondoc.Parse(name, data)
	if syn, ok := errors.AsType[*jsondoc.SyntaxError](err); ok && syn.Cause == jsondoc.CauseNaN {
		lenient, lerr := jsondoc.Parser{Python: true}.Parse(name, data)
		if lerr == nil && c.read(name, lenient.Root()).kind == endpoint.Prompt {
			return lenient, nil
		}
	}
	return doc, err
}

// Describe says in one line, in the language of the checker, why a text that is
// not a request (a definition, say) is not JSON. Secrets of the text stay out of
// it.
func (c *Checker) Describe(err *jsondoc.SyntaxError) string {
	return syntax.Describe(c.settings.Lang, err)
}
