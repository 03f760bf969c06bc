//go:build payloadlint_json

package containers

import (
	"github.com/payloadlint/payloadlint/schema/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/plain"
)

// All is only JSON: the small WebAssembly build leaves the readers of other
// kinds to the large one, which a page loads when it meets such a text.
func All() []source.Container { return []source.Container{plain.Container} }
