package code

import "github.com/payloadlint/payloadlint/schema/endpoint"

// Groups of endpoints. That v2's run endpoints answer the business codes of v1
// is live-answers.md ("v2 run endpoints answer the same business codes as
// strings"); their list holds for what happens when a task is started, not for
// v1's own key errors, whose v2 form is 1002.
var (
	// runsV1 and runs start a task.
	runsV1 = []endpoint.Kind{endpoint.Create, endpoint.AIAppRun, endpoint.QuickAIAppRun}
	runsV2 = []endpoint.Kind{endpoint.V2RunWorkflow, endpoint.V2RunAIApp}
	runs   = join(runsV1, runsV2)
	// tasks ask about a task or end it.
	tasks = []endpoint.Kind{endpoint.Status, endpoint.Outputs, endpoint.Cancel}
	// keyedV1 reads an API key from the body or the query.
	keyedV1 = join(runsV1, tasks, []endpoint.Kind{
		endpoint.Upload, endpoint.GetJSONAPIFormat, endpoint.APICallDemo, endpoint.AccountStatus,
		endpoint.GetWebhookDetail, endpoint.RetryWebhook, endpoint.GetLoraUploadURL,
	})
	// tasksV2 carries errorCode; the upload of v2 has an envelope of its own.
	tasksV2 = join(runsV2, []endpoint.Kind{endpoint.V2Query})
	allV2   = join(tasksV2, []endpoint.Kind{endpoint.V2Upload})
	// workflows and apps read the resource itself.
	workflows = []endpoint.Kind{endpoint.Create, endpoint.GetJSONAPIFormat, endpoint.V2RunWorkflow}
	apps      = []endpoint.Kind{endpoint.AIAppRun, endpoint.QuickAIAppRun, endpoint.APICallDemo, endpoint.V2RunAIApp}
	// generates runs a standard model: the result is asked from v2/query.
	generates = []endpoint.Kind{endpoint.V2Query}
	noKinds   []endpoint.Kind // every endpoint
)

