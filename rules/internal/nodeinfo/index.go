package nodeinfo

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// mostShown is how many candidates or allowed names a message lists.
const mostShown = 3

// mostNames is how many names a message gives where they are the allowed set.
const mostNames = 12

// mostCounted is how many of the nodes that share a field or a class compete
// for a suggestion: beyond, one is as good as another.
const mostCounted = 50

// longestName is beyond any name that was meant to be another's.
const longestName = 200

// work bounds the comparisons of names in one list, so that a long list in
// which all is wrong stays fast; what comes later gets only the suggestions
// that a look-up gives.
const work = 100_000

// index finds nodes by what people mix up with their ids. It is built at the
// first finding.
type index struct {
	d *workflow.Definition
	*tables
	left   int
	scores scores // of the last unknown id
}

// tables are what an index looks things up in. They depend on the definition
// alone and are shared by the requests against it: read only.
type tables struct {
	byField map[string][]int // field name -> nodes that have it
	byWord  map[string][]int // folded class or title -> nodes
	byTail  map[string][]int // id without its sub-graph -> nodes
	byID    map[string]int
	ids     func(word string, most int) []string
}

// tablesKey names tables in setup.Settings.Cache.
type tablesKey struct{ d *workflow.Definition }

func (w *walk) look() *index {
	if w.index == nil && w.definition == nil {
		none := &workflow.Definition{}
		w.index = &index{d: none, tables: newTables(none), left: work}
	}
	if w.index == nil {
		w.index = &index{d: w.definition, tables: w.tables(), left: work}
	}
	return w.index
}

func (w *walk) tables() *tables {
	cache := w.Settings.Cache
	if cache == nil {
		return newTables(w.definition)
	}
	key := tablesKey{w.definition}
	if t, ok := cache.Load(key); ok {
		return t.(*tables)
	}
	t, _ := cache.LoadOrStore(key, newTables(w.definition))
	return t.(*tables)
}

func newTables(d *workflow.Definition) *tables {
	x := &tables{byField: map[string][]int{}, byWord: map[string][]int{}, byTail: map[string][]int{}, byID: make(map[string]int, len(d.Nodes))}
	ids := make([]string, len(d.Nodes))
	for i := range d.Nodes {
		n := &d.Nodes[i]
		x.byID[n.ID], ids[i] = i, n.ID
		for j := range n.Fields {
			x.byField[n.Fields[j].Name] = append(x.byField[n.Fields[j].Name], i)
		}
		for _, word := range []string{fold(n.Class), fold(n.Title)} {
			if list := x.byWord[word]; word != "" && (len(list) == 0 || list[len(list)-1] != i) {
				x.byWord[word] = append(list, i)
			}
		}
		if k := strings.LastIndexByte(n.ID, ':'); k >= 0 {
			x.byTail[n.ID[k+1:]] = append(x.byTail[n.ID[k+1:]], i)
		}
	}
	x.ids = suggest.Among(ids)
	return x
}

// fold is a name as people compare names.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' || r == '-' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// near is suggest.Closest within the list's budget.
func (x *index) near(word string, candidates []string) []string {
	if len(word) > longestName || len(candidates) > x.left {
		return nil
	}
	x.left -= len(candidates)
	return suggest.Closest(word, candidates, mostShown)
}

// having are the first nodes that have a field.
func (x *index) having(field string) []*workflow.Node {
	list := x.byField[field]
	out := make([]*workflow.Node, 0, mostShown)
	for _, i := range list[:min(len(list), mostShown)] {
		out = append(out, &x.d.Nodes[i])
	}
	return out
}

// ask is what an item says of the node that it means: a field, and what the node
// is called.
type ask struct {
	field string
	words []string
}

// nodes suggests the nodes that an unknown id may have meant, the likeliest
// first: the same id written otherwise, the same node moved into a sub-graph, a
// node called so, and nodes that have the fields, of the class that an item
// names and with a similar id first. sure means that the first is the same id.
func (x *index) nodes(id string, asks []ask) (found []*workflow.Node, sure bool) {
	if n, ok := x.sameID(id); ok {
		return []*workflow.Node{n}, true
	}
	s := &x.scores
	s.reset(len(x.d.Nodes))
	x.scoreID(s, id)
	for _, a := range asks {
		x.scoreField(s, a.field, a.words)
	}
	x.scoreNear(s, id)
	x.scoreNested(s, asks)
	best := s.best(mostShown)
	for k, i := range best {
		// Of several fields a node that was meant has nearly all.
		if len(asks) > 1 && 4*s.points[i] < 3*s.points[best[0]] {
			best = best[:k]
			break
		}
	}
	for _, i := range best {
		found = append(found, &x.d.Nodes[i])
	}
	return found, false
}

// sameID finds a node whose id is this one, written otherwise.
func (x *index) sameID(id string) (*workflow.Node, bool) {
	if n, ok := x.d.Node(strings.TrimSpace(id)); ok {
		return n, true
	}
	n, err := strconv.ParseFloat(id, 64)
	if err != nil {
		return nil, false
	}
	return x.d.Node(strconv.FormatFloat(n, 'f', -1, 64))
}

