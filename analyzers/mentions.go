package analyzers

import (
	"bytes"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

// Mentions reports whether the passes, whichever of them a configuration
// chooses, have anything to look for in a Go file with this source. A driver may
// leave out the packages none of whose files mentions anything, unless they
// import, directly or not, one that has such a file: those are judged by what it
// tells them.
func (Config) Mentions(source []byte) bool {
	return endpoints.MentionedIn(source) || nodeID(source) && fieldName(source)
}

// nodeID and fieldName find the names that nodeinfo looks for, in the cases that
// people write.
func nodeID(source []byte) bool {
	for _, s := range []string{"nodeId", "nodeID", "NodeId", "NodeID", "nodeid"} {
		if bytes.Contains(source, []byte(s)) {
			return true
		}
	}
	return false
}

func fieldName(source []byte) bool {
	for _, s := range []string{"ieldName", "ieldname"} {
		if bytes.Contains(source, []byte(s)) {
			return true
		}
	}
	return false
}
