package explain

import (
	"slices"
	"testing"
)

func TestParseMismatches(t *testing.T) {
	for msg, want := range map[string][]mismatch{
		"NODE_INFO_MISMATCH(nodeId=99, fieldName=text, reason=node_not_found_in_workflow)": {{node: "99", field: "text", reason: "node_not_found_in_workflow"}},
		"NODE_INFO_MISMATCH(nodeId=1, fieldName=video, field_not_found_in_node_inputs)":    {{node: "1", field: "video", reason: "field_not_found_in_node_inputs"}},
		"NODE_INFO_MISMATCH(nodeId=1019, reason=node_not_found_in_workflow)":               {{node: "1019", reason: "node_not_found_in_workflow"}},
		"NODE_INFO_MISMATCH(nodeId=36:12, fieldName=选择尺寸 (a, b), reason=x)":                {{node: "36:12", field: "选择尺寸 (a, b)", reason: "x"}},
		"NODE_INFO_MISMATCH(nodeId=1, fieldName=a":                                         {{node: "1", field: "a"}},
		"NODE_INFO_MISMATCH()": {{}},
		"x NODE_INFO_MISMATCH(nodeId=1, reason=a); NODE_INFO_MISMATCH(nodeId=2, reason=b)": {{node: "1", reason: "a"}, {node: "2", reason: "b"}},
		"APIKEY_INVALID_NODE_INFO": nil,
	} {
		if got := parseMismatches(msg); !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %+v", msg, got, want)
		}
	}
}
