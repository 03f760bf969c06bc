// Package json stands in for the library: the passes know it by its path.
package json

import "io"

type RawMessage []byte

type Decoder struct{}

func Marshal(v any) ([]byte, error)      { return nil, nil }
func Unmarshal(data []byte, v any) error { return nil }
func NewDecoder(r io.Reader) *Decoder    { return nil }
func (d *Decoder) Decode(v any) error    { return nil }
