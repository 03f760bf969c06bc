package models

import "github.com/payloadlint/payloadlint/schema/internal/asset"

// registryData asks for what other builds embed; see registry_embed.go.
func registryData() []byte { return []byte(asset.Load("models.bin")) }
