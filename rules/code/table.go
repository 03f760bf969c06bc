package code

import (
	"slices"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// groups of endpoints, by what the endpoint table says about each: a new endpoint
// answers what the others of its role answer. That v2's run endpoints answer
// the business codes of v1 is live-answers.md ("v2 run endpoints answer the same
// business codes as strings"); their list holds for what happens when a task is
// started, not for v1's own key errors, whose v2 form is 1002.
type groups struct {
	// runs start a task; keyedV1 reads an API key from the body or the query.
	runs, runsV2, keyedV1 []endpoint.Kind
	// tasks asks about a task of v1 or ends it; outputs its result.
	tasks, outputs []endpoint.Kind
	// tasksV2 carries errorCode; the upload of v2 has an envelope of its own.
	tasksV2, allV2, runsAndUploadV2 []endpoint.Kind
	// workflows and apps read the resource itself; startedApps run an app and
	// webhooks are about a push.
	workflows, apps, startedApps, webhooks []endpoint.Kind
	// generates runs a standard model: the result is asked from v2/query.
	generates []endpoint.Kind
	// uploads of v1 take files; uploadsV2 those of v2.
	uploads, uploadsV2 []endpoint.Kind
}

func groupsOf(rows []endpoint.Endpoint) groups {
	with := func(keep func(e endpoint.Endpoint) bool) []endpoint.Kind {
		var out []endpoint.Kind
		for _, e := range rows {
			if !e.Internal && keep(e) {
				out = append(out, e.Kind)
			}
		}
		return out
	}
	isFile := func(e endpoint.Endpoint) bool { return e.Role == endpoint.RoleUpload && e.Multipart }
	return groups{
		runs:    with(func(e endpoint.Endpoint) bool { return e.Role == endpoint.RoleRun }),
		runsV2:  with(func(e endpoint.Endpoint) bool { return e.Role == endpoint.RoleRun && e.V2 }),
		keyedV1: with(func(e endpoint.Endpoint) bool { return !e.V2 && e.KeyField != "" }),
		tasks:   with(func(e endpoint.Endpoint) bool { return e.Role == endpoint.RoleTask && !e.V2 }),
		outputs: with(func(e endpoint.Endpoint) bool { return e.Kind == endpoint.Outputs }),
		tasksV2: with(func(e endpoint.Endpoint) bool { return e.V2 && e.Role != endpoint.RoleUpload }),
		allV2:   with(func(e endpoint.Endpoint) bool { return e.V2 }),
		runsAndUploadV2: with(func(e endpoint.Endpoint) bool {
			return e.V2 && (e.Role == endpoint.RoleRun || e.Role == endpoint.RoleUpload)
		}),
		workflows:   with(func(e endpoint.Endpoint) bool { return e.Resource == endpoint.Workflow }),
		apps:        with(func(e endpoint.Endpoint) bool { return e.Resource == endpoint.App }),
		startedApps: with(func(e endpoint.Endpoint) bool { return e.Resource == endpoint.App && e.Role == endpoint.RoleRun }),
		webhooks:    with(func(e endpoint.Endpoint) bool { return e.Role == endpoint.RoleWebhook }),
		generates:   with(func(e endpoint.Endpoint) bool { return e.V2 && e.Role == endpoint.RoleTask }),
		uploads:     with(func(e endpoint.Endpoint) bool { return isFile(e) && !e.V2 }),
		uploadsV2:   with(func(e endpoint.Endpoint) bool { return isFile(e) && e.V2 }),
	}
}

// join puts lists together in the order of the endpoint table.
func join(rows []endpoint.Endpoint, lists ...[]endpoint.Kind) []endpoint.Kind {
	var out []endpoint.Kind
	for _, e := range rows {
		for _, l := range lists {
			if slices.Contains(l, e.Kind) {
				out = append(out, e.Kind)
				break
			}
		}
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
func table(rows []endpoint.Endpoint) []Entry {
	g := groupsOf(rows)
	keyed := join(rows, g.keyedV1, g.runsV2)
	return []Entry{
		{Code: 301, Name: "PARAMS_INVALID", Documented: true, Retry: FixRequest, Visible: true, Endpoints: keyed, Counterpart: 1007, Source: official + "; " + live},
		{Code: 380, Name: "WORKFLOW_NOT_EXISTS", Documented: true, Retry: FixRequest, Visible: true, Endpoints: g.workflows, Source: official + "; " + live},
		{Code: 412, Name: "TOKEN_INVALID", Documented: true, Retry: FixRequest, Visible: true, Counterpart: 1001, Source: official + "; " + live},
		{Code: 415, Name: "TASK_INSTANCE_MAXED", Documented: true, Retry: WaitAndRetry, Endpoints: g.runs, Source: official},
		{Code: 416, Name: "TASK_CREATE_FAILED_BY_NOT_ENOUGH_WALLET", Documented: true, Retry: AccountMatter, Endpoints: g.runs, Source: official},
		{Code: 421, Name: "TASK_QUEUE_MAXED", Documented: true, Retry: WaitAndRetry, Endpoints: g.runs, Counterpart: 1520, Source: official + "; " + live},
		{Code: 423, Name: "TASK_NOT_FOUNED", Documented: true, Retry: FixRequest, Endpoints: g.tasks, Counterpart: 1004, Source: official + "; runninghub-api.md §2.8"},
		{Code: 433, Name: "VALIDATE_PROMPT_FAILED", Documented: true, Retry: FixRequest, Visible: true, Endpoints: g.runs, Source: official + "; " + live},
		{Code: 435, Name: "TASK_USER_EXCLAPI_INSTANCE_NOT_FOUND", Documented: true, Retry: FixRequest, Visible: true, Endpoints: g.runs, Source: official},
		{Code: 436, Name: "TASK_USER_EXCLAPI_REQUIRED", Documented: true, Retry: AccountMatter, Endpoints: g.runs, Source: official},
		{Code: 500, Name: "UNKNOWN_ERROR", Documented: true, Retry: NeverResubmit, Visible: true, Counterpart: 1000, Source: official + "; runninghub-api.md §5; callers.md §6.1"},
		{Code: 801, Name: "APIKEY_UNSUPPORTED_FREE_USER", Documented: true, Retry: AccountMatter, Endpoints: keyed, Source: official},
		{Code: 802, Name: "APIKEY_UNAUTHORIZED", Documented: true, Retry: AccountMatter, Visible: true, Endpoints: keyed, Counterpart: 1002, Source: official},
		{Code: 803, Name: "APIKEY_INVALID_NODE_INFO", Documented: true, Retry: FixRequest, Visible: true, Endpoints: g.runs, Counterpart: 1101, Source: official + "; " + live},
		{Code: 804, Name: "APIKEY_TASK_IS_RUNNING", Documented: true, Retry: KeepPolling, Endpoints: g.outputs, Source: official + "; runninghub-api.md §2.7"},
		{Code: 805, Name: "APIKEY_TASK_STATUS_ERROR", Documented: true, Retry: NeverResubmit, Final: true, Visible: true, Endpoints: g.outputs, Counterpart: 1015, Source: official + "; runninghub-api.md §2.7; callers.md §6.1"},
		{Code: 806, Name: "APIKEY_USER_NOT_FOUND", Documented: true, Retry: AccountMatter, Endpoints: keyed, Source: official},
		{Code: 807, Name: "APIKEY_TASK_NOT_FOUND", Documented: true, Retry: FixRequest, Endpoints: g.tasks, Counterpart: 1004, Source: official + "; " + live},
		{Code: 808, Name: "APIKEY_UPLOAD_FAILED", Documented: true, Retry: WaitAndRetry, Endpoints: g.uploads, Source: official},
		{Code: 809, Name: "APIKEY_FILE_SIZE_EXCEEDED", Documented: true, Retry: FixRequest, Visible: true, Endpoints: g.uploads, Counterpart: 1008, Source: official + "; runninghub-api.md §2.9"},
		{Code: 810, Name: "WORKFLOW_NOT_SAVED_OR_NOT_RUNNING", Documented: true, Retry: AccountMatter, Visible: true, Endpoints: g.workflows, Source: official + "; " + live},
		{Code: 811, Name: "CORPAPIKEY_INVALID", Documented: true, Retry: AccountMatter, Endpoints: keyed, Source: official + "; runninghub-api.md §4.1"},
		{Code: 812, Name: "CORPAPIKEY_INSUFFICIENT_FUNDS", Documented: true, Retry: AccountMatter, Endpoints: g.runs, Source: official},
		{Code: 813, Name: "APIKEY_TASK_IS_QUEUED", Documented: true, Retry: KeepPolling, Endpoints: g.outputs, Source: official + "; runninghub-api.md §2.7"},
		{Code: 901, Name: "WEBAPP_NOT_EXISTS", Documented: true, Retry: FixRequest, Visible: true, Endpoints: g.apps, Source: official},

		{Code: 0, Retry: RetryNone, Source: "runninghub-api.md §1"},
		{Code: 200, SeenLive: true, Retry: RetryNone, Endpoints: join(rows, g.outputs, g.uploads, g.uploadsV2), Source: "runninghub-api.md §1, §2.10"},
		{Code: 1, Retry: FixRequest, Visible: true, Endpoints: join(rows, g.startedApps, g.webhooks), Source: later + "; §2.13; " + live},
		{Code: -1, SeenLive: true, Retry: AccountMatter, Endpoints: join(rows, g.uploads, g.uploadsV2), Source: live},
		{Code: 401, Retry: AccountMatter, Endpoints: g.uploadsV2, Counterpart: 802, Source: later + "; §2.10"},
		{Code: 414, Name: "TASK_CREATE_FAILED_BY_NOT_ENOUGH_POWER_VALUE", SeenLive: true, Retry: AccountMatter, Endpoints: g.runs, Source: later},
		{Code: 814, Name: "PERSONAL_QUEUE_COUNT_LIMIT", Retry: WaitAndRetry, Endpoints: g.runs, Source: later + "; §2.1"},

		{Code: 1000, Retry: NeverResubmit, Endpoints: g.tasksV2, Counterpart: 500, V2: true, Source: later},
		{Code: 1001, Retry: FixRequest, Visible: true, Endpoints: g.allV2, Counterpart: 412, V2: true, Source: later},
		{Code: 1002, Retry: AccountMatter, Visible: true, Endpoints: g.allV2, Counterpart: 802, V2: true, Source: later + "; §0"},
		{Code: 1003, Retry: WaitAndRetry, Endpoints: g.allV2, V2: true, Source: later},
		{Code: 1004, Retry: FixRequest, Endpoints: g.generates, Counterpart: 807, V2: true, Source: later},
		{Code: 1005, Retry: NeverResubmit, Endpoints: g.tasksV2, Counterpart: 500, V2: true, Source: later},
		{Code: 1006, Retry: NeverResubmit, Final: true, Endpoints: g.generates, V2: true, Source: later},
		{Code: 1007, Retry: FixRequest, Visible: true, Endpoints: g.tasksV2, Counterpart: 301, V2: true, Source: later + "; §2.14"},
		{Code: 1008, Retry: FixRequest, Visible: true, Endpoints: g.runsAndUploadV2, Counterpart: 809, V2: true, Source: later},
		{Code: 1009, Retry: FixRequest, Visible: true, Endpoints: g.allV2, V2: true, Source: later + "; §0"},
		{Code: 1010, Retry: WaitAndRetry, Endpoints: g.tasksV2, V2: true, Source: later + "; callers.md §6.1"},
		{Code: 1011, Retry: WaitAndRetry, Endpoints: g.tasksV2, V2: true, Source: later + "; callers.md §6.1"},
		{Code: 1012, Retry: NeverResubmit, Endpoints: g.tasksV2, V2: true, Source: later + "; callers.md §6.1"},
		{Code: 1013, Retry: FixRequest, Endpoints: g.tasksV2, V2: true, Source: later},
		{Code: 1014, Retry: AccountMatter, Visible: true, Endpoints: g.tasksV2, V2: true, Source: later + "; §7.3, §7.4"},
		{Code: 1015, Retry: NeverResubmit, Final: true, Endpoints: g.generates, Counterpart: 805, V2: true, Source: later},
		{Code: 1101, Retry: FixRequest, Visible: true, Endpoints: g.runsV2, Counterpart: 803, V2: true, Source: later + "; " + live},
		{Code: 1404, Inferred: true, Retry: NeverResubmit, V2: true, Endpoints: g.tasksV2, Source: later},
		{Code: 1501, Retry: FixRequest, Final: true, Endpoints: g.tasksV2, V2: true, Source: later},
		{Code: 1504, Retry: NeverResubmit, Final: true, Endpoints: g.generates, V2: true, Source: later},
		{Code: 1505, Retry: FixRequest, Final: true, Endpoints: g.tasksV2, V2: true, Source: later},
		{Code: 1516, Inferred: true, Retry: NeverResubmit, V2: true, Endpoints: g.tasksV2, Source: later},
		{Code: 1517, Inferred: true, Retry: NeverResubmit, V2: true, Endpoints: g.tasksV2, Source: later},
		{Code: 1519, Inferred: true, Retry: NeverResubmit, V2: true, Endpoints: g.tasksV2, Source: later},
		{Code: 1520, Name: "TASK_USER_CONCURRENT_LIMIT", SeenLive: true, Retry: WaitAndRetry, Endpoints: g.runs, Counterpart: 421, V2: true, Source: later},
		{Code: 1601, Inferred: true, Retry: NeverResubmit, V2: true, Endpoints: g.tasksV2, Source: later},
	}
}
