package program

import (
	"bytes"
	"strings"
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
	body := max(x.after, lineAfter(x.src[:x.end], at))
	stop, after := heredocEnd(x.src[:x.end], body, name)
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
// where there is none. What follows the name in its line is read as code.
func heredocEnd(src []byte, from int, name []byte) (stop, after int) {
	for at := from; at < len(src); at = lineAfter(src, at) {
		line := src[at:lineAfter(src, at)]
		text := strings.TrimLeft(string(line), " \t")
		if rest, ok := strings.CutPrefix(text, string(name)); ok && (rest == "" || !nameByte(rest[0])) {
			return at, at + len(line) - len(rest)
		}
	}
	return -1, 0
}
