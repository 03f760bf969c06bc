package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const graph = `{"3":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"cfg":8.0,"model":["4",0],"w":{"__value__":[false,true]}},"_meta":{"title":"采样 <器>"}},"10":{"class_type":"SaveImage","inputs":{"images":["3",0],"e":1e400}}}`

func pretty(t testing.TB, text string) []byte {
	t.Helper()
	doc, err := jsondoc.Parse("t", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root().Pretty()
}

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t testing.TB, s *Store, k Kind, id, text string) Result {
	t.Helper()
	res, err := s.Put(t.Context(), k, id, "www.runninghub.cn", pretty(t, text), noon)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func problem(err error) fault.Problem {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e.Problem
	}
	return ""
}

func TestPutAndRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "project", DirName)
	s := open(t, dir)
	if _, err := s.Workflow("1"); problem(err) != fault.StoreMissing {
		t.Errorf("empty store: %v", err)
	}
	if got := put(t, s, Workflow, "1904136902449209346", graph); got != added {
		t.Errorf("first: %s", got)
	}
	put(t, s, App, "7", `{"code":0,"data":{"nodeInfoList":[{"nodeId":"39","nodeName":"LoadImage","fieldName":"image","fieldValue":"a.png","fieldType":"IMAGE"}]}}`)
	before, err := os.ReadFile(filepath.Join(dir, "lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Put(t.Context(), Workflow, "1904136902449209346", "www.runninghub.cn", pretty(t, graph), noon.Add(time.Hour)); got != unchanged || err != nil {
		t.Errorf("same again: %s %v", got, err)
	}
	after, _ := os.ReadFile(filepath.Join(dir, "lock.json"))
	if !bytes.Equal(before, after) {
		t.Errorf("an unchanged definition changed the lock:\n%s\n%s", before, after)
	}
	for _, s := range []*Store{s, open(t, dir)} {
		d, err := s.Workflow("1904136902449209346")
		if err != nil {
			t.Fatal(err)
		}
		if d.ID != "1904136902449209346" {
			t.Errorf("id %q", d.ID)
		}
		n, ok := d.Node("3")
		if !ok || n.Class != "KSampler" {
			t.Fatalf("node 3: %+v", n)
		}
		if f, _ := n.Field("seed"); f == nil || f.Value.Text() != "18446744073709551615" {
			t.Error("the seed lost digits")
		}
		if again, _ := s.Workflow("1904136902449209346"); again != d {
			t.Error("not kept in memory")
		}
		a, err := s.App("7")
		if err != nil || !a.App {
			t.Errorf("app: %v", err)
		}
		if errs := s.Verify(); errs != nil {
			t.Error(errs)
		}
	}
	if got := put(t, s, Workflow, "1904136902449209346", `{"1":{"class_type":"A","inputs":{}}}`); got != changed {
		t.Errorf("other content: %s", got)
	}
	if d, err := s.Workflow("1904136902449209346"); err != nil || len(d.Nodes) != 1 {
		t.Errorf("the old definition is still there: %v", err)
	}
	var lock map[string]any
	data, _ := os.ReadFile(filepath.Join(dir, "lock.json"))
	if err := json.Unmarshal(data, &lock); err != nil {
		t.Fatal(err)
	}
	e := lock["workflows"].(map[string]any)["1904136902449209346"].(map[string]any)
	if e["host"] != "www.runninghub.cn" || e["fetched"] != "2026-03-01T12:00:00Z" || len(e["sha256"].(string)) != 64 || lock["version"] != 1.0 {
		t.Errorf("lock %s", data)
	}
	if e["pending"] != nil {
		t.Error("pending stayed")
	}
	if Find(filepath.Dir(dir)) != dir || Find(t.TempDir()) != "" {
		t.Error("Find")
	}
	left, _ := os.ReadDir(filepath.Join(dir, "tmp"))
	if len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
	ignore, _ := os.ReadFile(filepath.Join(dir, ".gitignore"))
	if string(ignore) != ignored {
		t.Errorf(".gitignore %q", ignore)
	}
}

