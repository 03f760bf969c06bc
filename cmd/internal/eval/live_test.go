package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/golden"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// live counts the pairs of testdata/live.tsv, whose files are in the collected
// data.
func live(t *testing.T, lang message.Lang) Report {
	t.Helper()
	dir := filepath.Join(sharedtest.Dir(t), "corpus", "wild")
	list, err := os.ReadFile(filepath.Join("testdata", "live.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	read := func(cell string) []byte {
		name, ok := strings.CutPrefix(cell, "@")
		if !ok {
			return []byte(cell)
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	tally := NewTally()
	for row := range strings.Lines(string(list)) {
		cells := strings.Split(strings.TrimSpace(row), "\t")
		if strings.HasPrefix(row, "#") {
			continue
		}
		p := Pair{Name: cells[0], Method: "POST", URL: cells[1], Body: read(cells[2]), Answer: read(cells[4])}
		o := rules.Options{Lang: lang, Catalog: nodes.Core()}
		if cells[3] != "-" {
			if o.Definition, err = workflow.Read(filepath.Base(cells[3]), read("@"+cells[3])); err != nil {
				t.Fatal(err)
			}
		}
		tally.Add(p, predict(t, o, p))
	}
	return tally.Report()
}

func predict(t *testing.T, o rules.Options, p Pair) *rules.Result {
	t.Helper()
	c, err := rules.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if p.URL != "-" {
		res, err := c.Request(t.Context(), p.Method, p.URL, p.Body)
		if err != nil {
			t.Fatal(err)
		}
		return &res
	}
	results, err := c.Check(t.Context(), p.Name+".json", p.Body)
	if err != nil || len(results) != 1 {
		t.Fatalf("%s: %d results, %v", p.Name, len(results), err)
	}
	return &results[0]
}

// TestLivePage writes docs/eval.md and its translation.
func TestLivePage(t *testing.T) {
	for lang, name := range map[message.Lang]string{message.English: "eval.md", message.Chinese: "eval.zh-CN.md"} {
		r := live(t, lang)
		say := func(key string) string { return lang.Get("eval-page." + key) }
		page := "# " + say("title") + "\n\n" + say("head") + "\n\n" + say("apart") + "\n\n" + r.Text(lang, true) +
			"\n## " + say("format") + "\n\n" + say("format-text") + "\n\n## " + say("record") + "\n\n" + say("record-text") + "\n"
		golden.Equal(t, filepath.Join("..", "..", "..", "docs", name), []byte(page))
		if r.Right+r.Wrong+r.Unknown != r.Compared || r.Compared+r.SetApart+r.Unreadable != r.Pairs || r.Pairs < 30 {
			t.Errorf("the counts do not add up: %+v", r)
		}
	}
}
