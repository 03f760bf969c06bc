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

// reach and reachZH are the tables that "make golden" writes.
const (
	reach = `| measured | count |
| --- | --- |
| graphs that end in outputs of unknown classes | %d |
| of these, graphs whose outputs are all known from embedded facts about packs | %d |
| values of known classes in these graphs | %d |
| of these, values that are checked | %d (%.1f %%) |
`
	reachZH = `| 统计项 | 数量 |
| --- | --- |
| 以未知类型的输出节点结束的工作流 | %d |
| 其中输出节点都能由内置的节点包资料判断的 | %d |
| 这些工作流中已知类型节点的值 | %d |
| 其中被检查的值 | %d（%.1f %%） |
`
)

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
	for file, text := range map[string]string{"graphs.md": reach, "graphs.zh-CN.md": reachZH} {
		golden.Section(t, "../../../docs/"+file, "reach", fmt.Appendf(nil, text, graphs, known, values, checked, 100*float64(checked)/float64(max(values, 1))))
	}
	if known < 44 || checked*100 < values*98 {
		t.Error("below the aims")
	}
}
