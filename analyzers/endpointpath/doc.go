// Package endpointpath finds calls that miss their endpoint.
package endpointpath

const doc = `find RunningHub paths that are misspelt, and keys in the wrong place

A path that does not exist answers 412 TOKEN_INVALID, which sounds like a bad
key and is none.

  endpointpath-path    a path close to an endpoint, or under one of its
                       prefixes with an end that does not exist
  endpointpath-key     the key in the body of a v2 endpoint, which wants
                       Authorization: Bearer
  endpointpath-method  GET for an endpoint that wants POST, or the reverse

For example

	http.Post(base+"/task/openapi/creat", …)    // 412
	http.Get(base + "/task/openapi/outputs")    // wants POST

Limits: of imported packages the constants, exported variables and exported
fields of types are read; other strings only where the package itself makes them. Under /openapi/v2 there are
hundreds of model endpoints, so only near misses and known made-up paths are
reported there.`
