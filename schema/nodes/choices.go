package nodes

import (
	"iter"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/python"
)

// Choices are the options of a combo.
type Choices struct {
	list jsondoc.Value // the list as ComfyUI holds it; missing: an empty list
	once sync.Once
	text map[string]struct{} // options that are strings, where there are many
	few  []string            // and where there are few
	rest []python.Value      // options that are not strings
}

// few is the number of options up to which a walk beats a map.
const few = 12

func (c *Choices) prepare() {
	c.once.Do(func() {
		if c.list.Len() > few {
			c.text = make(map[string]struct{}, c.list.Len())
		}
		for _, e := range c.list.Elements() {
			switch {
			case !e.Is(jsondoc.String):
				c.rest = append(c.rest, python.Of(e))
			case c.text != nil:
				c.text[e.Text()] = struct{}{}
			default:
				c.few = append(c.few, e.Text())
			}
		}
	})
}

// Contains is Python's `v in options`. ok is false where Python raises because
// the options are no container.
func (c *Choices) Contains(v python.Value) (in, ok bool) {
	switch c.list.Kind() {
	case jsondoc.Missing:
		return false, true
	case jsondoc.Object:
		s, isText := v.Text()
		return isText && c.list.Get(s).Exists(), v.Kind() != python.List && v.Kind() != python.Dict
	case jsondoc.String:
		s, isText := v.Text()
		return isText && strings.Contains(c.list.Text(), s), isText
	case jsondoc.Array:
	default:
		return false, false
	}
	c.prepare()
	if js := v.JSON(); js.Is(jsondoc.String) {
		return c.HasText(js.TextBytes()), true
	}
	if s, ok := v.Text(); ok {
		return c.HasText([]byte(s)), true
	}
	for _, e := range c.rest {
		if e.Equal(v) {
			return true, true
		}
	}
	return false, true
}

// HasText reports whether a text is one of the options of a list. It allocates
// nothing.
func (c *Choices) HasText(text []byte) bool {
	c.prepare()
	if c.text != nil {
		_, in := c.text[string(text)]
		return in
	}
	for _, s := range c.few {
		if s == string(text) {
			return true
		}
	}
	return false
}

// Len is the number of options.
func (c *Choices) Len() int { return c.list.Len() }

// All yields the options in order.
func (c *Choices) All() iter.Seq[python.Value] {
	return func(yield func(python.Value) bool) {
		for _, e := range c.list.Elements() {
			if !yield(python.Of(e)) {
				return
			}
		}
	}
}

// Texts lists up to most options as people write them (numbers bare).
func (c *Choices) Texts(most int) []string {
	var out []string
	for _, e := range c.list.Elements() {
		if len(out) == most {
			break
		}
		out = append(out, e.Text())
	}
	return out
}

// EqualText finds an option that is not a string but reads like the text s: the
// number 1 for "1".
func (c *Choices) EqualText(s string) (python.Value, bool) {
	c.prepare()
	for _, e := range c.rest {
		if e.JSON().Text() == s {
			return e, true
		}
	}
	return python.Value{}, false
}
