package config

import _ "embed"

// Schema is the published JSON Schema (draft-07) of the configuration.
//
//go:embed payloadlint.schema.json
var Schema []byte
