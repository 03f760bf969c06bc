package mcptest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// patched is what the program finds in a request: in json by pointer, in sarif in
// the properties of each result.
type patched struct {
	Rule, Pointer string
	Safe          bool
	Patch         json.RawMessage
}

type fixOf struct {
	Safe  bool            `json:"safe"`
	Patch json.RawMessage `json:"patch"`
}

// found runs the program on a request in a format.
func found(t *testing.T, dir, format string, request []byte) (out []patched) {
	t.Helper()
	cmd := exec.Command(os.Getenv("PAYLOADLINT"), "--lang", "en", "-f", format, "-")
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(request)
	text, err := cmd.Output() // findings are exit status 1
	if len(text) == 0 {
		t.Fatalf("%v on %s", err, request)
	}
	if format == "json" {
		var r struct {
			Files []struct {
				Findings []struct {
					Rule    string `json:"rule"`
					Pointer string `json:"pointer"`
					Fix     *fixOf `json:"fix"`
				} `json:"findings"`
			} `json:"files"`
		}
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		for _, f := range r.Files[0].Findings {
			out = append(out, one(f.Rule, f.Pointer, f.Fix))
		}
		return out
	}
	var r struct {
		Runs []struct {
			Results []struct {
				Rule       string `json:"ruleId"`
				Properties struct {
					Pointer string `json:"pointer"`
					Fix     *fixOf `json:"fix"`
				} `json:"properties"`
			} `json:"results"`
		} `json:"runs"`
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	for _, f := range r.Runs[0].Results {
		out = append(out, one(f.Rule, f.Properties.Pointer, f.Properties.Fix))
	}
	return out
}

func one(rule, pointer string, fix *fixOf) patched {
	if fix == nil {
		return patched{Rule: rule, Pointer: pointer}
	}
	return patched{rule, pointer, fix.Safe, fix.Patch}
}

// badRequests are the wrong examples of all rules, and requests with several
// faults.
func badRequests(t *testing.T, dir string) (out [][]byte) {
	t.Helper()
	run := func(args ...string) []byte {
		cmd := exec.Command(os.Getenv("PAYLOADLINT"), append([]string{"--lang", "en"}, args...)...)
		cmd.Dir = dir
		text, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return text
	}
	var rules []struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(run("rules", "-f", "json"), &rules); err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		var page struct {
			Sections []struct {
				Name  string   `json:"name"`
				Lines []string `json:"lines"`
			} `json:"sections"`
		}
		if err := json.Unmarshal(run("explain", r.ID, "-f", "json"), &page); err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Sections {
			if text := []byte(strings.Join(s.Lines, "\n")); s.Name == "bad" && json.Valid(text) {
				out = append(out, text)
			}
		}
	}
	for _, items := range []string{
		`{"nodeId": "16", "fieldname": "text", "fieldValue": "x"}, {"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "dpmpp_2mm"}, {"node_id": "3", "fieldName": "Steps", "fieldValue": 20}`,
		`{"nodeId": "6", "fieldName": "Text", "FieldValue": "a/b~c"}, {"NodeId": "5", "fieldName": "widht", "fieldValue": 512}, {"nodeId": "3", "fieldName": "scheduler", "fieldValue": "Karras"}`,
		`{"nodeId": " 6", "fieldName": "text ", "fieldValue": "x"}, {"nodeId": 6, "field_name": "text", "fieldValue": "\u00e9𝄞"}`,
	} {
		out = append(out, []byte(`{"apiKey": "${K}", "WorkflowId": "`+id+`", "instanceType": "PLUS", "nodeInfoList": [`+items+`]}`),
			[]byte(`{"apikey": "${K}", "workflowId": "`+id+`", "nodeinfolist": [`+items+`]}`))
	}
	return out
}

// Each patch is one that another program applies, what it is for is gone
// afterwards, and nothing has become worse. Safe ones can be applied one after the
// other.
func TestPatches(t *testing.T) {
	if os.Getenv("PAYLOADLINT") == "" {
		t.Skip("PAYLOADLINT does not name the program")
	}
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	safe, other := 0, 0
	for _, request := range badRequests(t, dir) {
		before := found(t, dir, "json", request)
		if sarif := found(t, dir, "sarif", request); len(sarif) != len(before) {
			t.Errorf("%d findings in json, %d in sarif: %s", len(before), len(sarif), request)
		} else {
			for i := range sarif {
				if compact(sarif[i].Patch) != compact(before[i].Patch) || sarif[i].Safe != before[i].Safe {
					t.Errorf("json and sarif differ: %s and %s", before[i].Patch, sarif[i].Patch)
				}
			}
		}
		all := request
		for _, f := range before {
			if f.Patch == nil {
				continue
			}
			if f.Safe {
				all = apply(t, all, f.Patch)
				safe++
			} else {
				other++
			}
			after := found(t, dir, "json", apply(t, request, f.Patch))
			for _, g := range after {
				if g.Rule == f.Rule && g.Pointer == f.Pointer {
					t.Errorf("%s at %s is still there after %s on %s", f.Rule, f.Pointer, f.Patch, request)
				}
			}
		}
		for _, g := range found(t, dir, "json", all) {
			if g.Safe && g.Patch != nil {
				for _, f := range before {
					if f.Rule == g.Rule && f.Pointer == g.Pointer {
						t.Errorf("all patches of %s leave %s at %s", request, g.Rule, g.Pointer)
					}
				}
			}
		}
	}
	if safe < 20 || other < 3 {
		t.Errorf("%d safe patches and %d others", safe, other)
	}
	t.Logf("%d safe patches and %d others", safe, other)
}

func compact(text json.RawMessage) string {
	var b bytes.Buffer
	if len(text) > 0 && json.Compact(&b, text) != nil {
		return string(text)
	}
	return b.String()
}
