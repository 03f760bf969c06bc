//go:build !payloadlint_json

package source

import (
	"slices"

	"github.com/payloadlint/payloadlint/schema/source/internal/collection"
	"github.com/payloadlint/payloadlint/schema/source/internal/httpfile"
	"github.com/payloadlint/payloadlint/schema/source/internal/markdown"
	"github.com/payloadlint/payloadlint/schema/source/internal/plain"
	"github.com/payloadlint/payloadlint/schema/source/internal/program"
	"github.com/payloadlint/payloadlint/schema/source/internal/shell"
)

// All are the kinds, in the order in which a file is matched. Each is the Container
// of a reader, a package under internal (a family of languages has several).
func All() []Container {
	return slices.Concat([]Container{
		plain.Container,
		markdown.Container,
		markdown.RSTContainer,
		shell.Container,
		shell.CmdContainer,
		shell.PowerShellContainer,
		httpfile.Container,
	}, collection.Containers, program.Containers)
}
