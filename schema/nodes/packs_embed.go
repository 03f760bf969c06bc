//go:build !js

package nodes

import _ "embed"

// packsFile holds facts about classes of custom packs, compiled like the core
// catalog and read as late.
//
//go:embed packs.bin
var packsFile string

func packsData() string { return packsFile }
