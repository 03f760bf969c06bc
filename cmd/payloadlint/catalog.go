package main

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/nodediff"
	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// catalogCommand works on node definitions: compile, diff, show.
func (a *app) catalogCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: a.say("cmd-catalog.short", nil),
		Long:  a.say("cmd-catalog.long", nil),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return &usageError{"argument-count", message.Args{"usage": "payloadlint catalog compile|diff|show"}}
		},
	}
	cmd.AddCommand(a.catalogCompile(), a.catalogDiff(), a.catalogShow())
	return cmd
}

func (a *app) catalogCompile() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "compile OBJECT_INFO.json",
		Short: a.say("cmd-catalog.compile", nil),
		Args:  a.args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			path := out
			if path == "" {
				path = strings.TrimSuffix(strings.TrimSuffix(args[0], ".gz"), ".json") + ".nodes"
			}
			stats, err := compileCatalog(args[0], path)
			if err != nil {
				return err
			}
			if len(stats.Unreadable) > 0 {
				a.complain("catalog-unreadable", message.Args{"classes": a.lang.List(stats.Unreadable)})
				a.raise(exitUnread)
			}
			return a.write(a.say("cmd-catalog.compiled", message.Args{
				"path": path, "classes": strconv.Itoa(stats.Classes), "read": megabytes(stats.Read), "written": megabytes(stats.Written),
			}) + "\n")
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", a.say("flag.output", nil))
	return cmd
}

// compileCatalog compiles a catalog into a file.
func compileCatalog(name, path string) (stats nodes.Stats, err error) {
	c, err := openCatalog(name)
	if err != nil {
		return stats, err
	}
	defer c.Close() //nolint:errcheck // only read
	f, err := output.Create(output.Target{Path: path, Kind: ownCatalog, Inputs: []string{name}})
	if err != nil {
		return stats, err
	}
	if stats, err = c.Compile(f); err != nil {
		f.Abort()
		return stats, err
	}
	return stats, f.Commit()
}

// ownCatalog recognises a compiled catalog by its first bytes.
func ownCatalog(head []byte) bool { return bytes.HasPrefix(head, []byte("payloadlint-node")) }

// openCatalog opens a catalog file, or the embedded core by its name.
func openCatalog(name string) (*nodes.Catalog, error) {
	if name == config.Core {
		return nodes.Core(), nil
	}
	if err := readfile.RootOf(".").NoPipe(name); err != nil {
		return nil, err // worded by fail
	}
	return nodes.Open(name, "") // a *fault.Error says all
}

func (a *app) catalogDiff() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: a.say("cmd-catalog.diff", nil),
		Args:  a.args(2, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("format", format, []string{"text", "json"}); err != nil {
				return err
			}
			before, err := openCatalog(args[0])
			if err != nil {
				return err
			}
			defer before.Close() //nolint:errcheck // only read
			after, err := openCatalog(args[1])
			if err != nil {
				return err
			}
			defer after.Close() //nolint:errcheck // only read
			d := nodediff.Compare(before, after)
			if !d.Empty() {
				a.raise(exitFindings)
			}
			if format == "json" {
				return a.printJSON(d)
			}
			return a.write(a.differenceText(d))
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", a.say("flag.rules-format", nil))
	return cmd
}

func (a *app) catalogShow() *cobra.Command {
	var files []string
	var format string
	cmd := &cobra.Command{
		Use:   "show CLASS",
		Short: a.say("cmd-catalog.show", nil),
		Args:  a.args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("format", format, []string{"text", "json"}); err != nil {
				return err
			}
			_, p, err := a.here()
			if err != nil {
				return err
			}
			c, err := p.Catalog(files, cacheDir())
			if err != nil {
				return err
			}
			defer c.Close() //nolint:errcheck // only read
			class, ok := c.Class(args[0])
			source := "given"
			if !ok {
				if class, ok = nodes.Packs().Class(args[0]); !ok {
					return noClass(args[0], c.Names())
				}
				c, source = nodes.Packs(), "pack"
			} else if isCore(c, args[0]) {
				source = "core"
			}
			if format == "json" || class.Err != nil {
				return a.printEntry(c, args[0])
			}
			return a.write(a.classText(class, source))
		},
	}
	cmd.Flags().StringArrayVar(&files, "nodes", nil, a.say("flag.nodes", nil))
	cmd.Flags().StringVarP(&format, "format", "f", "text", a.say("flag.rules-format", nil))
	return cmd
}

// isCore reports whether a class of a catalog is that of the embedded one.
func isCore(c *nodes.Catalog, name string) bool {
	core, err := nodes.Core().Entry(name)
	if err != nil {
		return false
	}
	entry, err := c.Entry(name)
	return err == nil && bytes.Equal(core, entry)
}

// noClass is the error for a class that a catalog lacks, with the nearest that
// it has.
func noClass(name string, names []string) error {
	e := &usageError{"no-class", message.Args{"class": name}}
	if near := suggest.Word(name).Among(names, 1); len(near) > 0 {
		e.key, e.args["near"] = "no-class-near", near[0]
	}
	return e
}

// printEntry prints a class as the definitions have it.
func (a *app) printEntry(c *nodes.Catalog, name string) error {
	entry, err := c.Entry(name)
	if err != nil {
		return err
	}
	var v any
	if err := json.Unmarshal(entry, &v); err != nil {
		return &usageError{"catalog-unreadable", message.Args{"classes": name}}
	}
	return a.printJSON(json.RawMessage(entry))
}
