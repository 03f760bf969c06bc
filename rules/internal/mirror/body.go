package mirror

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

type bodyVerdict uint8

const (
	bodyPasses bodyVerdict = iota
	bodyFails
	bodyRaises
	bodyOpen
)

// bodyResult is what a validator's body comes to, and why. input is the live
// input it rests on, nil for none; name is then that of the input that it wants,
// if it wants a certain one.
type bodyResult struct {
	verdict bodyVerdict
	cause   Cause
	input   *live
	name    string
}

// body runs what the validator does. Source: §3.6.
func (c *validation) body() bodyResult {
	switch b := c.class.Validator; {
	case b.Accepts:
		return bodyResult{}
	case b.File != nil:
		return c.file(b)
	case b.NonZero != nil:
		return c.nonZero(b)
	case b.Ratio != nil:
		return c.ratio(b)
	case b.LinkType != nil:
		return c.linkType(b)
	}
	return bodyResult{verdict: bodyOpen}
}

// file is the test of every built-in loader: does the path exist?
func (c *validation) file(b *nodes.Validator) bodyResult {
	l := c.find(b.File.Input)
	if l == nil {
		return bodyResult{}
	}
	verdict := bodyOpen
	if !c.w.placeholder(l.value) {
		verdict = c.w.exists(b, argument(l))
	}
	if verdict == bodyRaises {
		return bodyResult{verdict: verdict, cause: CauseValidator, input: l}
	}
	return bodyResult{verdict: verdict, cause: CauseFile, input: l}
}

// exists looks for a loader's argument in the server's folders.
func (w *walk) exists(b *nodes.Validator, v python.Value) bodyVerdict {
	none := v.Kind() == python.Missing || v.Kind() == python.None
	if b.File.Falsy && (none || !v.Truth()) {
		return bodyPasses
	}
	path, ok := v.Text()
	switch {
	case none || !ok:
		return bodyRaises
	case slices.Contains(b.File.Accept, path):
		return bodyPasses
	}
	folder, path := folderOf(path)
	if path == "" {
		return bodyPasses // the folder itself exists
	}
	if w.opt.Files == nil {
		return bodyOpen
	}
	exists, known := w.opt.Files(folder, path)
	switch {
	case !known:
		return bodyOpen
	case exists:
		return bodyPasses
	}
	return bodyFails
}

// folderOf takes the suffix off a path that chooses the folder.
func folderOf(path string) (folder, rest string) {
	for _, f := range []string{"output", "input", "temp"} {
		if rest, ok := strings.CutSuffix(path, "["+f+"]"); ok {
			// One character before the bracket is dropped, whatever it is.
			_, n := utf8.DecodeLastRuneInString(rest)
			return f, rest[:len(rest)-n]
		}
	}
	return "input", path
}

// nonZero passes at the first number that is not zero; what is not a number
// raises when it is reached.
func (c *validation) nonZero(b *nodes.Validator) bodyResult {
	var last *live
	for _, name := range b.NonZero {
		l := c.find(name)
		if l == nil {
			return bodyResult{verdict: bodyRaises, cause: CauseArgument}
		}
		if c.w.placeholder(l.value) {
			return bodyResult{verdict: bodyOpen}
		}
		f, ok := argument(l).Float64()
		switch {
		case !ok:
			return bodyResult{verdict: bodyRaises, cause: CauseValidator, input: l}
		case f != 0:
			return bodyResult{}
		}
		last = l
	}
	return bodyResult{verdict: bodyFails, cause: CauseZero, input: last}
}

// ratio raises unless a text "w:h" lies within bounds.
func (c *validation) ratio(b *nodes.Validator) bodyResult {
	l := c.find(b.Ratio.Input)
	switch {
	case l == nil:
		return bodyResult{verdict: bodyRaises, cause: CauseRatio, name: b.Ratio.Input}
	case c.w.placeholder(l.value):
		return bodyResult{verdict: bodyOpen}
	case !ratioWithin(argument(l), b.Ratio.Min, b.Ratio.Max):
		return bodyResult{verdict: bodyRaises, cause: CauseRatio, input: l}
	}
	return bodyResult{}
}

// ratioWithin reads "w:h" and reports whether w/h lies in [lo, hi].
func ratioWithin(v python.Value, lo, hi float64) bool {
	parts, ok := v.Split(":")
	if !ok || len(parts) != 2 {
		return false
	}
	a, ok1 := positive(parts[0])
	b, ok2 := positive(parts[1])
	return ok1 && ok2 && a/b >= lo && a/b <= hi
}

// positive is int(v) where that is a positive number.
func positive(v python.Value) (float64, bool) {
	v, err := v.ToInt()
	if err != nil {
		return 0, false
	}
	f, ok := v.Float64()
	return f, ok && f > 0
}

// linkType fails unless what is linked to an input has one of the types, and
// raises when nothing is linked.
func (c *validation) linkType(b *nodes.Validator) bodyResult {
	want := b.LinkType
	l := c.find(want.Input)
	for _, r := range c.types {
		if r.input != want.Input {
			continue
		}
		if slices.Contains(want.Types, r.typ.Name) || r.typ.Name == anyType.Name && c.fromOpaque(l) {
			return bodyResult{}
		}
		return bodyResult{verdict: bodyFails, cause: CauseLinkType, input: l}
	}
	return bodyResult{verdict: bodyRaises, cause: CauseUnconnected, input: l, name: want.Input}
}

// fromOpaque reports whether a link comes from a node whose class nobody
// knows.
func (c *validation) fromOpaque(l *live) bool {
	if l == nil {
		return false
	}
	src := c.w.g.find(l.value.Index(0).TextBytes())
	return src >= 0 && c.w.g.nodes[src].class == nil
}
