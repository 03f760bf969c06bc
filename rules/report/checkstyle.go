package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// checkstyle writes Checkstyle's XML report: a <file> with its <error>s, the
// documents of one file together. Source: the shape that Jenkins' warnings
// plugin and reviewdog read.
type checkstyle struct {
	base
	open bool
	path string
}

// xmlText makes a text safe in XML 1.0, in elements and in attributes.
func xmlText(s string) string { return xmlEscapes.Replace(Visible(s)) }

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

const xmlHeader = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// levelInfo is Checkstyle's and reviewdog's name for notes.
func levelInfo(s rule.Severity) string {
	switch s {
	case rule.Error:
		return "error"
	case rule.Warning:
		return "warning"
	}
	return "info"
}

func (c *checkstyle) Begin(w io.Writer) error {
	_ = c.base.Begin(w)
	return c.write(xmlHeader + `<checkstyle version="4.3">` + "\n")
}

// file opens the element of a path, where it is not open already.
func (c *checkstyle) file(path string) error {
	if c.open && c.path == path {
		return nil
	}
	if err := c.close(); err != nil {
		return err
	}
	c.open, c.path = true, path
	return c.write(`  <file name="` + xmlText(slashPath(path)) + `">` + "\n")
}

func (c *checkstyle) close() error {
	if !c.open {
		return nil
	}
	c.open = false
	return c.write("  </file>\n")
}

func (c *checkstyle) error(line, column int, severity, message, source string) error {
	return c.write(`    <error line="` + strconv.Itoa(line) + `" column="` + strconv.Itoa(column) + `" severity="` + severity +
		`" message="` + xmlText(message) + `" source="` + xmlText(source) + `"/>` + "\n")
}

func (c *checkstyle) Document(r *rules.Result) error {
	r = c.redacted(r)
	if err := c.file(r.Path); err != nil {
		return err
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		from, _ := span(f.Start, f.End)
		message := f.Message
		if f.Code != 0 {
			message += " (" + f.Code.String() + ")"
		}
		if err := c.error(from.Line, from.Column, levelInfo(f.Severity), message, "payloadlint."+f.Rule.ID); err != nil {
			return err
		}
	}
	return nil
}

func (c *checkstyle) End(closing Closing) error {
	for _, f := range closing.Failures {
		if err := c.file(f.Path); err != nil {
			return err
		}
		if err := c.error(1, 1, "error", f.Message, "payloadlint.unreadable"); err != nil {
			return err
		}
	}
	if err := c.close(); err != nil {
		return err
	}
	if err := c.write("</checkstyle>\n"); err != nil {
		return err
	}
	return c.w.Flush()
}
