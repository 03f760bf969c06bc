package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/fault"
)

const sliceText = `{"absent":["Gone"],"classes":{"KSampler":{"input":{"required":{"steps":["INT",{"max":10000,"min":1}]}},"output":["LATENT"],"python_module":"nodes"}},"host":"www.runninghub.cn","whole":{"classes":18158,"sha256":"00"}}`

func TestSlice(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	if _, _, err := s.Slice(); problem(err) != fault.StoreMissing {
		t.Errorf("none: %v", err)
	}
	if res := put(t, s, Server, SliceID, sliceText); res != added {
		t.Errorf("first %s", res)
	}
	if res := put(t, s, Server, SliceID, sliceText); res != unchanged {
		t.Errorf("again %s", res)
	}
	for _, s := range []*Store{s, open(t, dir)} {
		c, host, err := s.Slice()
		if err != nil || host != "www.runninghub.cn" || c.Complete() {
			t.Fatalf("%v %q", err, host)
		}
		if k, ok := c.Class("KSampler"); !ok || len(k.Inputs) != 1 {
			t.Errorf("%+v", k)
		}
	}
	e, ok := open(t, dir).Entry(Server, SliceID)
	if !ok || e.Host != "www.runninghub.cn" || len(s.Entries()) != 1 {
		t.Errorf("%+v", s.Entries())
	}
	if errs := s.Verify(); errs != nil {
		t.Error(errs)
	}
	path := s.Path(Server, SliceID)
	for text, want := range map[string]fault.Problem{`{"classes"`: fault.StoreTruncated, `{"classes":{}}`: fault.StoreMismatch} {
		write(t, path, text)
		_, _, err := open(t, dir).Slice()
		if problem(err) != want {
			t.Errorf("%s: %v", text, err)
		}
		if len(open(t, dir).Verify()) != 1 {
			t.Errorf("%s: Verify finds nothing", text)
		}
	}
	if res := put(t, s, Server, SliceID, sliceText); res != restored {
		t.Errorf("damaged: %s", res)
	}
	if _, err := s.Put(t.Context(), Server, "other", "", nil, noon); problem(err) != fault.StoreBadID {
		t.Errorf("another name: %v", err)
	}
	if _, err := s.Put(t.Context(), Nodes, "..", "", nil, noon); problem(err) != fault.StoreBadID {
		t.Errorf("a host: %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Git keeps the slice and ignores the whole.
func TestSliceIsCommitted(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	repo := t.TempDir()
	s := open(t, filepath.Join(repo, DirName))
	put(t, s, Server, SliceID, sliceText)
	write(t, s.Path(Nodes, "h"), "compiled")
	ignored := func(path string) bool {
		cmd := exec.CommandContext(t.Context(), git, "-C", repo, "check-ignore", "--quiet", path)
		return cmd.Run() == nil
	}
	if out, err := exec.CommandContext(t.Context(), git, "-C", repo, "init", "--quiet").CombinedOutput(); err != nil {
		t.Skipf("git: %v: %s", err, out)
	}
	if ignored(s.Path(Server, SliceID)) || ignored(s.Path(Server, ModelsID)) || !ignored(s.Path(Nodes, "h")) {
		t.Error("git ignores the wrong files")
	}
}

// A file of the user's own under the name is left alone; one of ours that lost
// its line in the lock file is replaced.
func TestForeignSlice(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	put(t, s, Workflow, "1", graph)
	path := s.Path(Server, SliceID)
	const mine = `{"KSampler": {"input": {}}}`
	for _, text := range []string{mine, "notes", ""} {
		write(t, path, text)
		if _, err := s.Put(t.Context(), Server, SliceID, "h", pretty(t, sliceText), noon); problem(err) != fault.StoreForeign {
			t.Errorf("%q: %v", text, err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
	write(t, path, sliceText)
	if res := put(t, s, Server, SliceID, sliceText); res != added {
		t.Errorf("%s", res)
	}
}

// A damaged lock file is made anew with the slice in it.
func TestSliceIsAdopted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	put(t, open(t, dir), Server, SliceID, sliceText)
	write(t, filepath.Join(dir, lockName), "<<<<<<< ours")
	s, err := Repair(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, host, err := s.Slice(); err != nil || host != "www.runninghub.cn" {
		t.Errorf("%q %v", host, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, lockName)); err != nil || !strings.Contains(string(text), `"server"`) {
		t.Errorf("%s %v", text, err)
	}
}

func TestModels(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	if _, _, err := s.Models(); problem(err) != fault.StoreMissing {
		t.Errorf("none: %v", err)
	}
	lists := map[string]Models{"LORA": {Names: []string{"a <b>.safetensors", "c"}, Next: 3}, "UNET": {Complete: true, Names: []string{}}}
	for _, want := range []Result{added, unchanged} {
		if res, err := s.PutModels(t.Context(), "h", lists, noon); err != nil || res != want {
			t.Errorf("%s %v", res, err)
		}
	}
	got, host, err := open(t, dir).Models()
	if err != nil || host != "h" || !reflect.DeepEqual(got, lists) {
		t.Errorf("%+v %q %v", got, host, err)
	}
	if v := got["LORA"].Value(); v.Len() != 2 || v.Index(0).Text() != "a <b>.safetensors" {
		t.Errorf("%s", v.Raw())
	}
	for _, text := range []string{`{"lists": []}`, `{}`, `[]`, `{"lists": {"LORA": {"names": [7]}}}`} {
		if _, err := s.Put(t.Context(), Server, ModelsID, "h", pretty(t, text), noon); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Models(); problem(err) != fault.StoreUnreadable || len(s.Verify()) != 1 {
			t.Errorf("%s: %v", text, err)
		}
	}
}
