package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/cmd/internal/skeleton"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/models"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// newCommand is `payloadlint new WORKFLOW|APP`.
func (a *app) newCommand() *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use:   "new [--endpoint KIND] [ID|FILE]",
		Short: a.say("cmd-new.short", nil),
		Long:  a.say("cmd-new.long", nil),
		Args:  a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			conf, p, err := a.here()
			if err != nil {
				return err
			}
			name := strings.Join(args, "")
			if _, ok := endpoint.Kind(name).Model(); ok && kind == "" {
				kind, name = name, ""
			}
			n, err := skeletonFor(p, endpoint.Kind(kind), name)
			if err != nil {
				return err
			}
			if n == nil {
				return &usageError{"argument-count", message.Args{"usage": cmd.UseLine()}}
			}
			if err := a.write(string(n.body)); err != nil {
				return err
			}
			return a.address(conf, n)
		},
	}
	cmd.Flags().StringVar(&kind, "endpoint", "", a.say("flag.new-endpoint", nil))
	return cmd
}

// skeletonRequest is a request, the endpoint it is for, and the id of what it is
// about, "" where that is not known.
type skeletonRequest struct {
	body []byte
	kind endpoint.Kind
	id   string
}

// skeletonFor makes a request for a kind of endpoint, by default the one that runs
// the definition that is named: by its id or its file. It is nil where a
// definition is needed and none is named.
func skeletonFor(p *project.Project, kind endpoint.Kind, name string) (*skeletonRequest, error) {
	if _, ok := kind.Model(); ok {
		return modelSkeleton(kind, name)
	}
	if err := knownSkeleton(kind); err != nil {
		return nil, err
	}
	if e, ok := endpoint.Default().Lookup(kind); ok && !e.NodeInfo {
		return &skeletonRequest{skeleton.Plain(kind, name), kind, name}, nil
	}
	if name == "" {
		return nil, nil // said by the caller
	}
	def, id, err := definition(p, name, string(kind))
	if err != nil {
		return nil, err
	}
	return runSkeleton(p, def, kind, id)
}

// runSkeleton is a request that runs a definition.
func runSkeleton(p *project.Project, def *workflow.Definition, kind endpoint.Kind, id string) (*skeletonRequest, error) {
	app := def.App
	if !app && id != "" {
		// An app may be described by the graph that it runs.
		other, _ := p.App(id) // what cannot be read is not def
		app = other == def
	}
	e, _ := endpoint.Default().Lookup(kind)
	switch {
	case kind == endpoint.Unknown && app:
		kind = endpoint.AIAppRun
	case kind == endpoint.Unknown:
		kind = endpoint.Create
	case e.Resource == endpoint.Workflow && app:
		return nil, &usageError{"new-app", message.Args{"endpoint": string(kind)}}
	case e.Resource == endpoint.App && !app && id != "" && inProject(p, def, id):
		return nil, &usageError{"new-workflow", message.Args{"endpoint": string(kind)}}
	}
	return &skeletonRequest{skeleton.Request(def, kind, id), kind, id}, nil
}

// inProject reports whether a definition is what the project has for a workflow.
func inProject(p *project.Project, def *workflow.Definition, id string) bool {
	flow, _ := p.Workflow(id) // what cannot be read is not def
	return flow == def
}

// modelSkeleton is a request to a standard model, which has no id.
func modelSkeleton(kind endpoint.Kind, name string) (*skeletonRequest, error) {
	if name != "" {
		return nil, nil // said by the caller
	}
	path, _ := kind.Model()
	m, ok := models.Find(path)
	if !ok {
		return nil, noModel(path)
	}
	return &skeletonRequest{skeleton.Model(m), kind, ""}, nil
}

// noModel is the error for a standard model that the registry lacks, with the
// nearest that it has.
func noModel(path string) error {
	var paths []string
	for _, m := range models.Search("") {
		paths = append(paths, m.Path)
	}
	e := &usageError{"no-model", message.Args{"path": path}}
	if near := suggest.Word(path).Among(paths, 1); len(near) > 0 {
		e.key, e.args["near"] = "no-model-near", near[0]
	}
	return e
}

// address says on standard error where a request goes if its body alone does not
// tell: standard output has the body and nothing else.
func (a *app) address(conf *config.Config, n *skeletonRequest) error {
	url, header := skeleton.URL(n.kind, n.id, baseOf(conf))
	if header == "" {
		return nil
	}
	_, err := io.WriteString(a.err, "POST "+url+"\n"+header+"\n")
	return err
}

// baseOf is the address of the server that a configuration names.
func baseOf(conf *config.Config) string {
	host := fetch.DefaultHost
	if conf != nil && conf.Host != "" {
		host = strings.TrimRight(conf.Host, "/")
	}
	if !strings.Contains(host, "://") {
		host = "https://" + host
	}
	return host
}

// knownSkeleton is the error for a kind of endpoint without skeletons.
func knownSkeleton(kind endpoint.Kind) error {
	if kind == endpoint.Unknown {
		return nil
	}
	return oneOf("endpoint", string(kind), skeletonKinds())
}

// skeletonKinds are the endpoints that there are skeletons for, the standard
// models left out.
func skeletonKinds() (out []string) {
	for _, k := range skeleton.Kinds() {
		out = append(out, string(k))
	}
	return out
}
