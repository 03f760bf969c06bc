package request

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/models"
)

const (
	modelSource   = "runninghub-api.md §7.6"
	modelExample  = endpoint.Kind("v2-model:seedream-v4/text-to-image")
	modelExample2 = endpoint.Kind("v2-model:seedream-v4/image-to-image")
)

// noChoice is what some lists offer for sending nothing.
const noChoice = "empty"

// The types of parameters as the registry names them.
const (
	typeString  = "STRING"
	typeInt     = "INT"
	typeFloat   = "FLOAT"
	typeBoolean = "BOOLEAN"
	typeList    = "LIST"
)

var modelMissing = &rule.Rule{
	ID: "model-missing", Code: 1007, Alternatives: []code.Code{301}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Source: modelSource,
	Bad:  rule.Example{Input: `{"width": 2048, "height": 2048}`, Endpoint: modelExample},
	Good: rule.Example{Input: `{"prompt": "a lighthouse in the evening", "width": 2048, "height": 2048}`, Endpoint: modelExample},
}

var modelValue = &rule.Rule{
	ID: "model-value", Code: 1007, Alternatives: []code.Code{301}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Source: modelSource,
	Bad:  rule.Example{Input: `{"prompt": "a lighthouse in the evening", "width": 99999}`, Endpoint: modelExample},
	Good: rule.Example{Input: `{"prompt": "a lighthouse in the evening", "width": 2048}`, Endpoint: modelExample},
}

var modelMedia = &rule.Rule{
	ID: "model-media", Code: 1007, Alternatives: []code.Code{301}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since, Source: modelSource,
	Bad:  rule.Example{Input: `{"prompt": "a lighthouse in the evening", "imageUrls": ["lighthouse.png"]}`, Endpoint: modelExample2},
	Good: rule.Example{Input: `{"prompt": "a lighthouse in the evening", "imageUrls": ["https://example.com/lighthouse.png"]}`, Endpoint: modelExample2},
}

var modelKey = &rule.Rule{
	ID: "model-key", Code: 0, Alternatives: []code.Code{1007}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageParams, Since: since, Source: modelSource,
	Bad:  rule.Example{Input: `{"prompt": "a lighthouse in the evening", "hight": 2048}`, Endpoint: modelExample},
	Good: rule.Example{Input: `{"prompt": "a lighthouse in the evening", "height": 2048}`, Endpoint: modelExample},
}

var modelAccount = &rule.Rule{
	ID: "model-account", Code: 1014, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since,
	Source: "live-answers.md, 1014; runninghub-api.md §7.4",
	Bad:    rule.Example{Input: `{"prompt": "a lighthouse in the evening"}`, Endpoint: modelExample, Config: "version: 1\naccount: normal\n"},
	Good:   rule.Example{Input: `{"prompt": "a lighthouse in the evening"}`, Endpoint: modelExample, Config: "version: 1\naccount: enterprise-shared\n"},
}

var modelRules = rule.Family{Rules: []*rule.Rule{modelMissing, modelValue, modelMedia, modelKey, modelAccount}, Check: checkModel}

// checkModel checks the body of a standard model against the registry.
func checkModel(p *rule.Pass) {
	path, ok := p.Endpoint.Kind.Model()
	if !ok {
		return
	}
	if a := p.Settings.Account; a != "" && a != "enterprise-shared" && p.Root.Exists() {
		p.Report(modelAccount, p.Root, rule.Details{Args: message.Args{"account": a}})
	}
	m, known := models.Find(path)
	if !known {
		p.Unchecked(0, "endpoint-model", message.Args{"path": p.Endpoint.Path})
		return
	}
	if !p.Root.Is(jsondoc.Object) {
		return // request-not-object
	}
	c := modelCheck{Pass: p, model: m}
	taken := c.keys()
	for i := range m.Params {
		c.param(&m.Params[i], taken)
	}
}

// modelCheck is one body on its way through its model's parameters.
type modelCheck struct {
	*rule.Pass
	model *models.Model
}

func (c *modelCheck) args(q *models.Param, v jsondoc.Value) message.Args {
	return message.Args{"field": q.Key, "value": shown(v), "model": c.model.Path}
}

