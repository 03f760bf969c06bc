package mcptest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const id = "1904136902449209346"

var files = map[string]string{
	".payloadlint.yaml": "version: 1\nworkflows: {\"" + id + "\": w.json}\n",
	"w.json": `{"3":{"class_type":"KSampler","inputs":{"seed":7,"steps":20,"cfg":8,"sampler_name":"euler","scheduler":"normal","denoise":1,"model":["4",0],"positive":["6",0],"negative":["6",0],"latent_image":["5",0]}},
 "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":512,"batch_size":1}},
 "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat","clip":["4",1]}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},"9":{"class_type":"SaveImage","inputs":{"images":["8",0],"filename_prefix":"a"}}}`,
}

// connect starts the server in a project; PAYLOADLINT names the program.
func connect(t *testing.T) *mcp.ClientSession {
	t.Helper()
	program := os.Getenv("PAYLOADLINT")
	if program == "" {
		t.Skip("PAYLOADLINT does not name the program")
	}
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program, "mcp", "--lang", "en")
	cmd.Dir = dir
	client := mcp.NewClient(&mcp.Implementation{Name: "mcptest", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return session
}

type checked struct {
	Files []struct {
		Verdict struct {
			Outcome string `json:"outcome"`
			Code    int    `json:"code"`
		} `json:"verdict"`
		Findings []struct {
			Rule string `json:"rule"`
			Fix  *struct {
				Safe  bool            `json:"safe"`
				Patch json.RawMessage `json:"patch"`
			} `json:"fix"`
		} `json:"findings"`
	} `json:"files"`
}

func call(t *testing.T, s *mcp.ClientSession, tool string, args, result any) string {
	t.Helper()
	answer, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	text, ok := answer.Content[0].(*mcp.TextContent)
	if !ok || answer.IsError {
		t.Fatalf("%s: %+v", tool, answer.Content[0])
	}
	raw, err := json.Marshal(answer.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, result); err != nil {
		t.Fatalf("%s: %v in %s", tool, err, raw)
	}
	return text.Text
}

// apply makes the changes of an RFC 6902 JSON Patch.
func apply(t *testing.T, doc, patch []byte) []byte {
	t.Helper()
	p, err := jsonpatch.DecodePatch(patch)
	if err != nil {
		t.Fatalf("%v in %s", err, patch)
	}
	out, err := p.Apply(doc)
	if err != nil {
		t.Fatalf("%s on %s: %v", patch, doc, err)
	}
	return out
}

// An agent lists the tools, checks a request, applies the patch and checks again:
// clean.
func TestCheckPatchCheck(t *testing.T) {
	s := connect(t)
	tools, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range tools.Tools {
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	if want := []string{"build_request", "check_prompt", "check_request", "describe_workflow", "explain_answer", "list_rules"}; !slices.Equal(names, want) {
		t.Errorf("tools %v", names)
	}
	text := `{"apiKey": "${RUNNINGHUB_API_KEY}", "workflowId": "` + id + `", "nodeInfoList": [{"nodeId": "6", "fieldname": "text", "fieldValue": "a dog"}]}`
	request := json.RawMessage(text)
	var first, second checked
	call(t, s, "check_request", map[string]any{"request": request}, &first)
	if first.Files[0].Verdict.Outcome != "rejected" {
		t.Fatalf("%+v", first)
	}
	patched := 0
	for _, f := range first.Files[0].Findings {
		if f.Fix != nil && f.Fix.Safe {
			request = apply(t, request, f.Fix.Patch)
			patched++
		}
	}
	if patched == 0 {
		t.Fatalf("no patch: %+v", first)
	}
	if words := call(t, s, "check_request", map[string]any{"request": request}, &second); len(second.Files[0].Findings) > 0 || second.Files[0].Verdict.Code != 0 {
		t.Errorf("after the patch: %s", words)
	}
}

// What build_request makes is what check_request accepts, and describe_workflow
// names all that it sets.
func TestBuildAndDescribe(t *testing.T) {
	s := connect(t)
	var built struct {
		Request any `json:"request"`
	}
	call(t, s, "build_request", map[string]any{"id": id}, &built)
	var found checked
	if words := call(t, s, "check_request", map[string]any{"request": built.Request}, &found); len(found.Files[0].Findings) > 0 {
		t.Errorf("%s", words)
	}
	var described struct {
		Nodes []struct {
			ID string `json:"nodeId"`
		} `json:"nodes"`
	}
	call(t, s, "describe_workflow", map[string]any{"id": id}, &described)
	if len(described.Nodes) != 5 {
		t.Errorf("%+v", described)
	}
}

// Rules and codes are resources.
func TestResources(t *testing.T) {
	s := connect(t)
	page, err := s.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "payloadlint://codes/803"})
	if err != nil || !strings.Contains(page.Contents[0].Text, "APIKEY_INVALID_NODE_INFO") {
		t.Errorf("%v %+v", err, page)
	}
	if _, err := s.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "payloadlint://codes/no-such-code"}); err == nil {
		t.Error("an unknown code is a page")
	}
}
