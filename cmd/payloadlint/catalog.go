package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/python"
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
			c, err := openCatalog(args[0])
			if err != nil {
				return err
			}
			defer c.Close() //nolint:errcheck // only read
			path := out
			if path == "" {
				path = strings.TrimSuffix(strings.TrimSuffix(args[0], ".gz"), ".json") + ".nodes"
			}
			// Written aside, so that a crash leaves no half catalog under the
			// name.
			f, err := os.CreateTemp(filepath.Dir(path), ".nodes-*")
			if err != nil {
				return err
			}
			defer os.Remove(f.Name()) //nolint:errcheck // gone after the rename
			stats, err := c.Compile(f)
			if cerr := f.Close(); err == nil {
				err = cerr
			}
			if err != nil {
				return err
			}
			if err := os.Rename(f.Name(), path); err != nil {
				return &os.PathError{Op: "rename", Path: path, Err: err}
			}
			if len(stats.Unreadable) > 0 {
				a.complain("catalog-unreadable", message.Args{"classes": strings.Join(stats.Unreadable, ", ")})
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

// openCatalog opens a catalog file, or the embedded core by its name.
func openCatalog(name string) (*nodes.Catalog, error) {
	if name == project.Core {
		return nodes.Core(), nil
	}
	return nodes.Open(name) // a *nodes.OpenError says all
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
			d := nodes.Diff(before, after)
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

// differenceText says what differs, first what breaks prompts.
func (a *app) differenceText(d *nodes.Difference) string {
	var b strings.Builder
	line := func(key string, args message.Args) {
		b.WriteString(printable(a.say("catalog-diff."+key, args)))
		b.WriteByte('\n')
	}
	list := func(names []string) string { return strings.Join(names, ", ") }
	if d.Empty() {
		line("same", nil)
		return b.String()
	}
	for _, c := range d.Removed {
		line("class-removed", message.Args{"class": c})
	}
	for i := range d.Changed {
		c := &d.Changed[i]
		args := func(names []string) message.Args { return message.Args{"class": c.Name, "inputs": list(names)} }
		for _, x := range []struct {
			key   string
			names []string
		}{{"required", c.Required}, {"now-required", c.NowRequired}, {"removed", c.Removed}, {"added", without(c.Added, c.Required)}, {"now-optional", c.NowOptional}} {
			if len(x.names) > 0 {
				line(x.key, args(x.names))
			}
		}
		for _, in := range c.Inputs {
			args := message.Args{"class": c.Name, "input": in.Name}
			if in.OldType != in.NewType {
				args["old"], args["new"] = in.OldType, in.NewType
				line("type", args)
			}
			if in.Bounds != nil {
				args["old"], args["new"] = bounds(in.Bounds[0], in.Bounds[1]), bounds(in.Bounds[2], in.Bounds[3])
				line("bounds", args)
			}
			if len(in.ChoicesRemoved) > 0 {
				args["choices"] = list(in.ChoicesRemoved)
				line("choices-removed", args)
			}
			if len(in.ChoicesAdded) > 0 {
				args["choices"] = list(in.ChoicesAdded)
				line("choices-added", args)
			}
		}
		if c.OldOutputs != nil || c.NewOutputs != nil {
			line("outputs", message.Args{"class": c.Name, "old": list(c.OldOutputs), "new": list(c.NewOutputs)})
		}
		if c.OutputNode != nil {
			key := "output-node-gone"
			if *c.OutputNode {
				key = "output-node"
			}
			line(key, message.Args{"class": c.Name})
		}
	}
	for _, c := range d.Added {
		line("class-added", message.Args{"class": c})
	}
	for _, c := range d.Unreadable {
		line("unreadable", message.Args{"class": c})
	}
	return b.String()
}

func bounds(low, high string) string {
	if low == "" {
		low = "-∞"
	}
	if high == "" {
		high = "∞"
	}
	return low + " … " + high
}

func without(all, some []string) []string {
	var out []string
	for _, s := range all {
		found := false
		for _, t := range some {
			found = found || s == t
		}
		if !found {
			out = append(out, s)
		}
	}
	return out
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
			if !ok {
				e := &usageError{"no-class", message.Args{"class": args[0]}}
				if near := suggest.Closest(args[0], c.Names(), 1); len(near) > 0 {
					e.key, e.args["near"] = "no-class-near", near[0]
				}
				return e
			}
			if format == "json" || class.Err != nil {
				entry, err := c.Entry(args[0])
				if err != nil {
					return err
				}
				var v any
				if err := json.Unmarshal(entry, &v); err != nil {
					return &usageError{"catalog-unreadable", message.Args{"classes": args[0]}}
				}
				return a.printJSON(json.RawMessage(entry))
			}
			return a.write(a.classText(class))
		},
	}
	cmd.Flags().StringArrayVar(&files, "nodes", nil, a.say("flag.nodes", nil))
	cmd.Flags().StringVarP(&format, "format", "f", "text", a.say("flag.rules-format", nil))
	return cmd
}