// commonKey knows the keys that any model may be sent beside its own. Source:
// runninghub-api.md §2.14 and §7.4.
func commonKey(key string) bool {
	switch key {
	case "webhookUrl", "origin", "appCode", "vibexAppId":
		return true
	}
	return false
}

// keys reports the keys that the model does not have, and returns the
// parameters that they were meant to be.
func (c *modelCheck) keys() (taken map[string]bool) {
	strange := 0
	for m := range c.Root.Members() {
		key := m.Key()
		if c.model.Param(key) != nil || commonKey(key) || ignorable(key) || fold(key) == "apikey" {
			continue
		}
		if strange++; strange > mostStrange {
			return taken
		}
		d := rule.Details{Args: message.Args{"key": clip(key), "model": c.model.Path}}
		if near := suggest.Closest(key, c.absent(), 1); len(near) > 0 {
			if taken == nil {
				taken = map[string]bool{}
			}
			taken[near[0]] = true
			d.Variant, d.Args["near"], d.Suggestions = "near", near[0], near
			if c.model.Param(near[0]).Required {
				d.Severity, d.Code, d.Alternatives, d.Confidence = rule.Error, codeOf(1007), []code.Code{301}, rule.Likely.At()
			}
		}
		c.Report(modelKey, m.KeyValue(), d)
	}
	return taken
}

// absent are the model's parameters that the body lacks.
func (c *modelCheck) absent() []string {
	var out []string
	for i := range c.model.Params {
		if key := c.model.Params[i].Key; !c.Root.Get(key).Exists() {
			out = append(out, key)
		}
	}
	return out
}

// param checks one parameter. An empty text and null are not sent by the
// official client, so that they count as omitted.
func (c *modelCheck) param(q *models.Param, taken map[string]bool) {
	v := c.Root.Get(q.Key)
	empty := omitted(q, v)
	switch {
	case !v.Exists() || empty:
		if q.Required && !taken[q.Key] {
			d := rule.Details{Args: message.Args{"field": q.Key, "model": c.model.Path}}
			at := c.Root
			if empty {
				d.Variant, at = "empty", v
			}
			c.Report(modelMissing, at, d)
		}
	case c.Unfilled(v):
	case v.Is(jsondoc.Array):
		c.list(q, v)
	default:
		if q.List {
			c.Report(modelValue, v, rule.Details{Variant: "scalar", Args: c.args(q, v), Severity: rule.Warning, Confidence: rule.Possible.At()})
		}
		c.one(q, v)
	}
}

// omitted reports whether a value is the same as none.
func omitted(q *models.Param, v jsondoc.Value) bool {
	return v.Is(jsondoc.Null) || v.EqualText("") || v.Is(jsondoc.Array) && v.Len() == 0 ||
		!q.Required && q.Type == typeList && v.EqualText(noChoice)
}

// list checks an array of values.
func (c *modelCheck) list(q *models.Param, v jsondoc.Value) {
	if !q.List && !q.Multiple {
		c.Report(modelValue, v, rule.Details{Variant: "array", Args: c.args(q, v)})
		return
	}
	if q.MaxInputs > 0 && v.Len() > q.MaxInputs {
		args := c.args(q, v)
		args["count"], args["want"] = decimal(v.Len()), decimal(q.MaxInputs)
		c.Report(modelMedia, v, rule.Details{Variant: "count", Args: args})
		return
	}
	for _, e := range v.Elements() {
		if !c.Unfilled(e) {
			c.one(q, e)
		}
	}
}

// one checks one value.
func (c *modelCheck) one(q *models.Param, v jsondoc.Value) {
	switch {
	case q.Type == typeList:
		c.choice(q, v)
	case q.Media():
		c.media(q, v)
	case q.Type == typeString:
		c.text(q, v)
	case q.Type == typeBoolean:
		if !v.Is(jsondoc.Bool) {
			c.wrongType(q, v, "boolean", v.Is(jsondoc.String) && (strings.EqualFold(v.Text(), "true") || strings.EqualFold(v.Text(), "false")))
		}
	case q.Type == typeInt || q.Type == typeFloat:
		c.number(q, v)
	}
}

