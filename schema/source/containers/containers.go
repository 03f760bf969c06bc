//go:build !payloadlint_json

// Package containers lists the kinds of files that requests stand in. The
// readers are packages under schema/source/internal, which know source's types
// and not this list; each declares one `var Container = source.Container{…}`
// (a family of languages: several).
package containers

import (
	"slices"

	"github.com/payloadlint/payloadlint/schema/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/collection"
	"github.com/payloadlint/payloadlint/schema/source/internal/httpfile"
	"github.com/payloadlint/payloadlint/schema/source/internal/markdown"
	"github.com/payloadlint/payloadlint/schema/source/internal/plain"
	"github.com/payloadlint/payloadlint/schema/source/internal/program"
	"github.com/payloadlint/payloadlint/schema/source/internal/shell"
)

// All are the kinds, in the order in which a file is matched.
func All() []source.Container {
	return slices.Concat([]source.Container{
		plain.Container,
		markdown.Container,
		markdown.RSTContainer,
		shell.Container,
		shell.CmdContainer,
		shell.PowerShellContainer,
		httpfile.Container,
	}, collection.Containers, program.Containers)
}
