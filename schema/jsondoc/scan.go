package jsondoc

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

const bom = "\xEF\xBB\xBF"

// parse reads d.src into d.
func parse(d *Document) (*Document, error) {
	s := scanner{src: d.src, d: d, nodes: d.nodes[:0]}
	if err := s.check(); err != nil {
		d.nodes, d.dups = s.nodes[:0], nil
		err.doc = d
		return nil, err
	}
	d.nodes = s.nodes
	if len(d.src) <= smallText {
		d.text = string(d.src)
	}
	return d, nil
}

// smallText is up to where a document keeps its text twice.
const smallText = 64 << 10

// scanner fills a Document. Parents are found through the nodes themselves:
// hostile depth costs neither the goroutine's stack nor a stack of ours.
type scanner struct {
	src    []byte
	d      *Document
	nodes  []node
	parent uint32 // innermost open container, if depth > 0
	depth  int
	err    *SyntaxError // why scanning stopped
}

// check reads the text and, where it is broken, finds the one cause.
func (s *scanner) check() *SyntaxError {
	if uint64(len(s.src)) > MaxSize {
		return syntaxError(CauseTooLarge, 0, 0)
	}
	if !beginsPlainly(s.src) {
		if err := diagnose(&breakage{src: s.src, where: atHead}); err != nil {
			return err
		}
	}
	from := 0
	if bytes.HasPrefix(s.src, []byte(bom)) {
		s.d.bom = true
		from = len(bom)
	}
	if s.text(from) {
		return nil
	}
	// Whichever comes first in the file is the cause of the other.
	if bad := firstInvalid(s.src); bad < len(s.src) && (s.err.at >= bad || s.err.Cause == CauseTruncated) {
		return diagnose(&breakage{src: s.src, where: atBadByte, i: bad})
	}
	return s.err
}

// beginsPlainly reports whether the first two bytes are those of a JSON object
// or array in UTF-8, as in nearly every file.
func beginsPlainly(src []byte) bool {
	return len(src) >= 2 && (src[0] == '{' || src[0] == '[') && src[1] != 0
}

// text reads the whole text from offset i on. It reports whether it is JSON;
// if not, s.err says why.
func (s *scanner) text(i int) bool {
	if cap(s.nodes) == 0 {
		s.nodes = make([]node, 0, min(firstNodes(s.src), len(s.src)/8+2))
	}
	i = skipSpace(s.src, i)
	if s.nodes, i = s.value(s.nodes, i, byteAt(s.src, i), atRoot); i < 0 {
		return false
	}
	for s.depth > 0 {
		if s.nodes[s.parent].kind == Object {
			i = s.members(i)
		} else {
			i = s.elements(i)
		}
		if i < 0 {
			return false
		}
	}
	if i = skipSpace(s.src, i); i < len(s.src) {
		s.stop(s.nodes, i, afterValue)
		return false
	}
	if len(s.d.dups) > 1 {
		slices.SortStableFunc(s.d.dups, func(a, b [2]Member) int { return int(a[1].key.i) - int(b[1].key.i) })
	}
	return true
}

// members reads the innermost open container, an object, from offset i on: from
// behind its bracket or behind one of its values, up to behind its closing
// bracket or behind the opening bracket of a container in it. It gives the
// offset there, -1 where the text is broken.
func (s *scanner) members(i int) int {
	src, nodes, parent := s.src, s.nodes, s.parent
	keys := nodes[parent].keys()
	for count := nodes[parent].count; ; count++ {
		i = skipSpace(src, i)
		c, where := byteAt(src, i), atFirstKey
		if c == '}' {
			if keys.mayRepeat() {
				s.d.findDuplicates(nodes, parent, count)
			}
			return s.close(nodes, i+1, count)
		}
		if count > 0 {
			if c != ',' {
				return s.stop(nodes, i, afterValue)
			}
			i = skipSpace(src, i+1)
			c, where = byteAt(src, i), atKey
		}
		if c != '"' {
			return s.stop(nodes, i, where)
		}
		if cap(nodes)-len(nodes) < 2 {
			if nodes = s.grow(nodes, i); nodes == nil {
				return -1
			}
		}
		end, flags := scanString(src, i)
		if end < 0 {
			return s.stopString(nodes, i, end, inKey)
		}
		nodes = push(nodes, i, end, parent, String, flags|flagKey)
		keys = keys.add(src[i:end], flags)
		if i = skipSpace(src, end); byteAt(src, i) != ':' {
			return s.stop(nodes, i, atColon)
		}
		if i = skipSpace(src, i+1); byteAt(src, i) == '"' {
			if end, flags = scanString(src, i); end < 0 {
				return s.stopString(nodes, i, end, inString)
			}
			nodes = push(nodes, i, end, parent, String, flags)
			i = end
			continue
		}
		nodes[parent].suspend(count+1, keys)
		if nodes, i = s.value(nodes, i, byteAt(src, i), atMember); i < 0 || s.parent != parent {
			return i
		}
	}
}

