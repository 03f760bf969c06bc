package nodes

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"io"
	"strings"
	"sync"
)

//go:generate go run ./internal/gencore -out core.bin

// coreData is the compiled core catalog: compressed class by class with a
// shared dictionary, so that a run decodes the few classes it meets. It is a
// string so that a program that never asks for it pays nothing.
//
//go:embed core.bin
var coreData string

// Core is the embedded catalog of a plain ComfyUI: never complete, and its
// folder-fed choices are open. It also knows the validators of the built-in
// classes and the node replacement table.
func Core() *Catalog { return core() }

var core = sync.OnceValue(func() *Catalog {
	c, err := openCompiled("core", strings.NewReader(coreData), nil)
	if err != nil {
		// Only a broken build gets here; a test opens the embedded bytes.
		return &Catalog{}
	}
	return c
})

// CompileCore writes the form that is embedded: compressed with a dictionary.
// It serves the generator.
func (c *Catalog) CompileCore(w io.Writer, dict []byte) (Stats, error) {
	return c.compile(w, flagDeflate|flagCore, dict)
}

func hashText(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
