package fetch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch/standin"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
)

const (
	graph = `{"3":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"model":["4",0]},"_meta":{"title":"采样"}},"4":{"class_type":"RH_SettingsNode","inputs":{"apiKey":"0123456789abcdef0123456789abcdef","base_url":"https://x/proxy/9c1e77a04b52d8f36a0e41bd2c95f7e8/y","note":"again 0123456789abcdef0123456789abcdef","accessToken":"abcdef0123456789abcd","mode_token":"euler_ancestral","api_key":"${KEY}"}}}`
	app   = `{"webappName":"发型","statisticsInfo":{"useCount":"1"},"nodeInfoList":[{"nodeId":"37","nodeName":"N","fieldName":"model","fieldValue":"pro","fieldData":"[{\"name\":\"pro\",\"index\":\"pro\"},{\"default\":\"pro\"}]","fieldType":"LIST","description":"切换"}],"covers":[]}`
	id    = "1904136902449209346"
)

func newServer(t testing.TB) *standin.Server {
	t.Helper()
	s := standin.New()
	t.Cleanup(s.Close)
	s.Workflows[id], s.Apps["7"] = graph, app
	return s
}

func key(t testing.TB, text string) fetch.Key {
	t.Helper()
	k, err := fetch.NewKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// client makes a client that does not really wait, and a record of the pauses
// it would have made.
func client(t testing.TB, s *standin.Server, change func(*fetch.Options)) (*fetch.Client, *[]time.Duration) {
	t.Helper()
	var pauses []time.Duration
	o := fetch.Options{Trusted: s.URL,
		Host: s.URL, Key: key(t, standin.Key), Stall: 5 * time.Second,
		Retry: func(code int) bool { return code == 421 || code == 500 },
		Wait: func(ctx context.Context, d time.Duration) error {
			pauses = append(pauses, d)
			return ctx.Err()
		},
	}
	if change != nil {
		change(&o)
	}
	c, err := fetch.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c, &pauses
}

func failure(t testing.TB, err error) *fetch.Error {
	t.Helper()
	e, ok := errors.AsType[*fetch.Error](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	return e
}

func TestWorkflow(t *testing.T) {
	s := newServer(t)
	for name, change := range map[string]func(){
		"plain":       func() {},
		"string code": func() { s.StringCode = true },
		"code 200":    func() { s.SuccessCode = 200 },
		"packed twice": func() {
			packed, _ := json.Marshal(graph)
			s.Workflows[id] = string(packed)
		},
	} {
		s.StringCode, s.SuccessCode, s.Workflows[id] = false, 0, graph
		change()
		c, _ := client(t, s, nil)
		d, err := c.Workflow(t.Context(), id)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d.ID != id || d.Host != strings.TrimPrefix(s.URL, "http://") || len(d.Parsed.Nodes) != 2 {
			t.Errorf("%s: %+v", name, d)
		}
		for _, want := range []string{`"seed": 18446744073709551615`, `"apiKey": "***"`, `"api_key": "${KEY}"`, `"title": "采样"`, `"note": "again ***"`, `"accessToken": "***"`, `"base_url": "https://x/proxy/***/y"`, `"mode_token": "euler_ancestral"`} {
			if !bytes.Contains(d.Content, []byte(want)) {
				t.Errorf("%s: no %s in\n%s", name, want, d.Content)
			}
		}
	}
	if s.Authorizations()[0] != "Bearer "+standin.Key {
		t.Error("no Authorization header")
	}
}

func TestApp(t *testing.T) {
	s := newServer(t)
	c, _ := client(t, s, nil)
	d, err := c.App(t.Context(), "7")
	if err != nil {
		t.Fatal(err)
	}
	f, _ := d.Parsed.Nodes[0].Field("model")
	if !d.Parsed.App || len(f.Options) != 1 || f.Options[0].Index != "pro" || f.Description != "切换" {
		t.Errorf("%+v", f)
	}
	for _, gone := range []string{"curl", standin.Key, "statisticsInfo", "covers"} {
		if bytes.Contains(d.Content, []byte(gone)) {
			t.Errorf("%s stayed in\n%s", gone, d.Content)
		}
	}
	if !bytes.Contains(d.Content, []byte("\"fieldData\": [\n")) {
		t.Errorf("fieldData is not written out:\n%s", d.Content)
	}
}

func TestAnswers(t *testing.T) {
	s := newServer(t)
	for i, tt := range []struct {
		answer standin.Answer
		code   int
		msg    string
		wrong  bool
		asked  int
	}{
		{standin.Answer{Code: 380, Msg: "WORKFLOW_NOT_EXISTS"}, 380, "WORKFLOW_NOT_EXISTS", true, 1},
		{standin.Answer{Code: "810", Msg: "WORKFLOW_NOT_SAVED_OR_NOT_RUNNING"}, 810, "WORKFLOW_NOT_SAVED_OR_NOT_RUNNING", false, 1},
		{standin.Answer{Code: 301, Msg: "user not exist"}, 301, "user not exist", true, 1},
		{standin.Answer{Code: 301, Msg: "PARAMS_INVALID"}, 301, "PARAMS_INVALID", false, 1},
		{standin.Answer{Code: 901, Msg: "WEBAPP_NOT_EXISTS"}, 901, "WEBAPP_NOT_EXISTS", true, 1},
		{standin.Answer{Code: 1, Msg: "webapp not exists"}, 1, "webapp not exists", true, 1},
		{standin.Answer{Code: 401, Msg: "ApiKey verification failed", Message: true, Status: 401}, 401, "ApiKey verification failed", false, 1},
		{standin.Answer{Code: 806, Msg: "APIKEY_USER_NOT_FOUND\n\x1b[31m"}, 806, "APIKEY_USER_NOT_FOUND  [31m", true, 1},
		{standin.Answer{Code: 421, Msg: "TASK_QUEUE_MAXED"}, 421, "TASK_QUEUE_MAXED", false, 4},
		{standin.Answer{Code: 500, Msg: "UNKNOWN_ERROR"}, 500, "UNKNOWN_ERROR", false, 4},
	} {
		id := fmt.Sprint(100 + i)
		s.Answers[id] = tt.answer
		c, pauses := client(t, s, nil)
		_, err := c.Workflow(t.Context(), id)
		e := failure(t, err)
		if e.Problem != fetch.Answered || e.Code != tt.code || e.Msg != tt.msg || e.WrongSite != tt.wrong || s.Asked(id) != tt.asked || len(*pauses) != tt.asked-1 {
			t.Errorf("%v: %+v, asked %d times", tt.answer, e, s.Asked(id))
		}
	}
	c, _ := client(t, s, func(o *fetch.Options) { o.Key = key(t, "another-key-that-is-wrong") })
	_, err := c.Workflow(t.Context(), id)
	if e := failure(t, err); e.Code != 802 || !e.WrongSite || e.Msg != "APIKEY_UNAUTHORIZED: ***" {
		t.Errorf("%+v", e)
	}
}

func TestOtherSite(t *testing.T) {
	for host, want := range map[string]string{"www.runninghub.cn": "www.runninghub.ai", "https://www.runninghub.ai/": "www.runninghub.cn", "example.org": ""} {
		c, err := fetch.New(fetch.Options{Host: host, Trusted: host, Key: key(t, standin.Key), Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"code":380,"msg":"WORKFLOW_NOT_EXISTS"}`)), Header: http.Header{}}, nil
		})})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Workflow(t.Context(), id)
		if e := failure(t, err); e.Other != want {
			t.Errorf("%s: %+v", host, e)
		}
	}
}

func TestTooLarge(t *testing.T) {
	for name, resp := range map[string]*http.Response{
		"by its header": {StatusCode: http.StatusOK, ContentLength: 1 << 40, Body: http.NoBody},
		"by its bytes":  {StatusCode: http.StatusOK, ContentLength: -1, Body: io.NopCloser(endless{})},
	} {
		c, err := fetch.New(fetch.Options{Key: key(t, standin.Key), Transport: roundTrip(func(*http.Request) (*http.Response, error) { return resp, nil })})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Workflow(t.Context(), id)
		if e := failure(t, err); e.Problem != fetch.TooLarge || e.Attempts != 1 {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// endless is a body without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		faults  []standin.Fault
		problem fetch.Problem // "" when the next attempt helps
		status  int
		pause   time.Duration // at least, for the first
	}{
		"429":              {[]standin.Fault{{Status: 429}}, "", 0, 250 * time.Millisecond},
		"Retry-After":      {[]standin.Fault{{Status: 429, RetryAfter: "7"}}, "", 0, 7 * time.Second},
		"Retry-After date": {[]standin.Fault{{Status: 503, RetryAfter: time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)}}, "", 0, 80 * time.Second},
		"too long":         {[]standin.Fault{{Status: 429, RetryAfter: "86400"}}, fetch.RateLimited, 429, 0},
		"500 once":         {[]standin.Fault{{Status: 500, Body: "<html>"}}, "", 0, 250 * time.Millisecond},
		"502 503 504":      {[]standin.Fault{{Status: 502}, {Status: 503}, {Status: 504}}, "", 0, 0},
		"500 always":       {[]standin.Fault{{Status: 500}, {Status: 500}, {Status: 500}, {Status: 500}}, fetch.Status, 500, 0},
		"404":              {[]standin.Fault{{Status: 404, Body: "<html>not found"}}, fetch.Status, 404, 0},
		"cut":              {[]standin.Fault{{Cut: 20}, {Cut: 90}}, "", 0, 0},
		"cut always":       {[]standin.Fault{{Cut: 20}, {Cut: 20}, {Cut: 20}, {Cut: 20}}, fetch.CutOff, 0, 0},
		"cut unnoticed":    {[]standin.Fault{{Bare: true, Body: `{"code":0,"data":{"prompt":"{`}}, "", 0, 0},
		"reset":            {[]standin.Fault{{Reset: true}}, "", 0, 0},
		"reset always":     {[]standin.Fault{{Reset: true}, {Reset: true}, {Reset: true}, {Reset: true}}, fetch.Unreachable, 0, 0},
		"hang":             {[]standin.Fault{{Hang: true}}, "", 0, 0},
		"hang always":      {[]standin.Fault{{Hang: true}, {Hang: true}, {Hang: true}, {Hang: true}}, fetch.TimedOut, 0, 0},
		"a trickle":        {[]standin.Fault{{Trickle: 10 * time.Millisecond}}, "", 0, 0},
		"trickles":         {[]standin.Fault{{Trickle: 10 * time.Millisecond}, {Trickle: 10 * time.Millisecond}, {Trickle: 10 * time.Millisecond}, {Trickle: 10 * time.Millisecond}}, fetch.TimedOut, 0, 0},
		"redirect":         {[]standin.Fault{{Location: "https://elsewhere.example/login?k=1"}}, fetch.Redirected, 307, 0},
		"page":             {[]standin.Fault{{Bare: true, Body: "<html>welcome</html>"}}, fetch.NotJSON, 0, 0},
		"empty":            {[]standin.Fault{{Bare: true, Body: ""}}, fetch.NotJSON, 0, 0},
		"no envelope":      {[]standin.Fault{{Bare: true, Body: `{"ok":true}`}}, fetch.NotJSON, 0, 0},
		"odd code":         {[]standin.Fault{{Bare: true, Body: `{"code":"x"}`}}, fetch.NotJSON, 0, 0},
		"null":             {[]standin.Fault{{Bare: true, Body: `{"code":0,"msg":"","data":null}`}}, fetch.NotDefinition, 0, 0},
		"empty prompt":     {[]standin.Fault{{Bare: true, Body: `{"code":0,"data":{"prompt":""}}`}}, fetch.NotDefinition, 0, 0},
		"broken prompt":    {[]standin.Fault{{Bare: true, Body: `{"code":0,"data":{"prompt":"{\"3\":"}}`}}, fetch.NotDefinition, 0, 0},
		"UI format":        {[]standin.Fault{{Bare: true, Body: `{"code":0,"data":{"prompt":"{\"nodes\":[],\"links\":[]}"}}`}}, fetch.NotDefinition, 0, 0},
		"an app":           {[]standin.Fault{{Bare: true, Body: `{"code":0,"data":` + app + `}`}}, fetch.NotDefinition, 0, 0},
		"deep":             {[]standin.Fault{{Bare: true, Body: strings.Repeat("[", 1<<20)}}, fetch.NotJSON, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.Faults[id] = tt.faults
			c, pauses := client(t, s, func(o *fetch.Options) { o.Stall, o.Timeout = 300*time.Millisecond, 600*time.Millisecond })
			d, err := c.Workflow(t.Context(), id)
			if tt.problem == "" {
				if err != nil || d == nil || s.Asked(id) != len(tt.faults)+1 {
					t.Fatalf("%v, asked %d times", err, s.Asked(id))
				}
				if (*pauses)[0] < tt.pause {
					t.Errorf("waited %v", *pauses)
				}
				return
			}
			e := failure(t, err)
			if e.Problem != tt.problem || e.Status != tt.status || s.Asked(id) != len(tt.faults) || e.Attempts != len(tt.faults) {
				t.Errorf("%+v, asked %d times", e, s.Asked(id))
			}
			if tt.problem == fetch.Redirected && e.Cause != "elsewhere.example" {
				t.Errorf("cause %q", e.Cause)
			}
		})
	}
}

func TestBackOffGrows(t *testing.T) {
	s := newServer(t)
	for range 8 {
		s.Faults[id] = append(s.Faults[id], standin.Fault{Status: 500})
	}
	c, pauses := client(t, s, func(o *fetch.Options) { o.Attempts = 9 })
	if _, err := c.Workflow(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	want := 500 * time.Millisecond
	for i, p := range *pauses {
		if p < want/2 || p > want {
			t.Errorf("pause %d is %v, want %v to %v", i, p, want/2, want)
		}
		want = min(2*want, 20*time.Second)
	}
}

func TestUnreachable(t *testing.T) {
	s := newServer(t)
	c, pauses := client(t, s, nil)
	s.Close()
	_, err := c.App(t.Context(), "7")
	e := failure(t, err)
	if e.Problem != fetch.Unreachable || e.Cause != "connection refused" || len(*pauses) != 3 {
		t.Errorf("%+v", e)
	}
	c, err = fetch.New(fetch.Options{Host: "nowhere.invalid", Trusted: "nowhere.invalid", Key: key(t, standin.Key), Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.App(t.Context(), "7")
	if e := failure(t, err); e.Problem != fetch.Unreachable || e.Cause == "" || strings.Contains(e.Error(), "apiKey") {
		t.Errorf("%+v", e)
	}
}

func TestCancel(t *testing.T) {
	s := newServer(t)
	s.Delay = 10 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	c, _ := client(t, s, nil)
	start := time.Now()
	_, err := c.Workflow(ctx, id)
	if e := failure(t, err); e.Problem != fetch.Cancelled || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
		t.Errorf("%+v", e)
	}
}

func TestWhatTheCallerGives(t *testing.T) {
	for _, host := range []string{"ftp://x", "https://", "https://user:pw@x", "https://x?k=v", "ht tp://x", "http://[::1"} {
		if _, err := fetch.New(fetch.Options{Host: host}); err == nil || failure(t, err).Problem != fetch.BadHost {
			t.Errorf("%s: %v", host, err)
		}
	}
	c, err := fetch.New(fetch.Options{})
	if err != nil || c.Host() != "www.runninghub.cn" {
		t.Error(c.Host(), err)
	}
	if _, err := c.Workflow(t.Context(), id); failure(t, err).Problem != fetch.NoKey {
		t.Error(err)
	}
	if _, err := c.Nodes(t.Context(), "", nil, nil, nil); failure(t, err).Problem != fetch.NoKey {
		t.Error(err)
	}
	if _, err := c.Workflow(t.Context(), "12/../x"); failure(t, err).Problem != fetch.BadID {
		t.Error(err)
	}
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string, mode os.FileMode) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return p
	}
	for name, tt := range map[string]struct {
		path    string
		shared  bool
		problem fetch.Problem
	}{
		"plain":   {file("a", standin.Key+"\n", 0o600), false, ""},
		"shared":  {file("b", " "+standin.Key+" \r\nsecond line", 0o644), true, ""},
		"dotenv":  {file("c", fetch.KeyVariable+`="`+standin.Key+`"`, 0o600), false, ""},
		"empty":   {file("d", "\n", 0o600), false, fetch.BadKey},
		"words":   {file("e", "not a key at all", 0o600), false, fetch.BadKey},
		"missing": {filepath.Join(dir, "none"), false, fetch.BadKeyFile},
		"folder":  {dir, false, fetch.BadKeyFile},
	} {
		k, shared, err := fetch.KeyFromFile(tt.path)
		if tt.problem != "" {
			if e := failure(t, err); e.Problem != tt.problem || strings.Contains(e.Error(), "not a key") {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || !k.Set() || shared != tt.shared {
			t.Errorf("%s: %v %v", name, shared, err)
		}
	}
	t.Setenv(fetch.KeyVariable, "  ")
	if k, err := fetch.KeyFromEnvironment(); k.Set() || err != nil {
		t.Error("a blank variable counts")
	}
	t.Setenv(fetch.KeyVariable, "short")
	if _, err := fetch.KeyFromEnvironment(); failure(t, err).Problem != fetch.BadKey {
		t.Error(err)
	}
	t.Setenv(fetch.KeyVariable, standin.Key)
	k, err := fetch.KeyFromEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	data, _ := json.Marshal(map[string]any{"k": k})
	for _, s := range []string{k.String(), fmt.Sprint(k), fmt.Sprintf("%v %+v %#v %s %q %x %d", k, k, k, k, k, k, k), fmt.Sprintf("%+v", fetch.Options{Key: k}), string(data)} {
		if strings.Contains(s, standin.Key) || strings.Contains(s, fmt.Sprintf("%x", standin.Key)) || !strings.Contains(s, "***") {
			t.Errorf("printed as %s", s)
		}
	}
	if s := (fetch.Key{}).String(); s != "" {
		t.Error(s)
	}
}

// compile stands in for the catalog's compiler: it proves the bytes and keeps
// their number.
func compile(dst io.Writer, src *os.File) error {
	data, err := io.ReadAll(src)
	if err != nil {
		return err
	}
	doc, err := jsondoc.Parse("object_info", data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(dst, "%d classes, %d bytes", doc.Root().Len(), len(data))
	return err
}

func TestNodes(t *testing.T) {
	s := newServer(t)
	s.ObjectInfo = standin.BigObjectInfo(1 << 20)
	host := strings.TrimPrefix(s.URL, "http://")
	for name, url := range map[string]string{
		"the platform's proxy": "",
		"with a mark":          s.URL + "/proxy/{apiKey}/object_info",
		"with the key":         s.URL + "/proxy/" + standin.Key,
		"a ComfyUI":            s.URL,
		"with the path":        s.URL + "/object_info/",
		"without a scheme":     host,
	} {
		st, err := project.OpenStore(t.Context(), filepath.Join(t.TempDir(), project.DirName), nil)
		if err != nil {
			t.Fatal(err)
		}
		var last atomic.Int64
		c, _ := client(t, s, func(o *fetch.Options) { o.Progress = func(p fetch.Progress) { last.Store(p.Done) } })
		s.Faults["nodes"] = []standin.Fault{{Cut: 5000}, {Status: 503}, {Bare: true, Body: `{"A":{"input":`}}
		out := c.Save(t.Context(), st, []fetch.Item{{Kind: project.Nodes, URL: url}}, 1, compile, nil)
		if out[0].Err != nil || out[0].Host != host || out[0].Result != "added" {
			t.Fatalf("%s: %+v", name, out[0])
		}
		if last.Load() < 1<<20 {
			t.Errorf("%s: progress ended at %d", name, last.Load())
		}
		data, err := st.Content(project.Nodes, host)
		if err != nil || !strings.Contains(string(data), "classes") {
			t.Errorf("%s: %q %v", name, data, err)
		}
		left, _ := os.ReadDir(filepath.Join(st.Dir(), "tmp"))
		if len(left) != 0 {
			t.Errorf("%s: left over %v", name, left)
		}
	}
	st, _ := project.OpenStore(t.Context(), filepath.Join(t.TempDir(), project.DirName), nil)
	c, _ := client(t, s, nil)
	for url, want := range map[string]fetch.Problem{
		s.URL + "/proxy/00000000000000000000000000000000": fetch.Answered,
		"ftp://x": fetch.BadHost,
	} {
		out := c.Save(t.Context(), st, []fetch.Item{{Kind: project.Nodes, URL: url}}, 1, compile, nil)
		if e := failure(t, out[0].Err); e.Problem != want || strings.Contains(fmt.Sprintf("%+v %#v", e, *e), "00000000") {
			t.Errorf("%s: %+v", url, e)
		}
	}
	s.Faults["nodes"] = []standin.Fault{{Bare: true, Body: "<html>"}}
	out := c.Save(t.Context(), st, []fetch.Item{{Kind: project.Nodes}}, 1, compile, nil)
	if e := failure(t, out[0].Err); e.Problem != fetch.NotJSON {
		t.Errorf("%+v", e)
	}
	out = c.Save(t.Context(), st, []fetch.Item{{Kind: project.Nodes}}, 1, func(io.Writer, *os.File) error { return errors.New("no classes") }, nil)
	if e := failure(t, out[0].Err); e.Problem != fetch.NotDefinition || e.Cause != "no classes" {
		t.Errorf("%+v", e)
	}
}

func TestHundredMegabytes(t *testing.T) {
	if testing.Short() {
		t.Skip("100 MB")
	}
	s := newServer(t)
	s.ObjectInfo = standin.BigObjectInfo(100 << 20)
	st, _ := project.OpenStore(t.Context(), filepath.Join(t.TempDir(), project.DirName), nil)
	c, _ := client(t, s, nil)
	start := time.Now()
	out := c.Save(t.Context(), st, []fetch.Item{{Kind: project.Nodes}}, 1, func(dst io.Writer, src *os.File) error {
		c, err := nodes.Open(src.Name(), "")
		if err != nil {
			return err
		}
		_, err = c.Compile(dst)
		return errors.Join(err, c.Close())
	}, nil)
	if out[0].Err != nil {
		t.Fatal(out[0].Err)
	}
	t.Logf("%v", time.Since(start))
	catalog, err := st.OpenNodes(out[0].Host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := catalog.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, ok := catalog.Class("Class1"); !ok {
		t.Error("a class is missing")
	}
}

func TestSave(t *testing.T) {
	s := newServer(t)
	st, _ := project.OpenStore(t.Context(), filepath.Join(t.TempDir(), project.DirName), nil)
	items := []fetch.Item{{Kind: project.Workflow, ID: id}, {Kind: project.App, ID: "7"}, {Kind: project.Workflow, ID: "404"}, {Kind: project.App, ID: "405"}, {Kind: project.Workflow, ID: "421"}, {Kind: project.Workflow, ID: "x"}}
	for i := range 20 {
		s.Workflows[fmt.Sprint(i)] = graph
		items = append(items, fetch.Item{Kind: project.Workflow, ID: fmt.Sprint(i)})
	}
	s.Answers["421"] = standin.Answer{Code: 421, Msg: "TASK_QUEUE_MAXED"}
	c, _ := client(t, s, func(o *fetch.Options) { o.Wait = func(context.Context, time.Duration) error { return nil } })
	heard := 0
	out := c.Save(t.Context(), st, items, 8, compile, func(fetch.Outcome) { heard++ })
	if heard != len(items) {
		t.Errorf("heard %d of %d", heard, len(items))
	}
	for i, o := range out {
		if o.Item != items[i] {
			t.Errorf("outcome %d is of %v", i, o.Item)
		}
		if want := i >= 2 && i <= 5; (o.Err != nil) != want {
			t.Errorf("%v: %v", o.Item, o.Err)
		}
	}
	st, err := project.OpenStore(t.Context(), st.Dir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if errs := st.Verify(); errs != nil {
		t.Error(errs)
	}
	if a, ok := st.Remembered(project.Workflow, "404", c.Host()); !ok || a.Code != 380 {
		t.Errorf("%+v", a)
	}
	if a, ok := st.Remembered(project.App, "405", ""); !ok || a.Code != 901 {
		t.Errorf("%+v", a)
	}
	if _, ok := st.Entry(project.Workflow, "421"); ok {
		t.Error("a passing state was remembered")
	}
	defs, errs := c.Current(t.Context(), items[:3], 2)
	if errs[0] != nil || errs[1] != nil || errs[2] == nil || defs[0].ID != id {
		t.Error(errs)
	}
}

// TestNoKeyAnywhere runs everything that can go wrong with a marked key and
// looks for it in all that is left behind or said.
func TestNoKeyAnywhere(t *testing.T) {
	s := newServer(t)
	s.ObjectInfo = standin.BigObjectInfo(1 << 10)
	s.Workflows["1"] = `{"1":{"class_type":"A","inputs":{"text":"my key is ` + standin.Key + `","n":1}}}`
	s.Answers["2"] = standin.Answer{Code: 802, Msg: "ApiKey " + standin.Key + " not found"}
	s.Answers["3"] = standin.Answer{Code: 999, Msg: strings.Repeat(standin.Key, 50)}
	s.Faults["4"] = []standin.Fault{{Location: "https://" + standin.Key + ".example/?k=" + standin.Key}}
	s.Faults["5"] = []standin.Fault{{Reset: true}, {Reset: true}, {Reset: true}, {Reset: true}}
	s.Faults["6"] = []standin.Fault{{Status: 500, Body: standin.Key}, {Status: 500}, {Status: 500}, {Status: 500}}
	s.Faults["8"] = []standin.Fault{{Bare: true, Body: standin.Key}}
	dir := t.TempDir()
	st, _ := project.OpenStore(t.Context(), filepath.Join(dir, project.DirName), nil)
	var items []fetch.Item
	for _, k := range []project.Kind{project.Workflow, project.App} {
		for i := range 10 {
			items = append(items, fetch.Item{Kind: k, ID: fmt.Sprint(i)})
		}
	}
	items = append(items, fetch.Item{Kind: project.Workflow, ID: standin.Key}, fetch.Item{Kind: project.Nodes}, fetch.Item{Kind: project.Nodes, URL: s.URL + "/proxy/" + standin.Key + "/x"},
		fetch.Item{Kind: project.Nodes, URL: "http://127.0.0.1:1/proxy/" + standin.Key}, fetch.Item{Kind: project.Nodes, URL: "http://u:" + standin.Key + "@127.0.0.1:1/"}, fetch.Item{Kind: project.Nodes, URL: "http://127.0.0.1:1/?token=" + standin.Key},
		fetch.Item{Kind: project.Nodes, URL: "http://%zz/" + standin.Key})
	c, _ := client(t, s, func(o *fetch.Options) { o.Wait = func(context.Context, time.Duration) error { return nil } })
	var said strings.Builder
	for _, o := range c.Save(t.Context(), st, items, 3, compile, nil) {
		for err := o.Err; err != nil; err = errors.Unwrap(err) {
			fmt.Fprintf(&said, "%v %+v %#v %q\n", err, err, err, err)
		}
		if e, ok := errors.AsType[*fetch.Error](o.Err); ok {
			fmt.Fprintf(&said, "%+v %#v\n", *e, *e)
		}
	}
	fmt.Fprintf(&said, "%+v %#v", c, *c)
	func() {
		defer func() { fmt.Fprintf(&said, "%v", recover()) }()
		panic(c)
	}()
	if strings.Contains(said.String(), standin.Key) {
		t.Errorf("said the key: %s", said.String())
	}
	for i := range 10 {
		if s.Asked(fmt.Sprint(i)) < 2 {
			t.Fatalf("%d was not asked for", i)
		}
	}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		if bytes.Contains(data, []byte(standin.Key)) || strings.Contains(p, standin.Key) {
			t.Errorf("%s holds the key", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestKilledFetch kills a fetching process at random moments and finds the
// store whole every time.
func TestKilledFetch(t *testing.T) {
	if dir := os.Getenv("FETCH_INTO"); dir != "" {
		fetchForever(t, dir, os.Getenv("FETCH_FROM"))
	}
	s := newServer(t)
	var n atomic.Int64
	for i := range 6 {
		s.Workflows[fmt.Sprint(i)] = graph
	}
	s.ObjectInfo = func(w io.Writer) { standin.BigObjectInfo(200_000 + int(n.Add(1)))(w) }
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(3 * time.Millisecond):
			}
			s.Lock()
			s.Workflows[fmt.Sprint(i%6)] = fmt.Sprintf(`{"1":{"class_type":"A","inputs":{"n":%d}}}`, i)
			s.Unlock()
		}
	}()
	dir := filepath.Join(t.TempDir(), project.DirName)
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	// A busy machine needs more rounds until all was fetched once.
	for i, entries := 0, 0; i < rounds || entries < 7 && i < 20*rounds; i++ {
		// Two at once.
		var cmds []*exec.Cmd
		for range 2 {
			cmd := exec.Command(os.Args[0], "-test.run=^TestKilledFetch$")
			cmd.Env = append(os.Environ(), "FETCH_INTO="+dir, "FETCH_FROM="+s.URL)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			cmds = append(cmds, cmd)
		}
		for j, cmd := range cmds {
			time.Sleep(time.Duration(30+(i*53+j*31)%150) * time.Millisecond)
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
		st, err := project.OpenStore(t.Context(), dir, nil)
		if err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
		if errs := st.Verify(); errs != nil {
			t.Fatalf("round %d: %v", i, errs)
		}
		entries = len(st.Entries())
	}
	st, err := project.OpenStore(t.Context(), dir, nil)
	if err != nil || len(st.Entries()) != 7 {
		t.Errorf("%d entries, %v; too little was fetched to prove anything", len(st.Entries()), err)
	}
}

func fetchForever(t *testing.T, dir, host string) {
	for {
		c, err := fetch.New(fetch.Options{Host: host, Trusted: host, Key: key(t, standin.Key)})
		if err != nil {
			t.Fatal(err)
		}
		st, err := project.OpenStore(t.Context(), dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		items := []fetch.Item{{Kind: project.Nodes}}
		for i := range 6 {
			items = append(items, fetch.Item{Kind: project.Workflow, ID: fmt.Sprint(i)})
		}
		c.Save(t.Context(), st, items, 3, compile, nil)
	}
}
