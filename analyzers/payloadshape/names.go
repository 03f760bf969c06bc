package payloadshape

import (
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

// names are the JSON names of a type.
func names(t types.Type) map[string]envelope.Field {
	out := map[string]envelope.Field{}
	if t == nil {
		return out
	}
	for _, f := range envelope.Fields(t) {
		out[f.Name] = f
	}
	return out
}

// isItem reports whether a type is an item of a nodeInfoList.
func isItem(t types.Type) bool {
	n := names(t)
	_, id := n["nodeId"]
	_, name := n["fieldName"]
	_, value := n["fieldValue"]
	return id && name && value
}

// ours reports whether the names of a struct are those of a request or an answer.
func ours(n map[string]envelope.Field) bool {
	count := 0
	for _, k := range []string{"apiKey", "nodeInfoList", "workflowId", "webappId", "netWssUrl", "clientId", "taskStatus", "promptTips", "taskId", "quickCreateCode", "instanceType", "usePersonalQueue", "webhookUrl", "errorCode"} {
		if _, ok := n[k]; ok {
			count++
		}
	}
	return count >= 2
}

func elem(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem().Underlying()
	}
	return t.Underlying()
}
