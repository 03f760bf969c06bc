package request

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

func decimal(n int) string { return strconv.Itoa(n) }

var instance = &rule.Rule{
	ID: "instance-type", Code: 0, Alternatives: []code.Code{301, 435}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageParams, Since: since, Fixable: true,
	Source: "runninghub-api.md §2.1 (default, plus, ultra) and §6 (an unknown value is unresolved)",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "instanceType": "Plus"}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "instanceType": "plus"}`, Endpoint: endpoint.Create},
}

var instanceAccount = &rule.Rule{
	ID: "instance-type-account", Code: 435, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageAccount, Since: since,
	Source: "error-codes.zh.md, 435",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346"}`, Endpoint: endpoint.Create, Config: "version: 1\naccount: enterprise-shared\n"},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "instanceType": "plus"}`, Endpoint: endpoint.Create, Config: "version: 1\naccount: enterprise-shared\n"},
}

var retainRange = &rule.Rule{
	ID: "retain-seconds", Code: 0, Alternatives: []code.Code{301}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §2.1 (10 to 180, enterprise-shared keys) and §6 (out of range is unresolved)",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "retainSeconds": 600}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "retainSeconds": 60}`, Endpoint: endpoint.Create},
}

var queue = &rule.Rule{
	ID: "personal-queue", Code: 0, Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StageParams, Since: since, Fixable: true,
	Source: "runninghub-api.md §2.1 and §7.8: \"false\" is in every body copied from the site's own page",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "usePersonalQueue": "true"}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "usePersonalQueue": true}`, Endpoint: endpoint.Create},
}

var webhook = &rule.Rule{
	ID: "webhook-url", Code: 0, Alternatives: []code.Code{301}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §2.1 and §2.13: the platform posts to it",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "webhookUrl": "http://localhost:8000/done"}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "webhookUrl": "https://example.com/done"}`, Endpoint: endpoint.Create},
}

var lora = &rule.Rule{
	ID: "lora-md5", Code: 0, Alternatives: []code.Code{301}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §2.11",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "loraName": "portrait", "md5Hex": "f8d95850"}`, Endpoint: endpoint.GetLoraUploadURL},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "loraName": "portrait", "md5Hex": "f8d958506e6c8044f79ccd7c814c6179"}`, Endpoint: endpoint.GetLoraUploadURL},
}

var quickCode = &rule.Rule{
	ID: "quick-create-code", Code: 0, Alternatives: []code.Code{301}, Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §2.3: a string such as 002",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "webappId": "1957346252562296834", "quickCreateCode": "2", "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.QuickAIAppRun},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "webappId": "1957346252562296834", "quickCreateCode": "002", "nodeInfoList": [{"nodeId": "1", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.QuickAIAppRun},
}

var (
	options    = rule.Family{Rules: []*rule.Rule{instance, instanceAccount, retainRange, queue}, Check: checkOptions}
	webhooks   = rule.Family{Rules: []*rule.Rule{webhook}, Check: checkWebhook}
	loras      = rule.Family{Rules: []*rule.Rule{lora}, Check: checkLora}
	quickCodes = rule.Family{Rules: []*rule.Rule{quickCode}, Check: checkQuickCode}
)

// checkOptions looks at what an account may ask for.
func checkOptions(p *rule.Pass) {
	if !p.Endpoint.Options || !p.Root.Is(jsondoc.Object) {
		return
	}
	checkInstanceAccount(p)
	checkRetain(p)
	checkQueue(p)
}

// instanceChoice reports an instanceType that is not one of the documented ones.
func instanceChoice(p *rule.Pass, v jsondoc.Value, choices []string) {
	text := v.Text()
	d := rule.Details{Args: message.Args{"value": shown(v), "choices": p.Settings.Lang.List(choices)}}
	near := suggest.Closest(strings.TrimSpace(text), choices, 1)
	if trimmed := strings.ToLower(strings.TrimSpace(text)); slices.Contains(choices, trimmed) {
		near = []string{trimmed}
		d.Fix = edit(v, `"`+trimmed+`"`)
	}
	if len(near) > 0 {
		d.Variant, d.Suggestions, d.Args["want"] = "near", near, near[0]
	}
	p.Report(instance, v, d)
}

func enterprise(account string) bool { return strings.HasPrefix(account, "enterprise-") }

