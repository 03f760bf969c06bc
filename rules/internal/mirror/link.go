package mirror

import (
	"math"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// link checks an array: any array is taken for a link. Source: §3.4b.
func (w *walk) link(i int32, in *nodes.Input, name string, v jsondoc.Value) (ok bool, e *exception) {
	if v.Len() != 2 {
		w.badLink(i, in, name, v)
		return true, nil
	}
	id, slot := v.Index(0), v.Index(1)
	if !id.Is(jsondoc.String) {
		return false, raise(CauseBadNodeID, in, name, v)
	}
	src := w.g.find(id.TextBytes())
	if src < 0 {
		return false, raise(CauseNoSuchNode, in, name, v)
	}
	from, e := w.returned(src, in, name, v, slot)
	if e != nil {
		return false, e
	}
	if validator := w.g.nodes[i].class.Validator; validator != nil && validator.InputTypes {
		w.received = append(w.received, receivedType{name, from})
	} else if !w.g.nodes[i].class.Flexible.In && !sameWord(&in.Type, from) && w.mismatch(i, in, name, v, from) {
		return true, nil
	}
	return w.follow(src, name), nil
}

// badLink notes an array that is not a link. It, mismatch, raise and caught are apart
// from link and follow, and not inlined, because those recurse along chains of nodes:
// what a problem takes on the stack would count for each node.
//
//go:noinline
func (w *walk) badLink(i int32, in *nodes.Input, name string, v jsondoc.Value) {
	w.wrong(i, TypeBadLink, CauseNone, in, name, v, python.Of(v))
}

// mismatch notes where a link brings a type that the input does not take.
func (w *walk) mismatch(i int32, in *nodes.Input, name string, v jsondoc.Value, from *nodes.Type) bool {
	if in.Type.Accepts(*from) {
		return false
	}
	w.add(i, Problem{Type: TypeMismatch, Input: name, HasInput: true, Culprit: name, Def: in, At: v, Value: python.Of(v), Text: from.String(), From: from})
	return true
}

// sameWord reports whether two types are one and the same word, as most are.
func sameWord(to, from *nodes.Type) bool { return to.Name != "" && to.Name == from.Name }

// anyType is what a node of an unknown class returns.
var anyType = nodes.Type{Name: "*"}

// returned is RETURN_TYPES[slot] of node src.
func (w *walk) returned(src int32, in *nodes.Input, name string, v, slot jsondoc.Value) (*nodes.Type, *exception) {
	index, ok := slotIndex(slot)
	if !ok {
		return nil, raise(CauseBadSlot, in, name, v)
	}
	n := &w.g.nodes[src]
	if n.class == nil {
		return &anyType, nil
	}
	if n.class.Flexible.Slots {
		return &anyType, nil
	}
	outputs := n.class.Outputs
	if index < 0 {
		index += int64(len(outputs))
	}
	if index < 0 || index >= int64(len(outputs)) {
		e := raise(CauseNoSuchSlot, in, name, v)
		e.text = n.class.Name
		return nil, e
	}
	if n.repl != nil && n.repl.Slots != nil {
		if to, ok := n.repl.Slots[int(index)]; ok && to < len(outputs) {
			index = int64(to)
		}
	}
	if n.class.Flexible.Out {
		return &anyType, nil
	}
	return &outputs[index], nil
}

// slotIndex is a slot as Python's index into a sequence: negative counts from
// the end, and true is 1. ok is false where indexing raises for the type.
func slotIndex(slot jsondoc.Value) (index int64, ok bool) {
	if slot.Is(jsondoc.Number) {
		if i, places, ok := decimal(slot.Raw()); ok {
			return i, places == 0 // 0.0 is a float
		}
	}
	switch v := python.Of(slot); v.Kind() {
	case python.Bool:
		if slot.True() {
			return 1, true
		}
		return 0, true
	case python.Int:
		return math.MaxInt64, true // nobody has so many outputs
	}
	return 0, false
}

// follow visits the source of a link and catches what it raises. Source: §3.5.
func (w *walk) follow(src int32, name string) bool {
	ok, e := w.visit(src)
	if e != nil {
		w.caught(src, name, e)
		return false
	}
	return ok
}

// caught notes what node src raised when a link to it was followed.
func (w *walk) caught(src int32, name string, e *exception) {
	p := e.problem()
	p.Type, p.Input, p.HasInput = TypeInnerException, name, true
	w.replaceProblems(src, p)
}
