//go:build !js

package models

import _ "embed"

//go:embed registry.json.gz
var packed []byte

func registryData() []byte { return packed }
