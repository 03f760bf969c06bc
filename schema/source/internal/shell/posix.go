package shell

import (
	"bytes"
	"cmp"
	"slices"

	"mvdan.cc/sh/v3/syntax"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// mostRestarts is how often the rest of a script that does not parse is tried
// again: each try may read to its end.
const mostRestarts = 200

// mostJoined bounds a text that is put together: A+=$A doubles it.
const mostJoined = 1 << 18

const (
	// mostExpanded is how many bytes variables and lists may add to the words of a
	// script beside eight times its own size; more is what a bomb does.
	mostExpanded = 8 << 20
	// mostSubstituted is how deep commands are read in the words of commands.
	mostSubstituted = 8
)

// script is a POSIX script on its way into requests.
type script struct {
	file *source.File
	src  []byte
	// vars are the texts of variables that are given one value only; a name
	// that is here with no text has several.
	vars map[string]*source.Text
	// arrays are those of variables that are lists, files what the script writes.
	arrays map[string][]source.Text
	files  map[string]*source.Text
	// direct are the assignments that nothing makes conditional.
	direct map[*syntax.Assign]bool
	out    []source.Request
	// seen are the commands that were read as the writer of another's input.
	seen map[*syntax.Stmt]bool
	// expansion is what variables and lists have added, within how many
	// commands in words the reader is.
	expansion, within int
}

// expands reports whether texts may be added once more, and counts them.
func (s *script) expands(texts ...source.Text) bool {
	for _, t := range texts {
		s.expansion += len(t.Bytes) + len(t.Pieces) + len(t.Holes) + 1
	}
	return s.expansion <= mostExpanded+8*len(s.src)
}

func posix(f *source.File) []source.Request {
	s := &script{file: f, src: blankPrompts(f.Text), vars: map[string]*source.Text{}, seen: map[*syntax.Stmt]bool{}}
	s.arrays, s.files, s.direct = map[string][]source.Text{}, map[string]*source.Text{}, map[*syntax.Assign]bool{}
	stmts := s.parse()
	for _, st := range stmts {
		if call, ok := st.Cmd.(*syntax.CallExpr); ok && len(call.Args) == 0 {
			for _, a := range call.Assigns {
				s.direct[a] = true
			}
		}
		syntax.Walk(st, s.assign)
	}
	for _, st := range stmts {
		s.walk(st)
	}
	slices.SortStableFunc(s.out, func(a, b source.Request) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return s.out
}

// parse reads the statements; after one that is broken it goes on in the next
// line that starts a command of interest.
func (s *script) parse() (out []*syntax.Stmt) {
	at := 0
	for range mostRestarts {
		from := at
		// Blanks in place of what was read keep the offsets.
		rest := append(bytes.Repeat([]byte{' '}, from), s.src[from:]...)
		p := syntax.NewParser(syntax.Variant(syntax.LangBash))
		broken := false
		// The loop is not left early: after some errors the parser goes on all
		// the same, and would find nobody there.
		for st, err := range p.StmtsSeq(bytes.NewReader(rest)) {
			if broken = broken || err != nil || st == nil; broken {
				continue
			}
			out = append(out, st)
			at = max(at, int(st.End().Offset()))
		}
		if !broken {
			return out
		}
		next := nextCommand(s.src, max(at, from))
		if next == from && from > 0 || next < 0 {
			next = nextCommand(s.src, from+1)
		}
		if next < 0 {
			return out
		}
		at = next
	}
	return out
}

// tools are the commands that send requests.
var tools = [...]string{"curl", "wget", "http ", "https ", "xh "}

// nextCommand is where the next line with such a command begins, -1 without one.
func nextCommand(src []byte, from int) int {
	for at := from; at < len(src); {
		end := bytes.IndexByte(src[at:], '\n')
		if end < 0 {
			end = len(src) - at
		}
		for _, t := range tools {
			if k := bytes.Index(src[at:at+end], []byte(t)); k >= 0 {
				return at + k
			}
		}
		at += end + 1
	}
	return -1
}

// blankPrompts puts blanks in place of the prompts of a transcript ("$ curl",
// "> -d x"), and leaves every other byte where it is.
func blankPrompts(src []byte) []byte {
	if !bytes.HasPrefix(src, []byte("$ ")) && !bytes.Contains(src, []byte("\n$ ")) {
		return src
	}
	out := bytes.Clone(src)
	p := promptLine{}
	for at := 0; at < len(out); {
		end := bytes.IndexByte(out[at:], '\n')
		if end < 0 {
			end = len(out) - at
		}
		p.blank(out[at : at+end])
		at += end + 1
	}
	return out
}

// promptLine is what is known of a transcript at the beginning of a line.
type promptLine struct {
	// command: the line goes on with the command before; open: a single quote is.
	command, open bool
}

// blank puts blanks in place of the prompt of a line, or of the whole line
// where a command printed it.
func (p *promptLine) blank(line []byte) {
	prompt := bytes.HasPrefix(line, []byte("$ "))
	switch {
	case prompt:
		line[0], p.open, p.command = ' ', false, true
	case !p.command:
		copy(line, bytes.Repeat([]byte{' '}, len(line)))
		return
	case bytes.HasPrefix(line, []byte("> ")):
		line[0] = ' '
	}
	p.open = p.open != (bytes.Count(line, []byte{'\''})%2 == 1)
	// A command goes on after a backslash, and while a quote is open.
	p.command = p.open || bytes.HasSuffix(bytes.TrimRight(line, "\r"), []byte(`\`))
}

// assign remembers the variables' values.
func (s *script) assign(n syntax.Node) bool {
	a, ok := n.(*syntax.Assign)
	if st, isStmt := n.(*syntax.Stmt); isStmt {
		s.written(st)
	}
	if !ok || a.Name == nil {
		return true
	}
	name := a.Name.Value
	if a.Array != nil {
		s.array(a)
		return true
	}
	if old := s.vars[name]; old != nil && a.Append && a.Value != nil && s.direct[a] {
		old.Append(s.word(a.Value)) // words have copies of it
		if len(old.Bytes) >= mostJoined {
			s.vars[name] = nil
		}
		return true
	}
	if _, twice := s.vars[name]; twice || a.Append || a.Value == nil {
		s.vars[name] = nil
		return true
	}
	t := s.word(a.Value)
	if s.vars[name] = nil; len(t.Bytes) < mostJoined {
		s.vars[name] = &t
	}
	return true
}

// walk finds the commands below a node.
func (s *script) walk(n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryCmd:
			if n.Op == syntax.Pipe || n.Op == syntax.PipeAll {
				s.seen[n.Y] = true
				s.command(n.Y, s.output(n.X))
			}
		case *syntax.Stmt:
			if !s.seen[n] {
				s.seen[n] = true
				s.command(n, nil)
			}
		}
		return true
	})
}

// command reads one command; input is what is piped into it, nil when unknown.
func (s *script) command(st *syntax.Stmt, input *source.Text) {
	call, ok := st.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	args := make([]source.Text, 0, len(call.Args))
	for _, w := range call.Args {
		args = append(args, s.expanded(w)...)
	}
	for _, r := range st.Redirs {
		if t := s.redirected(r); t != nil {
			input = t
		}
	}
	c := command{file: s.file, args: args, input: input, span: s.span(st), files: s.files}
	s.out = append(s.out, c.requests()...)
}

// redirected is the text that a redirection feeds.
func (s *script) redirected(r *syntax.Redirect) *source.Text {
	switch {
	case r.Hdoc != nil:
		t := s.document(r)
		return &t
	case r.Op == syntax.WordHdoc && r.Word != nil:
		t := s.word(r.Word)
		return &t
	}
	return nil
}

// document is the text of a here document: as it stands when its delimiter is
// quoted.
func (s *script) document(r *syntax.Redirect) source.Text {
	var t source.Text
	at := s.span(r.Word)
	word := s.src[at.Start:at.End]
	if bytes.ContainsAny(word, "'\"\\") {
		s.exact(&t, s.span(r.Hdoc))
	} else {
		s.parts(&t, r.Hdoc.Parts, here)
	}
	// The delimiter's own line is part of the last literal.
	return t.Slice(0, len(bytes.TrimSuffix(t.Bytes, bytes.Trim(word, "'\"\\"))))
}

func (s *script) span(n syntax.Node) jsondoc.Span {
	return jsondoc.Span{Start: int(n.Pos().Offset()), End: min(int(n.End().Offset()), len(s.src))}
}

// output is what a command prints, where that can be told: cat of a here
// document, echo and printf of a text, jq -n of a program.
func (s *script) output(st *syntax.Stmt) *source.Text {
	call, ok := st.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 || s.within >= mostSubstituted {
		return nil
	}
	s.within++
	defer func() { s.within-- }()
	var args []source.Text
	for _, w := range call.Args {
		args = append(args, s.word(w))
	}
	switch string(args[0].Bytes) {
	case "cat":
		for _, r := range st.Redirs {
			if t := s.redirected(r); t != nil {
				return t
			}
		}
	case "echo":
		return printed(args[1:])
	case "printf":
		return formatted(args[1:])
	case "jq":
		return jq(args[1:])
	}
	return nil
}

// printed is what echo prints of its argument.
func printed(args []source.Text) *source.Text {
	for len(args) > 0 && len(args[0].Bytes) > 0 && args[0].Bytes[0] == '-' {
		args = args[1:]
	}
	if len(args) == 1 {
		return &args[0]
	}
	return nil
}