// wrongType reports a value of another type. Whether the service reads one that
// can be read as the right type is not known: a warning.
func (c *modelCheck) wrongType(q *models.Param, v jsondoc.Value, want string, readable bool) {
	args := c.args(q, v)
	args["want"] = word(c.Pass, "type-"+want)
	d := rule.Details{Variant: "type", Args: args}
	if readable {
		d.Severity, d.Confidence = rule.Warning, rule.Possible.At()
	}
	c.Report(modelValue, v, d)
}

// choice compares a value with the choices as text, as the official client does.
func (c *modelCheck) choice(q *models.Param, v jsondoc.Value) {
	text := v.Text()
	if !v.Is(jsondoc.String) {
		text = string(v.Raw())
	}
	if len(q.Options) == 0 || slices.Contains(q.Options, text) {
		return
	}
	args := c.args(q, v)
	args["allowed"] = allowed(c.Settings.Lang, q.Options)
	d := rule.Details{Args: args, Variant: "choice", Suggestions: suggest.Closest(text, q.Options, 1)}
	if len(d.Suggestions) > 0 {
		d.Variant, args["near"] = "choice-near", d.Suggestions[0]
	}
	if text == noChoice || mayHaveCome(text, q.Options) {
		d.Variant, d.Severity, d.Alternatives, d.Confidence = "choice-new", rule.Warning, []code.Code{301, 0}, rule.Possible.At()
	}
	c.Report(modelValue, v, d)
}

// allowed lists choices, the first few where there are many.
func allowed(l message.Lang, options []string) string {
	const few = 12
	if len(options) > few {
		return l.List(append(slices.Clone(options[:few]), "…"))
	}
	return l.List(options)
}

func (c *modelCheck) text(q *models.Param, v jsondoc.Value) {
	if !v.Is(jsondoc.String) {
		c.wrongType(q, v, "string", v.Is(jsondoc.Number) || v.Is(jsondoc.Bool))
		return
	}
	if n := utf8.RuneCountInString(v.Text()); q.MaxLength > 0 && n > q.MaxLength {
		args := c.args(q, v)
		args["length"], args["want"] = decimal(n), decimal(q.MaxLength)
		c.Report(modelValue, v, rule.Details{Variant: "length", Args: args})
	}
}

func (c *modelCheck) number(q *models.Param, v jsondoc.Value) {
	want := "number"
	if q.Type == typeInt {
		want = "integer"
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(scalarText(v)), 64)
	whole := err == nil && n == math.Trunc(n)
	readable := err == nil && (q.Type == typeFloat || whole)
	if !v.Is(jsondoc.Number) || !readable {
		c.wrongType(q, v, want, readable)
		if !readable {
			return
		}
	}
	args := c.args(q, v)
	switch {
	case q.Min != nil && n < *q.Min:
		args["want"] = plainNumber(*q.Min)
		c.Report(modelValue, v, rule.Details{Variant: "min", Args: args})
	case q.Max != nil && n > *q.Max:
		args["want"] = plainNumber(*q.Max)
		c.Report(modelValue, v, rule.Details{Variant: "max", Args: args})
	case offStep(q, n):
		args["want"] = plainNumber(q.Step)
		c.Report(modelValue, v, rule.Details{Variant: "step", Args: args, Severity: rule.Warning, Confidence: rule.Possible.At()})
	}
}

// scalarText is the text of a string or number; "" for anything else.
func scalarText(v jsondoc.Value) string {
	if v.Is(jsondoc.String) || v.Is(jsondoc.Number) {
		return v.Text()
	}
	return ""
}

// offStep reports whether a number is on neither of the two grids that a step
// may mean: from the minimum or from zero.
func offStep(q *models.Param, n float64) bool {
	if q.Step <= 0 {
		return false
	}
	on := func(from float64) bool {
		steps := (n - from) / q.Step
		return math.Abs(steps-math.Round(steps)) < 1e-6*max(1, math.Abs(steps))
	}
	return !on(0) && (q.Min == nil || !on(*q.Min))
}

func plainNumber(f float64) string {
	text, _ := json.Marshal(f) // a bound is finite
	return string(text)
}
