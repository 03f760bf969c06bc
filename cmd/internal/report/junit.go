package report

import (
	"strconv"
	"strings"
)

// junit writes JUnit's XML: a <testsuite> per document, in it a <testcase> per
// finding. Findings from the fail level on are failures, others pass and keep
// their text as output; what could not be checked is skipped, and a document
// without findings is one passed test. Source: the schema that Jenkins' JUnit
// plugin publishes.
type junit struct{ common }

func (j *junit) begin() { j.print(xmlHeader, `<testsuites name="payloadlint">`, "\n") }

// junitSuite is a <testsuite> being put together: its counts stand before its
// cases.
type junitSuite struct {
	name, class              string
	tests, failures, skipped int
	errors                   int
	body                     strings.Builder
}

// test adds a <testcase> with what is in it.
func (s *junitSuite) test(name, inner string) {
	s.tests++
	s.body.WriteString(`    <testcase name="` + xmlText(name) + `" classname="` + xmlText(s.class) + `" time="0"`)
	if inner == "" {
		s.body.WriteString("/>\n")
		return
	}
	s.body.WriteString(">\n      " + inner + "\n    </testcase>\n")
}

func (j *junit) document(d *document) {
	s := &junitSuite{name: d.Path + d.number(), class: d.Path}
	for i := range d.Findings {
		j.finding(s, d, &d.Findings[i])
	}
	for i := range d.Unchecked {
		u := &d.Unchecked[i]
		s.skipped++
		name := "unchecked"
		if u.Code != 0 {
			name += " " + digits(u.Code)
		}
		s.test(name, `<skipped message="`+xmlText(j.unchecked(u))+`"/>`)
	}
	if s.tests == 0 {
		s.test(strings.TrimLeft(d.Endpoint+" "+d.Verdict.Outcome, " "), "")
	}
	if d.Omitted != nil {
		s.body.WriteString("    <system-out>" + xmlText(j.omittedWords(d)) + "</system-out>\n")
	}
	j.suite(s)
}

func (j *junit) finding(s *junitSuite, d *document, f *finding) {
	body := xmlEscapes.Replace(d.line(f))
	if f.Advice != "" {
		body += "\n" + xmlText(f.Advice)
	}
	inner := "<system-out>" + body + "</system-out>"
	if f.level >= j.o.FailOn {
		s.failures++
		inner = `<failure message="` + xmlText(f.Message) + `" type="` + f.Severity + `">` + body + "</failure>"
	}
	s.test(f.Rule+" "+strconv.Itoa(f.Line)+":"+strconv.Itoa(f.Column), inner)
}

func (j *junit) suite(s *junitSuite) {
	j.print(`  <testsuite name="`, xmlText(s.name), `" tests="`, strconv.Itoa(s.tests), `" failures="`, strconv.Itoa(s.failures),
		`" errors="`, strconv.Itoa(s.errors), `" skipped="`, strconv.Itoa(s.skipped), `" time="0">`, "\n", s.body.String(), "  </testsuite>\n")
}

func (j *junit) end(e *ending) {
	for _, f := range e.Failures {
		path := slashPath(f.Path)
		s := &junitSuite{name: path, class: path, errors: 1}
		s.test("unreadable", `<error message="`+xmlText(f.Message)+`" type="unreadable"/>`)
		j.suite(s)
	}
	j.print("</testsuites>\n")
}
