package endpoint

import "github.com/payloadlint/payloadlint/schema/jsondoc"

// Detect tells the endpoint that a document's shape speaks of; Unknown when
// none fits.
func Detect(root jsondoc.Value) Kind {
	if root.Get("workflowId").Exists() {
		return Create
	}
	if root.Is(jsondoc.Array) {
		return NodeInfoList
	}
	return Unknown
}
