// Command wasm is the engine for JavaScript. It hands one function, call(method,
// input), to payloadlintReady of the program around it and then waits to be
// called. call gives {result} or {error, text}: JSON, or what is wrong and with
// which text.
package main

import (
	"errors"
	"fmt"
	"syscall/js"

	"github.com/payloadlint/payloadlint/cmd/playground/internal/engine"
)

func main() {
	e, methods := &engine.Engine{}, engine.Methods()
	call := js.FuncOf(func(_ js.Value, args []js.Value) (answer any) {
		defer func() {
			// A missing file, or a bug: the caller starts a new engine.
			if p := recover(); p != nil {
				answer = map[string]any{"error": fmt.Sprint(p), "text": "crash"}
			}
		}()
		method, ok := methods[args[0].String()]
		if !ok {
			return map[string]any{"error": "no such method", "text": "method"}
		}
		result, err := method(e, input(args[1]))
		if err == nil {
			return map[string]any{"result": string(result)}
		}
		text := ""
		if fault, ok := errors.AsType[*engine.Error](err); ok {
			text = fault.Text
		}
		if errors.Is(err, engine.ErrSources) {
			text = "sources"
		}
		return map[string]any{"error": err.Error(), "text": text}
	})
	js.Global().Call("payloadlintReady", call)
	select {}
}

func input(v js.Value) *engine.Input {
	text := func(name string) string {
		if s := v.Get(name); s.Type() == js.TypeString {
			return s.String()
		}
		return ""
	}
	number := func(name string) int {
		if n := v.Get(name); n.Type() == js.TypeNumber {
			return n.Int()
		}
		return 0
	}
	return &engine.Input{
		Request: text("request"), Name: text("name"), Workflow: text("workflow"), Nodes: text("nodes"), Answer: text("answer"),
		Lang: text("lang"), Endpoint: text("endpoint"), URL: text("url"), Comfy: text("comfy"),
		Strict: v.Get("strict").Truthy(), MaxFindings: number("maxFindings"), At: number("at"),
	}
}
