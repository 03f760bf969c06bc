package editor

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Hover is what is shown of the place [Start,End) of a file, in Markdown.
type Hover struct {
	Start, End int
	Text       string
}

// mostChoices is how many choices a hover lists.
const mostChoices = 30

// HoverAt describes what stands at an offset of the file; ok is false where
// nothing is known of it.
func HoverAt(regions []*Region, p *Project, at int) (h Hover, ok bool) {
	s, ok := locate(regions, p, at)
	if !ok {
		return h, false
	}
	h.Start, h.End = s.outside(s.value)
	h.Text = s.describe()
	return h, h.Text != ""
}

// locate is the scope of an offset that is in a value.
func locate(regions []*Region, p *Project, at int) (*scope, bool) {
	for _, r := range regions {
		if offset, ok := r.inside(at); ok {
			if s := r.scope(p, offset); s.value != nil && !s.key {
				return s, true
			}
		}
	}
	return nil, false
}

func (s *scope) describe() string {
	name := s.value.name(s.src)
	if item := s.item(s.in); item != nil {
		return s.describeItem(item, name)
	}
	if name == "workflowId" || name == "webappId" {
		return s.describeDefinition(name)
	}
	node := s.graphNode(s.in)
	if node == nil {
		return ""
	}
	if name == "class_type" {
		return s.describeClass(s.value.text(s.src))
	}
	in := s.value
	if s.in.kind == array && s.in.parent != nil {
		in = s.in
		name = in.name(s.src)
	}
	f := s.inputOf(s.p, node, name)
	if f.input == nil {
		return ""
	}
	lines := []string{"**" + node.name(s.src) + "** " + s.Region.value(node, "class_type"), "`" + name + "` " + f.line()}
	if in == s.in {
		if to := s.linked(); to != nil {
			lines = append(lines, "→ **"+to.name(s.src)+"** "+s.title(to))
		}
	}
	return s.finish(f, lines, "433")
}

// describeItem describes what an item sets, or its node.
func (s *scope) describeItem(item *tree, name string) string {
	f := s.fieldOf(s.p, item)
	if f.node == nil {
		return ""
	}
	lines := []string{"**" + f.node.ID + "** " + about(f.node)}
	if name == "nodeId" {
		var names []string
		for i := range f.node.Fields {
			names = append(names, "`"+f.node.Fields[i].Name+"`")
		}
		return strings.Join(append(lines, s.p.Say("lsp.fields", map[string]string{"fields": strings.Join(names, ", ")}), s.p.Say("lsp.wrong", map[string]string{"code": "803"})), "\n\n")
	}
	code := "433"
	if def := s.definition(s.p, item); name == "fieldName" || def != nil && def.App {
		code = "803"
	}
	if f.own == nil {
		return strings.Join(lines, "\n\n")
	}
	lines = append(lines, "`"+f.own.Name+"` "+f.line())
	return s.finish(f, lines, code)
}

// finish adds what a field takes to what a hover says.
func (s *scope) finish(f *field, lines []string, code string) string {
	if f.own != nil && f.own.Description != "" {
		lines = append(lines, f.own.Description)
	}
	all := f.choices()
	if len(all) > 0 {
		var texts []string
		for _, c := range all[:min(len(all), mostChoices)] {
			texts = append(texts, "`"+c.text+"`")
		}
		if len(all) > mostChoices {
			texts = append(texts, "…")
		}
		lines = append(lines, s.p.Say("lsp.choices", map[string]string{"choices": strings.Join(texts, ", ")}))
	}
	if v := f.current(); v != "" {
		lines = append(lines, s.p.Say("lsp.value", map[string]string{"value": "`" + jsondoc.Excerpt([]byte(v), 200) + "`"}))
	}
	return strings.Join(append(lines, s.p.Say("lsp.wrong", map[string]string{"code": code})), "\n\n")
}