func checkInstanceAccount(p *rule.Pass) {
	if !enterprise(p.Settings.Account) {
		return
	}
	m := p.Root.Member("instanceType")
	d := rule.Details{Args: message.Args{"account": p.Settings.Account, "value": shown(m.Value)}, Suggestions: []string{"plus"}}
	switch {
	case !m.Exists() || m.Value.Is(jsondoc.Null):
		d.Variant = "missing"
		p.Report(instanceAccount, p.Root, d)
	case p.Unfilled(m.Value), m.Value.EqualText("plus"):
	case m.Value.EqualText("ultra"):
		// The larger machine is documented; that enterprise keys may have it
		// is not.
		d.Severity, d.Confidence = rule.Warning, rule.Possible.At()
		p.Report(instanceAccount, m.Value, d)
	default:
		p.Report(instanceAccount, m.Value, d)
	}
}

func checkRetain(p *rule.Pass) {
	m := p.Root.Member("retainSeconds")
	if !m.Exists() || m.Value.Is(jsondoc.Null) || p.Settings.Account == "" || p.Settings.Account == "enterprise-shared" {
		return
	}
	p.Report(retainRange, m.Value, rule.Details{Variant: "account", Args: message.Args{"account": p.Settings.Account}})
}

func checkQueue(p *rule.Pass) {
	v := p.Root.Get("usePersonalQueue")
	// "false" is what the site's own page writes into every body.
	if v.EqualText("true") {
		p.Report(queue, v, rule.Details{Args: message.Args{"value": shown(v)}, Suggestions: []string{v.Text()}, Fix: edit(v, v.Text())})
	}
	if on := v.True() || v.EqualText("true"); on && p.Settings.Account != "" && p.Settings.Account != "enterprise-exclusive" {
		p.Report(queue, v, rule.Details{Variant: "account", Severity: rule.Warning, Args: message.Args{"account": p.Settings.Account}})
	}
}

func checkWebhook(p *rule.Pass) {
	if !p.Endpoint.Options && p.Endpoint.Kind != endpoint.RetryWebhook {
		return
	}
	v := p.Root.Get("webhookUrl")
	if !v.Is(jsondoc.String) || p.Unfilled(v) {
		return
	}
	d := rule.Details{}
	switch text := strings.TrimSpace(v.Text()); {
	case text == "":
		d.Variant, d.Severity = "empty", rule.Note
	case strings.ContainsAny(text, "{$<"):
		return
	default:
		scheme, hostName, _, _ := endpoint.SplitURL(text)
		private := privateHost(hostName)
		switch {
		case scheme != "http" && scheme != "https" || hostName == "" || strings.ContainsAny(text, " \t\n"):
		case private:
			d.Variant, d.Alternatives = "private", []code.Code{}
		default:
			return
		}
	}
	d.Args = message.Args{"value": shown(v)}
	p.Report(webhook, v, d)
}

// privateHost recognises addresses that only the caller's own network knows.
func privateHost(hostName string) bool {
	h := strings.ToLower(hostName)
	if inner, ok := strings.CutPrefix(h, "["); ok {
		h, _, _ = strings.Cut(inner, "]")
	} else {
		h, _, _ = strings.Cut(h, ":")
	}
	if ip, err := netip.ParseAddr(h); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || thisNetwork.Contains(ip)
	}
	return h == "localhost" || strings.HasSuffix(h, ".local") || strings.HasSuffix(h, ".localhost")
}

// thisNetwork is 0.0.0.0/8: the host itself (RFC 1122).
var thisNetwork = netip.PrefixFrom(netip.IPv4Unspecified(), 8)

func checkLora(p *rule.Pass) {
	if p.Endpoint.Kind != endpoint.GetLoraUploadURL {
		return
	}
	v := p.Root.Get("md5Hex")
	if !v.Is(jsondoc.String) || p.Unfilled(v) || strings.TrimSpace(v.Text()) == "" || isKey(strings.ToLower(v.Text())) {
		return
	}
	p.Report(lora, v, rule.Details{Args: message.Args{"value": shown(v)}})
}

func checkQuickCode(p *rule.Pass) {
	if p.Endpoint.Kind != endpoint.QuickAIAppRun {
		return
	}
	v := p.Root.Get("quickCreateCode")
	if !v.Is(jsondoc.String) || p.Unfilled(v) || strings.TrimSpace(v.Text()) == "" || len(v.Text()) == 3 && allDigits(v.Text()) {
		return
	}
	p.Report(quickCode, v, rule.Details{Args: message.Args{"value": shown(v)}})
}
