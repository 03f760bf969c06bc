// Package request has the JSON Schemas of RunningHub's requests, one file per
// endpoint, and checks documents against them. Source of every field:
// runninghub-api.md §2.
//
// The schemas say what the documents say and what is known to be tolerated:
// ids may be numbers, usePersonalQueue may be the string "true" or "false",
// items may have more keys; the rules of a request tell people about those. A
// key that the documents do not have is a violation, so that editors mark it,
// although the service most likely ignores it; the rules decide how bad it is.
//
// The schema files are the authority. quickly is a walk that costs about a
// microsecond and passes nothing that the schema would not; only what it does
// not pass goes through jsonschema/v5.
package request

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

//go:embed *.schema.json
var files embed.FS

const sharedFile = "common.schema.json"

// Schema is what the requests of the kind of endpoint of that name look like. That
// of a kind without a JSON body has no text, no fields and no violations.
type Schema endpoint.Kind

// entry is a schema that was read. Each part is made at its first use.
type entry struct {
	bundle  func() []byte
	schema  func() *jsondoc.Document
	fast    func() *node
	library func() (*jsonschema.Schema, error)
}

// entries are the schemas of the endpoint table, by kind.
var entries = sync.OnceValue(func() map[endpoint.Kind]*entry { return entriesOf(files, kinds()) })

// entriesOf prepares the schema of each kind: the file KIND.schema.json.
func entriesOf(files fs.FS, kinds []endpoint.Kind) map[endpoint.Kind]*entry {
	m := make(map[endpoint.Kind]*entry, len(kinds))
	for _, k := range kinds {
		e := &entry{}
		e.bundle = sync.OnceValue(func() []byte { return bundle(files, k) })
		e.schema = sync.OnceValue(func() *jsondoc.Document { return mustParse(e.bundle()) })
		e.fast = sync.OnceValue(func() *node { return compileNode(e.schema(), e.schema().Root(), 0) })
		e.library = sync.OnceValues(func() (*jsonschema.Schema, error) { return compile(k, e.bundle()) })
		m[k] = e
	}
	return m
}

// kinds lists the kinds that have a schema, in the order of the endpoint table.
func kinds() []endpoint.Kind {
	var out []endpoint.Kind
	for _, e := range endpoint.Default().All() {
		if !e.NoSchema {
			out = append(out, e.Kind)
		}
	}
	return out
}

// entry is nil for a kind without a JSON body.
func (s Schema) entry() *entry { return entries()[endpoint.Kind(s)] }

// Text is the JSON Schema (draft-07), complete in itself and indented for
// people. The caller may change the bytes.
func (s Schema) Text() []byte {
	e := s.entry()
	if e == nil {
		return nil
	}
	return slices.Clone(e.bundle())
}

// Field is one top-level field of a request.
type Field struct {
	Name     string
	Required bool
	// Types are the JSON Schema types it may have.
	Types []string
	// Description is the schema's own, in English.
	Description string
}

// Fields lists the documented top-level fields in the schema's order; nothing
// for Prompt and NodeInfoList.
func (s Schema) Fields() []Field {
	e := s.entry()
	if e == nil {
		return nil
	}
	root := e.schema().Root()
	var out []Field
	for m := range root.Get("properties").Members() {
		f := Field{Name: m.Key()}
		for _, r := range root.Get("required").Elements() {
			f.Required = f.Required || r.EqualText(f.Name)
		}
		def := deref(e.schema(), m.Value)
		f.Types, f.Description = texts(def.Get("type")), def.Get("description").Text()
		out = append(out, f)
	}
	return out
}

// texts reads a string or an array of strings.
func texts(v jsondoc.Value) []string {
	if v.Is(jsondoc.String) {
		return []string{v.Text()}
	}
	var out []string
	for _, e := range v.Elements() {
		out = append(out, e.Text())
	}
	return out
}

func deref(d *jsondoc.Document, v jsondoc.Value) jsondoc.Value {
	for v.Get("$ref").Exists() {
		v = d.At(strings.TrimPrefix(v.Get("$ref").Text(), "#"))
	}
	return v
}

// bundle puts the shared definitions that a kind's schema uses into it.
func bundle(files fs.FS, k endpoint.Kind) []byte {
	text := mustRead(files, string(k)+".schema.json")
	shared := mustParse(mustRead(files, sharedFile))
	const mark = `"` + sharedFile + `#/definitions/`
	var names []string
	var collect func(src []byte)
	collect = func(src []byte) {
		for {
			i := bytes.Index(src, []byte(mark))
			if i < 0 {
				return
			}
			src = src[i+len(mark):]
			name := string(src[:bytes.IndexByte(src, '"')])
			if !slices.Contains(names, name) {
				names = append(names, name)
				collect(shared.At("/definitions/" + name).Raw())
			}
		}
	}
	collect(text)
	slices.Sort(names)
	if len(names) > 0 {
		end := bytes.LastIndexByte(text, '}')
		text = append(bytes.TrimRight(text[:end:end], "\n"), ",\n  \"definitions\": {"...)
		for i, name := range names {
			if i > 0 {
				text = append(text, ',')
			}
			text = fmt.Appendf(text, "\n    %q: %s", name, shared.At("/definitions/"+name).Raw())
		}
		text = append(text, "\n  }\n}\n"...)
	}
	return bytes.ReplaceAll(text, []byte(sharedFile+"#"), []byte("#"))
}

func mustRead(files fs.FS, name string) []byte {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		panic(err) // an embedded file: a test reads every one
	}
	return data
}

func mustParse(text []byte) *jsondoc.Document {
	d, err := jsondoc.Parse("schema", text)
	if err != nil {
		panic(err) // an embedded file: a test parses every one
	}
	return d
}

func compile(k endpoint.Kind, text []byte) (*jsonschema.Schema, error) {
	url := "payloadlint://schema/" + string(k) + ".schema.json"
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft7
	if err := c.AddResource(url, bytes.NewReader(text)); err != nil {
		return nil, fmt.Errorf("schema of %s: %w", k, err)
	}
	s, err := c.Compile(url)
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", k, err)
	}
	return s, nil
}
