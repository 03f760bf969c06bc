package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/redact"
	"github.com/payloadlint/payloadlint/rules/message"
)

// TestScreen: the line gives way to every other text, and waits for the end of a
// line of that.
func TestScreen(t *testing.T) {
	var terminal bytes.Buffer
	s := &screen{to: &terminal}
	out := s.over(&terminal)
	s.show("one")
	s.show("two")
	_, _ = out.Write([]byte("half a "))
	s.show("three")
	_, _ = out.Write([]byte("line\n"))
	s.show("four")
	s.erase()
	s.erase()
	want := eraseLine + "one" + eraseLine + "two" + eraseLine + "half a line\n" + eraseLine + "four" + eraseLine
	if got := terminal.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	(*screen)(nil).show("nothing")
	(*screen)(nil).erase()
}

// TestProgress: the line comes after a while only, and is taken away.
func TestProgress(t *testing.T) {
	t.Setenv("CI", "")
	t.Setenv("TERM", "xterm")
	var terminal safeBuffer
	a := &app{screen: &screen{to: &terminal}, lang: message.English, keys: redact.New()}
	p := a.showProgress(false)
	p.of(7)
	p.file()
	p.document()
	p.end()
	if got := terminal.take(); got != "" {
		t.Errorf("a short run shows %q", got)
	}
	p = a.showProgress(false)
	p.of(7)
	p.file()
	p.document()
	time.Sleep(progressFrom + 2*progressEvery)
	p.end()
	if got := terminal.take(); !strings.Contains(got, "checked 1 of 7 files, 1 documents") || !strings.HasSuffix(got, eraseLine) {
		t.Errorf("%q", got)
	}
	// Not where nobody looks on.
	if a.showProgress(true) != nil {
		t.Error("shown with --quiet")
	}
	for name, value := range map[string]string{"CI": "true", "TERM": "dumb"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			if a.showProgress(false) != nil {
				t.Error("shown")
			}
		})
	}
	if (&app{}).showProgress(false) != nil {
		t.Error("shown without a terminal")
	}
	var none *progress
	none.of(1)
	none.file()
	none.document()
	none.end()
}
