package request

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// What the documents show as working, and what people keep in repositories,
// comes out without an error, but for these.
func TestCorpusErrors(t *testing.T) {
	want := map[string]string{
		// No nodeInfoList, which ai-app/run requires; its images and
		// parameters are no fields of it.
		"Cosnapdevelop_front_back__runninghub-api-integration.md__L144.json": "error nodeinfo-list-empty 301 ",
		// The blank in the id does no harm in the program that saved it, which
		// runs int() over it; sent as it stands it is not a number.
		"HM-RunningHub_ComfyUI_RH_APICall__webapp_leading_space.json": "error id-format 301 /webappId",
		// The schema's sample: webappId 0.
		"Waym1ng_runninghub-studio__docs_RunningHub-API官方文档.md__L1450.json": "error id-format 301 /webappId",
		// The server's own sample call: webappId "null".
		"id41855109742__ai-app_c0029_from_curl.json": "error id-format 301 /webappId",
		// Bodies without a key: a relay or the program adds it, but as they
		// stand they have none.
		"id14689415074__ai-app_2020634325636616194.json": "error api-key-missing 301 ",
		"id41804509866__ai-app_1992884626727260162.json": "error api-key-missing 301 ",
		"id52432451042__ai-app_123456789.json":           "error api-key-missing 301 ",
		// Fixtures of other programs' tests, with invented ids and keys.
		"id55163520364__create_named_nodes.json":    "error api-key-missing 301 \nerror id-format 301 /workflowId",
		"id60371661217__create_workflow-123.json":   "error id-format 301 /workflowId",
		"id61241318231__create_RH-WF-CAROUSEL.json": "error id-format 301 /workflowId",
		"id69491237188__create_local_graph.json":    "error api-key-shape 301 /apiKey",
		"id70635408671__create_flow-1.json":         "error api-key-shape 301 /apiKey\nerror id-format 301 /workflowId",
	}
	dir := filepath.Join(sharedtest.Dir(t), "corpus")
	for _, glob := range []string{"requests/*.json", "wild/requests/*.json"} {
		files, err := filepath.Glob(filepath.Join(dir, glob))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files: %v", glob, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			var errors []rule.Finding
			for _, x := range run(t, endpoint.Unknown, f, string(data), nil) {
				if x.Severity == rule.Error {
					errors = append(errors, x)
				}
			}
			name := filepath.Base(f)
			if got := lines(errors); got != want[name] {
				t.Errorf("%s:\n got %s\nwant %s", name, got, want[name])
			}
		}
	}
}
