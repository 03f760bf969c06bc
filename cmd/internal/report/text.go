package report

// text writes one line per finding, for grep, editors and problem matchers:
//
//	file:line:col: severity: message [rule] (code)
//
// The code is left out where there is none. What could not be checked has the
// word unchecked in the place of the severity, findings that are too many to be
// listed the word omitted, one of which more was found than is listed the word
// repeated, a file that could not be read the word unreadable; a
// document about which nothing is to say has no line. There is no summary.
type text struct{ common }

func (t *text) begin() {}

func (t *text) document(d *document) {
	for i := range d.Findings {
		t.print(d.line(&d.Findings[i]), "\n")
	}
	if d.Omitted != nil {
		t.print(d.at(d.start), ": omitted: ", t.omittedWords(d), "\n")
	}
	if t.o.Quiet {
		return
	}
	for i := range d.Unchecked {
		u := &d.Unchecked[i]
		t.print(d.at(d.start), ": unchecked: ", visible(t.unchecked(u)), inParentheses(digits(u.Code)), "\n")
	}
}

func (t *text) end(e *ending) {
	for _, r := range e.Repeated {
		t.print(r.at, ": repeated: ", t.repeatedWords(r), "\n")
	}
	for _, f := range e.Failures {
		t.print(visible(f.Path), ":1:1: unreadable: ", visible(f.Message), "\n")
	}
}
