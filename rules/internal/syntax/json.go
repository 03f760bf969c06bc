package syntax

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// jsonSyntax is reported by Report, never by a check of its own: what does not
// parse has no values to look at.
var jsonSyntax = &rule.Rule{
	ID:         "json-syntax",
	Code:       unknownError,
	Severity:   rule.Error,
	Confidence: rule.Certain,
	Stage:      rule.StageSyntax,
	Since:      "0.1.0",
	Source:     "error-codes.zh.md, 500; runninghub-api.md §0, §5, §7.3 (1007 in v2); RFC 8259",
	Bad:        rule.Example{Input: "{\n  \"apiKey\": \"${API_KEY}\",\n  \"workflowId\": \"1904136902449209346\",\n}\n"},
	Good:       rule.Example{Input: "{\n  \"apiKey\": \"${API_KEY}\",\n  \"workflowId\": \"1904136902449209346\"\n}\n"},
}

// limit is likely only: where the server's own limits are is not known.
var limit = &rule.Rule{
	ID:         "json-limit",
	Code:       unknownError,
	Severity:   rule.Error,
	Confidence: rule.Likely,
	Stage:      rule.StageSyntax,
	Since:      "0.1.0",
	Source:     "error-codes.zh.md, 500; RFC 8259 §9",
	Bad:        rule.Example{Input: strings.Repeat("[", jsondoc.MaxDepth+1)},
	Good:       rule.Example{Input: `{"apiKey": "${API_KEY}", "workflowId": "1904136902449209346"}`},
}

// encoding is likely only: RFC 8259 §8.1 demands UTF-8 without a byte order
// mark and lets a reader ignore one; no source says what the server does.
var encoding = &rule.Rule{
	ID:         "json-encoding",
	Code:       unknownError,
	Severity:   rule.Error,
	Confidence: rule.Likely,
	Stage:      rule.StageSyntax,
	Since:      "0.1.0",
	Source:     "error-codes.zh.md, 500; RFC 8259 §8.1",
	Fixable:    true,
	Bad:        rule.Example{Input: "\ufeff" + `{"apiKey": "${API_KEY}", "workflowId": "1904136902449209346"}`},
	Good:       rule.Example{Input: `{"apiKey": "${API_KEY}", "workflowId": "1904136902449209346"}`},
}

// texts are the rules about a text as a whole. The engine calls Report for a
// text that does not parse.
var texts = rule.Family{Rules: []*rule.Rule{jsonSyntax, limit, encoding, embedded}, Check: checkEncoding}

// checkEncoding reports byte order marks: of the documents of a batch the first
// reports it for the file.
func checkEncoding(p *rule.Pass) {
	at := p.Document
	if !at.Exists() {
		at = p.Root
	}
	if doc := at.Document(); doc != nil && doc.BOM() {
		if first := doc.Root(); at.Same(first) || at.Same(first.Index(0)) {
			checkBOM(p, doc)
		}
	}
	if inner := ownGraph(p); inner != nil {
		checkBOM(p, inner)
	}
}

// embedded is what becomes of a string that must hold JSON and does not. The
// server can only find out when it reads the workflow: after the parameters,
// the key and the ids, at the point where nodeInfoList would be applied. That
// an exception nobody caught is 500, with spelling and escapes of JSON as its
// usual cause, is documented; that the workflow's own check (433) or the
// parameters' (301) catches it is possible.
var embedded = &rule.Rule{
	ID:           "json-embedded",
	Code:         unknownError,
	Alternatives: []code.Code{433, paramsInvalid},
	Severity:     rule.Error,
	Confidence:   rule.Likely,
	Stage:        rule.StageNodeInfo,
	Since:        "0.1.0",
	Source:       "runninghub-api.md §2.1 (workflow); error-codes.zh.md, 500, 433, 301",
	Bad:          rule.Example{Input: `{"apiKey": "${API_KEY}", "workflowId": "1904136902449209346", "workflow": "{\"3\": {\"class_type\": \"SaveImage\", \"inputs\": {},}}"}`},
	Good:         rule.Example{Input: `{"apiKey": "${API_KEY}", "workflowId": "1904136902449209346", "workflow": "{\"3\": {\"class_type\": \"SaveImage\", \"inputs\": {}}}"}`},
}

// checkBOM reports a byte order mark; taking it away changes nothing else.
func checkBOM(p *rule.Pass, doc *jsondoc.Document) {
	if !doc.BOM() {
		return
	}
	mark := jsondoc.Span{Start: 0, End: 3}
	file := doc.FileSpan(mark)
	p.Report(encoding, jsondoc.Value{}, rule.Details{
		Variant: string(jsondoc.CauseBOM), Document: doc, Span: &mark,
		Fix: &rule.Fix{Edits: []rule.Edit{{Start: file.Start, End: file.End}}},
	})
}

// ownGraph is the document inside the request's `workflow` string; nil when
// the graph is part of the request itself or comes from elsewhere.
func ownGraph(p *rule.Pass) *jsondoc.Document {
	doc := p.Graph.Document()
	if doc == nil || doc.Host().Document() != p.Root.Document() {
		return nil
	}
	return doc
}

// CheckDocument reports what is legal JSON but not what its author meant in a
// text that a string carried, as the set's checks do for the request itself
// and for its `workflow`.
func CheckDocument(p *rule.Pass, doc *jsondoc.Document) {
	checkBOM(p, doc)
	checkDuplicates(p, doc.Root())
	checkPaths(p, doc.Root())
}
