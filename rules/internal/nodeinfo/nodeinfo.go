// Package nodeinfo has the rules about nodeInfoList against the workflow (803).
//
// All rules share one walk over the list (walk.go), since each item's node and
// field are looked up once. What the service says of a mismatch, and that it
// names only the first, is in live-answers.md.
package nodeinfo
