package own

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// The bounds of a path: its length in bytes, and how deep queries may be nested.
// With them the cost of a selection is linear in the document.
const (
	longestPath  = 1000
	deepestQuery = 8
)

// pathError says why a path cannot be used, as a key of the catalogs
// (own-path.<reason>), and quotes the part that is at fault.
type pathError struct{ reason, part string }

func (e *pathError) Error() string { return e.reason + ": " + e.part }

// stepKind is what a step of a path does.
type stepKind uint8

const (
	member stepKind = iota // a key of an object, an index of an array
	each                   // #
	first                  // #(query)
	all                    // #(query)#
)

// step is one step of a path.
type step struct {
	kind stepKind
	// key is the name of a member; wild means that * and ? are patterns in it,
	// index is the number it is, -1 where it is none.
	key   string
	wild  bool
	index int
	// query is the text of a query with its brackets.
	query string
	// values means that the step goes through the values of an object.
	values bool
}

// path is a compiled path: steps, and after each part but the last a choice
// among the values found so far.
type path struct {
	parts [][]step
	picks []int
}

// parsePath reads a path in gjson's syntax. What would make a value that is not
// in the document is refused.
func parsePath(text string) (path, error) {
	if text == "" || len(text) > longestPath {
		return path{}, &pathError{"length", strconv.Itoa(longestPath)}
	}
	p := &pathReader{text: text}
	err := p.read()
	return p.out, err
}

// pathReader reads a path.
type pathReader struct {
	text   string
	at     int
	steps  []step
	lists  int // the steps so far that find several values
	values bool
	out    path
}

func (p *pathReader) read() error {
	for {
		pipe, more, err := p.component()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if pipe && p.lists > 0 {
			if err := p.pick(); err != nil {
				return err
			}
			if p.at == len(p.text) {
				break
			}
			p.at++ // the separator
		}
	}
	if p.values {
		return &pathError{"modifier", "@values"}
	}
	p.out.parts = append(p.out.parts, p.steps)
	return nil
}

// pick reads the index that follows a list and a pipe.
func (p *pathReader) pick() error {
	rest := p.text[p.at:]
	end := strings.IndexAny(rest, ".|")
	if end < 0 {
		end = len(rest)
	}
	n, err := strconv.ParseUint(rest[:end], 10, 31)
	if err != nil || p.lists > 1 {
		return &pathError{"pipe", rest}
	}
	p.out.parts, p.out.picks = append(p.out.parts, p.steps), append(p.out.picks, int(n))
	p.steps, p.lists = nil, 0
	p.at += end
	return nil
}

// component reads one component and the separator behind it.
func (p *pathReader) component() (pipe, more bool, err error) {
	rest := p.text[p.at:]
	switch {
	case rest == "" || rest[0] == '.' || rest[0] == '|':
		return false, false, &pathError{"empty", p.text}
	case rest[0] == '[' || rest[0] == '{' || rest[0] == '!':
		return false, false, &pathError{"built", rest}
	case rest[0] == '@':
		if name := rest[1 : 1+nameEnd(rest[1:])]; gjson.ModifierExists(name, nil) {
			err = p.modifier(name)
			break
		}
		p.key()
	case rest[0] == '#':
		err = p.list()
	default:
		p.key()
	}
	if err != nil || p.at == len(p.text) {
		return false, false, err
	}
	c := p.text[p.at]
	if c != '.' && c != '|' {
		return false, false, &pathError{"step", p.text[p.at:]}
	}
	p.at++
	return c == '|', true, nil
}

func nameEnd(s string) int {
	if i := strings.IndexAny(s, ".|:"); i >= 0 {
		return i
	}
	return len(s)
}

// modifier reads @this, which is the value itself, and @values before a step
// through them. All others build new values.
func (p *pathReader) modifier(name string) error {
	p.at += 1 + len(name)
	rest := p.text[p.at:]
	switch {
	case name == "this" && !strings.HasPrefix(rest, ":"):
		return nil
	case name == "values" && p.lists == 0 && !p.values && (strings.HasPrefix(rest, ".#") || strings.HasPrefix(rest, "|#")):
		p.values = true
		return nil
	}
	return &pathError{"modifier", "@" + name}
}

