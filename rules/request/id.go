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

var idFormat = Rules.Add(&rule.Rule{
	ID: "id-format", Code: 301, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Fixable: true,
	Source: "runninghub-api.md §0 (non-numeric id: 301) and §3; live-answers.md, 301 (taskId must be positive)",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": " 1904136902449209346"}`, Endpoint: endpoint.GetJSONAPIFormat},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.GetJSONAPIFormat},
})

var idNumber = Rules.Add(&rule.Rule{
	ID: "id-number", Code: 0, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageAccount, Since: since, Fixable: true,
	Source: "runninghub-api.md §2.1, §2.2 and §3; live-answers.md, 64-bit ids as numbers",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "webappId": 1877265245566922753, "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.AIAppRun},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "webappId": "1877265245566922753", "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.AIAppRun},
})

var idRounded = Rules.Add(&rule.Rule{
	ID: "id-rounded", Code: 1, Alternatives: []code.Code{901, 380}, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since,
	Source: "live-answers.md, code 1 (webapp not exists) for 1997953926043459600, really …586",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "webappId": "1997953926043459600", "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.AIAppRun},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "webappId": "1997953926043459586", "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.AIAppRun},
})

var idLength = Rules.Add(&rule.Rule{
	ID: "id-length", Code: 0, Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StageAccount, Since: since,
	Source: "runninghub-api.md §3: every id seen has 19 digits",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "123456789"}`, Endpoint: endpoint.GetJSONAPIFormat},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.GetJSONAPIFormat},
})

var idResource = Rules.Add(&rule.Rule{
	ID: "id-resource", Code: 380, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since,
	Source: "live-answers.md, 380 (an AI-app id used as workflowId) and 810; error-codes.zh.md, 380, 810 and 901",
	Bad: rule.Example{
		Input:  `{"apiKey": "${KEY}", "workflowId": "1938625710351437826", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`,
		Config: "version: 1\napps: {\"1938625710351437826\": apps/restyle.json}\n", Endpoint: endpoint.Create,
	},
	Good: rule.Example{
		Input:  `{"apiKey": "${KEY}", "workflowId": "1932074519876543210", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`,
		Config: "version: 1\nworkflows: {\"1932074519876543210\": workflows/portrait.json}\n", Endpoint: endpoint.Create,
	},
})

func init() { idFormat.Check = checkIDs }

// ofID is what answers to an id that names nothing; the first is the likelier.
func ofID(field string) []code.Code {
	switch field {
	case "workflowId":
		return []code.Code{380}
	case "webappId":
		// code 1 was seen; 901 is documented.
		return []code.Code{1, 901}
	case "taskId":
		return []code.Code{807}
	}
	return []code.Code{1}
}

func checkIDs(p *rule.Pass) {
	if p.Endpoint.Kind == endpoint.Unknown || p.Endpoint.Internal {
		return
	}
	field := p.Endpoint.IDField
	if id := pathID(p); id != "" {
		resource(p, p.Target.URLValue, field, id)
	}
	if field == "" || p.Endpoint.V2 && p.Endpoint.NodeInfo {
		return
	}
	v := p.Root.Get(field)
	switch {
	case unfilled(p, v):
	case v.Is(jsondoc.Number):
		numberID(p, field, v)
	case v.Is(jsondoc.String) && strings.TrimSpace(v.Text()) != "":
		textID(p, field, v)
	}
}

func idArgs(field string, v jsondoc.Value) message.Args {
	return message.Args{"field": field, "value": shown(v)}
}

func textID(p *rule.Pass, field string, v jsondoc.Value) {
	c, others := badParams(p, ofID(field)...)
	d := rule.Details{Args: idArgs(field, v), Code: c, Alternatives: others}
	text := v.Text()
	trimmed := strings.TrimFunc(text, blankRune)
	switch {
	case trimmed != text && allDigits(trimmed):
		d.Variant, d.Suggestions, d.Fix = "space", []string{trimmed}, edit(v, `"`+trimmed+`"`)
		p.Report(idFormat, v, d)
	case strings.HasPrefix(trimmed, "-") && allDigits(trimmed[1:]), strings.Trim(trimmed, "0") == "":
		notPositive(p, field, v)
		return
	case !allDigits(trimmed):
		p.Report(idFormat, v, d)
		return
	case tooLarge(trimmed):
		d.Variant = "large"
		p.Report(idFormat, v, d)
		return
	}
	switch {
	case jsRounded(trimmed):
		rounded(p, v, field, idArgs(field, v))
	case len(trimmed) != idDigits:
		lengthNote(p, field, v, trimmed)
	}
	resource(p, v, field, trimmed)
}

// blankRune is white space and the characters that look like nothing and come
// along when an id is copied from a page.
func blankRune(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u200c' || r == '\u200d' || r == '\u2060'
}

func notPositive(p *rule.Pass, field string, v jsondoc.Value) {
	c, others := badParams(p, ofID(field)...)
	d := rule.Details{Variant: "positive", Args: idArgs(field, v), Code: c, Alternatives: others}
	if field == "taskId" && !p.Endpoint.V2 {
		d.Msg, d.Alternatives, d.Confidence = "taskId must be positive", nil, rule.Certain.At()
	}
	p.Report(idFormat, v, d)
}

// idDigits is the length of every id seen: a snowflake number.
const idDigits = 19

func lengthNote(p *rule.Pass, field string, v jsondoc.Value, digits string) {
	args := idArgs(field, v)
	args["digits"] = strconv.Itoa(len(digits))
	p.Report(idLength, v, rule.Details{Args: args, Alternatives: ofID(field)})
}

func tooLarge(digits string) bool {
	_, err := strconv.ParseInt(digits, 10, 64)
	return err != nil
}

func numberID(p *rule.Pass, field string, v jsondoc.Value) {
	literal := v.Text()
	c, others := badParams(p, ofID(field)...)
	switch {
	case strings.ContainsAny(literal, ".eE"):
		p.Report(idFormat, v, rule.Details{Variant: "fraction", Args: idArgs(field, v), Code: c, Alternatives: others})
		return
	case literal[0] == '-' || literal == "0":
		notPositive(p, field, v)
		return
	case tooLarge(literal):
		p.Report(idFormat, v, rule.Details{Variant: "large", Args: idArgs(field, v), Code: c, Alternatives: others})
		return
	}
	// 2^53: beyond it JavaScript rounds, and so does everything that reads
	// JSON numbers as doubles.
	const exact = 1 << 53
	n, _ := strconv.ParseInt(literal, 10, 64) // tooLarge said that it fits
	switch {
	case jsRounded(literal):
		rounded(p, v, field, idArgs(field, v))
	case n > exact:
		p.Report(idNumber, v, rule.Details{Args: idArgs(field, v), Alternatives: ofID(field), Suggestions: []string{literal}, Fix: edit(v, `"`+literal+`"`)})
	default:
		p.Report(idNumber, v, rule.Details{
			Variant: "small", Severity: rule.Note, Args: idArgs(field, v), Alternatives: ofID(field),
			Suggestions: []string{literal}, Fix: edit(v, `"`+literal+`"`),
		})
	}
	resource(p, v, field, literal)
}

// rounded reports an id that lost its last digits: another one, which most
// likely nobody has. It is no more than a warning because one real id in 250
// that ends so looks the same.
func rounded(p *rule.Pass, at jsondoc.Value, field string, args message.Args) {
	codes := ofID(field)
	d := rule.Details{Args: args, Code: &codes[0], Alternatives: codes[1:]}
	if field == "webappId" {
		d.Msg = "webapp not exists"
	}
	p.Report(idRounded, at, d)
}

// jsRounded tells that an id of the usual length is exactly what JavaScript
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

// resource compares an id with what the project knows of it.
func resource(p *rule.Pass, at jsondoc.Value, field, id string) {
	s := p.Settings
	is := func(known func(string) bool) bool { return known != nil && known(id) }
	asked := endpoint.GetJSONAPIFormat
	switch field {
	case "workflowId":
		if is(s.KnownApp) && !is(s.KnownWorkflow) {
			p.Report(idResource, at, rule.Details{Variant: "workflow", Args: message.Args{"field": field, "value": id}})
			return
		}
	case "webappId":
		asked = endpoint.APICallDemo
		if is(s.KnownWorkflow) && !is(s.KnownApp) {
			p.Report(idResource, at, rule.Details{Variant: "app", Args: message.Args{"field": field, "value": id}, Code: codeOf(901), Alternatives: []code.Code{1, 301}})
			return
		}
	default:
		return
	}
	if s.Answer == nil {
		return
	}
	switch n, msg, ok := s.Answer(asked, id); {
	case !ok:
	case n == 380 || n == 810 || n == 901 || n == 1:
		c := code.Code(n)
		p.Report(idResource, at, rule.Details{Variant: "refused", Args: message.Args{"field": field, "value": id, "code": c.String(), "msg": msg}, Code: &c, Msg: msg})
	}
}
