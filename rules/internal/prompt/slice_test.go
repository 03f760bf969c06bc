package prompt

import (
	"reflect"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// With the platform's own definitions of the classes in use an error is certain,
// though other classes are not known; of a pack whose checks are not known, and
// of a folder's list, to which uploads add, it is likely.
func TestSliceIsCertain(t *testing.T) {
	const info = `{"KSampler": {"input": {"required": {"steps": ["INT", {"min": 1, "max": 50}], "scheduler": [["normal"]]}}, "output": ["X"], "python_module": "nodes"},
		"CheckpointLoaderSimple": {"input": {"required": {"ckpt_name": [["a.safetensors"]]}}, "output": ["X"], "python_module": "nodes"},
		"Own": {"input": {"required": {"n": ["INT", {"max": 5}]}}, "output": ["X"], "python_module": "custom_nodes.own"},
		"Out": {"input": {"required": {"x": ["X"]}}, "output": [], "output_node": true, "python_module": "nodes"}}`
	whole := catalog(t, info)
	text, err := whole.Slice([]string{"KSampler", "CheckpointLoaderSimple", "Own", "Out"}, "www.runninghub.cn")
	if err != nil {
		t.Fatal(err)
	}
	slice := catalog(t, string(text)).OfPlatform().With(nodes.Core())
	other := catalog(t, string(text)).With(nodes.Core())
	graph := func(class, inputs string) string {
		return `{"1": {"class_type": "` + class + `", "inputs": ` + inputs + `}, "2": {"class_type": "Out", "inputs": {"x": ["1", 0]}}}`
	}
	sampler := graph("KSampler", `{"steps": 20, "scheduler": "normal"}`)
	for _, c := range []struct {
		name, graph, items string
		catalog            *nodes.Catalog
		want               []string
	}{
		{"range", sampler, set("1", "steps", "99"), slice, []string{"error value-bigger-than-max@/0/fieldValue certain 433"}},
		{"a scheduler that the server lacks", sampler, set("1", "scheduler", `"beta57"`), slice, []string{"error value-not-in-list@/0/fieldValue certain 433"}},
		{"of another server", sampler, set("1", "steps", "99"), other, []string{"error value-bigger-than-max@/0/fieldValue likely 433"}},
		{"a folder's list", graph("CheckpointLoaderSimple", `{"ckpt_name": "a.safetensors"}`), set("1", "ckpt_name", `"mine.safetensors"`), slice, []string{"error value-not-in-list@/0/fieldValue likely 433"}},
		{"a pack", graph("Own", `{"n": 1}`), set("1", "n", "9"), slice, []string{"error value-bigger-than-max@/0/fieldValue likely 433"}},
		{"fine", sampler, set("1", "steps", "50"), slice, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, _, _, _ := request(t, c.graph, c.items, func(p *rule.Pass) { p.Catalog = c.catalog })
			if c.want != nil { // what follows is as sure as what it follows from
				c.want = append([]string{strings.Replace("error outputs-failed-validation@ SURE 433", "SURE", strings.Fields(c.want[0])[2], 1)}, c.want...)
			}
			if !reflect.DeepEqual(found, c.want) {
				t.Errorf("got %q, want %q", found, c.want)
			}
		})
	}
}