// scoreID favours nodes whose id ends like this one, or that are called so.
func (x *index) scoreID(s *scores, id string) {
	tail := strings.TrimSpace(id)
	if k := strings.LastIndexByte(tail, ':'); k >= 0 {
		tail = tail[k+1:]
		// A node that moved out of its sub-graph.
		if n, ok := x.d.Node(tail); ok {
			s.addTo(x.byID[n.ID], 20)
		}
	}
	s.add(x.byTail[tail], 20)
	if word := fold(id); word != "" {
		s.add(x.byWord[word], 16)
	}
}

// scoreField favours nodes that have the field, and those of the class or title
// that the item names.
func (x *index) scoreField(s *scores, field string, words []string) {
	s.add(x.byField[field], 8)
	for _, word := range words {
		if folded := fold(word); folded != "" {
			s.add(x.byWord[folded], 6)
		}
	}
}

// scoreNested favours, among the nodes that have points, those inside a sub-graph
// that have a field: where nodes move to.
func (x *index) scoreNested(s *scores, asks []ask) {
	if len(x.byTail) == 0 {
		return
	}
	for _, i := range s.nodes {
		n := &x.d.Nodes[i]
		if strings.IndexByte(n.ID, ':') < 0 {
			continue
		}
		for _, a := range asks {
			if _, ok := n.Field(a.field); ok {
				s.points[i]++
			}
		}
	}
}

// scoreNear favours nodes whose id is spelt alike.
func (x *index) scoreNear(s *scores, id string) {
	points := int32(4)
	if _, err := strconv.Atoi(id); err == nil && len(id) < 4 {
		points = 2 // short numbers are all near each other: alone that says little
	}
	if len(id) > longestName {
		return
	}
	for _, near := range x.ids(id, mostShown) {
		if n, ok := x.d.Node(near); ok {
			s.addTo(x.byID[n.ID], points)
		}
	}
}

// scores are the points of nodes, by index. One is used for all unknown ids of a
// request.
type scores struct {
	points []int32
	nodes  []int // those with points
}

// reset takes all points away, among n nodes.
func (s *scores) reset(n int) {
	if s.points == nil {
		s.points, s.nodes = make([]int32, n), make([]int, 0, min(n, mostCounted))
	}
	for _, i := range s.nodes {
		s.points[i] = 0
	}
	s.nodes = s.nodes[:0]
}

func (s *scores) addTo(i int, points int32) {
	if s.points[i] == 0 {
		s.nodes = append(s.nodes, i)
	}
	s.points[i] += points
}

func (s *scores) add(list []int, points int32) {
	for _, i := range list[:min(len(list), mostCounted)] {
		s.addTo(i, points)
	}
}

// best are the n nodes with the most points, the most first, if those are enough.
func (s *scores) best(n int) []int {
	const enough = 4
	before := func(a, b int) int { return cmp.Or(int(s.points[b]-s.points[a]), a-b) }
	out := make([]int, 0, n+1)
	for _, i := range s.nodes {
		if s.points[i] < enough || len(out) == n && before(i, out[n-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, i, before)
		out = slices.Insert(out, at, i)
		out = out[:min(len(out), n)]
	}
	return out
}

// describe is a node as messages show it: its id, and what it is called.
func describe(n *workflow.Node) string {
	switch {
	case n.Title != "" && n.Title != n.Class && n.Class != "":
		return quote(n.ID) + " (" + plain(n.Class) + ", " + plain(n.Title) + ")"
	case n.Class+n.Title != "": // one of them, or both the same
		return quote(n.ID) + " (" + plain(cmp.Or(n.Class, n.Title)) + ")"
	}
	return quote(n.ID)
}

func (w *walk) describeAll(nodes []*workflow.Node) string {
	var parts []string
	for _, n := range nodes {
		parts = append(parts, describe(n))
	}
	return w.Settings.Lang.List(parts)
}

// longest is how much of a value or name a message shows, in characters.
const longest = 60

// quote is a value as messages show it: cut, and with everything escaped that
// a terminal might obey.
func quote(s string) string { return strconv.Quote(cut(s)) }

// plain is quote without the quotes.
func plain(s string) string {
	q := quote(s)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}

func cut(s string) string {
	if len(s) <= longest {
		return s
	}
	runes := []rune(s[:min(len(s), 4*longest+4)])
	if len(runes) <= longest {
		return s
	}
	return string(runes[:longest]) + "…"
}

// quoteAll lists names, and says how many there are beyond the first few.
func (w *walk) quoteAll(names []string, total int) string {
	var parts []string
	for _, s := range names[:min(len(names), mostNames)] {
		parts = append(parts, quote(s))
	}
	list := w.Settings.Lang.List(parts)
	if more := total - min(len(names), mostNames); more > 0 {
		return w.Settings.Lang.Format("nodeinfo.and-more", message.Args{"list": list, "count": strconv.Itoa(more)})
	}
	return list
}
