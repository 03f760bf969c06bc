package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/readfile"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// initCommand writes a first configuration from what a folder holds.
func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: a.say("cmd-init.short", nil),
		Long:  a.say("cmd-init.long", nil),
		Args:  a.args(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			path := filepath.Join(dir, config.FileName)
			if err := createFile(path, a.configuration(dir)); err != nil {
				return err
			}
			return a.write(a.say("cmd-init.written", message.Args{"path": path}) + "\n")
		},
	}
}

// createFile writes a new configuration; one that is there is kept.
func createFile(path, text string) error {
	err := output.Write(output.Target{Path: path}, []byte(text))
	if e, ok := errors.AsType[*output.Error](err); ok && (e.Problem == output.Exists || e.Problem == output.Link) {
		return &usageError{"config-exists", message.Args{"path": path}}
	}
	return err
}

// configuration makes the text of a configuration: the definitions found below
// dir whose file name or content says their id, and commented examples of the
// rest.
func (a *app) configuration(dir string) string {
	workflows, apps := definitionsBelow(dir)
	t := configText{app: a}
	t.comment("head")
	t.b.WriteString("version: 1\n\n")
	t.comment("host")
	t.b.WriteString("host: www.runninghub.cn\n\n")
	t.section("workflows", workflows, `"1904136902449209346": workflows/portrait.json`)
	t.section("apps", apps, `"1937084629516193794": apps/restyle.json`)
	t.comment("requests")
	t.b.WriteString("# requests:\n#   - {files: [\"requests/**/*.json\"], endpoint: create}\n\n")
	t.comment("suppress")
	t.b.WriteString("# suppress:\n#   - {rule: api-key-shape, files: [\"samples/**\"], pointer: /apiKey, reason: a sample key}\n")
	return t.b.String()
}

// definitionsBelow finds the definitions in a folder and returns their paths by
// id, as a configuration writes them. An empty or unreadable folder has none.
func definitionsBelow(dir string) (workflows, apps map[string]string) {
	workflows, apps = map[string]string{}, map[string]string{}
	files, _ := discover.Find([]string{dir}) // see above
	for _, f := range files {
		data, err := readfile.Documents.Regular(f.Path)
		if err != nil {
			continue
		}
		def, err := workflow.Read(f.Path, data)
		if err != nil {
			continue
		}
		id := def.ID
		if m := idInName().FindStringSubmatch(filepath.Base(f.Path)); id == "" && m != nil {
			id = m[1]
		}
		rel, err := filepath.Rel(dir, f.Path)
		if id == "" || err != nil {
			continue
		}
		if def.App {
			apps[id] = filepath.ToSlash(rel)
		} else {
			workflows[id] = filepath.ToSlash(rel)
		}
	}
	return workflows, apps
}

// configText collects the text of a configuration.
type configText struct {
	app *app
	b   strings.Builder
}

// comment writes a text of the catalogs as a comment.
func (t *configText) comment(key string) {
	for line := range strings.SplitSeq(t.app.say("cmd-init."+key, nil), "\n") {
		t.b.WriteString("# " + line + "\n")
	}
}

// section writes a map of ids to paths, or a commented example if it is empty.
func (t *configText) section(key string, entries map[string]string, example string) {
	t.comment(key)
	if len(entries) == 0 {
		t.b.WriteString("# " + key + ":\n#   " + example + "\n\n")
		return
	}
	t.b.WriteString(key + ":\n")
	for _, id := range slices.Sorted(maps.Keys(entries)) {
		fmt.Fprintf(&t.b, "  %q: %q\n", id, entries[id])
	}
	t.b.WriteString("\n")
}