func TestBadIDs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	for _, id := range []string{"", "../../etc/passwd", "CON", "1/2", "1.json", " 1", "１", strings.Repeat("1", 33), "a\x00b", `..\x`} {
		if _, err := s.Put(t.Context(), Workflow, id, "h", []byte("{}\n"), noon); problem(err) != fault.StoreBadID {
			t.Errorf("Put(%q): %v", id, err)
		}
		if err := s.PutAnswer(t.Context(), App, id, "h", 380, "", noon); problem(err) != fault.StoreBadID {
			t.Errorf("PutAnswer(%q): %v", id, err)
		}
		if _, err := s.Workflow(id); problem(err) != fault.StoreMissing {
			t.Errorf("Workflow(%q): %v", id, err)
		}
	}
}

func TestAnswers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	for id, a := range map[string]Answer{
		"1": {Code: 380, Msg: "WORKFLOW_NOT_EXISTS", Host: "www.runninghub.cn", Time: noon},
		"2": {Code: 802, Msg: "APIKEY_UNAUTHORIZED", Host: "www.runninghub.cn", Time: noon},
		"3": {Code: 810, Host: "www.runninghub.ai", Time: noon},
		"4": {Code: 1, Msg: "webapp not exists", Time: noon},
		"5": {Code: 1, Msg: "busy", Time: noon},
		"6": {Code: 901, Time: noon},
	} {
		if err := s.PutAnswer(t.Context(), Workflow, id, a.Host, a.Code, a.Msg, a.Time); err != nil {
			t.Fatal(err)
		}
	}
	s = open(t, dir)
	for id, want := range map[string]int{"1": 380, "2": 0, "3": 810, "4": 1, "5": 0, "6": 901, "7": 0} {
		if a, ok := s.Remembered(Workflow, id, ""); a.Code != want || ok != (want != 0) {
			t.Errorf("%s: %+v %v", id, a, ok)
		}
	}
	if _, ok := s.Remembered(Workflow, "3", "www.runninghub.cn"); ok {
		t.Error("an answer of the other site counted")
	}
	if _, ok := s.Remembered(Workflow, "3", "https://www.runninghub.ai/"); !ok {
		t.Error("a base URL is not taken for its host")
	}
	if e, _ := s.Entry(Workflow, "2"); e.Answer == nil || e.Answer.Code != 802 {
		t.Error("802 was not kept")
	}
	// A definition that comes later wins; an error that comes after it leaves
	// it in place.
	put(t, s, Workflow, "1", graph)
	if _, ok := s.Remembered(Workflow, "1", ""); ok {
		t.Error("still remembered")
	}
	if err := s.PutAnswer(t.Context(), Workflow, "1", "h", 810, "", noon); err != nil {
		t.Fatal(err)
	}
	if a, ok := s.Remembered(Workflow, "1", ""); !ok || a.Code != 810 {
		t.Error("810 not remembered")
	}
	if _, err := s.Workflow("1"); err != nil {
		t.Error(err)
	}
	if got := put(t, s, Workflow, "1", graph); got != unchanged {
		t.Error(got)
	}
	if _, ok := open(t, dir).Remembered(Workflow, "1", ""); ok {
		t.Error("a good answer did not clear the bad one")
	}
}

