package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/explain"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/readfile"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// maxAnswer bounds a pasted answer in bytes; real ones have a few kilobytes.
const maxAnswer readfile.Limit = 64 << 20

func (a *app) explainCommand() *cobra.Command {
	var definition, request, format string
	cmd := &cobra.Command{
		Use:   "explain CODE|NAME|RULE|FILE|-",
		Short: a.say("cmd-explain.short", nil),
		Long:  a.say("cmd-explain.long", nil),
		Args:  a.args(1, 1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return explain.Names(a.allRules()), cobra.ShellCompDirectiveDefault
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("format", format, []string{"text", "json"}); err != nil {
				return err
			}
			if m, ok := modelNamed(args[0]); ok {
				return a.explainModel(m, format)
			}
			o := explain.Options{Lang: a.lang, Rules: a.allRules()}
			var err error
			if o.Request, err = explainRequest(request); err != nil {
				return err
			}
			if o.Definition, err = explainDefinition(definition, request, o.Request); err != nil {
				return err
			}
			r, err := a.explanation(args[0], o)
			if err != nil {
				return err
			}
			if !r.Recognized() {
				a.raise(exitUnread)
			}
			if format == "json" {
				return a.printJSON(r)
			}
			return a.write(r.Text(o))
		},
	}
	cmd.Flags().StringVarP(&definition, "workflow", "w", "", a.say("flag.workflow", nil))
	cmd.Flags().StringVar(&request, "request", "", a.say("flag.request", nil))
	cmd.Flags().StringVarP(&format, "format", "f", "text", a.say("flag.rules-format", nil))
	return cmd
}

// explanation explains what the argument is: standard input, a file, or a
// name.
func (a *app) explanation(arg string, o explain.Options) (explain.Report, error) {
	if arg == "-" {
		data, err := maxAnswer.Stream(a.in, "<stdin>")
		if err != nil {
			return explain.Report{}, err
		}
		return explain.Response(data, o), nil
	}
	if info, err := os.Stat(arg); err == nil && !info.IsDir() {
		data, err := maxAnswer.Named(arg)
		if err != nil {
			return explain.Report{}, err
		}
		return explain.Response(data, o), nil
	}
	if strings.HasSuffix(arg, ".json") {
		return explain.Report{}, &os.PathError{Op: "open", Path: arg, Err: os.ErrNotExist}
	}
	r, err := explain.Name(arg, o)
	if unknown, ok := errors.AsType[*explain.UnknownError](err); ok {
		return r, &spokenError{unknown.Text(o)}
	}
	return r, err // always the one above
}

// spokenError is a usage error that already has its text.
type spokenError struct{ text string }

func (e *spokenError) Error() string { return e.text }

// explainRequest reads the request of --request. It is missing when there is
// none or when it is not JSON: then there are no places to point at.
func explainRequest(file string) (jsondoc.Value, error) {
	if file == "" {
		return jsondoc.Value{}, nil
	}
	data, err := readfile.Documents.Named(file)
	if err != nil {
		return jsondoc.Value{}, err
	}
	doc, err := jsondoc.Parse(file, data)
	if err != nil {
		return jsondoc.Value{}, nil //nolint:nilerr // see above
	}
	return doc.Root(), nil
}

// explainDefinition opens the definition of -w, or the one that the project of
// the request has for it. Without either it returns nil: the answer's node is
// then named by its id alone.
func explainDefinition(file, requestFile string, request jsondoc.Value) (*workflow.Definition, error) {
	if file != "" {
		_, file = splitWorkflow(file)
		return new(project.Project).Read(file)
	}
	if !request.Exists() {
		return nil, nil // see above
	}
	dir := filepath.Dir(requestFile)
	var conf *config.Config
	if path := config.Find(dir); path != "" {
		var err error
		if conf, err = config.Load(path); err != nil {
			return nil, err
		}
	}
	p, err := project.Open(dir, conf, nil)
	if err != nil {
		return nil, err
	}
	ids := map[endpoint.Resource]string{}
	for _, field := range endpoint.Default().IDFields() {
		ids[endpoint.Default().ResourceOf(field)] = request.Get(field).Text()
	}
	if id := ids[endpoint.App]; id != "" {
		return p.App(id)
	}
	return p.Workflow(ids[endpoint.Workflow])
}
