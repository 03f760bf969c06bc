package main

import (
	"slices"
	"strconv"
	"strings"
)

// linked reports whether rules are links to their pages: what --hyperlinks says,
// else what FORCE_HYPERLINK says, else on a terminal that is known to take them.
func linked(flag string, tty bool, env func(string) string) bool {
	force := env("FORCE_HYPERLINK")
	switch {
	case flag == "always" || flag == "never":
		return flag == "always"
	case force != "":
		return force != "0" && force != "false"
	case !tty || env("NO_COLOR") != "" || env("CI") != "":
		return false
	}
	return takesLinks(env)
}

// takesLinks reports whether the environment names a terminal that shows OSC 8
// links. One that nobody knows may print the address into the text, and
// multiplexers (tmux, screen) pass them on in their later releases only, without
// saying which they are.
func takesLinks(env func(string) string) bool {
	name := env("TERM")
	switch {
	case name == "" || name == "dumb" || strings.HasPrefix(name, "screen") || strings.HasPrefix(name, "tmux") || env("TMUX") != "" || env("STY") != "":
		return false
	case slices.Contains([]string{"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"}, env("TERM_PROGRAM")):
		return true
	case slices.Contains([]string{"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "wezterm", "contour"}, name):
		return true
	case env("WT_SESSION") != "" || env("KONSOLE_VERSION") != "" || env("DOMTERM") != "":
		return true
	}
	// VTE is the terminal of GNOME and others; 0.50 has them, and crashed at first.
	vte, err := strconv.Atoi(env("VTE_VERSION"))
	return err == nil && vte > 5000
}
