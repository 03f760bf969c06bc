// Package types has nothing but a type.
package types

// Reply is an answer.
type Reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data any    `json:"data"`
}
