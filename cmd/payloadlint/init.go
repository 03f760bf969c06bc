package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// initCommand writes a first configuration from what a folder holds.
func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: a.say("cmd-init.short", nil),
		Long:  a.say("cmd-init.long", nil),
		Args:  a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			path := filepath.Join(dir, config.FileName)
			text := a.configuration(dir)
			file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // meant to be committed and read by all
			if errors.Is(err, os.ErrExist) {
				return &usageError{"config-exists", message.Args{"path": path}}
			}
			if err != nil {
				return err
			}
			_, err = file.WriteString(text)
			if cerr := file.Close(); err == nil {
				err = cerr
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), a.say("cmd-init.written", message.Args{"path": path}))
			return err
		},
	}
}

// configuration makes the text of a configuration: the definitions found below
// dir whose file name or content tells their id, and commented examples of the
// rest.
func (a *app) configuration(dir string) string {
	workflows, apps := map[string]string{}, map[string]string{}
	files, _ := discover.Find([]string{dir}) // an empty or unreadable folder gives the examples alone
	for _, f := range files {
		data, err := os.ReadFile(f.Path)
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
	var b strings.Builder
	comment := func(key string) {
		for line := range strings.SplitSeq(a.say("cmd-init."+key, nil), "\n") {
			b.WriteString("# " + line + "\n")
		}
	}
	section := func(key string, entries map[string]string, example string) {
		comment(key)
		if len(entries) == 0 {
			b.WriteString("# " + key + ":\n#   " + example + "\n\n")
			return
		}
		b.WriteString(key + ":\n")
		ids := make([]string, 0, len(entries))
		for id := range entries {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			fmt.Fprintf(&b, "  %q: %q\n", id, entries[id])
		}
		b.WriteString("\n")
	}
	comment("head")
	b.WriteString("version: 1\n\n")
	comment("host")
	b.WriteString("host: www.runninghub.cn\n\n")
	section("workflows", workflows, `"1904136902449209346": workflows/portrait.json`)
	section("apps", apps, `"1937084629516193794": apps/restyle.json`)
	comment("requests")
	b.WriteString("# requests:\n#   - {files: [\"requests/**/*.json\"], endpoint: create}\n\n")
	comment("suppress")
	b.WriteString("# suppress:\n#   - {rule: api-key-shape, files: [\"samples/**\"], pointer: /apiKey, reason: a sample key}\n")
	return b.String()
}