func TestDamage(t *testing.T) {
	const id = "1904136902449209346"
	long := pretty(t, graph)
	for name, tt := range map[string]struct {
		file string
		do   func(path string) error
		want fault.Problem
		fix  string
	}{
		"truncated":     {"workflows/" + id + ".json", func(p string) error { return os.Truncate(p, int64(len(long)/2)) }, fault.StoreTruncated, "payloadlint fetch workflow " + id},
		"empty":         {"workflows/" + id + ".json", func(p string) error { return os.Truncate(p, 0) }, fault.StoreTruncated, "payloadlint fetch workflow " + id},
		"edited":        {"workflows/" + id + ".json", func(p string) error { return os.WriteFile(p, []byte(`{"3":{}}`), 0o600) }, fault.StoreMismatch, "payloadlint fetch workflow " + id},
		"removed":       {"workflows/" + id + ".json", os.Remove, fault.StoreFileMissing, "payloadlint fetch workflow " + id},
		"a folder":      {"workflows/" + id + ".json", func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o700)) }, fault.StoreUnreadable, "payloadlint fetch workflow " + id},
		"lock cut":      {"lock.json", func(p string) error { return os.Truncate(p, 40) }, fault.StoreLockDamaged, "payloadlint fetch"},
		"lock conflict": {"lock.json", func(p string) error { return os.WriteFile(p, []byte("<<<<<<< HEAD\n{}"), 0o600) }, fault.StoreLockDamaged, "payloadlint fetch"},
		"lock null":     {"lock.json", func(p string) error { return os.WriteFile(p, []byte(`{"version":1,"apps":{"1":null}}`), 0o600) }, fault.StoreLockDamaged, "payloadlint fetch"},
		"lock escapes": {"lock.json", func(p string) error {
			return os.WriteFile(p, []byte(`{"version":1,"workflows":{"../../x":{"pending":"a"}}}`), 0o600)
		}, fault.StoreLockDamaged, "payloadlint fetch"},
		"lock gone": {"lock.json", os.Remove, fault.StoreLockDamaged, "payloadlint fetch"},
		"newer":     {"lock.json", func(p string) error { return os.WriteFile(p, []byte(`{"version":2}`), 0o600) }, fault.StoreLockVersion, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), DirName)
			put(t, open(t, dir), Workflow, id, graph)
			put(t, open(t, dir), Workflow, "5", `{"1":{"class_type":"A","inputs":{}}}`)
			if err := tt.do(filepath.Join(dir, filepath.FromSlash(tt.file))); err != nil {
				t.Fatal(err)
			}
			s, err := Open(dir)
			if err == nil {
				_, err = s.Workflow(id)
				if errs := s.Verify(); len(errs) != 1 {
					t.Errorf("Verify: %v", errs)
				}
				if _, err := s.Workflow("5"); err != nil {
					t.Errorf("the other definition: %v", err)
				}
			}
			e, ok := errors.AsType[*fault.Error](err)
			if !ok || e.Problem != tt.want || e.Args["remedy"] != tt.fix {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(e.Error(), tt.fix) {
				t.Errorf("%q names no remedy", e.Error())
			}
			if tt.want == fault.StoreLockVersion {
				if _, err := (&Store{dir: dir, lock: &lockFile{}, cache: map[key]*cached{}}).Put(t.Context(), Workflow, id, "h", long, noon); problem(err) != fault.StoreLockVersion {
					t.Errorf("a newer store was written to: %v", err)
				}
				if _, err := Repair(t.Context(), dir); problem(err) != fault.StoreLockVersion {
					t.Errorf("a newer store was repaired: %v", err)
				}
				return
			}
			if tt.want == fault.StoreUnreadable {
				return
			}
			// The remedy works, and loses nothing.
			w, err := Repair(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			if got := put(t, w, Workflow, id, graph); tt.want != fault.StoreLockDamaged && got != restored {
				t.Errorf("remedy: %s", got)
			}
			s = open(t, dir)
			if errs := s.Verify(); errs != nil {
				t.Error(errs)
			}
			if _, err := s.Workflow("5"); err != nil && name != "lock null" {
				t.Errorf("lost: %v", err)
			}
		})
	}
}

