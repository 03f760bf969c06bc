package rules_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/models"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// lazyVariable names the run that TestLazyRun makes in a process of its own.
const lazyVariable = "PAYLOADLINT_LAZY"

// unpacked is what a first use of embedded data allocates at least, in bytes; a
// later one allocates next to nothing.
const unpacked = 30_000

// TestLazy: what is embedded is not unpacked by a run that does not use it. Each
// run has a process of its own; what the first use costs after it says whether
// it was the first.
func TestLazy(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	for run, want := range map[string]string{
		"status": "models first, packs first, catalog first",
		"create": "models first, packs first, catalog again",
		"pack":   "models first, packs again, catalog again",
		"model":  "models again, packs first, catalog first",
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestLazyRun$", "-test.v")
		cmd.Env = append(os.Environ(), lazyVariable+"="+run)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: want %s: %v\n%s", run, want, err, out)
		}
	}
}

// TestLazyRun is one run for TestLazy.
func TestLazyRun(t *testing.T) {
	kind, text := endpoint.Status, `{"apiKey": "${KEY}", "taskId": "1904136902449209346"}`
	var o rules.Options
	switch os.Getenv(lazyVariable) {
	case "":
		t.Skip("a part of TestLazy")
	case "create":
		kind, text, o.Definition = endpoint.Create, create(goodItem), definition(t, sampleGraph)
	case "pack":
		kind, text, o.Definition = endpoint.Create, create(`{"nodeId": "1", "fieldName": "format", "fieldValue": "x"}`), definition(t, `{"1": {"class_type": "VHS_VideoCombine", "inputs": {"format": "y"}}}`)
	case "model":
		kind, text = "v2-model:seedream-v4/text-to-image", `{"prompt": "a lighthouse"}`
	}
	o.Endpoint = kind
	one(t, checker(t, o), "request.json", text)
	fmt.Printf("models %s, packs %s, catalog %s\n",
		firstUse(func() { models.Find("seedream-v4/text-to-image") }),
		firstUse(func() { nodes.Packs().Find([]byte("VHS_VideoCombine")) }),
		firstUse(func() { nodes.Core().Len() }))
}

// firstUse says whether a use is the first, by what it allocates.
func firstUse(use func()) string {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	use()
	runtime.ReadMemStats(&after)
	bytes := after.TotalAlloc - before.TotalAlloc
	fmt.Fprintln(os.Stderr, bytes, "bytes")
	if bytes > unpacked {
		return "first"
	}
	return "again"
}
