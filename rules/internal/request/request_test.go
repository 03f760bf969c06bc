package request

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/ruletest"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

const (
	id    = "1904136902449209346"
	items = `"nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"a"}]`
	key   = `"apiKey":"${KEY}",`
)

// unfilledMark is an argument that a message wanted and did not get.
var unfilledMark = regexp.MustCompile(`(^|[^$/{])\{(key|want|got|value|field|endpoint|candidates|account|types|ext|size|host|path|method|sites|choices|length|digits|code|msg|others)\}`)

func account(name string) func(*setup.Settings) {
	return func(s *setup.Settings) { s.Account = name }
}

// records are a project's memory: which ids it has definitions of, and what the
// platform answered.
type records struct{ workflow, app func(id string) bool }

func (r records) Knows(is endpoint.Resource, id string) bool {
	if is == endpoint.App {
		return r.app(id)
	}
	return r.workflow(id)
}

func (r records) Answer(is endpoint.Resource, x string) (int, string, bool) {
	switch x {
	case "1904136902449209347":
		return 810, "WORKFLOW_NOT_SAVED_OR_NOT_RUNNING", is == endpoint.Workflow
	case "1904136902449209348":
		return 802, "APIKEY_UNAUTHORIZED", true
	}
	return 0, "", false
}

func known(s *setup.Settings) {
	s.Records = records{
		workflow: func(x string) bool { return x == id },
		app:      func(x string) bool { return x == "1877265245566922753" },
	}
}

