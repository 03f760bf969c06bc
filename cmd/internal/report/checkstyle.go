package report

import (
	"strconv"
	"strings"
)

// checkstyle writes Checkstyle's XML report: a <file> with its <error>s, the
// documents of one file together. Source: the shape that Jenkins' warnings
// plugin and reviewdog read.
type checkstyle struct {
	common
	open bool
	path string
}

// xmlText makes a text safe in XML 1.0, in elements and in attributes.
func xmlText(s string) string { return xmlEscapes.Replace(visible(s)) }

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

const xmlHeader = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func (c *checkstyle) begin() { c.print(xmlHeader, `<checkstyle version="4.3">`, "\n") }

// file opens the element of a path, where it is not open already.
func (c *checkstyle) file(path string) {
	if c.open && c.path == path {
		return
	}
	c.close()
	c.open, c.path = true, path
	c.print(`  <file name="`, xmlText(path), `">`, "\n")
}

func (c *checkstyle) close() {
	if c.open {
		c.open = false
		c.print("  </file>\n")
	}
}

func (c *checkstyle) error(line, column int, severity, message, source string) {
	c.print(`    <error line="`, strconv.Itoa(line), `" column="`, strconv.Itoa(column), `" severity="`, severity,
		`" message="`, xmlText(message), `" source="payloadlint.`, xmlText(source), `"/>`, "\n")
}

func (c *checkstyle) document(d *document) {
	c.file(d.Path)
	for i := range d.Findings {
		f := &d.Findings[i]
		c.error(f.Line, f.Column, levelInfo(f.level), f.Message+inParentheses(f.codeIs), f.Rule)
	}
	if d.Omitted != nil {
		c.error(d.start.Line, d.start.Column, "info", c.omittedWords(d), "omitted")
	}
}

func (c *checkstyle) end(e *ending) {
	for _, f := range e.Failures {
		c.file(slashPath(f.Path))
		c.error(1, 1, "error", f.Message, "unreadable")
	}
	c.close()
	c.print("</checkstyle>\n")
}
