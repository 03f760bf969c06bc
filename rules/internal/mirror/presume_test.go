package mirror

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/testdata/golden"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// reachPage is the page that "make golden" writes.
const reachPage = `# Graphs with nodes of custom packs

The collected prompts and RunningHub definitions, checked with the embedded node definitions alone:

| measured | count |
| --- | --- |
| graphs that end in outputs of unknown classes | %d |
| of these, graphs whose outputs are all known from embedded facts about packs | %d |
| values of known classes in these graphs | %d |
| of these, values that are checked | %d (%.1f %%) |

A value is checked where an output, or a node that is likely one, depends on it. Findings that rest on a likely output are never certain.

## Which node definitions count

The first of these that is there:

1. ` + "`--nodes`" + ` on the command line, then ` + "`nodes:`" + ` of the configuration, alone.
2. What ` + "`payloadlint fetch`" + ` got: ` + "`.payloadlint/nodes.json`" + `, then the server's whole object_info where this machine has it, else the embedded catalog.
3. The embedded catalog of plain ComfyUI.

` + "`nodes.json`" + ` holds the classes that the project's workflows use, in a few kB made to be committed, with the host and the SHA-256 of the object_info that they were cut
from. A list that is closed on the server is closed there too; lists of files that users uploaded are left out. What the platform's own definitions rule out is
predicted as certain, except for packs whose own checks are not known and for lists of models, to which uploads may add. A class that the file lacks is
unchecked. The whole stays out of version control; ` + "`fetch nodes`" + ` and ` + "`fetch`" + ` without arguments bring both up to date.

` + "`fetch models`" + ` fills loaders whose choices are not known otherwise (` + "`ckpt_name`, `lora_name`, `unet_name`" + `) with the names that the platform lists, in ` + "`models.json`" + `. A name
outside a list that was read to its end is a warning, because models that a user uploads are in no list; a list that was not read to its end says nothing.

` + "`fetch --check`" + ` compares these definitions with the server's: a class that is gone, an input that is required now, a choice that went, a range that became narrower. It
names the workflows and the requests that break, and exits 1 if there are any.

This page is written by a test; ` + "`make golden`" + ` updates it.
`

// TestReach counts how much of the collected graphs with unknown output
// classes is checked: aims are 44 graphs whose outputs facts know and 98 % of
// the values of known classes.
func TestReach(t *testing.T) {
	graphs, known, values, checked := 0, 0, 0, 0
	measure := func(name string, data []byte) {
		doc, err := jsondoc.Parse(name, data)
		if err != nil {
			return
		}
		b := NewBase(doc.Root(), nodes.Core(), Options{Lenient: true})
		if !b.Loaded() || len(b.graph.presumed) == 0 {
			return
		}
		graphs++
		facts := true
		for _, i := range b.graph.presumed {
			facts = facts && b.graph.nodes[i].fact != nil
		}
		if facts {
			known++
		}
		for i := range b.graph.nodes {
			if n := &b.graph.nodes[i]; n.fixed() {
				for _, v := range b.graph.valuesOf(int32(i)) {
					if v.Exists() && !v.Is(jsondoc.Array) {
						values++
						if b.walk.state[i] != unseen {
							checked++
						}
					}
				}
			}
		}
	}
	corpusPrompts(t, func(name string, data []byte, _ verdict) { measure(name, data) })
	files, _ := filepath.Glob(filepath.Join(sharedtest.Dir(t), "corpus", "wild", "definitions", "*.json"))
	for _, f := range files {
		if data, err := os.ReadFile(f); err == nil {
			measure(f, data)
		}
	}
	t.Logf("%d graphs end in outputs of unknown classes, facts know all of %d; %d of %d values of known classes are checked (%.1f %%)",
		graphs, known, checked, values, 100*float64(checked)/float64(max(values, 1)))
	golden.Equal(t, "../../../docs/graphs.md", fmt.Appendf(nil, reachPage, graphs, known, values, checked, 100*float64(checked)/float64(max(values, 1))))
	if known < 44 || checked*100 < values*98 {
		t.Error("below the aims")
	}
}
