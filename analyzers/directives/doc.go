// Package directives checks the comments that speak to the other passes.
package directives

const doc = `check //payloadlint: comments

  directive-rule      an ignore comment names no rule
  directive-reason    an ignore comment gives no reason, and is not obeyed
  directive-endpoint  an endpoint comment names no endpoint
  directive-unknown   neither ignore nor endpoint

An ignore comment that silences nothing is reported by the pass that it names,
as directive-unused. For example

	//payloadlint:ignore unhandledcode an empty taskId is all that matters here
	//payloadlint:endpoint outputs

Limits: an ignore comment for a pass that is switched off is not reported.`
