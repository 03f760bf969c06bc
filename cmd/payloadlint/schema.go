package main

import (
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
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/request"
	"github.com/payloadlint/payloadlint/schema/store"
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
	for _, k := range request.Kinds() {
		names = append(names, string(k))
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
			if len(args) == 0 && f.workflow == "" {
				return &usageError{"argument-count", message.Args{"usage": cmd.UseLine()}}
			}
			for _, name := range []string{"nodes", "draft"} {
				if f.workflow == "" && cmd.Flags().Changed(name) {
					return &usageError{"flag-requires", message.Args{"flag": name, "other": "workflow"}}
				}
			}
			name := strings.Join(args, "")
			if name != "" && !slices.Contains(names, name) {
				e := &usageError{"no-schema", message.Args{"name": name, "allowed": strings.Join(names, ", ")}}
				if near := suggest.Closest(name, names, 1); len(near) > 0 {
					e.key, e.args["near"] = "no-schema-near", near[0]
				}
				return e
			}
			text, err := a.schema(f, name)
			if err != nil {
				return err
			}
			_, err = a.out.Write(text)
			return err // a write to standard output
		},
	}
	set := cmd.Flags()
	set.SortFlags = false
	set.StringVarP(&f.workflow, "workflow", "w", "", a.say("flag-fetch.schema-workflow", nil))
	set.StringArrayVar(&f.nodes, "nodes", nil, a.say("flag-fetch.schema-nodes", nil))
	set.StringVar(&f.draft, "draft", string(tailored.Draft07), a.say("flag-fetch.draft", nil))
	return cmd
}

func (a *app) schema(f *schemaFlags, name string) ([]byte, error) {
	if f.workflow == "" {
		if name == "config" {
			return config.Schema(), nil
		}
		text, _ := request.Schema(endpoint.Kind(name)) // its name was looked up
		return text, nil
	}
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
	kind := endpoint.Kind(name)
	if kind == endpoint.Unknown {
		kind = endpoint.Create
		if def.App {
			kind = endpoint.AIAppRun
		}
	}
	catalog, err := p.Catalog(f.nodes, cacheDir())
	if err != nil {
		return nil, err // worded by fail
	}
	defer catalog.Close() //nolint:errcheck // only read
	o := tailored.Options{
		Kind: kind, Draft: tailored.Draft(f.draft), ID: id, Input: tailored.FromCatalog(catalog),
		Text: func(name string, args map[string]string) string { return a.say("tailored."+name, args) },
	}
	o.Base, _ = request.Schema(kind) // one without a schema changes no nodes either
	if conf != nil {
		o.Placeholders = conf.Placeholders
	}
	text, err := tailored.New(def, o)
	if errors.Is(err, tailored.ErrEndpoint) {
		return nil, &usageError{"schema-endpoint", message.Args{"endpoint": name}}
	}
	return text, err // only ErrEndpoint
}

// here opens the project of the current directory.
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

// definition opens the definition that -w names: a file, or an id that the
// project knows.
func definition(p *project.Project, name, kind string) (def *workflow.Definition, id string, err error) {
	_, err = os.Stat(name)
	if err != nil && store.ValidID(name) {
		find := []func(string) (*workflow.Definition, error){p.Workflow, p.App}
		of := store.Workflow
		if e, ok := endpoint.Lookup(endpoint.Kind(kind)); ok && e.IDField == "webappId" {
			slices.Reverse(find)
			of = store.App
		}
		for _, f := range find {
			if def, err = f(name); def != nil || err != nil {
				return def, name, err
			}
		}
		return nil, "", &store.Error{Problem: store.Missing, Kind: of, ID: name}
	}
	if def, err = project.Read(name); err != nil {
		return nil, "", err // worded by fail
	}
	if m := idInName().FindStringSubmatch(filepath.Base(name)); def.ID == "" && m != nil {
		return def, m[1], nil
	}
	return def, def.ID, nil
}
