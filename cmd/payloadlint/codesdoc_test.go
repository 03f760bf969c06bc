package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/explain"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/testdata/golden"
)

// docs/codes.md and its translation are what explain says of each code, so that
// lists of rules and endpoints need not be kept up to date by hand anywhere.
func TestCodesPages(t *testing.T) {
	for lang, name := range map[message.Lang]string{message.English: "codes.md", message.Chinese: "codes.zh-CN.md"} {
		golden.Equal(t, filepath.Join("..", "..", "docs", name), codesPage(&app{lang: lang}))
	}
}

func codesPage(a *app) []byte {
	p := page{app: a}
	// Nothing is markup, and names such as create keep their lower case.
	plain := func(s string) string { return prose(message.Chinese, s) }
	p.para(p.say("codes-head", nil))
	for _, e := range code.All() {
		r, _ := explain.Code(e.Code, explain.Options{Lang: a.lang, Rules: rules.All()})
		p.para("## " + r.Title)
		for _, s := range r.Sections {
			if len(s.Lines) == 1 {
				p.para("**" + s.Title + "** " + plain(s.Lines[0]))
				continue
			}
			var list strings.Builder
			for _, l := range s.Lines {
				list.WriteString("\n- " + plain(l))
			}
			p.para("**" + s.Title + "**\n" + list.String())
		}
	}
	return p.buf.Bytes()
}
