package discover

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/payloadlint/payloadlint/schema/readfile"
)

// ignorer answers what the .gitignore files of a repository say of paths below
// its root.
type ignorer struct {
	root    string
	folders map[string]folder // by slash path below the root, "" for the root
}

// folder is what is known of one directory.
type folder struct {
	levels []level
	// ignored reports that git ignores the directory, or one above it.
	ignored bool
}

// level is one .gitignore that has a say on a path.
type level struct {
	patterns *patterns
	// at is where the path below its directory begins in a path below the root.
	at int
}

// newIgnorer starts at the repository that holds dir (the nearest parent with
// .git), or at dir itself where there is none.
func newIgnorer(dir string) *ignorer {
	root := dir
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, ".git")); err == nil {
			root = d
			break
		}
		if filepath.Dir(d) == d {
			break
		}
	}
	return &ignorer{root: root, folders: map[string]folder{}}
}

// below is an absolute path as a slash path below the root; ok is false for a
// path elsewhere. The root is "".
func (g *ignorer) below(abs string) (rel string, ok bool) {
	rel, err := filepath.Rel(g.root, abs)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	if rel == "." {
		return "", true
	}
	return filepath.ToSlash(rel), true
}

// folder reads the .gitignore files from the root down to a directory.
func (g *ignorer) folder(rel string) folder {
	if f, ok := g.folders[rel]; ok {
		return f
	}
	var f folder
	at := 0
	if rel == "" {
		f.levels = addLevel(nil, filepath.Join(g.root, ".git", "info", "exclude"), 0)
	} else {
		parent := path.Dir(rel)
		if parent == "." {
			parent = ""
		}
		p := g.folder(parent)
		f = folder{p.levels, p.ignored || ignored(p.levels, rel, true)}
		at = len(rel) + 1
	}
	f.levels = addLevel(f.levels, filepath.Join(g.root, filepath.FromSlash(rel), ".gitignore"), at)
	g.folders[rel] = f
	return f
}

// ignoredDeep also asks for every parent: for a path that no walk led to.
func (g *ignorer) ignoredDeep(abs string) bool {
	rel, ok := g.below(abs)
	if !ok || rel == "" {
		return false
	}
	parent := path.Dir(rel)
	if parent == "." {
		parent = ""
	}
	f := g.folder(parent)
	return f.ignored || ignored(f.levels, rel, false)
}

// largestIgnore is the size of the largest .gitignore that counts: some two million
// patterns, which take their place in a table each.
const largestIgnore readfile.Limit = 32 << 20

// addLevel appends the patterns of a file that may not be there.
func addLevel(levels []level, file string, at int) []level {
	data, err := largestIgnore.Regular(file)
	if err != nil {
		return levels
	}
	p := parsePatterns(string(data))
	return append(levels[:len(levels):len(levels)], level{p, at})
}

// ignored reports whether git ignores a slash path below the root. The last
// pattern that fits wins, and the deepest file is the last. Parents are not
// asked.
func ignored(levels []level, rel string, isDir bool) bool {
	for i := len(levels) - 1; i >= 0; i-- {
		if last := levels[i].patterns.last(rel[levels[i].at:], isDir); last != 0 {
			return !last.negates()
		}
	}
	return false
}

// rank is a pattern's place among those of its file, from 1, shifted by one
// bit that says that the pattern takes paths back in ("!").
type rank uint32

func (r rank) negates() bool { return r&1 != 0 }

// patterns are those of one .gitignore. Looking a path up must not try each:
// plain names and paths are found by a table, and the others are tried only where
// their plain beginning or end fits.
type patterns struct {
	names, paths table[ranks]
	// The wildcards by their plain end, by the plain beginning of their last
	// step, by their plain first step; rest have none of these.
	ends, starts, firsts bucket
	rest                 int32
	wildcards            []wildcard
}

// ranks are those of the last pattern for anything and of the last for
// directories alone.
type ranks struct{ any, dir rank }

// wildcard is a pattern that is more than a name. next is one more than the index in wildcards of
// the one before it in the same bucket.
type wildcard struct {
	text    string
	rank    rank
	next    int32
	dirOnly bool
	// base says that the pattern is for the last step of a path alone.
	base bool
	// sure says that the bucket's key is all that it asks for (*.log).
	sure bool
}

// bucket finds wildcards by a piece of the path; lengths has the lengths of the
// pieces.
type bucket struct {
	head    table[int32]
	lengths []int
	has     map[int]bool
}

