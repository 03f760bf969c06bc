package mirror

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// corpusPrompts calls do with every prompt of the corpus and its recorded
// verdict.
func corpusPrompts(t testing.TB, do func(name string, data []byte, recorded verdict)) {
	t.Helper()
	dir := filepath.Join(sharedtest.Dir(t), "corpus")
	data, err := os.ReadFile(filepath.Join(dir, "verdicts.json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsondoc.Parse("verdicts.json", data)
	if err != nil {
		t.Fatal(err)
	}
	for m := range doc.Root().Members() {
		data, err := os.ReadFile(filepath.Join(dir, "prompts", m.Key()+".json"))
		if err != nil {
			t.Fatal(err)
		}
		do(m.Key(), data, readVerdict(m.Value))
	}
}

func TestCorpusVerdicts(t *testing.T) {
	n := 0
	corpusPrompts(t, func(name string, data []byte, want verdict) {
		n++
		doc, err := jsondoc.Parse(name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		got := ours(Validate(doc.Root(), recordedCatalog(), Options{Files: recordedFiles()}))
		if want.valid != got.valid || want.err != got.err || !same(want.outputs, got.outputs) || !same(want.errors, got.errors) {
			t.Errorf("%s\nwant %+v\ngot  %+v", name, want, got)
		}
		// The embedded catalog knows less, so it may leave things open, but it
		// must not reject what ran.
		core := Validate(doc.Root(), nodes.Core(), Options{})
		if want.valid && !core.Valid && !core.Uncertain {
			t.Errorf("%s: valid, but the embedded catalog rejects it: %+v", name, core.Problems)
		}
		if want.valid && len(core.Dropped) > len(Validate(doc.Root(), recordedCatalog(), Options{Files: recordedFiles()}).Dropped) {
			t.Errorf("%s: the embedded catalog drops %v", name, core.Dropped)
		}
	})
	if n < 400 {
		t.Errorf("only %d prompts", n)
	}
}
