//go:build payloadlint_json

package source

import (
	"github.com/payloadlint/payloadlint/schema/source/internal/plain"
)

// All is only JSON: the small WebAssembly build leaves the readers of other
// kinds to the large one, which a page loads when it meets such a text.
func All() []Container { return []Container{plain.Container} }
