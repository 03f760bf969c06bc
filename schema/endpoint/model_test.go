package endpoint_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

func TestMatchModel(t *testing.T) {
	for path, want := range map[string]endpoint.Kind{
		"/openapi/v2/seedream-v4/text-to-image":               "v2-model:seedream-v4/text-to-image",
		"/openapi/v2/seedream-v4/text-to-image/?a=b":          "v2-model:seedream-v4/text-to-image",
		"/openapi/v2/price-preview/seedream-v4/text-to-image": "v2-price-preview:seedream-v4/text-to-image",
		"/openapi/v2/vendor-of-tomorrow/model-9/text-to-song": "v2-model:vendor-of-tomorrow/model-9/text-to-song",
		"/openapi/v2/luma/uni-1/text-to-image":                "v2-model:luma/uni-1/text-to-image",
		"/openapi/v2/moon/api-2/sound":                        "v2-model:moon/api-2/sound",
		"/openapi/v2/{vendor}/text-to-image":                  "",
		"/openapi/v2/run/workflow/1904136902449209346":        endpoint.V2RunWorkflow,
		"/openapi/v2/run/workflows/1904136902449209346":       "",
		"/openapi/v2/querry":                                  "",
		"/openapi/v2/assets/create":                           "v2-assets-create",
		"/openapi/v2/assets/groups/list":                      "v2-assets-groups-list",
		"/openapi/v2/assets/groups/lists":                     "",
		"/openapi/v2/task/create":                             "",
		"/openapi/v2/app/190/run":                             "",
		"/openapi/v2/workflow/190":                            "",
		"/openapi/v2/price-preview/run/ai-app/19":             endpoint.V2PriceAIApp,
		"/openapi/v2/resource/list":                           endpoint.V2ResourceList,
		"/openapi/v2/aiapp/list":                              endpoint.V2AIAppList,
		"/openapi/v2/api-key/list":                            endpoint.V2KeyList,
		"/openapi/v2/queue/status":                            endpoint.V2QueueStatus,
		"/openapi/v2/":                                        "",
		"/seedream-v4/text-to-image":                          "",
	} {
		e, _, ok := endpoint.Default().Match(path)
		if e.Kind != want || ok != (want != "") {
			t.Errorf("%s: %q", path, e.Kind)
		}
		if !ok {
			continue
		}
		if l, found := endpoint.Default().Lookup(e.Kind); !found || l.Path != e.Path {
			t.Errorf("%s: looked up: %+v", e.Kind, l)
		}
	}
	for _, k := range []endpoint.Kind{"v2-model:", "v2-model", "create", ""} {
		if _, ok := k.Model(); ok {
			t.Errorf("%q names a model", k)
		}
	}
}
