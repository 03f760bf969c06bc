package drift

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/workflow"
)

// FuzzCompare: any two definitions can be compared; one has not changed against
// itself.
func FuzzCompare(f *testing.F) {
	f.Add([]byte(`{"1":{"class_type":"A","inputs":{"x":1,"y":["2",0]}}}`), []byte(`{"2":{"class_type":"A","inputs":{"x":2}},"1":{"class_type":"B","inputs":{}}}`))
	f.Add([]byte(`{"code":0,"data":{"nodeInfoList":[{"nodeId":"1","fieldName":"x","fieldValue":"a","fieldData":"[[\"a\"]]"}]}}`), []byte(`{"code":0,"data":{"nodeInfoList":[]}}`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		before, err := workflow.Read("a", a)
		if err != nil {
			return
		}
		if c := Compare(before, before); len(c) > 0 {
			t.Fatalf("%s has changed against itself: %+v", a, c)
		}
		if after, err := workflow.Read("b", b); err == nil {
			Compare(before, after)
		}
	})
}
