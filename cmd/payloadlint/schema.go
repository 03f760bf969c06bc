package main

import (
	_ "embed"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/tailored"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/request"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// schemaFlags are the flags of schema, as given.
type schemaFlags struct {
	workflow string
	nodes    []string
	draft    string
}

// schemaCommand prints request schemas.
func (a *app) schemaCommand() *cobra.Command {
	var names []string
	for _, e := range endpoint.Default().All() {
		if !e.NoSchema {
			names = append(names, string(e.Kind))
		}
	}
	names = append(names, "config")
	f := &schemaFlags{}
	cmd := &cobra.Command{
		Use:       "schema [-w FILE|ID] ENDPOINT|config",
		Short:     a.say("cmd-schema.short", nil),
		Long:      a.say("cmd-schema.long", nil),
		Args:      a.args(0, 1),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.validate(cmd, args); err != nil {
				return err
			}
			name := strings.Join(args, "")
			if m, ok := modelNamed(name); ok && f.workflow == "" {
				return a.write(string(m.Schema()))
			}
			if name != "" && !slices.Contains(names, name) {
				if path, ok := endpoint.Kind(name).Model(); ok {
					return noModel(path)
				}
				return noSchema(name, append(slices.Clone(names), "v2-model:PATH"))
			}
			text, err := a.schema(f, name)
			if err != nil {
				return err
			}
			return a.write(string(text))
		},
	}
	set := cmd.Flags()
	set.SortFlags = false
	set.StringVarP(&f.workflow, "workflow", "w", "", a.say("flag-fetch.schema-workflow", nil))
	set.StringArrayVar(&f.nodes, "nodes", nil, a.say("flag-fetch.schema-nodes", nil))
	set.StringVar(&f.draft, "draft", string(tailored.Draft07), a.say("flag-fetch.draft", nil))
	return cmd
}

// validate checks what the flags need of one another and of the arguments.
func (f *schemaFlags) validate(cmd *cobra.Command, args []string) error {
	if f.workflow != "" {
		return nil
	}
	if len(args) == 0 {
		return &usageError{"argument-count", message.Args{"usage": cmd.UseLine()}}
	}
	for _, name := range []string{"nodes", "draft"} {
		if cmd.Flags().Changed(name) {
			return &usageError{"flag-requires", message.Args{"flag": name, "other": "workflow"}}
		}
	}
	return nil
}

// noSchema is the error for a name without a schema, with the nearest that has
// one.
func noSchema(name string, names []string) error {
	e := &choiceError{"no-schema", message.Args{"name": name}, names}
	if near := suggest.Word(name).Among(names, 1); len(near) > 0 {
		e.key, e.args["near"] = "no-schema-near", near[0]
	}
	return e
}

// configSchema is the published JSON Schema (draft-07) of the configuration. A test
// of package config holds it to what is read.
//
//go:embed config.schema.json
var configSchema string

// schema returns the schema of an endpoint or of the configuration; with -w one
// made for a definition.
func (a *app) schema(f *schemaFlags, name string) ([]byte, error) {
	switch {
	case f.workflow != "":
		return a.tailoredSchema(f, name)
	case name == "config":
		return []byte(configSchema), nil
	}
	return request.Schema(name).Text(), nil // the name was looked up
}

// tailoredSchema returns the schema of requests for the definition that -w
// names. Without a name it is that of the endpoint that starts such a
// definition.
func (a *app) tailoredSchema(f *schemaFlags, name string) ([]byte, error) {
	var drafts []string
	for _, d := range tailored.Drafts() {
		drafts = append(drafts, string(d))
	}
	if err := oneOf("draft", f.draft, drafts); err != nil {
		return nil, err
	}
	conf, p, err := a.here()
	if err != nil {
		return nil, err
	}
	def, id, err := definition(p, f.workflow, name)
	if err != nil {
		return nil, err
	}
	catalog, err := p.Catalog(f.nodes, cacheDir())
	if err != nil {
		return nil, err // worded by fail
	}
	defer catalog.Close() //nolint:errcheck // only read
	o := tailored.Options{
		Kind: schemaKind(name, def), Draft: tailored.Draft(f.draft), ID: id, Input: tailored.FromCatalog(catalog),
		Text: func(name string, args map[string]string) string { return a.say("tailored."+name, args) },
	}
	o.Base = request.Schema(o.Kind).Text() // an endpoint without a schema takes no nodeInfoList; New reports it
	if conf != nil {
		o.Placeholders = conf.Placeholders
	}
	text, err := tailored.New(def, o)
	if errors.Is(err, tailored.ErrEndpoint) {
		return nil, &usageError{"schema-endpoint", message.Args{"endpoint": name}}
	}
	return text, err // only ErrEndpoint
}

// schemaKind is the endpoint of that name, or the one that runs a definition
// when no name is given.
func schemaKind(name string, def *workflow.Definition) endpoint.Kind {
	switch {
	case name != "":
		return endpoint.Kind(name)
	case def.App:
		return endpoint.AIAppRun
	}
	return endpoint.Create
}

// here opens the project of the current directory and its configuration, which
// is nil if there is none.
func (a *app) here() (*config.Config, *project.Project, error) {
	var conf *config.Config
	if path := project.Shown(config.Find(".")); path != "" {
		var err error
		if conf, err = config.Load(path); err != nil {
			return nil, nil, err // worded by fail
		}
	}
	p, err := project.Open(".", conf, nil)
	return conf, p, err // worded by fail
}

// definition opens the definition that -w names, a file or an id that the
// project knows, and returns its id, "" where nothing says it. kind is the
// endpoint it is for, if one was named.
func definition(p *project.Project, name, kind string) (def *workflow.Definition, id string, err error) {
	_, err = os.Stat(name)
	if err != nil && project.Workflow.Takes(name) {
		def, err = definitionByID(p, name, endpoint.Kind(kind))
		return def, name, err
	}
	if def, err = p.Read(name); err != nil {
		return nil, "", err // worded by fail
	}
	if m := idInName().FindStringSubmatch(filepath.Base(name)); def.ID == "" && m != nil {
		return def, m[1], nil
	}
	return def, def.ID, nil
}

// definitionByID looks for a workflow, then for an app with this id; the other
// way round for an endpoint that is about apps.
func definitionByID(p *project.Project, id string, kind endpoint.Kind) (*workflow.Definition, error) {
	find, of := []func(string) (*workflow.Definition, error){p.Workflow, p.App}, project.Workflow
	if e, ok := endpoint.Default().Lookup(kind); ok && e.Resource == endpoint.App {
		slices.Reverse(find)
		of = project.App
	}
	for _, f := range find {
		if def, err := f(id); def != nil || err != nil {
			return def, err
		}
	}
	return nil, &fault.Error{
		Problem: fault.StoreMissing,
		Args:    map[string]string{"kind": string(of), "id": id, "remedy": "payloadlint fetch " + string(of) + " " + id},
	}
}