func (s *scope) describeDefinition(key string) string {
	id := s.value.text(s.src)
	def := named(s.p, id, "")
	if key == "webappId" {
		def = named(s.p, "", id)
	}
	if def == nil {
		return ""
	}
	return "**" + id + "** " + def.Title + "\n\n`" + def.Name + "`"
}

func (s *scope) describeClass(name string) string {
	if s.p.Catalog == nil {
		return ""
	}
	c, ok := s.p.Catalog.Class(name)
	if !ok || c.Err != nil {
		return ""
	}
	lines := []string{"**" + name + "**"}
	for i := range c.Inputs {
		f := &field{input: &c.Inputs[i]}
		lines = append(lines, "- `"+c.Inputs[i].Name+"` "+f.line())
	}
	var out []string
	for _, t := range c.Outputs {
		out = append(out, t.String())
	}
	if len(out) > 0 {
		lines = append(lines, "- → "+strings.Join(out, ", "))
	}
	return strings.Join(lines, "\n")
}

// linked is the node of the prompt that a link begins at; nil where s is in no
// link.
func (s *scope) linked() *tree {
	node := s.graphNode(s.in)
	if node == nil || s.in.kind != array || len(s.in.children) == 0 {
		return nil
	}
	return node.parent.get(s.src, s.in.children[0].text(s.src))
}

// title is a node of a prompt in a few words.
func (r *Region) title(node *tree) string {
	return about(&workflow.Node{Class: r.value(node, "class_type"), Title: r.value(node.get(r.src, "_meta"), "title")})
}

// Place is a part of a file: of the file asked about where Path is "", else of
// the file Path, whose text is Text.
type Place struct {
	Path       string
	Text       []byte
	Start, End int
}

// DefinitionAt is where what stands at an offset is defined.
func DefinitionAt(regions []*Region, p *Project, at int) (pl Place, ok bool) {
	s, ok := locate(regions, p, at)
	if !ok {
		return pl, false
	}
	name := s.value.name(s.src)
	if item := s.item(s.in); item != nil {
		f := s.fieldOf(p, item)
		def := s.definition(p, item)
		switch {
		case f.node == nil:
			return pl, false
		case name != "nodeId" && f.own != nil && f.own.Place.Exists():
			return placeOf(def, f.own.Place), true
		}
		return placeOf(def, f.node.Place), f.node.Place.Exists()
	}
	if name == "workflowId" || name == "webappId" {
		id := s.value.text(s.src)
		def := named(p, id, "")
		if name == "webappId" {
			def = named(p, "", id)
		}
		if def == nil {
			return pl, false
		}
		return Place{Path: def.Name}, true
	}
	if to := s.linked(); to != nil {
		pl.Start, pl.End = s.outside(to.key)
		return pl, true
	}
	return pl, false
}

// placeOf is the place of a value of a definition in its file.
func placeOf(def *workflow.Definition, v jsondoc.Value) Place {
	start, end := v.Document().Range(v.Span())
	return Place{Path: def.Name, Text: v.Document().File().Source(), Start: start.Offset, End: end.Offset}
}

// Symbol is an item of a list or a node of a prompt.
type Symbol struct {
	Name, Detail string
	Start, End   int
	// NameStart and NameEnd are the place of what names it.
	NameStart, NameEnd int
}

// Symbols lists the items and nodes of a file.
func Symbols(regions []*Region, p *Project) (out []Symbol) {
	for _, r := range regions {
		r.walk(func(n *tree) {
			sym, name := Symbol{}, n
			switch {
			case n.kind == object && r.isList(n.parent):
				f := r.fieldOf(p, n)
				sym.Name = strings.TrimSpace(r.value(n, "nodeId") + " " + r.value(n, "fieldName"))
				if f.node != nil {
					sym.Detail = about(f.node)
				}
				if id := n.get(r.src, "nodeId"); id != nil {
					name = id
				}
			case n.kind == object && n.key != nil && n.get(r.src, "class_type") != nil:
				sym.Name, sym.Detail, name = n.name(r.src), r.title(n), n.key
			}
			if sym.Name == "" {
				return
			}
			sym.Start, sym.End = r.outside(n)
			sym.NameStart, sym.NameEnd = r.outside(name)
			sym.Start, sym.End = min(sym.Start, sym.NameStart), max(sym.End, sym.NameEnd)
			out = append(out, sym)
		})
	}
	return out
}

