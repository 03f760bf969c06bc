package report

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
)

// Group says what the formats for people bring together: of what belongs
// together the first places are written out, and the others counted at the end.
type Group string

// The ways to group. Under all but GroupNone, what could not be checked is written
// once per cause.
const (
	GroupNone      Group = ""
	GroupUnchecked Group = "unchecked" // nothing else
	GroupCause     Group = "cause"     // findings of a rule with the same message, ids apart
	GroupRule      Group = "rule"
	GroupFile      Group = "file"
)

const (
	// firstPlaces is how many findings of a group are written out.
	firstPlaces = 3
	// mostGroups is how many groups are remembered; what belongs to further ones is
	// written out, so that a stream takes constant memory.
	mostGroups = 10_000
)

// groups counts what was written already. A nil one groups nothing.
type groups struct {
	by    Group
	index map[string]*repeated
	order []*repeated
}

// repeated is a group of which more was found than was written.
type repeated struct {
	written, more int
	// at is the first place, text what is there, without ids that differ.
	at, text string
}

func newGroups(by Group) *groups {
	if by == GroupNone {
		return nil
	}
	return &groups{by: by, index: map[string]*repeated{}}
}

// seen counts one more of a group, with what it says, and reports whether it is
// only counted.
func (g *groups) seen(key, text string, places int, at func() string) bool {
	r, ok := g.index[key]
	if !ok {
		if len(g.order) == mostGroups {
			return false
		}
		r = &repeated{at: at(), text: text}
		g.index[key] = r
		g.order = append(g.order, r)
	}
	if r.text != text {
		r.text = WithoutIDs(text)
	}
	if r.written < places {
		r.written++
		return false
	}
	r.more++
	return true
}

// take drops from a document what is only counted. It reports false where
// nothing is left of a document that had something to say.
func (g *groups) take(d *document) bool {
	if g == nil {
		return true
	}
	before := len(d.Findings) + len(d.Unchecked)
	findings := d.Findings[:0:0]
	for i := range d.Findings {
		f := &d.Findings[i]
		key, text := "", f.Message+" ["+f.Rule+"]"
		switch g.by {
		case GroupCause:
			key = "f" + f.Rule + "\x00" + WithoutIDs(f.Message)
		case GroupRule:
			key, text = "f"+f.Rule, "["+f.Rule+"]"
		case GroupFile:
			key, text = "f"+d.named, ""
		}
		if key != "" && g.seen(key, text, firstPlaces, func() string { return d.at(f.from) }) {
			continue
		}
		findings = append(findings, *f)
	}
	left := d.Unchecked[:0:0]
	for _, u := range d.Unchecked {
		if g.seen("u"+WithoutIDs(u.Reason), u.Reason, 1, func() string { return d.at(d.start) }) {
			continue
		}
		left = append(left, u)
	}
	d.Findings, d.Unchecked = findings, left
	return before == 0 || len(findings)+len(left) > 0 || d.Omitted != nil
}

// repeats lists the groups of which more was found than was written.
func (g *groups) repeats() []*repeated {
	var out []*repeated
	if g == nil {
		return nil
	}
	for _, r := range g.order {
		if r.more > 0 {
			out = append(out, r)
		}
	}
	return out
}

// words says how many more of a group there are.
func (c *common) repeatedWords(r *repeated) string {
	name := "repeated"
	if r.text == "" {
		name = "repeated-file"
	}
	return visible(c.count(name, r.more, message.Args{"what": r.text}))
}

// shortestID is the number of digits from which a number is an id of the platform.
const shortestID = 10

// WithoutIDs is a text without the ids of workflows and apps: one cause has one
// text, whatever the request is about.
func WithoutIDs(s string) string {
	var out strings.Builder
	digits := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			digits++
			continue
		}
		if digits < shortestID {
			out.WriteString(s[i-digits : i])
		} else {
			out.WriteString("…")
		}
		digits = 0
		if i < len(s) {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}
