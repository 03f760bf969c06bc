package request

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

var idFormat = &rule.Rule{
	ID: "id-format", Code: 301, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Fixable: true,
	Source: "runninghub-api.md §0 (non-numeric id: 301), §3 and §7.1; live-answers.md, 301 (taskId must be positive; must be greater than 0)",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": " 1904136902449209346"}`, Endpoint: endpoint.GetJSONAPIFormat},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.GetJSONAPIFormat},
}

var idNumber = &rule.Rule{
	ID: "id-number", Code: 0, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageAccount, Since: since, Fixable: true,
	Source: "runninghub-api.md §2.1, §2.2 and §3; live-answers.md, 64-bit ids as numbers",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "webappId": 1877265245566922753, "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.AIAppRun},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "webappId": "1877265245566922753", "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.AIAppRun},
}

var idRounded = &rule.Rule{
	ID: "id-rounded", Code: 1, Alternatives: []code.Code{901, 380}, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since,
	Source: "live-answers.md, code 1 (webapp not exists) for 1997953926043459600, really …586",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "webappId": "1997953926043459600", "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.AIAppRun},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "webappId": "1997953926043459586", "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.AIAppRun},
}

var idLength = &rule.Rule{
	ID: "id-length", Code: 0, Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StageAccount, Since: since,
	Source: "runninghub-api.md §3: every id seen has 19 digits; §7.2: beside workflow a placeholder runs",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "123456789"}`, Endpoint: endpoint.GetJSONAPIFormat},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.GetJSONAPIFormat},
}

var idResource = &rule.Rule{
	ID: "id-resource", Code: 380, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since,
	Source: "live-answers.md, 380 (an AI-app id used as workflowId) and 810; error-codes.zh.md, 380, 810 and 901; runninghub-api.md §7.3 (a workflow's id on an AI-app run)",
	Bad: rule.Example{
		Input:  `{"apiKey": "${KEY}", "workflowId": "1938625710351437826", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`,
		Config: "version: 1\napps: {\"1938625710351437826\": apps/restyle.json}\n", Endpoint: endpoint.Create,
	},
	Good: rule.Example{
		Input:  `{"apiKey": "${KEY}", "workflowId": "1932074519876543210", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`,
		Config: "version: 1\nworkflows: {\"1932074519876543210\": workflows/portrait.json}\n", Endpoint: endpoint.Create,
	},
}

var ids = rule.Family{Rules: []*rule.Rule{idFormat, idNumber, idRounded, idLength, idResource}, Check: checkIDs}

// notFound is what answers to an id that names nothing; the first is the
// likelier.
func notFound(r endpoint.Resource) []code.Code {
	switch r {
	case endpoint.Workflow:
		return []code.Code{380}
	case endpoint.App:
		// code 1 was seen; 901 is documented.
		return []code.Code{1, 901}
	case endpoint.Task:
		return []code.Code{807}
	}
	return []code.Code{1}
}

func checkIDs(p *rule.Pass) {
	if p.Endpoint.Kind == endpoint.Unknown || p.Endpoint.Internal {
		return
	}
	if id := pathID(p); id != "" {
		resource(p, p.Target.URLValue, id)
	}
	if p.Endpoint.V2 && p.Endpoint.NodeInfo {
		return // the path names it
	}
	unsettled(p)
	switch v := p.IDValue; {
	case p.Unfilled(v):
	case v.Is(jsondoc.Number):
		numberID(p, v)
	case v.Is(jsondoc.String) && strings.TrimSpace(v.Text()) != "":
		textID(p, v)
	}
}

func idArgs(p *rule.Pass, v jsondoc.Value) message.Args {
	return message.Args{"field": p.Endpoint.IDField, "value": shown(v)}
}

func textID(p *rule.Pass, v jsondoc.Value) {
	text := v.Text()
	trimmed := strings.TrimFunc(text, blankRune)
	switch {
	case trimmed != text && allDigits(trimmed):
		d := badID(p, v, "space")
		d.Suggestions, d.Fix = []string{trimmed}, edit(v, `"`+trimmed+`"`)
		p.Report(idFormat, v, d)
	case strings.HasPrefix(trimmed, "-") && allDigits(trimmed[1:]), strings.Trim(trimmed, "0") == "":
		notPositive(p, v)
		return
	case !allDigits(trimmed):
		p.Report(idFormat, v, badID(p, v, ""))
		return
	case tooLarge(trimmed):
		p.Report(idFormat, v, badID(p, v, "large"))
		return
	}
	switch {
	case jsRounded(trimmed):
		rounded(p, v, p.Endpoint.Resource, idArgs(p, v))
	case len(trimmed) != idDigits && !p.OwnGraph: // beside `workflow` any id serves
		lengthNote(p, v, trimmed)
	}
	resource(p, v, trimmed)
}

// badID is a finding about an id that is not even written like one.
func badID(p *rule.Pass, v jsondoc.Value, variant string) rule.Details {
	c, others := badParams(p, notFound(p.Endpoint.Resource)...)
	return rule.Details{Variant: variant, Args: idArgs(p, v), Code: c, Alternatives: others}
}

// blankRune is whitespace and the characters that look like nothing and come
// along when an id is copied from a page.
func blankRune(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u200c' || r == '\u200d' || r == '\u2060'
}

func notPositive(p *rule.Pass, v jsondoc.Value) {
	c, others := badParams(p, notFound(p.Endpoint.Resource)...)
	d := rule.Details{Variant: "positive", Args: idArgs(p, v), Code: c, Alternatives: others}
	if p.Endpoint.Kind == endpoint.Create {
		// Seen for "0" beside `workflow`: the text says that the id must be above 0.
		d.Alternatives, d.Confidence = []code.Code{}, rule.Certain.At()
	}
	if p.Endpoint.Resource == endpoint.Task && !p.Endpoint.V2 {
		d.Msg, d.Alternatives, d.Confidence = "taskId must be positive", nil, rule.Certain.At()
	}
	p.Report(idFormat, v, d)
}

// idDigits is the length of every id seen: a snowflake number.
const idDigits = 19

func lengthNote(p *rule.Pass, v jsondoc.Value, digits string) {
	args := idArgs(p, v)
	args["digits"] = strconv.Itoa(len(digits))
	p.Report(idLength, v, rule.Details{Args: args, Alternatives: notFound(p.Endpoint.Resource)})
}

func tooLarge(digits string) bool {
	_, err := strconv.ParseInt(digits, 10, 64)
	return err != nil
}

func numberID(p *rule.Pass, v jsondoc.Value) {
	literal := v.Text()
	switch {
	case strings.ContainsAny(literal, ".eE"):
		p.Report(idFormat, v, badID(p, v, "fraction"))
		return
	case literal[0] == '-' || literal == "0":
		notPositive(p, v)
		return
	case tooLarge(literal):
		p.Report(idFormat, v, badID(p, v, "large"))
		return
	}
	// 2^53: beyond it JavaScript rounds, and so does everything that reads
	// JSON numbers as doubles.
	const exact = 1 << 53
	n, _ := strconv.ParseInt(literal, 10, 64) // tooLarge said that it fits
	switch {
	case jsRounded(literal):
		rounded(p, v, p.Endpoint.Resource, idArgs(p, v))
	case n > exact:
		p.Report(idNumber, v, rule.Details{Args: idArgs(p, v), Alternatives: notFound(p.Endpoint.Resource), Suggestions: []string{literal}, Fix: edit(v, `"`+literal+`"`)})
	default:
		p.Report(idNumber, v, rule.Details{
			Variant: "small", Severity: rule.Note, Args: idArgs(p, v), Alternatives: notFound(p.Endpoint.Resource),
			Suggestions: []string{literal}, Fix: edit(v, `"`+literal+`"`),
		})
	}
	resource(p, v, literal)
}

// rounded reports an id that lost its last digits: another one, which most
// likely nobody has. It is no more than a warning because one real id in 250
// that ends so looks the same.
func rounded(p *rule.Pass, at jsondoc.Value, r endpoint.Resource, args message.Args) {
	codes := notFound(r)
	d := rule.Details{Args: args, Code: &codes[0], Alternatives: codes[1:]}
	if r == endpoint.App {
		d.Msg = "webapp not exists"
	}
	p.Report(idRounded, at, d)
}

// jsRounded reports whether an id of the usual length is exactly what JavaScript
// prints for a double of that size. Two zeros at the end are a sign already;
// that the digits are the double's own leaves about one id in 250 by chance.
func jsRounded(digits string) bool {
	if len(digits) != idDigits || !strings.HasSuffix(digits, "00") {
		return false
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return false
	}
	shortest := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, _, _ := strings.Cut(shortest, "e")
	mantissa = strings.Replace(mantissa, ".", "", 1)
	return mantissa == strings.TrimRight(digits, "0")
}

// resource compares an id with what the project knows of it. Beside a graph of the
// request's own any id will do. Source: runninghub-api.md §7.2.
func resource(p *rule.Pass, at jsondoc.Value, id string) {
	records, is := p.Settings.Records, p.Endpoint.Resource
	if records == nil || p.OwnGraph || is != endpoint.Workflow && is != endpoint.App {
		return
	}
	d, found := exchanged(p, id)
	if !found {
		n, msg, ok := records.Answer(is, id)
		if !ok || !aboutResource(n) {
			return
		}
		d = rule.Details{Variant: "refused", Code: codeOf(code.Code(n)), Msg: msg}
	}
	d.Args = message.Args{"field": p.Endpoint.IDField, "value": id}
	if !found {
		d.Args["code"], d.Args["msg"] = d.Code.String(), d.Msg
	}
	p.Report(idResource, at, d)
}

// exchanged is what the server says of an app's id where a workflow's is due, or
// of a workflow's for an app's.
func exchanged(p *rule.Pass, id string) (d rule.Details, found bool) {
	is, other := p.Endpoint.Resource, endpoint.App
	if is == endpoint.App {
		other = endpoint.Workflow
	}
	if !p.Settings.Records.Knows(other, id) || p.Settings.Records.Knows(is, id) {
		return d, false
	}
	switch {
	case is == endpoint.Workflow:
		return rule.Details{Variant: "workflow"}, true
	case p.Endpoint.V2: // 901 is what one client saw there
		return rule.Details{Variant: "app", Code: codeOf(901), Alternatives: []code.Code{1}}, true
	}
	return rule.Details{Variant: "app", Code: codeOf(1), Alternatives: []code.Code{901}, Msg: "webapp not exists"}, true
}

// unsettled says that a request for a definition was not checked to the end:
// whether its id names something that the platform will hand out is known only
// once it was fetched. Source: live-answers.md, 380 and 810.
func unsettled(p *rule.Pass) {
	is, id := p.Endpoint.Resource, p.IDNumber()
	if p.Endpoint.Role != endpoint.RoleDefinition || id == "" || p.Definition != nil {
		return
	}
	if records := p.Settings.Records; records != nil && records.Knows(is, id) {
		return
	}
	p.Unchecked(notFound(is)[0], "id", message.Args{"field": p.Endpoint.IDField, "id": id, "kind": string(is)})
}

// aboutResource reports whether an answer speaks of the workflow or app itself,
// not of the key or of the moment.
func aboutResource(n int) bool { return n == 380 || n == 810 || n == 901 || n == 1 }