// Hint is a word behind an offset of a file.
type Hint struct {
	At   int
	Text string
}

// Hints shows the title of a node behind its bare id.
func Hints(regions []*Region, p *Project) (out []Hint) {
	for _, r := range regions {
		r.walk(func(n *tree) {
			words := ""
			switch {
			case n.kind == object && r.isList(n.parent):
				if f := r.fieldOf(p, n); f.node != nil {
					words, n = about(f.node), n.get(r.src, "nodeId")
				}
			case n.kind == array && n.key != nil && len(n.children) == 2 && n.parent.name(r.src) == "inputs":
				if node := r.graphNode(n); node != nil {
					if to := node.parent.get(r.src, n.children[0].text(r.src)); to != nil {
						words, n = r.title(to), n.children[0]
					}
				}
			}
			if words != "" {
				_, end := r.outside(n)
				out = append(out, Hint{end, words})
			}
		})
	}
	return out
}

// References are the places of the file that name the node which stands at an
// offset: items, and in a prompt the node and the links from it.
func References(regions []*Region, p *Project, at int) (id string, out []Place) {
	s, ok := locateName(regions, p, at)
	if !ok {
		return "", nil
	}
	if item := s.item(s.in); item != nil {
		id = s.Region.value(item, "nodeId")
		return id, ReferencesTo(regions, p, s.definition(p, item), id)
	}
	var graph *tree
	if to := s.linked(); to != nil {
		id, graph = to.name(s.src), to.parent
	} else if s.key && s.isGraph(s.in) {
		id, graph = s.value.name(s.src), s.in
	}
	if graph == nil {
		return "", nil
	}
	for _, named := range s.namesIn(graph, id) {
		out = append(out, s.place(named))
	}
	return id, out
}

// ReferencesTo are the places of the requests of a file that name a node of a
// definition.
func ReferencesTo(regions []*Region, p *Project, def *workflow.Definition, id string) (out []Place) {
	for _, r := range regions {
		for _, named := range r.itemsNaming(p, def, id) {
			out = append(out, r.place(named))
		}
		if def == nil {
			continue
		}
		for _, g := range r.copies(p, def) {
			for _, named := range r.namesIn(g, id) {
				out = append(out, r.place(named))
			}
		}
	}
	return out
}

// locateName is locate for values and keys.
func locateName(regions []*Region, p *Project, at int) (*scope, bool) {
	for _, r := range regions {
		if offset, ok := r.inside(at); ok {
			if s := r.scope(p, offset); s.value != nil {
				return s, true
			}
		}
	}
	return nil, false
}

func (n *tree) list() []*tree {
	if n == nil {
		return nil
	}
	return n.children
}

func (r *Region) place(n *tree) Place {
	start, end := r.outside(n)
	return Place{Start: start, End: end}
}

// walk visits all values of a region in order.
func (r *Region) walk(visit func(*tree)) {
	stack := []*tree{r.root}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n != r.root {
			visit(n)
		}
		for i := len(n.children) - 1; i >= 0; i-- {
			stack = append(stack, n.children[i])
		}
	}
}

// DefinitionOf is the definition that an offset of a file is checked against;
// nil where none is known.
func DefinitionOf(regions []*Region, p *Project, at int) *workflow.Definition {
	s, ok := locateName(regions, p, at)
	if !ok || s.item(s.in) == nil {
		return nil
	}
	return s.definition(p, s.in)
}

// NodePlace is where a definition names a node.
func NodePlace(def *workflow.Definition, id string) (pl Place, ok bool) {
	n, ok := def.Node(id)
	if !ok || !n.Place.Exists() {
		return pl, false
	}
	return placeOf(def, n.Place), true
}
