package nodes

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// OfPlatform is the same catalog, known to be the object_info of the platform
// that gets the requests. The two share their files; closing one closes both.
func (c *Catalog) OfPlatform() *Catalog {
	return c.with(func(p *part) { p.platform = p.fromServer })
}

// Incomplete is the same catalog, of which it is not known that a class which it
// lacks does not exist.
func (c *Catalog) Incomplete() *Catalog {
	return c.with(func(p *part) { p.complete = false })
}

func (c *Catalog) with(change func(*part)) *Catalog {
	out := &Catalog{parts: slices.Clone(c.parts), gone: c.gone, models: c.models}
	for i := range out.parts {
		change(&out.parts[i])
	}
	return out
}

// Without is the same catalog without some classes, which do not exist on the
// server any more.
func (c *Catalog) Without(names ...string) *Catalog {
	out := &Catalog{parts: c.parts, gone: map[string]bool{}, models: c.models}
	for n := range c.gone {
		out.gone[n] = true
	}
	for _, n := range names {
		out.gone[n] = true
	}
	return out
}

// Lacks reports whether the server is known not to have a class that Find does
// not find.
func (c *Catalog) Lacks(name []byte) bool {
	return c.Complete() || c != nil && c.gone[string(name)]
}

// The members of a slice beside its classes: what it was cut from, where that
// came from, and which of the wanted classes it did not have.
const (
	sliceClasses = "classes"
	sliceWhole   = "whole"
	sliceHost    = "host"
	sliceAbsent  = "absent"
)

// Slice writes the definitions of some classes as a JSON object that Read reads:
// an incomplete catalog. It names the host and the content that it was cut
// from, and the names that the catalog lacks. What no check needs is left out,
// and so are the lists of files in inputs that check the file itself: they show
// what the server's users uploaded. The error is that of a damaged catalog.
func (c *Catalog) Slice(names []string, host string) ([]byte, error) {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	b := []byte(`{"` + sliceAbsent + `":[`)
	var classes []byte
	for _, name := range names {
		raw, err := c.Entry(name)
		if err != nil {
			return nil, err
		}
		doc, err := parseTolerant(name, raw)
		if raw == nil || err != nil {
			if b[len(b)-1] != '[' {
				b = append(b, ',')
			}
			b = append(b, quoted(name)...)
			continue
		}
		if len(classes) > 0 {
			classes = append(classes, ',')
		}
		classes = append(append(classes, quoted(name)...), ':')
		class, _ := c.Class(name)
		classes = slim(classes, doc.Root(), class.hiddenLists()...)
	}
	b = append(b, `],"`+sliceClasses+`":{`...)
	b = append(append(b, classes...), `},"`+sliceHost+`":`...)
	b = append(b, quoted(host)...)
	b = append(b, `,"`+sliceWhole+`":{"classes":`...)
	b = strconv.AppendInt(b, int64(c.Len()), 10)
	b = append(b, `,"sha256":"`+c.Hash()+`"}}`...)
	return b, nil
}

// quoted is a text as JSON.
func quoted(s string) string {
	b, _ := json.Marshal(s) // a text always has one
	return string(b)
}

// hiddenLists are the inputs whose choices are files that ComfyUI does not
// compare a value with.
func (c *Class) hiddenLists() (names []string) {
	for i := range c.Inputs {
		if in := &c.Inputs[i]; in.Kind == KindCombo && in.FolderFed && (in.Open || c.Validator.Names(in.Name)) {
			names = append(names, in.Name)
		}
	}
	return names
}

// slice says what a catalog is cut from.
type slice struct {
	host, hash string
	absent     []string
}

// CutFrom says what a slice was cut from: the host, the hash of the whole and
// the wanted classes that the whole did not have; ok is false for a catalog that
// is no slice.
func (c *Catalog) CutFrom() (host, hash string, absent []string, ok bool) {
	if len(c.parts) != 1 || c.parts[0].cut == nil {
		return "", "", nil, false
	}
	s := c.parts[0].cut
	return s.host, s.hash, s.absent, true
}

// readSlice reads what an object_info text says of itself if it is a slice.
func readSlice(src []byte, entries []entrySpan) (*slice, []entrySpan) {
	if len(entries) > 8 {
		return nil, nil
	}
	s, found := &slice{}, false
	var classes []entrySpan
	for _, e := range entries {
		key := string(src[e.keyStart+1 : e.keyEnd-1])
		if key == sliceClasses && src[e.start] == '{' {
			var bad int
			if classes, _, bad = scanObject(src[:e.end], e.start); bad >= 0 {
				return nil, nil
			}
			continue
		}
		if key != sliceWhole && key != sliceHost && key != sliceAbsent {
			continue
		}
		doc, err := jsondoc.Parse("", src[e.start:e.end])
		if err != nil {
			return nil, nil
		}
		switch v := doc.Root(); key {
		case sliceWhole:
			s.hash, found = v.Get("sha256").Text(), v.Is(jsondoc.Object)
		case sliceHost:
			s.host = v.Text()
		case sliceAbsent:
			s.absent = texts(v)
		}
	}
	if !found {
		return nil, nil
	}
	return s, classes
}
