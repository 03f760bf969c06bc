// Package plain reads JSON that stands in another file as it is: the json
// fences of a program's comments. A JSON file of its own is not a container.
package plain

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Container has fences only: no file is of this kind.
var Container = source.Container{
	Kind:    "json",
	Fences:  []string{"json", "jsonc", "json5"},
	Comment: source.Comment{Line: "//"},
	Extract: func(f *source.File) []source.Request {
		return Block(source.Copy(f.Text, jsondoc.Span{End: len(f.Text)}))
	},
}
