package config

import _ "embed"

//go:embed payloadlint.schema.json
var schema string

// Schema returns the text of the published JSON Schema (draft-07) of the
// configuration.
func Schema() []byte { return []byte(schema) }
