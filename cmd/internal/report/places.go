package report

import (
	"path/filepath"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// place is a position in which nothing is below 1: a finding without a place
// stands at the beginning of its file.
func place(p jsondoc.Position) jsondoc.Position {
	return jsondoc.Position{Line: max(p.Line, 1), Column: max(p.Column, 1), Offset: max(p.Offset, 0)}
}

// span is a finding's place in order.
func span(start, end jsondoc.Position) (from, to jsondoc.Position) {
	from, to = place(start), place(end)
	if to.Offset < from.Offset || to.Line < from.Line || to.Line == from.Line && to.Column < from.Column {
		to = from
	}
	return from, to
}

// slashPath is a path as reports carry it: with slashes and without a leading
// "./".
func slashPath(p string) string {
	p = filepath.ToSlash(p)
	for strings.HasPrefix(p, "./") {
		p = strings.TrimLeft(p[2:], "/")
	}
	return p
}

// uri is a path as a relative reference, or a file URI when it is absolute.
func uri(p string) (s string, absolute bool) {
	p = slashPath(p)
	drive := len(p) > 2 && p[1] == ':' && p[2] == '/'
	if drive {
		return "file:///" + p[:2] + escapePath(p[2:]), true
	}
	if strings.HasPrefix(p, "/") {
		return "file://" + escapePath(p), true
	}
	return escapePath(p), false
}

func escapePath(p string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(p); i++ {
		c := p[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}