func TestLineEndsDoNotCount(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	put(t, s, Workflow, "1", graph)
	crlf := strings.ReplaceAll(string(pretty(t, graph)), "\n", "\r\n")
	if err := os.WriteFile(filepath.Join(dir, "workflows", "1.json"), []byte(crlf), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Workflow("1"); err != nil {
		t.Error(err)
	}
}

func TestLeftovers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	put(t, s, Workflow, "1", graph)
	write := func(name, content string) string {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	orphan := write("workflows/2.json", "{}\n")
	dead := write("tmp/00112233445566ff", "half")
	notes := write("workflows/README", "mine")
	alive, err := s.Aside()
	if err != nil {
		t.Fatal(err)
	}
	put(t, open(t, dir), Workflow, "3", graph)
	for p, want := range map[string]bool{orphan: false, dead: false, notes: true, alive.File().Name(): true} {
		if _, err := os.Stat(p); (err == nil) != want {
			t.Errorf("%s: there %v, want %v", p, err == nil, want)
		}
	}
	alive.Discard()
}

// TestInterruptedReplace stops a writer at each of its steps.
func TestInterruptedReplace(t *testing.T) {
	oldText, newText := pretty(t, graph), pretty(t, `{"1":{"class_type":"A","inputs":{}}}`)
	for step, content := range map[string][]byte{"before the rename": oldText, "after the rename": newText} {
		dir := filepath.Join(t.TempDir(), DirName)
		s := open(t, dir)
		put(t, s, Workflow, "1", graph)
		e := s.lock.Workflows["1"]
		e.Pending = hash(newText)
		d, err := enter(dir, false)
		if err != nil {
			t.Fatal(err)
		}
		err = (&transaction{folder: d, s: s, lock: s.lock}).writeLock()
		d.close()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "workflows", "1.json"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		s = open(t, dir)
		if errs := s.Verify(); errs != nil {
			t.Errorf("%s: %v", step, errs)
		}
		put(t, s, Workflow, "9", graph)
		if e, _ := open(t, dir).Entry(Workflow, "1"); e.Pending != "" || e.SHA256 != hash(content) {
			t.Errorf("%s: not settled: %+v", step, e)
		}
	}
}

func TestConcurrentWriters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	shared := open(t, dir)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			s := shared
			if w%2 == 0 {
				s = open(t, dir)
			}
			for i := range 8 {
				text := fmt.Sprintf(`{"1":{"class_type":"A","inputs":{"n":%d}}}`, w*100+i)
				if _, err := s.Put(context.Background(), Workflow, fmt.Sprint(i), "h", pretty(t, text), noon); err != nil {
					t.Error(err)
				}
				if _, err := shared.Workflow(fmt.Sprint(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s := open(t, dir)
	if errs := s.Verify(); errs != nil || len(s.Entries()) != 8 {
		t.Errorf("%v, %d entries", errs, len(s.Entries()))
	}
}

func TestWaitingWriterCanBeCancelled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	put(t, s, Workflow, "1", graph)
	d, err := enter(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	f, err := d.hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := s.Put(ctx, Workflow, "2", "h", pretty(t, graph), noon); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestNodesFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	a, err := s.Aside()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.File().WriteString("compiled\r\nthings"); err != nil {
		t.Fatal(err)
	}
	const host = "127.0.0.1:8188"
	if res, err := s.PutNodes(t.Context(), host, a, noon); res != added || err != nil {
		t.Fatal(res, err)
	}
	s = open(t, dir)
	if data, err := s.Content(Nodes, host); string(data) != "compiled\r\nthings" || err != nil {
		t.Errorf("%q %v", data, err)
	}
	if err := os.Truncate(s.Path(Nodes, host), 4); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Content(Nodes, host); problem(err) != fault.StoreTruncated {
		t.Error(err)
	}
	if _, err := s.OpenNodes(host); problem(err) != fault.StoreTruncated {
		t.Error(err)
	}
	if err := os.WriteFile(s.Path(Nodes, host), make([]byte, 100), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.OpenNodes(host); problem(err) != fault.StoreMismatch {
		t.Error(err)
	}
	if err := os.WriteFile(s.Path(Nodes, host), []byte("compiled\r\nthings"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.OpenNodes(host); problem(err) != fault.StoreUnreadable {
		t.Error(err)
	}
	if _, err := s.OpenNodes("other"); problem(err) != fault.StoreMissing {
		t.Error(err)
	}
	if err := os.Remove(s.Path(Nodes, host)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.OpenNodes(host); problem(err) != fault.StoreFileMissing {
		t.Error(err)
	}
	_, err = s.Content(Nodes, host)
	if problem(err) != fault.StoreFileMissing || s.Verify() != nil {
		t.Error(err, s.Verify())
	}
	if fileName("A:1") == fileName("a:1") || fileName("..") == ".." || strings.ContainsAny(fileName(`a/b\c`), `/\`) {
		t.Error("unsafe file names")
	}
}

func TestOpenNodes(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), DirName))
	a, err := s.Aside()
	if err != nil {
		t.Fatal(err)
	}
	made, err := nodes.Read("object_info", []byte(`{"A":{"input":{"required":{"n":["INT",{"min":1}]}},"output":[],"output_node":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := made.Compile(a.File()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutNodes(t.Context(), "h", a, noon); err != nil {
		t.Fatal(err)
	}
	c, err := s.OpenNodes("h")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if cl, ok := c.Class("A"); !ok || !cl.Output {
		t.Error("the class is not there")
	}
	if errs := s.Verify(); errs != nil {
		t.Error(errs)
	}
}

// TestFileSystemFailures makes every folder and file that a writer needs
// something else.
func TestFileSystemFailures(t *testing.T) {
	fresh := func(spoil func(dir string) error) *Store {
		dir := filepath.Join(t.TempDir(), DirName)
		s := open(t, dir)
		put(t, s, Workflow, "1", graph)
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		return s
	}
	// replaced puts a file where a folder belongs, and a folder with something
	// in it where a file belongs.
	replaced := func(name string, file bool) func(string) error {
		return func(dir string) error {
			p := filepath.Join(dir, name)
			if err := os.RemoveAll(p); err != nil {
				return err
			}
			if file {
				return os.WriteFile(p, nil, 0o600)
			}
			return os.MkdirAll(filepath.Join(p, "x"), 0o700)
		}
	}
	for name, spoil := range map[string]func(string) error{
		"tmp is a file":         replaced("tmp", true),
		"workflows is a file":   replaced("workflows", true),
		"the guard is a folder": replaced(".lock", false),
		"lock.json is a folder": replaced("lock.json", false),
		"the new is a folder":   replaced(filepath.Join("workflows", "2.json"), false),
		"the folder is a file":  func(dir string) error { return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)) },
		"an orphan is a folder": replaced(filepath.Join("apps", "9.json"), false),
	} {
		s := fresh(spoil)
		if _, err := s.Put(t.Context(), Workflow, "2", "h", pretty(t, `{"1":{"class_type":"B","inputs":{}}}`), noon); err == nil {
			t.Errorf("%s: no error", name)
		}
		a, err := s.Aside()
		if err != nil {
			continue
		}
		a.Discard()
		if _, err := s.PutNodes(t.Context(), "h", a, noon); err == nil {
			t.Errorf("%s: a closed file was kept", name)
		}
	}
	for name, e := range map[string]*fault.Error{
		"payloadlint fetch app 7":                broken(fault.StoreMismatch, "", App, "7", nil),
		"payloadlint fetch nodes":                broken(fault.StoreTruncated, "", Nodes, "www.runninghub.cn", nil),
		"payloadlint fetch nodes 127.0.0.1:8188": broken(fault.StoreTruncated, "", Nodes, "127.0.0.1:8188", nil),
		"payloadlint fetch":                      broken(fault.StoreUnreadable, "", "", "", nil),
		"":                                       broken(fault.StoreBadID, "", App, "x", nil),
	} {
		if got := e.Args["remedy"]; got != name {
			t.Errorf("%+v: %q", e, got)
		}
	}
	inner := errors.New("inner")
	if !errors.Is(&fault.Error{Err: inner}, inner) {
		t.Error("the cause is lost")
	}
}

// TestKilledWriter kills a writing process at random moments and finds the
// store whole every time.
func TestKilledWriter(t *testing.T) {
	if dir := os.Getenv("STORE_WRITER"); dir != "" {
		s := open(t, dir)
		for i := 0; ; i++ {
			text := fmt.Sprintf(`{"1":{"class_type":"A","inputs":{"n":%d,"t":%q}}}`, i, strings.Repeat("x", i%5000))
			put(t, s, Workflow, fmt.Sprint(i%5), text)
		}
	}
	dir := filepath.Join(t.TempDir(), DirName)
	rounds := 25
	if testing.Short() {
		rounds = 5
	}
	// A busy machine needs more rounds until all was written once.
	for i, entries := 0, 0; i < rounds || entries < 5 && i < 20*rounds; i++ {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWriter$")
		cmd.Env = append(os.Environ(), "STORE_WRITER="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+i*37%180) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		s, err := Open(dir)
		if err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
		if errs := s.Verify(); errs != nil {
			t.Fatalf("round %d: %v", i, errs)
		}
		entries = len(s.Entries())
	}
	if n := len(open(t, dir).Entries()); n != 5 {
		t.Errorf("%d entries; the writers wrote too little to prove anything", n)
	}
}