// elements is members for an array.
func (s *scanner) elements(i int) int {
	src, nodes, parent := s.src, s.nodes, s.parent
	for count := nodes[parent].count; ; count++ {
		i = skipSpace(src, i)
		c, where := byteAt(src, i), atFirstElement
		if c == ']' {
			return s.close(nodes, i+1, count)
		}
		if count > 0 {
			if c != ',' {
				return s.stop(nodes, i, afterValue)
			}
			i = skipSpace(src, i+1)
			c, where = byteAt(src, i), atElement
		}
		if cap(nodes) == len(nodes) {
			if nodes = s.grow(nodes, i); nodes == nil {
				return -1
			}
		}
		nodes[parent].count = count + 1
		if nodes, i = s.value(nodes, i, c, where); i < 0 || s.parent != parent {
			return i
		}
	}
}

// value reads a scalar, or the opening bracket of a container, that begins with
// c. There is room for it in nodes.
func (s *scanner) value(nodes []node, i int, c byte, where state) ([]node, int) {
	var end int
	var flags uint8
	kind := String
	switch c {
	case '"':
		if end, flags = scanString(s.src, i); end < 0 {
			return nil, s.stopString(nodes, i, end, inString)
		}
	case '{':
		return s.open(nodes, i, Object)
	case '[':
		return s.open(nodes, i, Array)
	case 't', 'f', 'n':
		end, kind, flags = scanLiteral(s.src, i)
	default:
		kind = Number
		if end = scanNumber(s.src, i); end < 0 && s.d.python {
			end = scanNonFinite(s.src, i)
		}
	}
	if end < 0 {
		return nil, s.stop(nodes, i, where)
	}
	return push(nodes, i, end, s.parent, kind, flags), end
}

// push adds a key or scalar; there is room for it.
func push(nodes []node, start, end int, parent uint32, kind Kind, flags uint8) []node {
	k := len(nodes)
	nodes = nodes[:k+1]
	// Field by field: a node built elsewhere would be copied.
	n := &nodes[k]
	n.start, n.end, n.next, n.parent, n.count, n.kind, n.flags = uint32(start), uint32(end), uint32(k+1), parent, 0, kind, flags
	return nodes
}

// open begins a container whose bracket is at i.
func (s *scanner) open(nodes []node, i int, kind Kind) ([]node, int) {
	if s.depth >= MaxDepth {
		s.err = syntaxError(CauseTooDeep, i, i+1)
		return nil, -1
	}
	nodes = push(nodes, i, 0, s.parent, kind, 0)
	s.nodes, s.parent = nodes, uint32(len(nodes)-1)
	nodes[s.parent].suspend(0, 0)
	s.depth++
	return nodes, i + 1
}

// close ends the innermost open container at offset end.
func (s *scanner) close(nodes []node, end int, count uint32) int {
	p := &nodes[s.parent]
	p.end, p.next, p.count = uint32(end), uint32(len(nodes)), count
	s.nodes, s.parent = nodes, p.parent
	s.depth--
	return end
}

// stop diagnoses what stands at i where where was expected. It gives -1.
func (s *scanner) stop(nodes []node, i int, where state) int {
	b := &breakage{src: s.src, nodes: nodes, parent: s.parent, depth: s.depth, bom: s.d.bom, where: where, i: i}
	if i >= len(s.src) {
		b.where = atEnd
	}
	s.err = diagnose(b)
	return -1
}

// stopString diagnoses the string that opens at open, of which scanString has
// returned -end.
func (s *scanner) stopString(nodes []node, open, end int, where state) int {
	b := &breakage{src: s.src, nodes: nodes, parent: s.parent, depth: s.depth, where: where, i: -end, opened: open}
	s.err = diagnose(b)
	return -1
}

// firstNodes is how many nodes there is room for at first. Every key has its
// colon, every value a comma before it or the bracket it is the first in: for a
// text of a few kilobytes that is enough, and little of it stays unused.
func firstNodes(src []byte) int {
	n := 1
	for _, sign := range [...]string{":", ",", "{", "["} {
		n += bytes.Count(src[:min(len(src), 4096)], []byte(sign))
	}
	return n
}

// grow makes room for the rest of the text, judged by what was read up to
// offset i: a document of one kind throughout is moved once. It is nil when
// there are too many values.
func (s *scanner) grow(nodes []node, i int) []node {
	if len(nodes) >= maxValues {
		s.err = syntaxError(CauseTooLarge, i, i+1)
		return nil
	}
	guess := len(nodes) * 2
	if i > 0 {
		guess = max(len(nodes)+len(nodes)/4, int(float64(len(nodes))*float64(len(s.src))/float64(i)*1.08)) + 16
	}
	out := make([]node, len(nodes), min(guess, maxValues+1))
	copy(out, nodes)
	return out
}

// firstInvalid is the offset of the first byte that is not UTF-8, len(src)
// when there is none.
func firstInvalid(src []byte) int {
	if utf8.Valid(src) {
		return len(src)
	}
	i := 0
	for {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
}
