// Package names has nothing but numbers with names.
package names

const (
	APIKEY_INVALID_NODE_INFO = 805 // want `APIKEY_INVALID_NODE_INFO`
	APIKEY_TASK_IS_QUEUED    = 813
)

// Explain has its constants inside.
func Explain(code int) string {
	const codeInvalidNodeInfo = 805 // want `codeInvalidNodeInfo`
	const codeQueueMaxed = 421
	switch code {
	case codeInvalidNodeInfo:
		return "wrong node"
	case codeQueueMaxed:
		return "busy"
	}
	return ""
}
