package flow

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Starts reports whether an endpoint starts a task that is paid for.
func Starts(k endpoint.Kind) bool {
	e, ok := endpoint.Default().Lookup(k)
	return ok && e.NodeInfo && !e.Internal
}

// Asks reports whether an endpoint says how a task is doing.
func Asks(k endpoint.Kind) bool {
	return k == endpoint.Status || k == endpoint.Outputs || k == endpoint.V2Query
}

// SaysSuccess reports whether a message is one of success.
func SaysSuccess(msg string) bool {
	return strings.EqualFold(msg, "success") || strings.EqualFold(msg, "ok")
}

// Any reports whether a test holds for one of the endpoints.
func Any(kinds []endpoint.Kind, test func(endpoint.Kind) bool) bool {
	return slices.ContainsFunc(kinds, test)
}

// isV2 reports whether every endpoint is of the second generation.
func isV2(kinds []endpoint.Kind, fallback bool) bool {
	if len(kinds) == 0 {
		return fallback
	}
	for _, k := range kinds {
		if e, _ := endpoint.Default().Lookup(k); !e.V2 {
			return fallback
		}
	}
	return true
}
