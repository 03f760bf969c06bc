package request

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

var path = &rule.Rule{
	ID: "request-path", Code: 412, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StagePath, Since: since,
	Source: "error-codes.zh.md, 412; live-answers.md, 412; runninghub-api.md §4.2, 1001, and §7.4",
	Bad:    rule.Example{Input: `{"method": "POST", "url": "https://www.runninghub.cn/api/openapi/create", "body": {"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}}`},
	Good:   rule.Example{Input: `{"method": "POST", "url": "https://www.runninghub.cn/task/openapi/create", "body": {"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}}`},
}

var method = &rule.Rule{
	ID: "request-method", Code: 1009, Alternatives: []code.Code{412, 500}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StagePath, Since: since,
	Source: "runninghub-api.md §0 and §4.2, 1009",
	Bad:    rule.Example{Input: `{"method": "GET", "url": "https://www.runninghub.cn/task/openapi/status", "body": {"apiKey": "${KEY}", "taskId": "1904152026220003329"}}`},
	Good:   rule.Example{Input: `{"method": "POST", "url": "https://www.runninghub.cn/task/openapi/status", "body": {"apiKey": "${KEY}", "taskId": "1904152026220003329"}}`},
}

var host = &rule.Rule{
	ID: "request-host", Code: 0, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StagePath, Since: since,
	Source: "runninghub-api.md §1",
	Bad:    rule.Example{Input: `{"method": "POST", "url": "http://www.runninghub.cn/task/openapi/status", "body": {"apiKey": "${KEY}", "taskId": "1904152026220003329"}}`},
	Good:   rule.Example{Input: `{"method": "POST", "url": "https://www.runninghub.cn/task/openapi/status", "body": {"apiKey": "${KEY}", "taskId": "1904152026220003329"}}`},
}

var pathIDRule = &rule.Rule{
	ID: "request-path-id", Code: 1007, Alternatives: []code.Code{301}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §0, §2.14 and §3",
	Bad:    rule.Example{Input: `{"method": "POST", "url": "https://www.runninghub.cn/openapi/v2/run/workflow/{workflowId}", "body": {"nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}], "addMetadata": true}}`},
	Good:   rule.Example{Input: `{"method": "POST", "url": "https://www.runninghub.cn/openapi/v2/run/workflow/1904136902449209346", "body": {"nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}], "addMetadata": true}}`},
}

var targets = rule.Family{Rules: []*rule.Rule{path, method, host, pathIDRule}, Check: checkTarget}

// sites are the hosts that serve the API.
var sites = []string{"www.runninghub.cn", "www.runninghub.ai"}

func checkTarget(p *rule.Pass) {
	if p.Target.URL == "" || p.Placeholder(p.Target.URLValue) {
		return
	}
	hostName, urlPath := p.Target.Host, p.Target.Path
	checkHost(p, p.Target.Scheme, hostName)
	ours := hostName == "" || strings.Contains(strings.ToLower(hostName), "runninghub") || strings.ContainsAny(hostName, "{$<%")
	if !ours || strings.HasPrefix(strings.ToLower(hostName), "llm.") {
		return // a relay or ComfyUI itself has its own paths
	}
	e, id, ok := endpoint.Default().Match(urlPath)
	if ok {
		checkMethod(p, e)
		checkPathID(p, e, id)
		return
	}
	near, _, known := endpoint.Default().Nearest(urlPath)
	if endpoint.Default().Invented(urlPath) && p.Endpoint.V2 && p.Endpoint.Path != "" {
		near = p.Endpoint // the body says better what was meant
	}
	if known || !otherPath(urlPath) {
		reportPath(p, urlPath, near, known)
	}
}

// otherPath recognises paths that exist and that this program does not check: the
// standard models and lists of v2, and the proxy of a ComfyUI.
func otherPath(p string) bool {
	for _, prefix := range []string{"/openapi/v2/", "/proxy/", "/openapi/v2", "/workflow/", "/ai-detail/", "/api/webapp/detail", "/api/webapp/"} {
		if strings.HasPrefix(p, prefix) {
			return true
		}
	}
	return strings.Trim(p, "/") == ""
}

