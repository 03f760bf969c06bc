// Package nodes reads node definitions: what GET /object_info of a ComfyUI
// says of its classes, a compiled form of it, and the embedded core catalog.
package nodes

// Catalog is a set of node classes. It is immutable and safe for concurrent
// use.
type Catalog struct{}
