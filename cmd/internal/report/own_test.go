package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// TestOwn holds what recognises an earlier report against everything that each
// format writes: its own reports are recognised, whatever was found, in every
// language, and neither those of other formats nor requests are.
func TestOwn(t *testing.T) {
	reports := map[string][]string{}
	for _, name := range names(formats()) {
		for _, l := range sharedtest.Languages() {
			results, closing := fixture(t, l)
			for _, quiet := range []bool{false, true} {
				for _, color := range []bool{false, true} {
					o := options(l)
					o.Quiet, o.Color = quiet, color
					reports[name] = append(reports[name], render(t, name, o, results, closing), render(t, name, o, results[:1], Closing{}), render(t, name, o, results[3:4], Closing{}), render(t, name, o, nil, Closing{}))
				}
			}
		}
	}
	var foreign []string
	for _, pattern := range []string{"../../../*.md", "../../../go.*", "../../../rules/message/en/*.json", "../../../.golangci.yml", "*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			foreign = append(foreign, string(data))
		}
	}
	foreign = append(foreign, `{"apiKey":"k","workflowId":"1","nodeInfoList":[]}`, `[{"nodeId":"1"}]`, `{"1":{"class_type":"A","inputs":{}}}`,
		`{"version":"1","workflows":{}}`, "version: 1\n", `{"path":"x","nodeInfoList":[]}`, `{"message":"hello"}`, "a\nb\nc\n", "hello: world\n", "12 bottles: of beer\n")
	for name, own := range reports {
		is := Own(name, "out")
		for _, text := range own {
			if head := text[:min(len(text), 64<<10)]; head != "" && !is([]byte(head)) {
				t.Errorf("%s does not recognise its own report:\n%.200s", name, head)
			}
		}
		for other, texts := range reports {
			for _, text := range texts {
				// A summary alone is the same in the formats for people.
				if other != name && text != "" && !summaryLine(text) && is([]byte(text)) {
					t.Errorf("%s takes a report of %s for its own:\n%.200s", name, other, text)
				}
			}
		}
		for _, text := range foreign {
			if is([]byte(text)) {
				t.Errorf("%s takes this for a report:\n%.200s", name, text)
			}
		}
	}
}

func TestOwnTemplate(t *testing.T) {
	for _, c := range []struct {
		template, file, head string
		want                 bool
	}{
		{`template=<html><body>{{range .Files}}{{.Path}}{{end}}</body></html>`, "x", "<html><body>a.json</body></html>", true},
		{`template=<html><body>{{range .Files}}{{.Path}}{{end}}</body></html>`, "x", "<html><p>mine</p></html>", false},
		{`template={{range .Files}}{{.Path}}\n{{end}}`, "out.txt", "a.json\nb.json\n", true},
		{`template={{range .Files}}{{.Path}}\n{{end}}`, "a.json", `{"a":1}`, false},
		{`template={{range .Files}}{{.Path}}\n{{end}}`, "client.py", "import os", false},
		{`template={{range .Files}}{{.Path}}\n{{end}}`, "out.txt", `{"nodeInfoList":[]}`, false},
		{`template={{define "begin"}}path,rule\n{{end}}{{define "document"}}{{.Path}}{{end}}`, "x", "path,rule\na,b\n", true},
		{`template={{define "begin"}}path,rule\n{{end}}{{define "document"}}{{.Path}}{{end}}`, "x", "name,age\n", false},
		{`template=@missing`, "x", "anything", false},
		{`nothing`, "x", "anything", false},
	} {
		if got := Own(c.template, c.file)([]byte(c.head)); got != c.want {
			t.Errorf("%s over %s with %q: %v", c.template, c.file, strings.TrimSpace(c.head), got)
		}
	}
}
