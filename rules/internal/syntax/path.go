package syntax

import (
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"regexp"
	"sync"
)

// pathEscape is the half of the Windows paths that parses: in "C:\new\table.png"
// \n and \t are a line end and a tab.
var pathEscape = &rule.Rule{
	ID:         "json-path-escape",
	Severity:   rule.Warning,
	Confidence: rule.Certain,
	Stage:      rule.StageSyntax,
	Since:      "0.1.0",
	Source:     "RFC 8259 §7; error-codes.zh.md, 500 (转义符)",
	Bad:        rule.Example{Input: `{"apiKey": "${API_KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "10", "fieldName": "image", "fieldValue": "C:\new\table.png"}]}`},
	Good:       rule.Example{Input: `{"apiKey": "${API_KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "10", "fieldName": "image", "fieldValue": "C:\\new\\table.png"}]}`},
}

var paths = rule.Family{Rules: []*rule.Rule{pathEscape}, Check: func(p *rule.Pass) {
	checkPaths(p, p.Root)
	if inner := ownGraph(p); inner != nil {
		checkPaths(p, inner.Root())
	}
}}

// escapedPath is a drive and a file name with an extension, and every
// backslash in it an escape that is legal and makes no sense there. Prose
// ("Q:\nA:\n") has no extension at its end or has spaces.
var escapedPath = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^"[A-Za-z]:(?:\\[bfnrt]|\\\\|/|[^\s\\/":*?<>|])+\.[A-Za-z0-9]{2,12}"$`)
})

var controlEscape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^"[A-Za-z]:(?:[^\\]|\\\\)*(\\[bfnrt])`) })

func checkPaths(p *rule.Pass, root jsondoc.Value) {
	for v := range root.EscapedStrings() {
		raw := v.Raw()
		if len(raw) > 1024 || len(raw) < 6 || raw[2] != ':' || !escapedPath().Match(raw) {
			continue
		}
		at := controlEscape().FindSubmatchIndex(raw)
		if at == nil {
			continue
		}
		start := v.Span().Start
		p.Report(pathEscape, v, rule.Details{
			Span: &jsondoc.Span{Start: start + at[2], End: start + at[3]},
			Args: message.Args{"found": string(raw[at[2]:at[3]]), "path": jsondoc.Excerpt(raw, excerpt)},
		})
	}
}
