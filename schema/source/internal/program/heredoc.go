package program

import (
	"bytes"
	"slices"
)

// heredoc reads the here-documents of Ruby (<<~NAME) and PHP (<<<NAME): a text
// that begins in the next line, while this one goes on.
func (x *lexer) heredoc() bool {
	mark, ok := x.heredocMark()
	if !ok {
		return false
	}
	at := x.at + len(mark)
	quote := byte(0)
	if c := x.src[at]; c == '\'' || c == '"' {
		quote = c
		at++
	}
	from := at
	for at < x.end && nameByte(x.src[at]) {
		at++
	}
	name := x.src[from:at]
	if quote != 0 && at < x.end && x.src[at] == quote {
		at++
	}
	if at >= x.following {
		x.following = lineAfter(x.src[:x.end], at)
	}
	body := max(x.after, x.following)
	stop, after := x.heredocEnd(body, string(name))
	if len(name) == 0 || stop < 0 {
		return false
	}
	f := stringForm{close: "\x00", lines: true, raw: quote == '\'', holes: 's'}
	if x.lang == php {
		f.holes = 'd'
	}
	if f.raw {
		f.holes = 0
	}
	inner := *x
	inner.end = stop
	t := token{kind: tokenString, start: x.at, end: at}
	t.parts, _ = inner.content(body, f)
	x.at, x.after = at, after
	x.emit(t)
	return true
}

// heredocMark is what begins a here-document here.
func (x *lexer) heredocMark() (mark string, ok bool) {
	switch x.lang {
	case php:
		return x.phpMark()
	case ruby:
		return x.rubyMark()
	}
	return "", false
}

func (x *lexer) phpMark() (mark string, ok bool) {
	if !x.has("<<<") {
		return "", false
	}
	at := x.at + 3
	for at < x.end && x.src[at] == ' ' {
		at++
	}
	return string(x.src[x.at:at]), at < x.end && (nameByte(x.src[at]) || quote(x.src[at]))
}

func (x *lexer) rubyMark() (mark string, ok bool) {
	for _, m := range [...]string{"<<~", "<<-", "<<"} {
		if !x.has(m) {
			continue
		}
		if at := x.at + len(m); at < x.end {
			c := x.src[at]
			return m, c >= 'A' && c <= 'Z' || m != "<<" && quote(c)
		}
	}
	return "", false
}

func quote(c byte) bool { return c == '\'' || c == '"' }

// lineAfter is where the line after an offset begins.
func lineAfter(src []byte, at int) int {
	if k := bytes.IndexByte(src[at:], '\n'); k >= 0 {
		return at + k + 1
	}
	return len(src)
}

// heredocEnd is where the text ends, and where the line of its name does; -1
// where there is none. What follows the name in its line is read as code. The
// lines are looked at once, however many texts begin and do not end.
func (x *lexer) heredocEnd(from int, name string) (stop, after int) {
	if x.starts == nil {
		x.starts = map[string][]int{}
		for at := x.from; at < x.end; at = lineAfter(x.src[:x.end], at) {
			if word := firstWord(x.src[at:x.end]); len(word) > 0 {
				x.starts[string(word)] = append(x.starts[string(word)], at)
			}
		}
	}
	lines := x.starts[name]
	k, _ := slices.BinarySearch(lines, from)
	if k == len(lines) {
		return -1, 0
	}
	line := x.src[lines[k]:x.end]
	indent := len(line) - len(bytes.TrimLeft(line, " \t"))
	return lines[k], lines[k] + indent + len(name)
}

// firstWord is the name that a line begins with, behind blanks.
func firstWord(line []byte) []byte {
	line = bytes.TrimLeft(line, " \t")
	n := 0
	for n < len(line) && nameByte(line[n]) {
		n++
	}
	return line[:n]
}
