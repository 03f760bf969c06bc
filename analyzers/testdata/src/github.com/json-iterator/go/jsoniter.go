// Package jsoniter stands in for the library: the passes know it by its path.
package jsoniter

import "io"

type API interface {
	Marshal(v any) ([]byte, error)
	Unmarshal(data []byte, v any) error
	NewDecoder(r io.Reader) *Decoder
}

type Decoder struct{}

func (d *Decoder) Decode(v any) error { return nil }

type Any interface {
	ToInt() int
	ToString() string
	Get(path ...any) Any
}

var ConfigCompatibleWithStandardLibrary API

func Get(data []byte, path ...any) Any   { return nil }
func Unmarshal(data []byte, v any) error { return nil }
