package mirror

import (
	"reflect"
	"testing"
)

const twoOutputs = `{
 "1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}},
 "2": {"class_type": "Grow", "inputs": {"image": ["1", 0], "by": 1.0, "on": true, "size": 2}},
 "3": {"class_type": "Save", "inputs": {"images": ["2", 0], "name": "x"}},
 "4": {"class_type": "Mode", "inputs": {"m": "plain"}},
 "5": {"class_type": "Save", "inputs": {"images": ["4", 0], "name": "y"}},
 "6": {"class_type": "Load", "inputs": {"image": "a.png", "n": 2}},
 "7": {"class_type": "Custom", "inputs": {"a": 1}}
}`

// set sets an input to a value.
func set(t testing.TB, node, name, value string) Override {
	v := parse(t, `{"node": `+quoted(node)+`, "name": `+quoted(name)+`, "value": `+value+`}`)
	return Override{Node: v.Get("node"), Name: v.Get("name"), Value: v.Get("value")}
}

func quoted(s string) string { return `"` + s + `"` }

// The cached way and a full walk of the patched graph agree.
func TestPatchAgreesWithWalk(t *testing.T) {
	c := testCatalog(t)
	for _, value := range []string{`1`, `99`, `"x"`, `null`, `true`, `["1",0]`, `["1",1]`, `["9",0]`, `["2",0]`, `[]`, `{}`, `{"__value__":3}`, `"sized"`, `"a.png"`, `4`, `"4"`} {
		for _, at := range [][2]string{{"1", "image"}, {"1", "n"}, {"2", "image"}, {"2", "by"}, {"2", "on"}, {"2", "size"}, {"3", "images"}, {"3", "name"}, {"4", "m"}, {"5", "images"}} {
			graph := parse(t, twoOutputs)
			items := []Override{set(t, at[0], at[1], value)}
			b := NewBase(graph, c, Options{Lenient: true})
			pt := b.Apply(items, nil)
			walked := Validate(graph, c, Options{Lenient: true}, items...)
			var a, z []string
			for _, p := range pt.Problems {
				a = append(a, p.Node+string(p.Type)+p.Culprit)
			}
			lost := b.Failing(&pt, pt.Failed).Lost
			for _, p := range walked.Problems {
				if p.Node != "" {
					z = append(z, p.Node+string(p.Type)+p.Culprit)
				}
			}
			if !reflect.DeepEqual(a, z) || len(lost) != len(walked.Dropped) {
				t.Errorf("%v = %s: cached %v (lost %v), walked %v (dropped %v)", at, value, a, lost, z, walked.Dropped)
			}
		}
	}
}