// list reads #, #(query) and #(query)#.
func (p *pathReader) list() error {
	s := step{kind: each, values: p.values}
	p.values = false
	p.at++
	rest := p.text[p.at:]
	if rest == "" || rest[0] == '|' {
		return &pathError{"count", p.text}
	}
	if rest[0] == '(' || rest[0] == '[' {
		end, err := checkQuery(rest, 1)
		if err != nil {
			return err
		}
		s.kind, s.query = first, rest[:end]
		p.at += end
		if strings.HasPrefix(p.text[p.at:], "#") {
			p.at++
			s.kind = all
		}
	}
	if s.kind != first {
		p.lists++
	}
	p.steps = append(p.steps, s)
	return nil
}

// key reads the name of a member.
func (p *pathReader) key() {
	s := step{index: -1}
	var b strings.Builder
	var literal []bool // which characters were escaped
	for ; p.at < len(p.text); p.at++ {
		c := p.text[p.at]
		if c == '.' || c == '|' {
			break
		}
		escaped := c == '\\' && p.at+1 < len(p.text)
		if escaped {
			p.at++
			c = p.text[p.at]
		}
		s.wild = s.wild || !escaped && (c == '*' || c == '?')
		b.WriteByte(c)
		literal = append(literal, escaped)
	}
	s.key = b.String()
	if s.wild {
		s.key = pattern(s.key, literal)
	} else if n, err := strconv.ParseUint(s.key, 10, 31); err == nil {
		s.index = int(n)
	}
	p.steps = append(p.steps, s)
}

// pattern escapes the characters of a pattern that stand for themselves.
func pattern(key string, literal []bool) string {
	var b strings.Builder
	for i := range len(key) {
		if literal[i] || key[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(key[i])
	}
	return b.String()
}

// checkQuery finds the end of a query and refuses what is refused in a path.
func checkQuery(text string, depth int) (end int, err error) {
	if depth > deepestQuery {
		return 0, &pathError{"depth", strconv.Itoa(deepestQuery)}
	}
	open, value, path := 0, false, 1
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '"':
			i = quoteEnd(text, i)
		case c == '(' || c == '[':
			open++
		case c == ')' || c == ']':
			if open--; open == 0 {
				if !value {
					path = i
				}
				return i + 1, checkInner(strings.TrimSpace(text[1:path]), depth)
			}
		case open == 1 && !value && strings.IndexByte("!=<>%", c) >= 0:
			value, path = true, i
		}
	}
	return 0, &pathError{"query", text}
}

// quoteEnd is the place of the quote that ends the string begun at i, or the
// end of the text.
func quoteEnd(text string, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i
}

// opens reports whether a query begins at i.
func opens(text string, i int) bool {
	return text[i] == '#' && i+1 < len(text) && (text[i+1] == '(' || text[i+1] == '[')
}

// checkInner checks the path within a query: what it finds needs no place.
func checkInner(text string, depth int) error {
	begin := true
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\':
			i++
		case begin && c == '@' && gjson.ModifierExists(text[i+1:i+1+nameEnd(text[i+1:])], nil):
			return &pathError{"modifier", text[i:]}
		case begin && (c == '[' || c == '{' || c == '!'):
			return &pathError{"built", text[i:]}
		case opens(text, i):
			end, err := checkQuery(text[i+1:], depth+1)
			if err != nil {
				return err
			}
			i += end
		}
		begin = c == '.' || c == '|'
	}
	return nil
}

// selection is what a path finds in a document.
type selection struct {
	found []jsondoc.Value
	// nearest is the deepest value on the way, for what is missing.
	nearest jsondoc.Value
	depth   int
	// open is the first value because of which more may be found when the
	// document is complete; missing where there is none.
	open jsondoc.Value
	// unknown says that a value is known only when a program runs, or stands for
	// another.
	unknown func(jsondoc.Value) bool
	buffer  []byte
}

// find selects values.
func (p *path) find(root jsondoc.Value, unknown func(jsondoc.Value) bool) *selection {
	s := &selection{nearest: root, depth: -1, unknown: unknown}
	from, depth := root, 0
	for i, steps := range p.parts {
		s.found = nil
		s.walk(from, steps, depth)
		depth += len(steps)
		if i == len(p.picks) {
			break
		}
		if n := p.picks[i]; n < len(s.found) {
			from = s.found[n]
		} else {
			s.found = nil
			break
		}
	}
	return s
}

