package main

import "testing"

func TestLinked(t *testing.T) {
	for name, c := range map[string]struct {
		flag string
		tty  bool
		env  map[string]string
		want bool
	}{
		"unknown terminal":  {"auto", true, map[string]string{"TERM": "xterm-256color"}, false},
		"no terminal named": {"auto", true, map[string]string{"TERM_PROGRAM": "iTerm.app"}, false},
		"iTerm":             {"auto", true, map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, true},
		"Apple's terminal":  {"auto", true, map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, false},
		"kitty":             {"auto", true, map[string]string{"TERM": "xterm-kitty"}, true},
		"Windows Terminal":  {"auto", true, map[string]string{"TERM": "xterm-256color", "WT_SESSION": "1"}, true},
		"new VTE":           {"auto", true, map[string]string{"TERM": "xterm-256color", "VTE_VERSION": "7006"}, true},
		"VTE that crashed":  {"auto", true, map[string]string{"TERM": "xterm-256color", "VTE_VERSION": "5000"}, false},
		"old VTE":           {"auto", true, map[string]string{"TERM": "xterm-256color", "VTE_VERSION": "4602"}, false},
		"VTE of no number":  {"auto", true, map[string]string{"TERM": "xterm", "VTE_VERSION": "new"}, false},
		"piped":             {"auto", false, map[string]string{"TERM": "xterm-kitty"}, false},
		"NO_COLOR":          {"auto", true, map[string]string{"TERM": "xterm-kitty", "NO_COLOR": "1"}, false},
		"dumb":              {"auto", true, map[string]string{"TERM": "dumb", "TERM_PROGRAM": "vscode"}, false},
		"tmux in kitty":     {"auto", true, map[string]string{"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, false},
		"tmux, other TERM":  {"auto", true, map[string]string{"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, false},
		"CI":                {"auto", true, map[string]string{"TERM": "xterm-kitty", "CI": "true"}, false},
		"forced":            {"auto", false, map[string]string{"FORCE_HYPERLINK": "1"}, true},
		"forced off":        {"auto", true, map[string]string{"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, false},
		"always":            {"always", false, map[string]string{"TERM": "dumb", "FORCE_HYPERLINK": "0"}, true},
		"never":             {"never", true, map[string]string{"TERM": "xterm-kitty", "FORCE_HYPERLINK": "1"}, false},
		"where no flag is":  {"", true, map[string]string{"TERM": "xterm-kitty"}, true},
	} {
		if got := linked(c.flag, c.tty, func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
