// Package asset gets the data that a WebAssembly build keeps beside itself, so
// that a page loads it when a check first needs it. Other builds embed the same
// files and do not use this package.
package asset

import "syscall/js"

// Load returns the file of a name. It asks the function payloadlintAsset of the
// surrounding program, which gives the bytes at once as a Uint8Array; what that
// function throws goes through as a panic, because a check without the data
// would say less than it seems to.
func Load(name string) string {
	file := js.Global().Call("payloadlintAsset", name)
	data := make([]byte, file.Length())
	js.CopyBytesToGo(data, file)
	return string(data)
}
