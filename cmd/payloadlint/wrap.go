package main

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/rules/message"
)

// helpWidth is the widest line of a help in cells.
const helpWidth = 80

// described is a line of a list: a name, a gap, and what is said of it.
var described = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^ +\S.*?(?:   +|  +)`) })

// wrap breaks the lines of a help that are wider than helpWidth, those of lists
// under the beginning of what they say.
func wrap(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		var hang int
		if m := described().FindString(line); m != "" && cells(m) <= helpWidth/2 {
			hang = cells(m)
		} else {
			hang = len(line) - len(strings.TrimLeft(line, " "))
			if strings.HasPrefix(strings.TrimLeft(line, " "), "-") {
				hang += 6 // a flag whose name takes the room of its description
			}
		}
		wrapLine(&out, line, hang)
	}
	return out.String()
}

func wrapLine(out *strings.Builder, line string, hang int) {
	for cells(line) > helpWidth {
		cut, width, last := 0, 0, rune(0)
		for i, r := range line {
			if i > hang && width > hang && breaks(last, r) {
				cut = i
			}
			if width += cells(string(r)); width > helpWidth {
				break
			}
			last = r
		}
		if cut == 0 {
			break
		}
		out.WriteString(strings.TrimRight(line[:cut], " ") + "\n")
		line = strings.Repeat(" ", hang) + strings.TrimLeft(line[cut:], " ")
	}
	out.WriteString(line + "\n")
}

// reflow joins the lines of paragraphs; indented lines stay as they are.
func reflow(text string) string {
	var out strings.Builder
	before := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		last, _ := utf8.DecodeLastRuneInString(before)
		first, _ := utf8.DecodeRuneInString(line)
		switch {
		case before == "" || line == "" || before[0] == ' ' || line[0] == ' ':
			if out.Len() > 0 {
				out.WriteByte('\n')
			}
		case !wide(last) && !wide(first):
			out.WriteByte(' ')
		}
		out.WriteString(line)
		before = line
	}
	return out.String()
}

// wide reports whether a character takes two cells.
func wide(r rune) bool { return r >= 0x2E80 && r < 0x1F000 || r >= 0x20000 }

// breaks reports whether a line may end between two characters.
func breaks(before, after rune) bool {
	if after == ' ' {
		return before != ' '
	}
	return (wide(before) || wide(after)) && !opening(before) && !closing(after)
}

// closing reports whether no line may begin with a character.
func closing(r rune) bool {
	return strings.ContainsRune("，。；：、）！？》」』】…,.;:!?)]}%", r)
}

// opening reports whether no line may end with a character.
func opening(r rune) bool { return strings.ContainsRune("（《「『【([{", r) }

// cells is how many cells of a terminal a text takes.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

// helpText is what --help prints of a command.
func (a *app) helpText(cmd *cobra.Command) string {
	text := reflow(cmd.Long) + "\n\n"
	if status, own := a.exitStatus(cmd); own {
		text += reflow(a.say("usage.exit-status-own", message.Args{"status": status})) + "\n\n"
	}
	if cmd.Example != "" {
		text += a.say("usage.examples", nil) + "\n  " + strings.ReplaceAll(cmd.Example, "\n", "\n  ") + "\n\n"
	}
	return wrap(text + a.usageText(cmd))
}