func (b *bucket) add(key string, g *wildcard, index int32) {
	if b.has == nil {
		b.has = map[int]bool{}
	}
	head := b.head.at(key)
	g.next, *head = *head, index+1
	if !b.has[len(key)] {
		b.has[len(key)] = true
		b.lengths = append(b.lengths, len(key))
	}
}

func parsePatterns(text string) *patterns {
	p := &patterns{}
	order := rank(0)
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\xef\xbb\xbf"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		// Trailing blanks do not count unless escaped.
		for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
			line = line[:len(line)-1]
		}
		if line == "" || line[0] == '#' {
			continue
		}
		order += 2
		r := order
		if line[0] == '!' {
			r, line = r|1, line[1:]
		}
		line, dirOnly := strings.CutSuffix(line, "/")
		p.add(line, r, dirOnly)
	}
	return p
}

// special are the characters that make a pattern more than a name.
const special = `*?[]\{}`

func (p *patterns) add(line string, r rank, dirOnly bool) {
	// A slash in front or in the middle anchors the pattern.
	anchored := strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if after, ok := strings.CutPrefix(line, "**/"); ok && !strings.Contains(after, "/") {
		anchored, line = false, after // the same, written out
	}
	if line == "" {
		return
	}
	if !strings.ContainsAny(line, special) {
		to := &p.names
		if anchored {
			to = &p.paths
		}
		was := to.at(line)
		if dirOnly {
			was.dir = r
		} else {
			was.any = r
		}
		return
	}
	if strings.ContainsAny(line, "{}") {
		// Braces are plain characters for git and alternatives for doublestar.
		line = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(line)
	}
	if !doublestar.ValidatePattern(line) {
		return
	}
	p.addWildcard(wildcard{text: line, rank: r, dirOnly: dirOnly, base: !anchored})
}

// addWildcard puts a pattern where the fewest paths try it.
func (p *patterns) addWildcard(g wildcard) {
	index := int32(len(p.wildcards))
	step := g.text[strings.LastIndexByte(g.text, '/')+1:]
	first, _, _ := strings.Cut(g.text, "/")
	end := step[strings.LastIndexAny(step, special)+1:]
	start := step[:max(0, strings.IndexAny(step, special))]
	switch {
	case end != "":
		g.sure = g.base && len(step) == len(end)+1 && step[0] == '*'
		p.ends.add(end, &g, index)
	case start != "":
		p.starts.add(start, &g, index)
	case !g.base && !strings.ContainsAny(first, special):
		p.firsts.add(first, &g, index)
	default:
		g.next, p.rest = p.rest, index+1
	}
	if n := len(p.wildcards); n == cap(p.wildcards) {
		p.wildcards = slices.Grow(p.wildcards, n+1) // append would move a million a dozen times
	}
	p.wildcards = append(p.wildcards, g)
}

// last is the rank of the last pattern that fits a slash path below the
// patterns' directory, 0 without one.
func (p *patterns) last(below string, isDir bool) rank {
	base := below[strings.LastIndexByte(below, '/')+1:]
	best := max(p.names.get(base).of(isDir), p.paths.get(below).of(isDir))
	if p.wildcards == nil {
		return best
	}
	try := func(index int32) {
		for index > 0 {
			g := &p.wildcards[index-1]
			if g.rank <= best {
				return // and those behind it come earlier still
			}
			if (isDir || !g.dirOnly) && g.fits(base, below) {
				best = g.rank
				return
			}
			index = g.next
		}
	}
	for _, n := range p.ends.lengths {
		if n <= len(base) {
			try(p.ends.head.get(base[len(base)-n:]))
		}
	}
	for _, n := range p.starts.lengths {
		if n <= len(base) {
			try(p.starts.head.get(base[:n]))
		}
	}
	if p.firsts.has != nil {
		first, _, _ := strings.Cut(below, "/")
		try(p.firsts.head.get(first))
	}
	try(p.rest)
	return best
}

func (r ranks) of(isDir bool) rank {
	if isDir {
		return max(r.any, r.dir)
	}
	return r.any
}

func (g *wildcard) fits(base, below string) bool {
	switch {
	case g.sure:
		return true
	case g.base:
		return doublestar.MatchUnvalidated(g.text, base)
	}
	return doublestar.MatchUnvalidated(g.text, below)
}
