// Package mapstructure stands in for the library: the passes know it by its path.
package mapstructure

func Decode(in, out any) error     { return nil }
func WeakDecode(in, out any) error { return nil }
