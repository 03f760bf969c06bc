package rules_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/golden"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// The ways in which a mutation is wrong.
const (
	unknownNode = iota
	unknownField
	outOfList
	outOfRange
	wrongKind
	wrongWays
)

// mutation is one wrong item for a graph. told says that the facts can tell:
// which nodes and fields there are always, a value where the class's definition,
// or what is known of its pack, says what the field takes.
type mutation struct {
	way               int
	graph             *workflow.Definition
	node, class       string
	field, value, own string
	told              bool
}

// runGraphs are the collected RunningHub definitions that have a graph.
func runGraphs(t testing.TB) (out []*workflow.Definition) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(sharedtest.Dir(t), "corpus", "wild", "definitions", "*.json"))
	for _, f := range files {
		if d, err := workflow.Read(f, read(t, f)); err == nil && d.Graph.Exists() {
			out = append(out, d)
		}
	}
	return out
}

// mutations are the wrong items that a graph's literals may get, by their way.
func mutations(d *workflow.Definition, into *[wrongWays][]mutation) {
	for n := range d.Graph.Members() {
		name := n.Value.Get("class_type").Text()
		class, known := nodes.Core().Class(name)
		if !known {
			class, _ = nodes.Packs().Class(name)
		}
		for m := range n.Value.Get("inputs").Members() {
			if m.Value.Is(jsondoc.Array) || m.Value.Is(jsondoc.Object) || m.Value.Is(jsondoc.Null) {
				continue
			}
			own := mutation{graph: d, node: n.Key(), class: name, field: m.Key(), value: string(m.Value.Raw()), own: string(m.Value.Raw())}
			add := func(way int, change func(m *mutation)) {
				m := own
				m.way = way
				change(&m)
				into[way] = append(into[way], m)
			}
			add(unknownNode, func(m *mutation) { m.node, m.told = "9"+m.node+"7", true })
			add(unknownField, func(m *mutation) { m.field, m.told = m.field+"_x", true })
			var in *nodes.Input
			if class != nil {
				in, _ = class.Input(m.Key())
			}
			if !known || in != nil { // what a known class does not declare, it does not look at
				wrongValues(class, in, m.Value, add)
			}
		}
	}
}

// wrongValues adds values that a field does not take, or, where nobody knows
// what it takes, values that differ from its own in such a way.
func wrongValues(class *nodes.Class, in *nodes.Input, own jsondoc.Value, add func(way int, change func(m *mutation))) {
	checked := in != nil && !class.Validator.Names(in.Name)
	if own.Is(jsondoc.String) && (in == nil || in.Kind == nodes.KindCombo) {
		// The platform has more samplers and schedulers than plain ComfyUI.
		closed := checked && !in.Open && in.Choices.Len() > 0 && in.Name != "sampler_name" && in.Name != "scheduler"
		add(outOfList, func(m *mutation) { m.value, m.told = strconv.Quote("no-such-choice"), closed })
	}
	number := in != nil && (in.Kind == nodes.KindInt || in.Kind == nodes.KindFloat)
	if !own.Is(jsondoc.Number) || in != nil && !number {
		return
	}
	add(wrongKind, func(m *mutation) { m.value, m.told = `"many"`, number })
	if !number {
		add(outOfRange, func(m *mutation) { m.value = `"-987654321"` })
		return
	}
	if most, ok := in.Max.Float64(); ok && in.Max.Kind() != python.Missing && most < 1e15 {
		add(outOfRange, func(m *mutation) {
			m.value, m.told = strconv.Quote(strconv.FormatFloat(most+1, 'f', -1, 64)), checked
		})
	} else if least, ok := in.Min.Float64(); ok && in.Min.Kind() != python.Missing && least > -1e15 {
		add(outOfRange, func(m *mutation) {
			m.value, m.told = strconv.Quote(strconv.FormatFloat(least-1, 'f', -1, 64)), checked
		})
	}
}

