package request

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	schema "github.com/payloadlint/payloadlint/schema/request"
)

// methodGet is written out: net/http brings its servers and its cryptography along.
const methodGet = "GET"

const (
	schemaSource = "runninghub-api.md §2; error-codes.zh.md, 301"
	openSource   = "runninghub-api.md §6"
)

var missing = &rule.Rule{
	ID: "request-missing", Code: 301, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Source: schemaSource,
	Bad:  rule.Example{Input: `{"apiKey": "${KEY}", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
	Good: rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.Create},
}

var blank = &rule.Rule{
	ID: "request-blank", Code: 301, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Source: schemaSource,
	Bad:  rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": " "}`, Endpoint: endpoint.Create},
	Good: rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.Create},
}

var wrongType = &rule.Rule{
	ID: "request-type", Code: 301, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Source: schemaSource, Fixable: true,
	Bad:  rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "addMetadata": {"on": true}}`, Endpoint: endpoint.Create},
	Good: rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "addMetadata": true}`, Endpoint: endpoint.Create},
}

var keyName = &rule.Rule{
	ID: "request-key", Code: 301, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Fixable: true,
	Source: schemaSource + "; live-answers.md, 301 (taskIds)",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowid": "1904136902449209346"}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.Create},
}

var keyUnknown = &rule.Rule{
	ID: "request-key-unknown", Code: 0, Alternatives: []code.Code{301}, Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StageParams, Since: since, Source: openSource,
	Bad:  rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "batch": 4}`, Endpoint: endpoint.Create},
	Good: rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.Create},
}

var nullValue = &rule.Rule{
	ID: "request-null", Code: 0, Alternatives: []code.Code{301}, Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StageParams, Since: since, Source: openSource,
	Bad:  rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "webhookUrl": null}`, Endpoint: endpoint.Create},
	Good: rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.Create},
}

var notObject = &rule.Rule{
	ID: "request-not-object", Code: 301, Alternatives: []code.Code{500}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Source: schemaSource,
	Bad:  rule.Example{Input: `["1904136902449209346"]`, Endpoint: endpoint.GetJSONAPIFormat},
	Good: rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.GetJSONAPIFormat},
}