// classText shows a class: its inputs with type, range and choices, then its
// outputs.
func (a *app) classText(c *nodes.Class) string {
	var b strings.Builder
	word := func(k string) string { return a.say("catalog-show."+k, nil) }
	fmt.Fprintf(&b, "%s", c.Name)
	if c.Module != "" {
		fmt.Fprintf(&b, "  (%s)", c.Module)
	}
	if c.Output {
		fmt.Fprintf(&b, "  [%s]", word("output-node"))
	}
	if c.Deprecated {
		fmt.Fprintf(&b, "  [%s]", word("deprecated"))
	}
	b.WriteString("\n")
	for i := range c.Inputs {
		in := &c.Inputs[i]
		need := word("optional")
		if in.Required {
			need = word("required")
		}
		fmt.Fprintf(&b, "  %s: %s, %s", in.Name, typeName(in.Type), need)
		if low, high := bound(in.Min), bound(in.Max); low != "" || high != "" {
			fmt.Fprintf(&b, ", %s", bounds(low, high))
		}
		if in.Default.Exists() {
			fmt.Fprintf(&b, ", %s %s", word("default"), in.Default.Raw())
		}
		if in.Open {
			fmt.Fprintf(&b, ", %s", word("open"))
		} else if in.Choices != nil {
			fmt.Fprintf(&b, ", %s", choices(in.Choices))
		}
		b.WriteString("\n")
	}
	for i, t := range c.Outputs {
		name := ""
		if i < len(c.OutputNames) && c.OutputNames[i] != typeName(t) {
			name = " (" + c.OutputNames[i] + ")"
		}
		fmt.Fprintf(&b, "  -> %d: %s%s\n", i, typeName(t), name)
	}
	if c.Validator != nil {
		fmt.Fprintf(&b, "  %s\n", word("validator"))
	}
	return printable(b.String())
}

// bound is a limit as Python writes it, "" for none.
func bound(v python.Value) string {
	if v.Kind() == python.Missing {
		return ""
	}
	return python.Repr(v)
}

// shownChoices bounds the choices that show lists; the rest are counted.
const shownChoices = 60

func choices(c *nodes.Choices) string {
	text := strings.Join(c.Texts(shownChoices), " | ")
	if more := c.Len() - shownChoices; more > 0 {
		text += " | … +" + strconv.Itoa(more)
	}
	return text
}

func typeName(t nodes.Type) string {
	if t.Name == "" {
		return "COMBO"
	}
	return t.Name
}

// write writes to standard output.
func (a *app) write(s string) error {
	_, err := io.WriteString(a.out, s)
	return err // nothing to add
}

func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v) // nothing to add
}

// catalogWords says why a file gives no catalog.
func (a *app) catalogWords(err error) (string, bool) {
	e, ok := errors.AsType[*nodes.OpenError](err)
	if !ok {
		return "", false
	}
	return a.say("catalog-error."+string(e.Cause), message.Args{"path": e.Path, "offset": strconv.FormatInt(e.Offset, 10)}), true
}