func join(lists ...[]endpoint.Kind) []endpoint.Kind {
	var out []endpoint.Kind
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

const (
	official = "error-codes.zh.md"
	later    = "runninghub-api.md §4.2"
	live     = "live-answers.md"
)

// table rests on what callers.md §6.1 finds sensible. Where public clients
// differ the class is the one that cannot cost money twice: create is a paid
// POST that is not idempotent, so what leaves open whether a task exists (500,
// 1000, 1005, time-outs) is NeverResubmit although several clients send it
// again; 808 is WaitAndRetry because an upload costs nothing.
var table = []Entry{
	{Code: 301, Name: "PARAMS_INVALID", Documented: true, Retry: FixRequest, Visible: true, Endpoints: join(keyedV1, runsV2), Counterpart: 1007, Source: official + "; " + live},
	{Code: 380, Name: "WORKFLOW_NOT_EXISTS", Documented: true, Retry: FixRequest, Visible: true, Endpoints: workflows, Source: official + "; " + live},
	{Code: 412, Name: "TOKEN_INVALID", Documented: true, Retry: FixRequest, Visible: true, Endpoints: noKinds, Counterpart: 1001, Source: official + "; " + live},
	{Code: 415, Name: "TASK_INSTANCE_MAXED", Documented: true, Retry: WaitAndRetry, Endpoints: runs, Source: official},
	{Code: 416, Name: "TASK_CREATE_FAILED_BY_NOT_ENOUGH_WALLET", Documented: true, Retry: AccountMatter, Endpoints: runs, Source: official},
	{Code: 421, Name: "TASK_QUEUE_MAXED", Documented: true, Retry: WaitAndRetry, Endpoints: runs, Counterpart: 1520, Source: official + "; " + live},
	{Code: 423, Name: "TASK_NOT_FOUNED", Documented: true, Retry: FixRequest, Endpoints: tasks, Counterpart: 1004, Source: official + "; runninghub-api.md §2.8"},
	{Code: 433, Name: "VALIDATE_PROMPT_FAILED", Documented: true, Retry: FixRequest, Visible: true, Endpoints: runs, Source: official + "; " + live},
	{Code: 435, Name: "TASK_USER_EXCLAPI_INSTANCE_NOT_FOUND", Documented: true, Retry: FixRequest, Visible: true, Endpoints: runs, Source: official},
	{Code: 436, Name: "TASK_USER_EXCLAPI_REQUIRED", Documented: true, Retry: AccountMatter, Endpoints: runs, Source: official},
	{Code: 500, Name: "UNKNOWN_ERROR", Documented: true, Retry: NeverResubmit, Visible: true, Endpoints: noKinds, Counterpart: 1000, Source: official + "; runninghub-api.md §5; callers.md §6.1"},
	{Code: 801, Name: "APIKEY_UNSUPPORTED_FREE_USER", Documented: true, Retry: AccountMatter, Endpoints: join(keyedV1, runsV2), Source: official},
	{Code: 802, Name: "APIKEY_UNAUTHORIZED", Documented: true, Retry: AccountMatter, Visible: true, Endpoints: join(keyedV1, runsV2), Counterpart: 1002, Source: official},
	{Code: 803, Name: "APIKEY_INVALID_NODE_INFO", Documented: true, Retry: FixRequest, Visible: true, Endpoints: runs, Counterpart: 1101, Source: official + "; " + live},
	{Code: 804, Name: "APIKEY_TASK_IS_RUNNING", Documented: true, Retry: KeepPolling, Endpoints: []endpoint.Kind{endpoint.Outputs}, Source: official + "; runninghub-api.md §2.7"},
	{Code: 805, Name: "APIKEY_TASK_STATUS_ERROR", Documented: true, Retry: NeverResubmit, Final: true, Visible: true, Endpoints: []endpoint.Kind{endpoint.Outputs}, Counterpart: 1015, Source: official + "; runninghub-api.md §2.7; callers.md §6.1"},
	{Code: 806, Name: "APIKEY_USER_NOT_FOUND", Documented: true, Retry: AccountMatter, Endpoints: join(keyedV1, runsV2), Source: official},
	{Code: 807, Name: "APIKEY_TASK_NOT_FOUND", Documented: true, Retry: FixRequest, Endpoints: tasks, Counterpart: 1004, Source: official + "; " + live},
	{Code: 808, Name: "APIKEY_UPLOAD_FAILED", Documented: true, Retry: WaitAndRetry, Endpoints: []endpoint.Kind{endpoint.Upload}, Source: official},
	{Code: 809, Name: "APIKEY_FILE_SIZE_EXCEEDED", Documented: true, Retry: FixRequest, Visible: true, Endpoints: []endpoint.Kind{endpoint.Upload}, Counterpart: 1008, Source: official + "; runninghub-api.md §2.9"},
	{Code: 810, Name: "WORKFLOW_NOT_SAVED_OR_NOT_RUNNING", Documented: true, Retry: AccountMatter, Visible: true, Endpoints: workflows, Source: official + "; " + live},
	{Code: 811, Name: "CORPAPIKEY_INVALID", Documented: true, Retry: AccountMatter, Endpoints: join(keyedV1, runsV2), Source: official + "; runninghub-api.md §4.1"},
	{Code: 812, Name: "CORPAPIKEY_INSUFFICIENT_FUNDS", Documented: true, Retry: AccountMatter, Endpoints: runs, Source: official},
	{Code: 813, Name: "APIKEY_TASK_IS_QUEUED", Documented: true, Retry: KeepPolling, Endpoints: []endpoint.Kind{endpoint.Outputs}, Source: official + "; runninghub-api.md §2.7"},
	{Code: 901, Name: "WEBAPP_NOT_EXISTS", Documented: true, Retry: FixRequest, Visible: true, Endpoints: apps, Source: official},

	{Code: 0, Retry: RetryNone, Source: "runninghub-api.md §1"},
	{Code: 200, Evidence: SeenLive, Retry: RetryNone, Endpoints: []endpoint.Kind{endpoint.Outputs, endpoint.Upload, endpoint.V2Upload}, Source: "runninghub-api.md §1, §2.10"},
	{Code: 1, Retry: FixRequest, Visible: true, Endpoints: []endpoint.Kind{endpoint.AIAppRun, endpoint.QuickAIAppRun, endpoint.V2RunAIApp, endpoint.GetWebhookDetail, endpoint.RetryWebhook}, Source: later + "; §2.13; " + live},
	{Code: -1, Evidence: SeenLive, Retry: AccountMatter, Endpoints: []endpoint.Kind{endpoint.Upload, endpoint.V2Upload}, Source: live},
	{Code: 401, Retry: AccountMatter, Endpoints: []endpoint.Kind{endpoint.V2Upload}, Counterpart: 802, Source: later + "; §2.10"},
	{Code: 414, Name: "TASK_CREATE_FAILED_BY_NOT_ENOUGH_POWER_VALUE", Evidence: SeenLive, Retry: AccountMatter, Endpoints: runs, Source: later},
	{Code: 814, Name: "PERSONAL_QUEUE_COUNT_LIMIT", Retry: WaitAndRetry, Endpoints: runs, Source: later + "; §2.1"},

	{Code: 1000, Retry: NeverResubmit, Endpoints: tasksV2, Counterpart: 500, V2: true, Source: later},
	{Code: 1001, Retry: FixRequest, Visible: true, Endpoints: allV2, Counterpart: 412, V2: true, Source: later},
	{Code: 1002, Retry: AccountMatter, Visible: true, Endpoints: allV2, Counterpart: 802, V2: true, Source: later + "; §0"},
	{Code: 1003, Retry: WaitAndRetry, Endpoints: allV2, V2: true, Source: later},
	{Code: 1004, Retry: FixRequest, Endpoints: generates, Counterpart: 807, V2: true, Source: later},
	{Code: 1005, Retry: NeverResubmit, Endpoints: tasksV2, Counterpart: 500, V2: true, Source: later},
	{Code: 1006, Retry: NeverResubmit, Final: true, Endpoints: generates, V2: true, Source: later},
	{Code: 1007, Retry: FixRequest, Visible: true, Endpoints: tasksV2, Counterpart: 301, V2: true, Source: later + "; §2.14"},
	{Code: 1008, Retry: FixRequest, Visible: true, Endpoints: []endpoint.Kind{endpoint.V2RunWorkflow, endpoint.V2RunAIApp, endpoint.V2Upload}, Counterpart: 809, V2: true, Source: later},
	{Code: 1009, Retry: FixRequest, Visible: true, Endpoints: allV2, V2: true, Source: later + "; §0"},
	{Code: 1010, Retry: WaitAndRetry, Endpoints: tasksV2, V2: true, Source: later + "; callers.md §6.1"},
	{Code: 1011, Retry: WaitAndRetry, Endpoints: tasksV2, V2: true, Source: later + "; callers.md §6.1"},
	{Code: 1012, Retry: NeverResubmit, Endpoints: tasksV2, V2: true, Source: later + "; callers.md §6.1"},
	{Code: 1013, Retry: FixRequest, Endpoints: tasksV2, V2: true, Source: later},
	{Code: 1014, Retry: AccountMatter, Endpoints: tasksV2, V2: true, Source: later},
	{Code: 1015, Retry: NeverResubmit, Final: true, Endpoints: generates, Counterpart: 805, V2: true, Source: later},
	{Code: 1101, Retry: FixRequest, Visible: true, Endpoints: runsV2, Counterpart: 803, V2: true, Source: later + "; " + live},
	{Code: 1404, Evidence: Inferred, Retry: NeverResubmit, V2: true, Endpoints: tasksV2, Source: later},
	{Code: 1501, Retry: FixRequest, Final: true, Endpoints: tasksV2, V2: true, Source: later},
	{Code: 1504, Retry: NeverResubmit, Final: true, Endpoints: generates, V2: true, Source: later},
	{Code: 1505, Retry: FixRequest, Final: true, Endpoints: tasksV2, V2: true, Source: later},
	{Code: 1516, Evidence: Inferred, Retry: NeverResubmit, V2: true, Endpoints: tasksV2, Source: later},
	{Code: 1517, Evidence: Inferred, Retry: NeverResubmit, V2: true, Endpoints: tasksV2, Source: later},
	{Code: 1519, Evidence: Inferred, Retry: NeverResubmit, V2: true, Endpoints: tasksV2, Source: later},
	{Code: 1520, Name: "TASK_USER_CONCURRENT_LIMIT", Evidence: SeenLive, Retry: WaitAndRetry, Endpoints: runs, Counterpart: 421, V2: true, Source: later},
	{Code: 1601, Evidence: Inferred, Retry: NeverResubmit, V2: true, Endpoints: tasksV2, Source: later},
}