// walk follows steps from a value and reports whether that led to something.
func (s *selection) walk(v jsondoc.Value, steps []step, depth int) bool {
	if depth > s.depth {
		s.nearest, s.depth = v, depth
	}
	if len(steps) == 0 {
		s.found = append(s.found, v)
		return true
	}
	st := &steps[0]
	if s.unknown(v) || v.IsOpen() {
		s.doubt(v)
	}
	if st.kind == member {
		return s.members(v, st, steps[1:], depth+1)
	}
	hit := false
	for e := range elements(v, st.values) {
		if st.kind != each && !s.matches(e, st.query) {
			continue
		}
		hit = s.walk(e, steps[1:], depth+1) || hit
		if st.kind == first {
			break
		}
	}
	return hit
}

// members follows a step to a member of an object or an element of an array.
func (s *selection) members(v jsondoc.Value, st *step, rest []step, depth int) bool {
	switch {
	case v.Is(jsondoc.Array):
		e := v.Index(st.index)
		return e.Exists() && s.walk(e, rest, depth)
	case !st.wild:
		e := v.Get(st.key)
		return e.Exists() && s.walk(e, rest, depth)
	}
	for m := range v.Members() {
		if fits(m.Key(), st.key) && s.walk(m.Value, rest, depth) {
			return true
		}
	}
	return false
}

func (s *selection) doubt(v jsondoc.Value) {
	if !s.open.Exists() {
		s.open = v
	}
}

// elements are those of an array, or the values of an object.
func elements(v jsondoc.Value, values bool) func(func(jsondoc.Value) bool) {
	return func(yield func(jsondoc.Value) bool) {
		for _, e := range v.Elements() {
			if !yield(e) {
				return
			}
		}
		if !values {
			return
		}
		for m := range v.Members() {
			if !yield(m.Value) {
				return
			}
		}
	}
}

// matches reports whether a query holds of a value; gjson decides.
func (s *selection) matches(v jsondoc.Value, query string) bool {
	s.buffer = append(s.buffer[:0], '[')
	s.buffer = appendPlain(s.buffer, v)
	s.buffer = append(s.buffer, ']')
	if gjson.GetBytes(s.buffer, "#"+query).Exists() {
		return true
	}
	if s.holdsUnknown(v) {
		s.doubt(v)
	}
	return false
}

// holdsUnknown reports whether a value, or a member of it, is unknown.
func (s *selection) holdsUnknown(v jsondoc.Value) bool {
	if s.unknown(v) || v.IsOpen() {
		return true
	}
	for m := range v.Members() {
		if s.unknown(m.Value) {
			return true
		}
	}
	return false
}

// appendPlain writes a value. Of a repeated key gjson takes the first and the
// server the last: the last is written.
func appendPlain(to []byte, v jsondoc.Value) []byte {
	if len(v.Document().Duplicates()) == 0 {
		return append(to, v.Raw()...)
	}
	switch v.Kind() {
	case jsondoc.Object:
		to = append(to, '{')
		for m := range v.Members() {
			if !v.Get(m.Key()).Same(m.Value) {
				continue
			}
			if to[len(to)-1] != '{' {
				to = append(to, ',')
			}
			to = append(append(to, m.KeyValue().Raw()...), ':')
			to = appendPlain(to, m.Value)
		}
		return append(to, '}')
	case jsondoc.Array:
		to = append(to, '[')
		for i, e := range v.Elements() {
			if i > 0 {
				to = append(to, ',')
			}
			to = appendPlain(to, e)
		}
		return append(to, ']')
	}
	return append(to, v.Raw()...)
}

// fits reports whether a name fits a pattern of *, ? and \, in time of at most
// the product of their lengths.
func fits(name, pattern string) bool {
	n, p, star, back := 0, 0, -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, back = p, n
			p++
		case p < len(pattern) && pattern[p] == '?':
			n, p = n+runeLen(name[n:]), p+1
		case p+1 < len(pattern) && pattern[p] == '\\' && pattern[p+1] == name[n]:
			n, p = n+1, p+2
		case p < len(pattern) && pattern[p] != '\\' && pattern[p] == name[n]:
			n, p = n+1, p+1
		case star >= 0:
			back++
			n, p = back, star+1
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func runeLen(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}