// try checks the request that a mutation makes, with its value or the graph's
// own.
func (m *mutation) try(t *testing.T, value string) rules.Result {
	t.Helper()
	item := fmt.Sprintf(`{"nodeId": %s, "fieldName": %s, "fieldValue": %s}`, quoted(m.node), quoted(m.field), value)
	return one(t, checker(t, rules.Options{Definition: m.graph, Catalog: nodes.Core()}), "request.json", create(item))
}

// What becomes of a mutation.
const (
	caught = iota
	warned
	idle
	unchecked
	missed
	results
)

// judge says what becomes of a mutation: an error or a warning at its place, the
// warning that no output needs the node, or a reason that names it.
func (m *mutation) judge(r *rules.Result) int {
	place := "/nodeInfoList/0/" + [wrongWays]string{unknownNode: "nodeId", unknownField: "fieldName"}[m.way]
	if m.way >= outOfList {
		place = "/nodeInfoList/0/fieldValue"
	}
	for i := range r.Findings {
		switch f := &r.Findings[i]; {
		case f.Severity == rule.Error && f.Pointer == place && (m.way >= outOfList) == (f.Code == 433 || f.Code == 0):
			return caught
		case f.Severity == rule.Warning && f.Pointer == place && f.Rule.ID == "prompt-value-not-in-list":
			return warned
		case f.Rule.ID == "prompt-unreachable" && f.Pointer == "/nodeInfoList/0/fieldValue":
			return idle
		}
	}
	for _, u := range r.Unchecked {
		if strings.Contains(u.Reason, m.node+" ("+m.class+")") || strings.Contains(u.Reason, m.node+"/"+m.field) || strings.Contains(u.Reason, "whether node") {
			return unchecked
		}
	}
	return missed
}

// TestWrongItems draws 120 wrong items for the collected RunningHub graphs with a
// fixed seed, as many of each way: what the facts can tell must be caught at its
// place, the rest caught or unchecked for a reason that names it, and no graph's
// own value is an error.
func TestWrongItems(t *testing.T) {
	const wanted = 120
	var all [wrongWays][]mutation
	for _, d := range runGraphs(t) {
		mutations(d, &all)
	}
	rng := rand.New(rand.NewPCG(12, 2026))
	var count [wrongWays][results]int
	var told [wrongWays]int
	total := 0
	for way, list := range all {
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if len(list) < wanted/wrongWays {
			t.Fatalf("only %d of way %d", len(list), way)
		}
		for _, m := range list[:wanted/wrongWays] {
			r := m.try(t, m.value)
			what := m.judge(&r)
			if count[way][what]++; m.told {
				told[way]++
			}
			if what == missed || m.told && what != caught && what != idle {
				t.Errorf("%s: node %s (%s), %s = %s, told %t: %v %v", filepath.Base(m.graph.Name), m.node, m.class, m.field, m.value, m.told, errorsOf(&r), r.Unchecked)
			}
			if what == caught {
				total++
			}
			if m.way < outOfList {
				continue
			}
			if own := m.try(t, m.own); len(errorsOf(&own)) > 0 {
				t.Errorf("node %s, %s: its own value %s is an error: %v", m.node, m.field, m.own, errorsOf(&own))
			}
		}
	}
	if total < 90 {
		t.Errorf("only %d caught", total)
	}
	for _, page := range []struct {
		file, head string
		ways       [wrongWays]string
	}{
		{"graphs.md", "| wrong | tried | facts can tell | caught at its place | a warning there | no output needs the node | unchecked |", [...]string{"unknown node", "unknown field", "value out of list", "value out of range", "wrong kind"}},
		{"graphs.zh-CN.md", "| 错误 | 试验 | 事实足以判断 | 在正确位置报告 | 在正确位置警告 | 没有输出用到该节点 | 未检查 |", [...]string{"没有的节点", "没有的字段", "值不在选项中", "值超出范围", "类型不对"}},
	} {
		text := page.head + "\n| --- | --- | --- | --- | --- | --- | --- |\n"
		for way, name := range page.ways {
			text += fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %d |\n", name, wanted/wrongWays, told[way], count[way][caught], count[way][warned], count[way][idle], count[way][unchecked])
		}
		t.Log("\n" + text)
		golden.Section(t, "../docs/"+page.file, "trial", []byte(text))
	}
}
