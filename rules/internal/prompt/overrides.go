package prompt

import (
	"bytes"
	"strconv"

	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// carried is what the items are looked up in for the graph that a request
// carries.
func carried(p *rule.Pass) *workflow.Definition {
	d, err := workflow.FromValue("", p.Graph)
	if err != nil {
		return nil
	}
	return d
}

// collect lists the overrides that can be applied: those whose node and field
// the definition has (the others are the business of 803) and that have a
// value. The last of several for one field counts.
func (r *reporter) collect(items []rule.Item, d *workflow.Definition) {
	if d == nil {
		return
	}
	repeated := false
	for k := range items {
		it := &items[k]
		if it.FieldValue.Exists() && field(r.p, it, d) {
			r.items = append(r.items, it)
			repeated = repeated || it.Earlier >= 0
		}
	}
	if repeated {
		r.items = last(r.items)
	}
	for _, it := range r.items {
		r.overrides = append(r.overrides, mirror.Override{
			Node: it.NodeID.Value, Name: it.FieldName.Value, Value: it.FieldValue.Value, Open: it.OpenValue && !r.p.Settings.Strict,
		})
	}
}

// field reports whether a definition has the field that an item names.
func field(p *rule.Pass, it *rule.Item, d *workflow.Definition) bool {
	if d == p.Against {
		return it.Field != nil
	}
	n, ok := d.Node(it.ID)
	if ok {
		_, ok = n.Field(it.Name)
	}
	return ok
}

// last leaves the last of the items for each field, in order.
func last(items []*rule.Item) []*rule.Item {
	type target struct{ id, name string }
	seen := make(map[target]bool, len(items))
	at := len(items)
	for k := len(items) - 1; k >= 0; k-- {
		if key := (target{items[k].ID, items[k].Name}); !seen[key] {
			seen[key] = true
			at--
			items[at] = items[k]
		}
	}
	n := copy(items, items[at:])
	clear(items[n:])
	return items[:n]
}

// forgetRepeated leaves out the overrides that repeat the definition's own
// value, in whatever form its number is written: that was saved, and it ran.
func (r *reporter) forgetRepeated() {
	kept := r.overrides[:0]
	for k, it := range r.items {
		if it.Field == nil || !repeats(it.Field.Value, value(it)) {
			kept = append(kept, r.overrides[k])
		}
	}
	clear(r.overrides[len(kept):])
	r.overrides = kept
}

// repeats reports whether a value says again what the definition has: the same
// text, or the same number. A truth value is no text: "false" counts as true.
func repeats(own, v jsondoc.Value) bool {
	switch {
	case own.Is(jsondoc.String) && v.Is(jsondoc.String):
		return bytes.Equal(own.TextBytes(), v.TextBytes())
	case own.Is(jsondoc.Number) && (v.Is(jsondoc.Number) || v.Is(jsondoc.String)):
		a, b := own.TextBytes(), bytes.TrimSpace(v.TextBytes())
		return bytes.Equal(a, b) || sameNumber(a, b)
	}
	return false
}

// sameNumber reports whether two texts are one number, such as 8 and 8.0.
func sameNumber(a, b []byte) bool {
	if !bytes.ContainsAny(a, ".eE") && !bytes.ContainsAny(b, ".eE") || len(a) > maxDigits || len(b) > maxDigits {
		return false // whole numbers differ when their digits do
	}
	if i, j := wholePart(a), wholePart(b); i != nil && j != nil && !bytes.Equal(i, j) {
		return false
	}
	x, errX := strconv.ParseFloat(string(a), 64)
	y, errY := strconv.ParseFloat(string(b), 64)
	return errX == nil && errY == nil && x == y
}

// wholePart is what a plain number has before its point, nil where it begins with a
// zero or a sign, or has an exponent: only then another text may be the same number.
func wholePart(text []byte) []byte {
	point := len(text)
	for i, c := range text {
		switch {
		case c == '.' && point == len(text):
			point = i
		case c < '0' || c > '9':
			return nil
		}
	}
	if point == 0 || text[0] == '0' {
		return nil
	}
	return text[:point]
}

// maxDigits is up to how many digits different texts of numbers stay different
// as a float64.
const maxDigits = 15

// few is up to where walking a list beats a map.
const few = 12

// touched is the item that sets an input, nil when none does. With "" it is
// the first item of the node.
func (r *reporter) touched(node, input string) *rule.Item {
	if len(r.items) <= few {
		for _, it := range r.items {
			if it.ID == node && (it.Name == input || input == "") {
				return it
			}
		}
		return nil
	}
	if r.index == nil {
		r.index = make(map[[2]string]*rule.Item, 2*len(r.items))
		for _, it := range r.items {
			r.index[[2]string{it.ID, it.Name}] = it
			if first := [2]string{it.ID, ""}; r.index[first] == nil {
				r.index[first] = it
			}
		}
	}
	return r.index[[2]string{node, input}]
}

// exactly reports whether an item sets this very input.
func (r *reporter) exactly(node, input string) bool {
	return input != "" && r.touched(node, input) != nil
}

// value is where an item's value stands.
func value(it *rule.Item) jsondoc.Value { return it.FieldValue.Value }
