package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
)

// junit writes JUnit's XML: a <testsuite> per document, in it a <testcase> per
// finding. Findings from the fail level on are failures, others pass and keep
// their text as output; what could not be checked is skipped, and a document
// without findings is one passed test. Source: the schema that Jenkins' JUnit
// plugin publishes.
type junit struct{ base }

func (j *junit) Begin(w io.Writer) error {
	_ = j.base.Begin(w)
	return j.write(xmlHeader + `<testsuites name="payloadlint">` + "\n")
}

func (j *junit) Document(r *rules.Result) error {
	r = j.redacted(r)
	var cases strings.Builder
	tests, failed, skipped := 0, 0, 0
	class := xmlText(slashPath(r.Path))
	open := func(name string) {
		tests++
		cases.WriteString(`    <testcase name="` + xmlText(name) + `" classname="` + class + `" time="0"`)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		from, _ := span(f.Start, f.End)
		open(f.Rule.ID + " " + strconv.Itoa(from.Line) + ":" + strconv.Itoa(from.Column))
		body := xmlText(r.Path + ":" + strconv.Itoa(from.Line) + ":" + strconv.Itoa(from.Column) + ": " + f.Severity.String() + ": " + f.Message + " [" + f.Rule.ID + "] (" + f.Code.String() + ")")
		if f.Advice != "" {
			body += "\n" + xmlText(f.Advice)
		}
		if f.Severity >= j.o.FailOn {
			failed++
			cases.WriteString(">\n" + `      <failure message="` + xmlText(f.Message) + `" type="` + f.Severity.String() + `">` + body + "</failure>\n")
		} else {
			cases.WriteString(">\n      <system-out>" + body + "</system-out>\n")
		}
		cases.WriteString("    </testcase>\n")
	}
	for _, u := range r.Unchecked {
		skipped++
		open("unchecked " + u.Code.String())
		cases.WriteString(">\n" + `      <skipped message="` + xmlText(j.unchecked(u)) + `"/>` + "\n    </testcase>\n")
	}
	if tests == 0 {
		name := string(r.Verdict.Outcome)
		if r.Endpoint != "" {
			name = string(r.Endpoint) + " " + name
		}
		open(name)
		cases.WriteString("/>\n")
	}
	return j.suite(r.Path, r.Index, [4]int{tests, failed, 0, skipped}, cases.String())
}

func (j *junit) suite(path string, index int, n [4]int, cases string) error {
	name := slashPath(path)
	if index >= 0 {
		name += " #" + strconv.Itoa(index)
	}
	return j.write(`  <testsuite name="` + xmlText(name) + `" tests="` + strconv.Itoa(n[0]) + `" failures="` + strconv.Itoa(n[1]) +
		`" errors="` + strconv.Itoa(n[2]) + `" skipped="` + strconv.Itoa(n[3]) + `" time="0">` + "\n" + cases + "  </testsuite>\n")
}

func (j *junit) End(c Closing) error {
	for _, f := range c.Failures {
		err := j.suite(f.Path, -1, [4]int{1, 0, 1, 0}, `    <testcase name="unreadable" classname="`+xmlText(slashPath(f.Path))+`" time="0">`+"\n"+
			`      <error message="`+xmlText(f.Message)+`" type="unreadable"/>`+"\n    </testcase>\n")
		if err != nil {
			return err
		}
	}
	if err := j.write("</testsuites>\n"); err != nil {
		return err
	}
	return j.w.Flush()
}