var keyMissing = &rule.Rule{
	ID: "api-key-missing", Code: 301, Alternatives: []code.Code{802}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §1 and §2: the key is a required body field",
	Bad:    rule.Example{Input: `{"workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
}

var parameterRules = rule.Family{
	Rules: []*rule.Rule{missing, blank, wrongType, keyName, keyUnknown, nullValue, notObject, keyMissing},
	Check: parameters,
}

// parameters gives each violation of the endpoint's schema to its rule.
func parameters(p *rule.Pass) {
	if p.Endpoint.Kind == endpoint.Unknown || p.Endpoint.Internal || !p.Root.Exists() {
		return
	}
	if !p.Root.Is(jsondoc.Object) {
		// A template may hold one mark for a whole body, and an upload's body
		// is a form, not JSON.
		if !p.UncheckedHole(301, word(p, "body"), p.Root) && !p.Unfilled(p.Root) && !p.Endpoint.Multipart {
			p.Report(notObject, p.Root, rule.Details{Args: message.Args{"got": word(p, "type-"+p.Root.Kind().String())}})
		}
		return
	}
	found, err := schema.Schema(p.Endpoint.Kind).Validate(p.Root)
	if err != nil || len(found) == 0 {
		return
	}
	newWalk(p).violations(found)
}

// violations gives each violation to its rule: unknown keys first, for a misspelt
// key explains why another is missing.
func (w *walk) violations(found []schema.Violation) {
	p := w.p
	for _, v := range found {
		if v.Keyword == "additionalProperties" && v.Place.Parent().Same(p.Root) {
			w.unknownKey(v)
		}
	}
	for _, v := range found {
		switch {
		case v.Place.Same(p.Root) && v.Keyword == "required":
			if !w.taken[v.Key] {
				w.missing(v.Key)
			}
		case v.Place.Parent().Same(p.Root) && v.Keyword != "additionalProperties" && !p.Unfilled(v.Place):
			w.badValue(v)
		}
	}
}

func newWalk(p *rule.Pass) *walk {
	w := &walk{p: p, fields: schema.Schema(p.Endpoint.Kind).Fields(), taken: map[string]bool{}, present: map[string]bool{}}
	w.present["workflow"] = p.Root.Get("workflow").Exists()
	for _, f := range w.fields {
		w.present[f.Name] = p.Root.Get(f.Name).Exists()
		if p.Endpoint.Method == methodGet && inQuery(p, f.Name) {
			// A GET has its parameters in the address; they are not missing.
			w.taken[f.Name] = true
		}
	}
	return w
}

type walk struct {
	p      *rule.Pass
	fields []schema.Field
	// taken are the fields that a misspelt key was meant to be.
	taken map[string]bool
	// present are the documented fields that the request has, looked up once:
	// there may be a million other keys.
	present map[string]bool
	// strange counts the keys that the endpoint does not have.
	strange int
}

// mostStrange is how many undocumented keys are told one by one; a file with a
// million of them is told of once.
const mostStrange = 50

// inQuery reports whether the address that the document gives has a parameter of
// that name with a value.
func inQuery(p *rule.Pass, name string) bool {
	for pair := range strings.SplitSeq(p.Target.Query, "&") {
		if key, value, _ := strings.Cut(pair, "="); key == name && strings.TrimSpace(value) != "" {
			return true
		}
	}
	return false
}

// aliases are other people's names for a field.
var aliases = map[string]string{
	"key": "apiKey", "token": "apiKey", "apitoken": "apiKey", "accesskey": "apiKey",
	"nodeinfo": "nodeInfoList", "nodeinfos": "nodeInfoList", "nodelist": "nodeInfoList", "nodesinfolist": "nodeInfoList",
	"appid": "webappId", "aiappid": "webappId", "flowid": "workflowId",
	"callbackurl": "webhookUrl", "callback": "webhookUrl", "notifyurl": "webhookUrl", "webhook": "webhookUrl",
	"md5": "md5Hex", "filename": "file",
}

// otherIDs are the ids of other endpoints: one of them where this endpoint's
// own is missing was meant to be it.
func otherIDs() []string { return endpoint.Default().IDFields() }

// isKeyField reports whether a field holds the API key.
func isKeyField(name string) bool { return name == "apiKey" || name == "apikey" }

func (w *walk) unknownKey(v schema.Violation) {
	p := w.p
	if v.Place.IsHole() || ignorable(v.Key) || w.strange > mostStrange {
		return
	}
	near, guess, required := w.meant(v.Key)
	switch {
	case len(near) > 0:
		w.taken[near[0]] = true
		w.misspelt(v, near, required, guess)
	case p.Endpoint.V2 && fold(v.Key) == "apikey":
		// api-key-place
	case slices.Contains(otherIDs(), v.Key):
		w.otherID(v)
	default:
		d := rule.Details{Args: w.keyArgs(v.Key)}
		if w.strange++; w.strange > mostStrange {
			d.Variant = "more"
		}
		p.Report(keyUnknown, v.Place, d)
	}
}

func (w *walk) keyArgs(key string) message.Args {
	return message.Args{"key": clip(key), "endpoint": string(w.p.Endpoint.Kind)}
}

// meant are the fields that a key may be a slip for, the likeliest first, among
// those that the request lacks. guess means that it is not certain.
func (w *walk) meant(key string) (near []string, guess, required bool) {
	var free []string
	isRequired := map[string]bool{}
	for _, f := range w.fields {
		if !w.present[f.Name] && !w.taken[f.Name] {
			free = append(free, f.Name)
			isRequired[f.Name] = f.Required
		}
	}
	near = suggest.Closest(key, free, 3)
	if slices.Contains(otherIDs(), key) {
		near = nil // workflowId is no slip for workflow
	}
	guess = len(near) != 1
	if a, ok := aliases[fold(key)]; ok && len(near) == 0 && slices.Contains(free, a) {
		near = []string{a}
	}
	return near, guess, len(near) > 0 && isRequired[near[0]]
}

// otherID reports the id of another endpoint. Where this one's own is missing
// it was meant to be it.
func (w *walk) otherID(v schema.Violation) {
	p, args := w.p, w.keyArgs(v.Key)
	id := p.Endpoint.IDField
	if w.requires(id) && !w.present[id] && !w.taken[id] && !w.present["workflow"] {
		w.taken[id] = true
		args["want"] = id
		c, others := badParams(p)
		p.Report(keyName, v.Place, rule.Details{Variant: "other-id", Args: args, Code: c, Alternatives: others, Suggestions: []string{id}, Msg: emptyMsg(p, id)})
		return
	}
	variant := "other-id"
	if p.Endpoint.V2 && id == v.Key {
		variant = "path-id"
	}
	p.Report(keyUnknown, v.Place, rule.Details{Variant: variant, Args: args})
}

// requires reports whether the endpoint's schema requires a field.
func (w *walk) requires(name string) bool {
	return slices.ContainsFunc(w.fields, func(f schema.Field) bool { return f.Name == name && f.Required })
}

// ignorable recognises keys that people and editors add to any JSON.
func ignorable(key string) bool {
	return key == "" || key[0] == '$' || key[0] == '_' || strings.HasPrefix(key, "//") || strings.HasPrefix(key, "x-")
}

func (w *walk) misspelt(v schema.Violation, near []string, required, guess bool) {
	p, want := w.p, near[0]
	d := rule.Details{
		Args:        message.Args{"key": clip(v.Key), "want": want, "candidates": p.Settings.Lang.List(near), "endpoint": string(p.Endpoint.Kind)},
		Suggestions: near,
	}
	if !guess {
		d.Fix = edit(v.Place, `"`+want+`"`)
	}
	switch {
	case isKeyField(want):
		c, others := badParams(p, 802)
		d.Code, d.Alternatives = c, others
		if p.Endpoint.KeyField == "apikey" {
			// apiKey here was seen to fail like a wrong key.
			d.Variant, d.Code, d.Alternatives = "account-status", codeOf(802), []code.Code{301}
		}
	case required && want == "nodeInfoList":
		d.Code, d.Alternatives = emptyListCode(p)
	case required && !(w.ownGraph(want)):
		d.Code, d.Alternatives = badParams(p)
		d.Msg = emptyMsg(p, want)
	default:
		// An optional field under another name is most likely ignored.
		d.Variant, d.Severity, d.Code, d.Alternatives = "optional", rule.Warning, silent(), []code.Code{301}
		d.Confidence = rule.Likely.At()
		if want == "nodeInfoList" {
			d.Variant = "list"
		}
	}
	p.Report(keyName, v.Place, d)
}

// emptyMsg is what the service was seen to say when a field is missing.
// Source: live-answers.md, 301.
func emptyMsg(p *rule.Pass, field string) string {
	if field == p.Endpoint.IDField && p.Endpoint.Resource == endpoint.Task && !p.Endpoint.V2 {
		return "taskId cannot be empty"
	}
	return ""
}

// emptyListCode is the answer to an app's run without overrides: 1101 was seen
// of v2; v1 documents the list as required.
func emptyListCode(p *rule.Pass) (first *code.Code, others []code.Code) {
	if p.Endpoint.V2 {
		return codeOf(1101), []code.Code{803, 1007}
	}
	return codeOf(301), []code.Code{803}
}

func (w *walk) missing(field string) {
	p := w.p
	if p.UncheckedOpen(301, field, p.Root) {
		return
	}
	args := message.Args{"field": field, "endpoint": string(p.Endpoint.Kind)}
	switch {
	case isKeyField(field):
		d := rule.Details{Args: args}
		if p.Target.Header("authorization").Exists() {
			d.Variant = "header"
		}
		if p.Endpoint.KeyField == "apikey" {
			d.Code, d.Alternatives = codeOf(802), []code.Code{301}
		}
		p.Report(keyMissing, p.Root, d)
	case field == "nodeInfoList":
		c, others := emptyListCode(p)
		p.Report(listEmpty, p.Root, rule.Details{Variant: "missing", Args: args, Code: c, Alternatives: others, Severity: rule.Error, Confidence: rule.Likely.At()})
	case w.ownGraph(field):
		p.Report(workflowAlone, p.Root.Member("workflow").KeyValue(), rule.Details{Args: args})
	case field == "quickCreateCode":
		// The documents list it without saying that it is required.
		p.Report(missing, p.Root, rule.Details{Args: args, Severity: rule.Warning, Confidence: rule.Possible.At()})
	default:
		c, others := badParams(p)
		p.Report(missing, p.Root, rule.Details{Args: args, Code: c, Alternatives: others, Msg: emptyMsg(p, field)})
	}
}

// ownGraph reports whether a field is the id of a workflow that the request
// brings itself.
func (w *walk) ownGraph(field string) bool {
	return w.p.Endpoint.Resource == endpoint.Workflow && field == w.p.Endpoint.IDField && w.present["workflow"]
}

func (w *walk) badValue(v schema.Violation) {
	p := w.p
	args := message.Args{"field": v.Key, "value": shown(v.Place), "endpoint": string(p.Endpoint.Kind)}
	switch {
	case v.Place.Is(jsondoc.Null):
		w.null(v, args)
	case v.Keyword == "pattern":
		w.blank(v, args)
	case w.badByField(v, args):
	case v.Keyword == "enum" && v.Place.Is(jsondoc.String) && v.Key != "usePersonalQueue", v.Keyword == "minimum", v.Keyword == "maximum":
		w.outside(v, args)
	default:
		// A number with a fraction is for id-number and id-format.
		if !isIDField(v.Key) || !v.Place.Is(jsondoc.Number) {
			w.typeMismatch(v, args)
		}
	}
}

// badByField reports a value of a field that has a rule of its own; ok is false
// where there is none for what is wrong with it.
func (w *walk) badByField(v schema.Violation, args message.Args) (ok bool) {
	switch {
	case v.Key == "nodeInfoList":
		if v.Keyword == "type" {
			listType(w.p, v.Place)
		} // minItems: nodeinfo-list-empty
	case v.Key == "workflow" && v.Keyword == "type":
		workflowType(w.p, v.Place)
	case v.Key == "instanceType" && v.Keyword == "enum":
		instanceChoice(w.p, v.Place, v.Want)
	case v.Key == "retainSeconds" && (v.Keyword == "minimum" || v.Keyword == "maximum"):
		w.p.Report(retainRange, v.Place, rule.Details{Args: args})
	default:
		return false
	}
	return true
}

// outside reports a value beyond the documented choices or bounds. Whether the
// server checks them is not known.
func (w *walk) outside(v schema.Violation, args message.Args) {
	args["want"] = w.p.Settings.Lang.List(v.Want)
	c, others := badParams(w.p)
	w.p.Report(wrongType, v.Place, rule.Details{
		Variant: v.Keyword, Args: args, Severity: rule.Warning, Code: silent(), Alternatives: append([]code.Code{*c}, others...), Confidence: rule.Possible.At(),
	})
}

func (w *walk) null(v schema.Violation, args message.Args) {
	switch {
	case v.Key == "nodeInfoList":
		// nodeinfo-list-empty
	case !w.requires(v.Key):
		w.p.Report(nullValue, v.Place, rule.Details{Args: args})
	case w.ownGraph(v.Key):
		w.p.Report(workflowAlone, w.p.Root.Member("workflow").KeyValue(), rule.Details{Args: args})
	default:
		w.blank(v, args)
	}
}

func (w *walk) blank(v schema.Violation, args message.Args) {
	c, others := badParams(w.p)
	if isKeyField(v.Key) {
		others = append(others, 802)
	}
	w.p.Report(blank, v.Place, rule.Details{Args: args, Code: c, Alternatives: others, Msg: emptyMsg(w.p, v.Key)})
}

// loose are fields whose number is read as its digits without harm.
var loose = []string{"accessPassword", "loraName", "quickCreateCode"}

func (w *walk) typeMismatch(v schema.Violation, args message.Args) {
	p := w.p
	want := v.Want
	if v.Keyword == "enum" { // usePersonalQueue: a boolean, or its text
		want = []string{"boolean"}
	}
	var names []string
	for _, t := range want {
		names = append(names, word(p, "type-"+t))
	}
	args["want"], args["got"] = strings.Join(names, word(p, "or")), word(p, "type-"+v.Place.Kind().String())
	if isKeyField(v.Key) {
		args["value"] = "***"
	}
	c, others := badParams(p)
	d := rule.Details{Args: args, Code: c, Alternatives: others}
	if fixed, ok := readable(v.Key, want, v.Place); ok {
		d.Variant, d.Severity, d.Code, d.Alternatives, d.Confidence = "readable", rule.Warning, silent(), []code.Code{*c}, rule.Possible.At()
		d.Fix, d.Suggestions = edit(v.Place, fixed), []string{fixed}
	}
	p.Report(wrongType, v.Place, d)
}

// readable is the value as the type that is wanted where that leaves no doubt:
// "true" as true, "60" as 60, 1234 as "1234".
func readable(field string, want []string, v jsondoc.Value) (string, bool) {
	text := v.Text()
	switch {
	case slices.Contains(want, "boolean") && v.Is(jsondoc.String):
		lower := strings.ToLower(strings.TrimSpace(text))
		return lower, lower == "true" || lower == "false"
	case slices.Contains(want, "boolean") && v.Is(jsondoc.Number):
		return map[string]string{"1": "true", "0": "false"}[text], text == "1" || text == "0"
	case slices.Contains(want, "integer") && v.Is(jsondoc.String):
		text = strings.TrimSpace(text)
		return text, allDigits(text) && (text == "0" || text[0] != '0') && len(text) < 10
	case slices.Contains(want, "string") && v.Is(jsondoc.Number) && slices.Contains(loose, field):
		return `"` + text + `"`, true
	}
	return "", false
}

func isIDField(key string) bool { return slices.Contains(otherIDs(), key) }

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
