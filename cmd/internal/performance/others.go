package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/payloadlint/payloadlint/schema/nodes"
)

// other is a program of others that does a part of the work on the same files. It
// is measured where it is installed.
type other struct {
	// shown is its name in the table, with its version where it tells one.
	shown   string
	command []string
	// aim is the greatest ratio to its time; 0 where none was set.
	aim float64
}

// readers are the programs that read the requests of a folder: jq parses them, ajv
// validates them by the schema that payloadlint prints.
func (b *bench) readers(dir string) ([]other, error) {
	var out []other
	if name, ok := installed("jq", "--version"); ok {
		out = append(out, other{name + " empty", []string{"sh", "-c", "jq empty " + dir + "/*.json"}, 0.7})
	}
	if _, err := exec.LookPath("ajv"); err == nil { // ajv-cli, which has no option for its version
		text, err := exec.CommandContext(context.Background(), b.program, "schema", "create").Output() //nolint:gosec // built above
		if err != nil {
			return nil, fmt.Errorf("print the schema: %w", err)
		}
		schema, err := b.write("create.schema.json", text)
		if err != nil {
			return nil, err
		}
		out = append(out, other{"ajv validate", []string{"ajv", "validate", "-s", schema, "-d", filepath.ToSlash(dir) + "/*.json"}, 0})
	}
	return out, nil
}

// installed reports whether a program is there, and what it says of its version.
func installed(name string, version ...string) (shown string, ok bool) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", false
	}
	out, err := exec.CommandContext(context.Background(), path, version...).Output() //nolint:gosec // a program by its name
	return strings.TrimSpace(string(out)), err == nil
}

// workflows checks a folder of small workflows against the node definitions of a
// server, which is what comfy-lint does; without it there is nothing to compare.
func (b *bench) workflows() error {
	name, ok := installed("comfy-lint", "--version")
	if !ok {
		return nil
	}
	info, err := b.usedClasses()
	if err != nil {
		return err
	}
	for i := range b.files {
		if _, err := b.write(fmt.Sprintf("workflows/%05d.json", i), []byte(graph(5+i%4))); err != nil {
			return err
		}
	}
	dir := filepath.Join(b.dir, "workflows")
	u, err := b.medians(max(3, b.repeat/4), []string{b.program, "check", "--endpoint", "prompt", "--nodes", info, dir},
		[]string{"sh", "-c", "comfy-lint --schema-cache " + info + " " + dir + "/*.json"})
	if err != nil {
		return err
	}
	b.add(ratioRow(thousands(b.files)+" workflows of 1 KB, wall time", u[0].wall, u[1].wall, name, 0))
	return nil
}

// usedClasses writes the object_info of a server that has the classes of graph.
func (b *bench) usedClasses() (path string, err error) {
	var text bytes.Buffer
	for i, class := range []string{"EmptyImage", "ImageScaleBy", "SaveImage"} {
		entry, err := nodes.Core().Entry(class)
		if err != nil {
			return "", fmt.Errorf("the definition of %s: %w", class, err)
		}
		text.WriteByte("{,"[min(i, 1)])
		fmt.Fprintf(&text, "%q: %s", class, entry)
	}
	text.WriteByte('}')
	return b.write("used.json", text.Bytes())
}
