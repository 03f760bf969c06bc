package message_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// clumsy are phrases that no native reader would write, with what to write
// instead. They are looked for in the English catalog, in the documentation and
// in the comments of Go files.
var clumsy = map[string]string{
	`\btells? whether\b`:                       "reports whether",
	`\btells? that\b`:                          "says that",
	`\b(is|are) told (at|once|by|when|with)\b`: "is reported",
	`\bno matter of\b`:                         "has nothing to do with",
	`\bgoes with --`:                           "requires --",
	`\b(is|are) wanted here\b`:                 "expected",
	`\b(is|are) none of\b`:                     "must be one of",
	`\bno legal\b`:                             "not a valid",
	`\bcovers nothing\b`:                       "unused",
	`\bgave nothing\b`:                         "timed out",
	`\bfor ever\b`:                             "forever",
	`\b[Mm]end(s|ed|ing)?\b`:                   "fix",
	`\bwithout a word\b`:                       "silently",
	`\bexact in case\b`:                        "case must match",
	`\bcase and blanks\b`:                      "case and spaces",
	`\bhow sure\b`:                             "confidence",
	`\b(is|are) no (JSON|UUID|MD5|object|list|key|link|number|string|integer|request|node|ratio)\b`: "is not a",
	`\bstands? (here|there|behind|beside|twice)\b`:                                                  "is here, follows, is next to, is repeated",
	`\bbegins? anew\b|\bpaid anew\b|\bwritten? anew\b`:                                              "again",
	`\bwhite space\b`: "whitespace",
}

// foreign are phrases that the catalogs must not have, although a comment may.
var foreign = map[message.Lang]map[string]string{
	message.English: {
		`\bperhaps\b`:             "did you mean, possibly",
		`\b[Mm]ind\b`:             "note",
		`\blegal\b`:               "valid",
		`\bthe documents\b`:       "the documentation",
		`\b(saved|pasted) answer`: "response",
		`\brefuse[sd]?\b`:         "reject",
		`\bstands\b (in|at|on)\b`: "is",
	},
	message.Chinese: {
		`密钥|(^|[^A-Za-z"<{/\-])key([^A-Za-z"}>\-：:=]|$)`: "API Key",
		`服务端`:     "服务器",
		`节点编号|连线`: "节点 ID，连接",
		`放在一起读`:   "对照检查",
		`样子不对|少见|舍入过|把握|怎么办`: "格式不对，异常，丢失精度，可信度，处理办法",
		`写成了文本|是文字`:          "字符串",
		`代码操作`:               "快速修复",
		`合法的|不合法`:            "有效的，无效",
		`[「」]`:               "“ ”",
		`\p{Han}[,;:!?]`:     "the full-width mark",
		`[,;!?]\p{Han}`:      "the full-width mark",
		`\p{Han}[A-Za-z0-9]`: "a space between Chinese and Latin",
		`[A-Za-z0-9]\p{Han}`: "a space between Latin and Chinese",
	},
}

// Titles, sentences and fragments of code may have what a message must not.
var quoted = regexp.MustCompile("`[^`]*`|“[^”]*”")

func TestCatalogStyle(t *testing.T) {
	for _, l := range sharedtest.Languages() {
		patterns := compile(foreign[l])
		if l == message.English {
			patterns = append(patterns, compile(clumsy)...)
		}
		for _, key := range l.Keys() {
			text, _ := l.Lookup(key)
			report(t, string(l)+" "+key, quoted.ReplaceAllString(text, "`"), patterns)
			_, name, _ := strings.Cut(key, ".")
			if (strings.HasPrefix(name, "message") || strings.HasPrefix(name, "fix")) && (strings.HasSuffix(text, ".") || strings.HasSuffix(text, "。")) {
				t.Errorf("%s %s ends with a full stop: %s", l, key, text)
			}
		}
	}
}

func TestCommentStyle(t *testing.T) {
	patterns := compile(clumsy)
	root := filepath.Join("..", "..")
	walk(t, root, ".go", func(path string) {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range file.Comments {
			report(t, position(set, group), strings.Join(strings.Fields(group.Text()), " "), patterns)
		}
	})
}

func position(set *token.FileSet, n ast.Node) string { return set.Position(n.Pos()).String() }

func TestDocumentationStyle(t *testing.T) {
	patterns := compile(clumsy)
	walk(t, filepath.Join("..", ".."), ".md", func(path string) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(data), "\n") {
			report(t, path+":"+strconv.Itoa(n+1), line, patterns)
		}
	})
}

// walk calls do for the files of the repository with an extension, except for
// test data and hidden directories.
func walk(t *testing.T, root, ext string, do func(path string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !d.IsDir() && filepath.Ext(path) == ext && filepath.Base(path) != "style_test.go" {
			do(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

type pattern struct {
	re     *regexp.Regexp
	better string
}

func compile(list map[string]string) []pattern {
	var out []pattern
	for expr, better := range list {
		out = append(out, pattern{regexp.MustCompile(expr), better})
	}
	slices.SortFunc(out, func(a, b pattern) int { return strings.Compare(a.re.String(), b.re.String()) })
	return out
}

func report(t *testing.T, where, text string, patterns []pattern) {
	t.Helper()
	for _, p := range patterns {
		if found := p.re.FindString(text); found != "" {
			t.Errorf("%s: %q; better: %s\n\t%.200s", where, found, p.better, text)
		}
	}
}
