package mirror

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/nodes"
)

// badRow is a fault of the rows of a dynamic group.
type badRow struct {
	cause Cause
	in    *nodes.Input
	group string // the group's full name
	key   string // the key at fault, "" for none
}

// rows appends the inputs of the rows of a dynamic group: those that the live
// keys <group>.<index>.<field> name. Source: "Changes since v0.26.0" (b).
func (x *expander) rows(in *nodes.Input, name string) {
	g, present := in.Group, map[int]bool{}
	for _, key := range slices.Sorted(maps.Keys(x.values)) {
		rest, ok := strings.CutPrefix(key, name+".")
		if !ok || !x.values[key].Exists() {
			continue
		}
		index, field, _ := strings.Cut(rest, ".")
		row, err := strconv.Atoi(index)
		switch {
		case err != nil || strconv.Itoa(row) != index || row < 0 || row >= g.Max:
			x.fault(CauseRowIndex, in, name, key)
		case !fits(g.Fields, field):
			x.fault(CauseRowField, in, name, key)
		default:
			present[row] = true
		}
	}
	if len(present) < g.Min {
		x.fault(CauseFewRows, in, name, "")
	}
	if x.bad != nil {
		return
	}
	for _, row := range slices.Sorted(maps.Keys(present)) {
		x.inputs(g.Fields, name+"."+strconv.Itoa(row)+".")
	}
}

// fits reports whether a name is a field of a row, or belongs to a dynamic one.
func fits(fields []nodes.Input, name string) bool {
	return slices.ContainsFunc(fields, func(in nodes.Input) bool { return in.Name == name }) || belongs(fields, name)
}

// fault keeps the first fault.
func (x *expander) fault(c Cause, in *nodes.Input, group, key string) {
	if x.bad == nil {
		x.bad = &badRow{c, in, group, key}
	}
}

// badRow notes the fault of a dynamic group; ComfyUI says nothing else of the
// node. Source: "Changes since v0.26.0" (a).
func (w *walk) badRow(i int32, b *badRow) {
	n := &w.g.nodes[i]
	p := Problem{Type: TypeInvalidDynamic, Cause: b.cause, Input: b.group, HasInput: true, Culprit: b.group, Def: b.in, At: n.inputs, Key: inputsKey(n)}
	if b.key != "" {
		p.Culprit, p.Text = b.key, b.key
		p.At, p.Key = w.names[b.key], n.inputs.Member(b.key).KeyValue()
	}
	w.add(i, p)
}
