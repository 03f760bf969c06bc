package skeleton_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/skeleton"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/models"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

const (
	graph = `{"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a <cat> & more","clip":["4",1]}},"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},
		"3":{"class_type":"KSampler","inputs":{"seed":7,"steps":20,"cfg":8,"sampler_name":"euler","scheduler":"normal","denoise":1,"model":["4",0],"positive":["6",0],"negative":["6",0],"latent_image":["5",0]}},
		"5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":512,"batch_size":1}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},
		"9":{"class_type":"SaveImage","inputs":{"images":["8",0],"filename_prefix":"a"}}}`
	demo = `{"code":0,"msg":"","data":{"webappName":"Hair","nodeInfoList":[
		{"nodeId":"16","nodeName":"LoadImage","fieldName":"image","fieldValue":"a.png","fieldType":"IMAGE","description":"photo"},
		{"nodeId":"20","nodeName":"Switch","fieldName":"on","fieldValue":"true","fieldType":"BOOLEAN","description":"hair"}]}}`
	id = "1904136902449209346"
)

func read(t *testing.T, text string) *workflow.Definition {
	t.Helper()
	def, err := workflow.Read("w.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return def
}

// clean fails where a request has findings, or is not taken for what it is.
func clean(t *testing.T, o rules.Options, text []byte) {
	t.Helper()
	c, err := rules.New(o)
	if err != nil {
		t.Fatal(err)
	}
	results, err := c.Check(t.Context(), "req.json", text)
	if err != nil || len(results) != 1 {
		t.Fatalf("%v, %d results of\n%s", err, len(results), text)
	}
	if res := &results[0]; len(res.Findings) > 0 || res.Verdict.Outcome == rules.Rejected || o.Endpoint != "" && res.Endpoint != o.Endpoint {
		t.Errorf("%s: %s %+v in\n%s", res.Endpoint, res.Verdict.Outcome, res.Findings, text)
	}
}

// A skeleton for every endpoint has no findings.
func TestSkeletonsAreClean(t *testing.T) {
	flow, app := read(t, graph), read(t, demo)
	if len(skeleton.Kinds()) < 12 {
		t.Errorf("%v", skeleton.Kinds())
	}
	for _, kind := range skeleton.Kinds() {
		e, _ := endpoint.Default().Lookup(kind)
		for _, id := range []string{id, ""} {
			o := rules.Options{Endpoint: kind}
			o.URL, _ = skeleton.URL(kind, id, "https://www.runninghub.cn")
			text := skeleton.Plain(kind, id)
			if e.NodeInfo {
				o.Definition = flow
				if e.Resource == endpoint.App {
					o.Definition = app
				}
				text = skeleton.Request(o.Definition, kind, id)
				if !strings.Contains(string(text), `"fieldValue": `) {
					t.Errorf("%s: no items in\n%s", kind, text)
				}
			}
			if kind == endpoint.NodeInfoList {
				o.URL = ""
			}
			clean(t, o, text)
		}
	}
}

// A skeleton for every standard model has no findings, and nothing that the
// model requires is missing.
func TestModelSkeletonsAreClean(t *testing.T) {
	all := models.Search("")
	if len(all) < 100 {
		t.Fatalf("%d models", len(all))
	}
	for _, m := range all {
		clean(t, rules.Options{Endpoint: endpoint.Kind("v2-model:" + m.Path)}, skeleton.Model(m))
	}
}

// A skeleton for a workflow or app that somebody published has no errors.
func TestCollectedDefinitions(t *testing.T) {
	dir := filepath.Join(sharedtest.Dir(t), "corpus")
	n := 0
	for _, glob := range []string{"definitions/*.json", "wild/definitions/*.json", "responses/*_resp.json"} {
		files, err := filepath.Glob(filepath.Join(dir, glob))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			def, err := workflow.Read(file, text)
			if err != nil || len(def.Nodes) == 0 {
				continue
			}
			n++
			for _, kind := range []endpoint.Kind{skeleton.Kind(def), endpoint.NodeInfoList} {
				c, err := rules.New(rules.Options{Endpoint: kind, Definition: def})
				if err != nil {
					t.Fatal(err)
				}
				results, err := c.Check(t.Context(), "req.json", skeleton.Request(def, kind, id))
				if err != nil || len(results) != 1 {
					t.Fatalf("%s: %v", file, err)
				}
				for _, f := range results[0].Findings {
					if f.Severity == rule.Error {
						t.Errorf("%s: %s: %s %s: %s", file, kind, f.Pointer, f.Rule.ID, f.Message)
					}
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("%d definitions", n)
	}
}

func TestURL(t *testing.T) {
	for _, c := range []struct {
		kind            endpoint.Kind
		id, url, header string
	}{
		{endpoint.V2RunWorkflow, id, "https://h/openapi/v2/run/workflow/" + id, "Authorization: Bearer ${RUNNINGHUB_API_KEY}"},
		{endpoint.V2RunAIApp, "", "https://h/openapi/v2/run/ai-app/${WEBAPP_ID}", "Authorization: Bearer ${RUNNINGHUB_API_KEY}"},
		{endpoint.Create, id, "https://h/task/openapi/create", ""},
		{"v2-model:a/b", "", "https://h/openapi/v2/a/b", "Authorization: Bearer ${RUNNINGHUB_API_KEY}"},
	} {
		if url, header := skeleton.URL(c.kind, c.id, "https://h"); url != c.url || header != c.header {
			t.Errorf("%s: %s, %s", c.kind, url, header)
		}
	}
}
