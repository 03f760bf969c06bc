package main

import "testing"

func TestFolderURI(t *testing.T) {
	for dir, want := range map[string]string{
		"/home/a b": "file:///home/a%20b/", "C:/work/x": "file:///C:/work/x/", "C:/": "file:///C:/", "/": "file:///",
	} {
		if got := folderURI(dir); got != want {
			t.Errorf("%s: %s, want %s", dir, got, want)
		}
	}
}

func TestColored(t *testing.T) {
	for _, tt := range []struct {
		flag, no, force, term string
		tty, want             bool
	}{
		{"auto", "", "", "xterm", true, true},
		{"auto", "", "", "xterm", false, false},
		{"auto", "", "", "dumb", true, false},
		{"auto", "", "1", "dumb", false, true},
		{"auto", "", "0", "xterm", true, false},
		{"auto", "1", "1", "xterm", true, false},
		{"always", "1", "0", "dumb", false, true},
		{"never", "", "1", "xterm", true, false},
	} {
		t.Setenv("NO_COLOR", tt.no)
		t.Setenv("FORCE_COLOR", tt.force)
		t.Setenv("TERM", tt.term)
		if got := colored(tt.flag, tt.tty); got != tt.want {
			t.Errorf("%+v: %t", tt, got)
		}
	}
}