func reportPath(p *rule.Pass, urlPath string, near endpoint.Endpoint, known bool) {
	d := rule.Details{Args: message.Args{"path": urlPath}}
	if known {
		want := near.Path
		d.Variant, d.Args["want"], d.Suggestions = "near", want, []string{want}
	}
	if strings.HasPrefix(urlPath, "/openapi/v2") {
		d.Code, d.Alternatives = codeOf(1001), []code.Code{412}
	} else {
		d.Msg = "TOKEN_INVALID" // seen live for a wrong path
		if !known {
			d.Confidence = rule.Possible.At()
		}
	}
	p.Report(path, p.Target.URLValue, d)
}

func checkHost(p *rule.Pass, scheme, hostName string) {
	at := p.Target.URLValue
	lower := strings.ToLower(hostName)
	if scheme == "http" && strings.Contains(lower, "runninghub") {
		p.Report(host, at, rule.Details{Variant: "http", Args: message.Args{"host": hostName}})
	}
	if lower == "" || strings.ContainsAny(lower, "{$<%@") || strings.HasPrefix(lower, "llm.runninghub.") {
		return
	}
	bare, _, _ := strings.Cut(lower, ":")
	site := configuredSite(p.Settings.Host)
	switch {
	case slices.Contains(sites, bare):
		if site != lower && slices.Contains(sites, site) {
			p.Report(host, at, rule.Details{Variant: "site", Args: message.Args{"host": hostName, "want": site}, Alternatives: []code.Code{301, 380, 802, 901}})
		}
	case strings.Contains(bare, "runninghub.") && bare != site:
		p.Report(host, at, rule.Details{Args: message.Args{"host": hostName, "sites": p.Settings.Lang.List(sites)}})
	}
}

// configuredSite is the configured host without scheme and path.
func configuredSite(host string) string {
	if i := strings.Index(host, "://"); i >= 0 {
		host = host[i+3:]
	}
	host, _, _ = strings.Cut(host, "/")
	return host
}

func checkMethod(p *rule.Pass, e endpoint.Endpoint) {
	got := strings.ToUpper(strings.TrimSpace(p.Target.Method))
	if got == "" || got == e.Method || p.Placeholder(p.Target.MethodValue) {
		return
	}
	at := p.Target.MethodValue
	if !at.Exists() {
		at = p.Target.URLValue
	}
	p.Report(method, at, rule.Details{Args: message.Args{"method": p.Target.Method, "want": e.Method, "path": e.Path}, Suggestions: []string{e.Method}})
}

// pathID is the id that the address of a v2 endpoint names where it is one;
// "" otherwise.
func pathID(p *rule.Pass) string {
	if p.Target.URL == "" || !p.Endpoint.V2 {
		return ""
	}
	if allDigits(p.Target.PathID) {
		return p.Target.PathID
	}
	return ""
}

func checkPathID(p *rule.Pass, e endpoint.Endpoint, id string) {
	if !strings.Contains(e.Path, "{") {
		return
	}
	d := rule.Details{Args: message.Args{"field": e.IDField, "value": id}, Alternatives: append([]code.Code{301}, notFound(e.Resource)...)}
	switch {
	case id == "{"+e.IDField+"}" || id == ":"+e.IDField:
		d.Variant = "unfilled"
		if !p.Settings.Strict {
			// A saved request may fill its path from a variable.
			d.Severity, d.Code, d.Alternatives = rule.Note, silent(), []code.Code{1007}
		}
		p.Report(pathIDRule, p.Target.URLValue, d)
	case p.Settings.Placeholders.Match(id) || placeholder.Sample(id) || strings.ContainsAny(id, "{$<%"):
	case !allDigits(id) || tooLarge(id) || strings.Trim(id, "0") == "":
		p.Report(pathIDRule, p.Target.URLValue, d)
	case jsRounded(id):
		rounded(p, p.Target.URLValue, e.Resource, message.Args{"field": e.IDField, "value": id})
	}
}
