package rule

import (
	"strconv"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// shownHole is how many characters of an expression are quoted.
const shownHole = 40

// UncheckedHole says that an outcome depends on a value, called what, that is
// known only when the program runs. It reports false, and says nothing, of a
// value that is known.
func (p *Pass) UncheckedHole(c code.Code, what string, v jsondoc.Value) bool {
	h, ok := v.Hole()
	if ok {
		p.Unchecked(c, "hole", p.holeArgs(what, v.Document(), h))
	}
	return ok
}

// UncheckedOpen says that a key of an object, called what, was not looked for
// because the program may add it. It reports false, and says nothing, of an
// object that is complete.
func (p *Pass) UncheckedOpen(c code.Code, what string, v jsondoc.Value) bool {
	h, ok := v.Open()
	if ok {
		p.Unchecked(c, "open", p.holeArgs(what, v.Document(), h))
	}
	return ok
}

// UncheckedList says that the program may add items to a list. It reports
// false, and says nothing, of a list that is complete.
func (p *Pass) UncheckedList(c code.Code, v jsondoc.Value) bool {
	h, ok := v.Open()
	if ok && v.Is(jsondoc.Array) {
		p.Unchecked(c, "open-list", p.holeArgs("", v.Document(), h))
	}
	return ok
}

func (p *Pass) holeArgs(what string, d *jsondoc.Document, h jsondoc.Hole) message.Args {
	args := message.Args{"what": what, "line": strconv.Itoa(d.HolePlace(h).Line)}
	if src := d.File().Source(); h.File.Start >= 0 && h.File.Start <= h.File.End && h.File.End <= len(src) {
		end := min(h.File.End, h.File.Start+8*shownHole)
		args["value"] = jsondoc.Excerpt(secret.Text(src[h.File.Start:end]).Mask(), shownHole)
	}
	return args
}
