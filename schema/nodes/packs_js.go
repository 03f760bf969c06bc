package nodes

import "github.com/payloadlint/payloadlint/schema/internal/asset"

// packsData asks for what other builds embed; see packs_embed.go.
func packsData() string { return asset.Load("packs.bin") }