// Each case is a document and all that this family says of it.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name string
		kind endpoint.Kind
		in   string
		set  func(*setup.Settings)
		want string
	}{
		{"good create", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `}`, nil, ``},
		{"all options", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"addMetadata":false,"webhookUrl":"https://example.com/x","instanceType":"ultra","usePersonalQueue":true,"retainSeconds":10,"accessPassword":"p"}`, nil, ``},
		{"placeholders of any type", endpoint.Create, `{` + key + `"workflowId":"{{id}}","nodeInfoList":"${LIST}","addMetadata":"${M}","instanceType":"%type%","retainSeconds":"<n>","webhookUrl":"$HOOK","usePersonalQueue":"${Q}","workflow":"${W}"}`, nil, ``},

		{"wrong case list", endpoint.Create, `{` + key + `"workflowId":"` + id + `","nodeinfolist":[]}`, nil, `warning request-key 0 /nodeinfolist`},
		{"wrong case id", endpoint.Create, `{` + key + `"workflowid":"` + id + `",` + items + `}`, nil, `error request-key 301 /workflowid`},
		{"webAppId", endpoint.AIAppRun, `{` + key + `"webAppId":"` + id + `",` + items + `}`, nil, `error request-key 301 /webAppId`},
		{"app list", endpoint.AIAppRun, `{` + key + `"webappId":"` + id + `","nodeInfolist":[]}`, nil, `error request-key 301 /nodeInfolist`},
		{"v2 app list", endpoint.V2RunAIApp, `{"nodeinfolist":[]}`, nil, `error request-key 1101 /nodeinfolist`},
		{"apikey", endpoint.Status, `{"apikey":"${KEY}","taskId":"` + id + `"}`, nil, `error request-key 301 /apikey`},
		{"apiKey of accountStatus", endpoint.AccountStatus, `{"apiKey":"${KEY}"}`, nil, `error request-key 802 /apiKey`},
		{"alias", endpoint.Status, `{"token":"${KEY}","taskId":"` + id + `"}`, nil, `error request-key 301 /token`},
		{"taskIds", endpoint.Cancel, `{` + key + `"taskIds":["1"]}`, nil, `error request-key 301 /taskIds`},
		{"optional", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"instancetype":"plus"}`, nil, `warning request-key 0 /instancetype`},
		{"unknown", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"batch":4,"_comment":"x","$schema":"y","//":1,"x-a":2}`, nil, `note request-key-unknown 0 /batch`},
		{"escaped key", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"a/b~c%41":4}`, nil, `note request-key-unknown 0 /a~1b~0c%41`},
		{"other id", endpoint.Create, `{` + key + `"webappId":"` + id + `",` + items + `}`, nil, `error request-key 301 /webappId`},
		{"both ids", endpoint.Create, `{` + key + `"workflowId":"` + id + `","webappId":"` + id + `",` + items + `}`, nil, `note request-key-unknown 0 /webappId`},
		{"id of v2", endpoint.V2RunWorkflow, `{"workflowId":"` + id + `",` + items + `}`, nil, `note request-key-unknown 0 /workflowId`},
		{"taskId for webhookId", endpoint.RetryWebhook, `{` + key + `"taskId":"` + id + `","webhookUrl":"https://example.com/x"}`, nil, `error request-key 301 /taskId`},

		{"missing id", endpoint.Create, `{` + key + items + `}`, nil, `error request-missing 301 `},
		{"missing both", endpoint.GetLoraUploadURL, `{` + key + `"loraName":"x"}`, nil, `error request-missing 301 `},
		{"missing quick code", endpoint.QuickAIAppRun, `{` + key + `"webappId":"` + id + `",` + items + `}`, nil, `warning request-missing 301 `},
		{"v2 query", endpoint.V2Query, `{}`, nil, `error request-missing 1007 `},
		{"no key", endpoint.Create, `{"workflowId":"` + id + `",` + items + `}`, nil, `error api-key-missing 301 `},
		{"no key of accountStatus", endpoint.AccountStatus, `{}`, nil, `error api-key-missing 802 `},
		{"app without list", endpoint.AIAppRun, `{` + key + `"webappId":"` + id + `"}`, nil, `error nodeinfo-list-empty 301 `},
		{"v2 app without list", endpoint.V2RunAIApp, `{}`, nil, `error nodeinfo-list-empty 1101 `},
		{"blank id", endpoint.Create, `{` + key + `"workflowId":"",` + items + `}`, nil, `error request-blank 301 /workflowId`},
		{"null id", endpoint.Create, `{` + key + `"workflowId":null,` + items + `}`, nil, `error request-blank 301 /workflowId`},
		{"blank key", endpoint.Create, `{"apiKey":" ","workflowId":"` + id + `",` + items + `}`, nil, `error request-blank 301 /apiKey`},
		{"blank name", endpoint.GetLoraUploadURL, `{` + key + `"loraName":"","md5Hex":"f8d958506e6c8044f79ccd7c814c6179"}`, nil, `error request-blank 301 /loraName`},
		{"null option", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"webhookUrl":null}`, nil, `note request-null 0 /webhookUrl`},
		{"body", endpoint.Create, `[]`, nil, `error request-not-object 301 `},

		{"type object", endpoint.Create, `{` + key + `"workflowId":{"id":1},` + items + `}`, nil, `error request-type 301 /workflowId`},
		{"type boolean", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"addMetadata":"yes"}`, nil, `error request-type 301 /addMetadata`},
		{"type readable", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"addMetadata":"True"}`, nil, `warning request-type 0 /addMetadata`},
		{"type one", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"addMetadata":1}`, nil, `warning request-type 0 /addMetadata`},
		{"type of key", endpoint.Status, `{"apiKey":12345678,"taskId":"` + id + `"}`, nil, `error request-type 301 /apiKey`},
		{"type retain", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"retainSeconds":"60"}`, nil, `warning request-type 0 /retainSeconds`},
		{"type retain fraction", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"retainSeconds":60.5}`, nil, `error request-type 301 /retainSeconds`},
		{"queue as number", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"usePersonalQueue":2}`, nil, `error request-type 301 /usePersonalQueue`},
		{"quick code as number", endpoint.QuickAIAppRun, `{` + key + `"webappId":"` + id + `",` + items + `,"quickCreateCode":2}`, nil, `warning request-type 0 /quickCreateCode`},

		{"id trailing blank", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":"` + id + `\u3000"}`, nil, `error id-format 301 /workflowId`},
		{"id letters", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":"flow-1"}`, nil, `error id-format 301 /workflowId`},
		{"id full width", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":"１９０４１３６９０２４４９２０９３４６"}`, nil, `error id-format 301 /workflowId`},
		{"id too large", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":"99999999999999999999"}`, nil, `error id-format 301 /workflowId`},
		{"id number too large", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":99999999999999999999}`, nil, `error id-format 301 /workflowId`},
		{"id short", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":"12345"}`, nil, `note id-length 0 /workflowId`},
		{"id number", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":` + id + `}`, nil, `warning id-number 0 /workflowId`},
		{"id small number", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":12345}`, nil, `note id-number 0 /workflowId`},
		{"id exponent", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":1.9041369024492093e18}`, nil, `error id-format 301 /workflowId`},
		{"id huge exponent", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":1e999999999}`, nil, `error id-format 301 /workflowId`},
		{"id rounded number", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":1904136902449209300}`, nil, `warning id-rounded 380 /workflowId`},
		{"id rounded text", endpoint.AIAppRun, `{` + key + `"webappId":"1997953926043459600",` + items + `}`, nil, `warning id-rounded 1 /webappId`},
		{"id that ends in zeros by chance", endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":"1904136902449209400"}`, nil, ``},
		{"task zero", endpoint.Status, `{` + key + `"taskId":"0"}`, nil, `error id-format 301 /taskId`},
		{"task negative", endpoint.Status, `{` + key + `"taskId":-5}`, nil, `error id-format 301 /taskId`},
		{"app as workflow", endpoint.Create, `{` + key + `"workflowId":"1877265245566922753",` + items + `}`, known, `error id-resource 380 /workflowId`},
		{"workflow as app", endpoint.AIAppRun, `{` + key + `"webappId":"` + id + `",` + items + `}`, known, `error id-resource 1 /webappId`},
		{"workflow as app in v2", endpoint.Unknown, `{"url":"/openapi/v2/run/ai-app/` + id + `","body":{` + items + `}}`, known, `error id-resource 901 /url`},
		{"never run", endpoint.Create, `{` + key + `"workflowId":"1904136902449209347",` + items + `}`, known, `error id-resource 810 /workflowId`},
		{"remembered key trouble", endpoint.Create, `{` + key + `"workflowId":"1904136902449209348",` + items + `}`, known, ``},

		{"key bearer", endpoint.Status, `{"apiKey":"Bearer ${KEY}","taskId":"` + id + `"}`, nil, `error api-key-shape 301 /apiKey`},
		{"key short", endpoint.Status, `{"apiKey":"9f2c47be10d86a35","taskId":"` + id + `"}`, nil, `error api-key-shape 301 /apiKey`},
		{"key upper", endpoint.AccountStatus, `{"apikey":"9F2C47BE10D86A35C7F40B1E8D92A653"}`, nil, "error api-key-shape 301 /apikey\nwarning api-key-committed 0 /apikey"},
		{"key space", endpoint.Status, `{"apiKey":" 9f2c47be10d86a35c7f40b1e8d92a65","taskId":"` + id + `"}`, nil, `error api-key-shape 301 /apiKey`},
		{"key quotes", endpoint.Status, `{"apiKey":"'9f2c'","taskId":"` + id + `"}`, nil, `error api-key-shape 301 /apiKey`},
		{"key words", endpoint.Status, `{"apiKey":"hello","taskId":"` + id + `"}`, nil, `error api-key-shape 301 /apiKey`},
		{"sample key", endpoint.Status, `{"apiKey":"YOUR_API_KEY","taskId":"` + id + `"}`, nil, `note placeholder-unfilled 0 /apiKey`},
		{"fake key", endpoint.Status, `{"apiKey":"0123456789abcdef0123456789abcdef","taskId":"` + id + `"}`, nil, ``},
		{"key for id", endpoint.Status, `{` + key + `"taskId":"9f2c47be10d86a35c7f40b1e8d92a653"}`, nil, "error id-format 301 /taskId\nwarning api-key-committed 0 /taskId"},
		{"key in v2 body", endpoint.V2Query, `{` + key + `"taskId":"` + id + `"}`, nil, `warning api-key-place 0 /apiKey`},

		{"instance case", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"instanceType":"Plus"}`, nil, `warning instance-type 0 /instanceType`},
		{"instance other", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"instanceType":"standard"}`, nil, `warning instance-type 0 /instanceType`},
		{"instance missing", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `}`, account("enterprise-shared"), `error instance-type-account 435 `},
		{"instance default", endpoint.V2RunAIApp, `{` + items + `,"instanceType":"default"}`, account("enterprise-exclusive"), `error instance-type-account 435 /instanceType`},
		{"instance ultra", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"instanceType":"ultra"}`, account("enterprise-shared"), `warning instance-type-account 435 /instanceType`},
		{"instance plus", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"instanceType":"plus"}`, account("enterprise-shared"), ``},
		{"instance of a query", endpoint.Status, `{` + key + `"taskId":"` + id + `"}`, account("enterprise-shared"), ``},
		{"retain zero", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"retainSeconds":0}`, nil, `warning retain-seconds 0 /retainSeconds`},
		{"retain account", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"retainSeconds":30}`, account("normal"), `warning retain-seconds 0 /retainSeconds`},
		{"queue text", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"usePersonalQueue":"true"}`, nil, `note personal-queue 0 /usePersonalQueue`},
		{"queue text of the site", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"usePersonalQueue":"false"}`, nil, ``},
		{"placeholder beside workflow", endpoint.Create, `{` + key + `"workflowId":"1","workflow":"{\"1\":{\"class_type\":\"A\",\"inputs\":{}}}"}`, nil, ``},
		{"zero beside workflow", endpoint.Create, `{` + key + `"workflowId":"0","workflow":"{\"1\":{\"class_type\":\"A\",\"inputs\":{}}}"}`, nil, `error id-format 301 /workflowId`},
		{"queue account", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"usePersonalQueue":true}`, account("normal"), `warning personal-queue 0 /usePersonalQueue`},
		{"webhook words", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"webhookUrl":"example.com"}`, nil, `warning webhook-url 0 /webhookUrl`},
		{"webhook private", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"webhookUrl":"http://192.168.1.7:80/x"}`, nil, `warning webhook-url 0 /webhookUrl`},
		{"webhook v6", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"webhookUrl":"http://[::1]/x"}`, nil, `warning webhook-url 0 /webhookUrl`},
		{"webhook public address", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"webhookUrl":"http://8.8.8.8/x"}`, nil, ``},
		{"webhook empty", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"webhookUrl":""}`, nil, `note webhook-url 0 /webhookUrl`},
		{"webhook template", endpoint.Create, `{` + key + `"workflowId":"` + id + `",` + items + `,"webhookUrl":"https://${HOST}/x"}`, nil, ``},
		{"md5", endpoint.GetLoraUploadURL, `{` + key + `"loraName":"x","md5Hex":"zz"}`, nil, `warning lora-md5 0 /md5Hex`},
		{"quick code", endpoint.QuickAIAppRun, `{` + key + `"webappId":"` + id + `",` + items + `,"quickCreateCode":"2"}`, nil, `note quick-create-code 0 /quickCreateCode`},

		{"workflow object", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":{"1":{"class_type":"A","inputs":{}}}}`, nil, `error workflow-type 301 /workflow`},
		{"workflow number", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":5}`, nil, `error workflow-type 301 /workflow`},
		{"workflow ui", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":"{\"nodes\":[],\"links\":[]}"}`, nil, `error workflow-format 433 /workflow`},
		{"workflow ui object", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":{"nodes":[],"links":[]}}`, nil, "error workflow-type 301 /workflow\nerror workflow-format 433 /workflow"},
		{"workflow wrapped", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":"{\"prompt\":{}}"}`, nil, `error workflow-format 433 /workflow`},
		{"workflow twice", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":"\"{}\""}`, nil, `error workflow-format 433 /workflow`},
		{"workflow list", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":"[]"}`, nil, `error workflow-format 433 /workflow`},
		{"workflow empty", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":"{}"}`, nil, `error workflow-format 433 /workflow`},
		{"workflow other", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":"{\"a\":1}"}`, nil, `error workflow-format 433 /workflow`},
		{"workflow broken", endpoint.Create, `{` + key + `"workflowId":"` + id + `","workflow":"{\"1\":{\"class_type\":\"A\",}}"}`, nil, `error json-embedded 500 /workflow`},
		{"workflow alone", endpoint.Create, `{` + key + `"workflow":"{\"1\":{\"class_type\":\"A\",\"inputs\":{}}}"}`, nil, `note workflow-without-id 0 /workflow`},
		{"workflow with null id", endpoint.Create, `{` + key + `"workflowId":null,"workflow":"{\"1\":{\"class_type\":\"A\",\"inputs\":{}}}"}`, nil, `note workflow-without-id 0 /workflow`},
		{"prompt ui", endpoint.Prompt, `{"nodes":[],"links":[]}`, nil, ``},
		{"prompt wrapped ui", endpoint.Prompt, `{"prompt":{"nodes":[],"links":[]}}`, nil, ``},
		{"prompt", endpoint.Prompt, `{"1":{"class_type":"A","inputs":{}}}`, nil, ``},

		{"list empty", endpoint.Create, `{` + key + `"workflowId":"` + id + `","nodeInfoList":[]}`, nil, `warning nodeinfo-list-empty 0 /nodeInfoList`},
		{"list null", endpoint.Create, `{` + key + `"workflowId":"` + id + `","nodeInfoList":null}`, nil, `warning nodeinfo-list-empty 0 /nodeInfoList`},
		{"list none", endpoint.Create, `{` + key + `"workflowId":"` + id + `"}`, nil, `note nodeinfo-list-empty 0 `},
		{"list empty of an app", endpoint.AIAppRun, `{` + key + `"webappId":"` + id + `","nodeInfoList":[]}`, nil, `error nodeinfo-list-empty 301 /nodeInfoList`},
		{"list empty of a v2 app", endpoint.V2RunAIApp, `{"nodeInfoList":[]}`, nil, `error nodeinfo-list-empty 1101 /nodeInfoList`},
		{"list empty of a v2 workflow", endpoint.V2RunWorkflow, `{"nodeInfoList":[]}`, nil, `note nodeinfo-list-empty 0 /nodeInfoList`},
		{"list object", endpoint.Create, `{` + key + `"workflowId":"` + id + `","nodeInfoList":{}}`, nil, `error nodeinfo-list-type 301 /nodeInfoList`},
		{"list text", endpoint.Create, `{` + key + `"workflowId":"` + id + `","nodeInfoList":"[]"}`, nil, `error nodeinfo-list-type 301 /nodeInfoList`},
		{"item text", endpoint.Create, `{` + key + `"workflowId":"` + id + `","nodeInfoList":["6",{"nodeId":"6","fieldName":"t","fieldValue":1}]}`, nil, `error nodeinfo-item-type 803 /nodeInfoList/0`},
		{"item keys", endpoint.NodeInfoList, `[{"nodeID":"6","fieldname":"t","field_value":1,"fieldType":"INT","fieldData":"x"}]`, nil, "error nodeinfo-item-key 803 /0/nodeID\nerror nodeinfo-item-key 803 /0/fieldname\nerror nodeinfo-item-key 803 /0/field_value"},
		{"item without value", endpoint.NodeInfoList, `[{"nodeId":"6","fieldName":"t","value":1}]`, nil, ``},

		{"path", endpoint.Unknown, `{"url":"https://www.runninghub.cn/api/openapi/upload","method":"POST","body":{` + key + `"file":"a.png"}}`, nil, `error request-path 412 /url`},
		{"path v2", endpoint.Unknown, `{"url":"/openapi/v2/run/workflows/` + id + `","body":{` + items + `}}`, nil, `error request-path 1001 /url`},
		{"path of a model", endpoint.Unknown, `{"url":"https://www.runninghub.cn/openapi/v2/a-model-of-tomorrow/text-to-image","method":"POST","body":{"prompt":"x"}}`, nil, ``},
		{"path invented", endpoint.Unknown, `{"url":"/openapi/v2/task/create","headers":{"Authorization":"Bearer ${KEY}"},"body":{` + items + `}}`, nil, `error request-path 1001 /url`},
		{"path invented app", endpoint.Unknown, `{"url":"/openapi/v2/app/` + id + `/run","headers":{"Authorization":"Bearer ${KEY}"},"body":{` + items + `}}`, nil, `error request-path 1001 /url`},
		{"path of assets", endpoint.Unknown, `{"url":"/openapi/v2/assets/query","headers":{"Authorization":"Bearer ${KEY}"},"body":{"assetId":"1"}}`, nil, ``},
		{"path far off", endpoint.Unknown, `{"url":"https://www.runninghub.cn/foo/bar/baz/of/nothing","body":{` + key + `"workflowId":"` + id + `",` + items + `}}`, nil, `error request-path 412 /url`},
		{"path of a relay", endpoint.Unknown, `{"url":"https://relay.example.com/rh/openapi/create","method":"POST","body":{` + key + `"workflowId":"` + id + `",` + items + `}}`, nil, ``},
		{"method", endpoint.Unknown, `{"endpoint":"/task/openapi/outputs","method":"get","data":{` + key + `"taskId":"` + id + `"}}`, nil, `error request-method 1009 /method`},
		{"http", endpoint.Unknown, `{"url":"http://www.runninghub.cn/task/openapi/outputs","data":{` + key + `"taskId":"` + id + `"}}`, nil, `warning request-host 0 /url`},
		{"host", endpoint.Unknown, `{"url":"https://api.runninghub.cn/task/openapi/outputs","data":{` + key + `"taskId":"` + id + `"}}`, nil, `warning request-host 0 /url`},
		{"site", endpoint.Unknown, `{"url":"https://www.runninghub.ai/task/openapi/outputs","data":{` + key + `"taskId":"` + id + `"}}`, func(s *setup.Settings) { s.Host = "https://www.runninghub.cn" }, `warning request-host 0 /url`},
		{"path id", endpoint.Unknown, `{"url":"/openapi/v2/run/workflow/abc","body":{` + items + `}}`, nil, `error request-path-id 1007 /url`},
		{"path id template", endpoint.Unknown, `{"url":"/openapi/v2/run/workflow/{workflowId}","body":{` + items + `}}`, nil, `note request-path-id 0 /url`},
		{"path id mark", endpoint.Unknown, `{"url":"{{base}}/openapi/v2/run/workflow/${ID}","body":{` + items + `}}`, nil, ``},
		{"path id rounded", endpoint.Unknown, `{"url":"/openapi/v2/run/ai-app/1997953926043459600","body":{` + items + `}}`, nil, `warning id-rounded 1 /url`},
		{"path id of an app", endpoint.Unknown, `{"url":"/openapi/v2/run/workflow/1877265245566922753","body":{` + items + `}}`, known, `error id-resource 380 /url`},
		{"no bearer header", endpoint.Unknown, `{"url":"/openapi/v2/query","headers":{"Content-Type":"application/json"},"body":{"taskId":"` + id + `"}}`, nil, `error api-key-place 1002 /url`},
		{"raw bearer", endpoint.Unknown, `{"url":"/openapi/v2/query","headers":[{"name":"authorization","value":"9f2c47be10d86a35c7f40b1e8d92a653"}],"body":{"taskId":"` + id + `"}}`, nil, "warning api-key-place 0 /headers/0/value\nwarning api-key-committed 0 /headers/0/value"},
		{"bearer", endpoint.Unknown, `{"url":"/openapi/v2/query","headers":{"Authorization":"Bearer ${KEY}"},"body":{"taskId":"` + id + `"}}`, nil, ``},
		{"bad bearer", endpoint.Unknown, `{"url":"/openapi/v2/query","headers":{"Authorization":"Bearer nothing"},"body":{"taskId":"` + id + `"}}`, nil, `error api-key-shape 1002 /headers/Authorization`},
		{"key in the query", endpoint.Unknown, `{"url":"https://www.runninghub.cn/api/webapp/apiCallDemo?apiKey=9f2c47be10d86a35c7f40b1e8d92a653&webappId=` + id + `","method":"GET"}`, nil, `warning api-key-committed 0 /url`},
		{"v1 header", endpoint.Unknown, `{"url":"/task/openapi/status","headers":{"Authorization":"Bearer ${KEY}"},"body":{"taskId":"` + id + `"}}`, nil, `error api-key-missing 301 /body`},

		{"strict", endpoint.Create, `{` + key + `"workflowId":"{{id}}","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"$TEXT"}],"webhookUrl":"https://${H}/"}`, func(s *setup.Settings) { s.Strict = true },
			"error placeholder-unfilled 301 /apiKey\nerror placeholder-unfilled 301 /workflowId\nerror placeholder-unfilled 0 /nodeInfoList/0/fieldValue\nwarning placeholder-unfilled 0 /webhookUrl"},
		{"strict word", endpoint.Status, `{"apiKey":"your-api-key","taskId":"` + id + `"}`, func(s *setup.Settings) { s.Strict = true }, `error placeholder-unfilled 301 /apiKey`},
		{"unknown document", endpoint.Unknown, `{"name":"x","version":"1"}`, nil, ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := run(t, c.kind, "req.json", c.in, c.set)
			if got := lines(found); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.in, got, c.want)
			}
			for _, f := range found {
				if unfilledMark.MatchString(f.Message+f.Advice) || strings.Contains(f.Message, f.Rule.ID+".") {
					t.Errorf("%s: message %q advice %q", f.Rule.ID, f.Message, f.Advice)
				}
				if strings.Contains(strings.ToLower(f.Message+f.Advice+f.Msg+strings.Join(f.Suggestions, " ")), "9f2c47be") {
					t.Errorf("%s prints a key: %q", f.Rule.ID, f.Message)
				}
			}
			// Fixed once, a file has nothing left to fix.
			fixed := apply(c.in, found)
			if again := apply(fixed, run(t, c.kind, "req.json", fixed, c.set)); again != fixed {
				t.Errorf("a second fix changes\n%s\nto\n%s", fixed, again)
			}
		})
	}
}

func TestMsg(t *testing.T) {
	for in, want := range map[string]string{
		`{` + key + `"taskId":"0"}`:      "taskId must be positive",
		`{` + key + `"taskId":""}`:       "taskId cannot be empty",
		`{` + key + `"taskIds":["1"]}`:   "taskId cannot be empty",
		`{"apiKey":"${KEY}"}`:            "taskId cannot be empty",
		`{` + key + `"taskId":"abc"}`:    "",
		`{` + key + `"taskId":"-9"}`:     "taskId must be positive",
		`{` + key + `"taskId":" 1904 "}`: "",
	} {
		found := run(t, endpoint.Cancel, "req.json", in, nil)
		if len(found) == 0 || found[0].Msg != want {
			t.Errorf("%s: %v, want msg %q", in, found, want)
		}
	}
	found := run(t, endpoint.NodeInfoList, "", `[{"nodeId":"6","fieldName":"t","fieldvalue":1}]`, nil)
	if len(found) != 1 || found[0].Msg != "JsonNull" || found[0].Node != "6" || found[0].Input != "t" {
		t.Errorf("%+v", found)
	}
}

func TestFixes(t *testing.T) {
	for _, c := range []struct {
		kind     endpoint.Kind
		in, want string
	}{
		{endpoint.Create, `{ "apikey" : "${K}", "workflowID":"` + id + `" }`, `{ "apiKey" : "${K}", "workflowId":"` + id + `" }`},
		{endpoint.GetJSONAPIFormat, `{` + key + `"workflowId": ` + id + `}`, `{` + key + `"workflowId": "` + id + `"}`},
		{endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":" ` + id + `\t"}`, `{` + key + `"workflowId":"` + id + `"}`},
		// What is lost cannot be fixed.
		{endpoint.GetJSONAPIFormat, `{` + key + `"workflowId":1904136902449209300}`, `{` + key + `"workflowId":1904136902449209300}`},
		{endpoint.Create, `{"workflowId":"` + id + `","workflow":{ "1": {"class_type":"<A>","inputs":{"t":"a\"b\\n"}} }}`, `{"workflowId":"` + id + `","workflow":"{\"1\":{\"class_type\":\"<A>\",\"inputs\":{\"t\":\"a\\\"b\\\\n\"}}}"}`},
		{endpoint.Create, `{"usePersonalQueue":"true","addMetadata":"FALSE","retainSeconds":"60","instanceType":"PLUS"}`, `{"usePersonalQueue":true,"addMetadata":false,"retainSeconds":60,"instanceType":"plus"}`},
		{endpoint.NodeInfoList, `[{"node_id":"1","fieldname":"t","fieldValue":"x"}]`, `[{"nodeId":"1","fieldName":"t","fieldValue":"x"}]`},
		// Two candidates or another word are a guess.
		{endpoint.Status, `{"token":"${K}","taskId":"` + id + `"}`, `{"token":"${K}","taskId":"` + id + `"}`},
	} {
		if got := apply(c.in, run(t, c.kind, "", c.in, nil)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.in, got, c.want)
		}
	}
	// A line of a stream is fixed at its place in the file.
	line := `{` + key + `"workflowid":"` + id + `"}`
	doc, err := jsondoc.Parser{Base: jsondoc.Position{Line: 1, Offset: 3}}.Parse("a.jsonl", []byte(line))
	if err != nil {
		t.Fatal(err)
	}
	if got := apply("{}\n"+line, runDocument(t, doc.Root(), endpoint.GetJSONAPIFormat, "a.jsonl", nil)); got != "{}\n"+strings.Replace(line, "workflowid", "workflowId", 1) {
		t.Error(got)
	}
	// A body inside a string has no bytes of its own to fix.
	saved := `{"url":"/task/openapi/status","body":"{\"apikey\":\"${K}\",\"taskId\":\"` + id + `\"}"}`
	found := run(t, endpoint.Unknown, "", saved, nil)
	if lines(found) != "error request-key 301 /body" || found[0].Fix != nil {
		t.Errorf("%s %+v", lines(found), found)
	}
}

func TestUpload(t *testing.T) {
	dir := t.TempDir()
	sized := func(name string, size int64) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Truncate(size); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	sized("big.png", 30<<20+1)
	sized("edge.PNG", 30<<20)
	sized("ok.webp", 30*1000*1000)
	sized("empty.zip", 0)
	sized("tool.exe", 10)
	sized("noext", 10)
	for in, want := range map[string]string{
		"big.png": "error upload-file 809 /file", "@big.png;type=image/png": "error upload-file 809 /file", "edge.PNG": "warning upload-file 809 /file",
		"ok.webp": "", "empty.zip": "warning upload-file 808 /file", "tool.exe": "warning upload-file 809 /file", "noext": "warning upload-file 809 /file",
		"gone.png": "note upload-file 0 /file", "https://example.com/a.png": "warning upload-file 301 /file", "{dir}/a.png": "", "${FILE}": "", "../" + filepath.Base(dir) + "/big.png": "error upload-file 809 /file",
	} {
		text := `{` + key + `"file":"` + in + `","fileType":"input"}`
		if got := lines(run(t, endpoint.Upload, "", text, func(s *setup.Settings) { s.BaseDir = dir })); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	// Without a folder no file is looked at.
	if got := lines(run(t, endpoint.Upload, "", `{`+key+`"file":"gone.png"}`, nil)); got != "" {
		t.Error(got)
	}
}

// What is quoted stays short, however large the file is.
func TestLongValues(t *testing.T) {
	long := strings.Repeat("长", 100_000)
	for _, in := range []string{`{` + key + `"workflowId":"` + long + `"}`, `{` + key + `"workflowId":"` + id + `","` + long + `":1}`, `{` + key + `"workflowId":{"` + long + `":1}}`} {
		for _, f := range run(t, endpoint.GetJSONAPIFormat, "", in, nil) {
			if len(f.Message) > 600 || !strings.Contains(f.Message, "…") {
				t.Errorf("%s: %d bytes", f.Rule.ID, len(f.Message))
			}
		}
	}
}

// A key that a program sends, or that comes through a pipe, stands in no file.
func TestCommittedNeedsFile(t *testing.T) {
	text := `{"apiKey":"9f2c47be10d86a35c7f40b1e8d92a653","taskId":"` + id + `"}`
	for file, want := range map[string]string{"": "", "-": "", "req.json": "warning api-key-committed 0 /apiKey"} {
		if got := lines(run(t, endpoint.Status, file, text, nil)); got != want {
			t.Errorf("%q: %s", file, got)
		}
	}
}

func TestSecretsStayOut(t *testing.T) {
	text := `{"apiKey":"secret-value-1","a":{"b":[{"Authorization":"Bearer secret-value-2"},{"name":"X-Api-Key","value":"secret-value-3"}]},
		"nodeInfoList":[{"nodeId":"1","fieldName":"api_key","fieldValue":"secret-value-4"}],"accessPassword":"secret\u002dvalue-5","taskId":"9f2c47be10d86a35c7f40b1e8d92a653","text":"public-value"}`
	doc, err := jsondoc.Parse("", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p := ruletest.Document(t, ruletest.Case{URL: "https://www.runninghub.cn/proxy/secret-value-6/x?apiKey=secret-value-7&a=public-value"}, doc.Root())
	all := text + p.Target.URL + " secret-value-5"
	got := p.Redact(all)
	if strings.Contains(got, "secret-value") || strings.Contains(got, "9f2c47be") || strings.Contains(got, `secret\u002dvalue`) {
		t.Error(got)
	}
	if strings.Count(got, "public-value") != 2 {
		t.Errorf("too much is hidden: %s", got)
	}
}

// Every rule's bad example fires it and its good one does not.
func TestExamples(t *testing.T) {
	settings := func(e rule.Example) func(*setup.Settings) {
		return func(s *setup.Settings) {
			s.Strict = e.Strict
			if strings.Contains(e.Config, "account: ") {
				s.Account = strings.TrimSpace(strings.SplitN(e.Config, "account: ", 2)[1])
			}
			s.Records = records{
				workflow: func(x string) bool { return strings.Contains(e.Config, `workflows: {"`+x) },
				app:      func(x string) bool { return strings.Contains(e.Config, `apps: {"`+x) },
			}
		}
	}
	for _, r := range ruletest.Rules(Families()) {
		fires := func(e rule.Example) bool {
			for _, f := range run(t, e.Endpoint, "example.json", e.Input, settings(e)) {
				if f.Rule == r {
					return true
				}
			}
			return false
		}
		if !fires(r.Bad) {
			t.Errorf("%s: the bad example does not fire", r.ID)
		}
		if fires(r.Good) {
			t.Errorf("%s: the good example fires", r.ID)
		}
		for _, name := range []string{"title", "what", "why", "message", "fix"} {
			if _, ok := message.English.Lookup(r.ID + "." + name); !ok {
				t.Errorf("%s has no %s", r.ID, name)
			}
		}
		if r.Since == "" || r.Source == "" || r.Stage == 0 {
			t.Errorf("%s: since %q, source %q, stage %d", r.ID, r.Since, r.Source, r.Stage)
		}
	}
}

// No JSON makes a rule panic, and no fix makes JSON into something else.
func FuzzRules(f *testing.F) {
	f.Add(`{"apiKey":"${K}","workflowid":1904136902449209346,"nodeInfoList":[{"nodeid":1}]}`, "create")
	f.Add(`{"url":"https://www.runninghub.cn/task/openapi/x?apiKey=1","headers":[{"name":"a"}],"body":"{}"}`, "")
	f.Add(`{"workflow":{"nodes":[],"links":[]},"retainSeconds":1e400}`, "v2-run-workflow")
	f.Add(`["a",{"file":"@a;b"}]`, "upload")
	f.Add(`{"prompt":{"nodes":[]}}`, "prompt")
	f.Fuzz(func(t *testing.T, text, kind string) {
		doc, err := jsondoc.Parse("f.json", []byte(text))
		if err != nil {
			return
		}
		if _, ok := endpoint.Default().Lookup(endpoint.Kind(kind)); !ok {
			kind = ""
		}
		found := runDocument(t, doc.Root(), endpoint.Kind(kind), "f.json", func(s *setup.Settings) { s.Account, s.Strict = "enterprise-shared", len(text)%2 == 0 })
		if len(doc.Duplicates()) > 0 {
			return
		}
		fixed := apply(text, found)
		if _, err := jsondoc.Parse("f.json", []byte(fixed)); err != nil {
			t.Errorf("fixing %q gives %q: %v", text, fixed, err)
		}
	})
}

func BenchmarkGood(b *testing.B) {
	text := []byte(`{` + key + `"workflowId":"` + id + `",` + items + `,"addMetadata":true,"usePersonalQueue":"false","instanceType":"plus"}`)
	families := Families()
	doc, err := jsondoc.Parse("a.json", text)
	if err != nil {
		b.Fatal(err)
	}
	p := ruletest.Document(b, ruletest.Case{Kind: endpoint.Create, File: "a.json"}, doc.Root())
	b.ReportAllocs()
	for b.Loop() {
		one := *p
		ruletest.Check(&one, families)
	}
}

// Anything quadratic would not come back before the run's own time limit.
func TestHostileSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("large inputs")
	}
	for name, in := range map[string]string{
		"unknown keys": `{` + key + `"workflowId":"` + id + `"` + manyKeys(100_000) + `}`,
		"bad items":    `{` + key + `"workflowId":"` + id + `","nodeInfoList":[1` + strings.Repeat(`,{"nodeid":{}}`, 100_000) + `]}`,
		"deep":         `{` + key + `"workflowId":` + strings.Repeat(`[`, 9000) + strings.Repeat(`]`, 9000) + `}`,
	} {
		found := run(t, endpoint.Create, "", in, nil)
		if len(found) == 0 {
			t.Errorf("%s: nothing found", name)
		}
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"k` + decimal(i) + `":1`)
	}
	return b.String()
}

// What a list of models may ask for is documented; whether more is refused is
// not known. Source: runninghub-api.md §7.4.
func TestResourceList(t *testing.T) {
	for body, want := range map[string]string{
		`{"resourceType": "LORA", "current": 1, "size": 50}`: "",
		`{"resourceType": "VAE"}`:                            "warning request-type 0 /resourceType",
		`{"resourceType": 5}`:                                "error request-type 1007 /resourceType",
		`{"resourceType": "UNET", "size": 51}`:               "warning request-type 0 /size",
		`{"resourceType": "UNET", "current": 0}`:             "warning request-type 0 /current",
		`{"resourceType": "${TYPE}"}`:                        "",
	} {
		if got := lines(run(t, "v2-resource-list", "a.json", body, nil)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}
