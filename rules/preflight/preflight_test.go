package preflight_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/preflight"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

const (
	graph = `{"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat"},"_meta":{"title":"Prompt"}}}`
	key   = "9c1e77a04b52d8f36a0e41bd2c95f7e8"
	good  = `{"apiKey":"` + key + `","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"a dog"}]}`
	bad   = `{"apiKey":"` + key + `","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"99","fieldName":"text","fieldValue":"a dog"}]}`
)

func checker(t testing.TB) *rules.Checker {
	t.Helper()
	def, err := workflow.Read("workflow.json", []byte(graph))
	if err != nil {
		t.Fatal(err)
	}
	c, err := rules.New(rules.Options{Definition: def})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// service echoes bodies and counts calls.
type service struct {
	*httptest.Server
	calls atomic.Int64
}

func serve(t testing.TB) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.calls.Add(1)
		if r.URL.Query().Get("again") != "" {
			w.Header().Set("Location", r.URL.Path)
			w.WriteHeader(http.StatusTemporaryRedirect)
			return
		}
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) host() string { return strings.TrimPrefix(s.URL, "http://") }

func (s *service) client(t testing.TB, guard *preflight.Transport) *http.Client {
	guard.Hosts, guard.Check = append(guard.Hosts, s.host()), checker(t).Request
	return &http.Client{Transport: guard}
}

// drop closes an answer.
func drop(t testing.TB, resp *http.Response) {
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
}

// closing notices Close.
type closing struct {
	io.Reader
	closed *bool
}

func (c closing) Close() error { *c.closed = true; return nil }

func TestRefuses(t *testing.T) {
	s := serve(t)
	for name, tt := range map[string]struct {
		path, body string
		code       int
		pointer    string
	}{
		"803":         {"/task/openapi/create", bad, 803, "/nodeInfoList/0/nodeId"},
		"v2":          {"/openapi/v2/run/workflow/1904136902449209346", `{"nodeInfoList":[{"nodeId":"99","fieldName":"text","fieldValue":"a dog"}]}`, 803, "/nodeInfoList/0/nodeId"},
		"not JSON":    {"/task/openapi/create", `{"apiKey":"` + key + `",}`, 500, ""},
		"empty":       {"/task/openapi/status", ` `, 500, ""},
		"no workflow": {"/task/openapi/create", `{"apiKey":"` + key + `"}`, 301, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s.calls.Store(0)
			_, err := s.client(t, &preflight.Transport{}).Post(s.URL+tt.path, "application/json", strings.NewReader(tt.body))
			e, ok := errors.AsType[*preflight.RejectedError](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if int(e.Verdict.Code) != tt.code || e.Path != tt.path || len(e.Findings) == 0 || s.calls.Load() != 0 {
				t.Errorf("%+v; %d calls", e, s.calls.Load())
			}
			if tt.pointer != "" && e.Findings[0].Pointer != tt.pointer {
				t.Errorf("pointer %s", e.Findings[0].Pointer)
			}
			if text := err.Error() + fmt.Sprintf("%+v %#v", e, e.Findings); strings.Contains(text, key) {
				t.Errorf("shows the key: %s", text)
			}
			if !strings.Contains(e.Error(), fmt.Sprint(tt.code)) || !strings.Contains(e.Error(), tt.path) {
				t.Errorf("says %q", e.Error())
			}
			for _, f := range e.Findings {
				if f.Rule.ID == "api-key-committed" {
					t.Error("warns of the key that a request must carry")
				}
			}
		})
	}
}

func TestSends(t *testing.T) {
	s := serve(t)
	large := `{"x":"` + strings.Repeat("y", 5000) + `"}`
	closed := false
	for name, tt := range map[string]struct {
		request func() *http.Request
		want    string
		seen    int // reports
	}{
		"good":             {post(s.URL+"/task/openapi/create", "application/json", strings.NewReader(good)), good, 1},
		"no type":          {post(s.URL+"/task/openapi/create", "", strings.NewReader(good)), good, 1},
		"once":             {post(s.URL+"/task/openapi/create", "application/json", closing{strings.NewReader(good), &closed}, int64(len(good))), good, 1},
		"redirected":       {post(s.URL+"/task/openapi/create?again=1", "application/json", strings.NewReader(good)), good, 2},
		"another path":     {post(s.URL+"/other", "application/json", strings.NewReader(bad)), bad, 0},
		"upload":           {post(s.URL+"/task/openapi/upload", "multipart/form-data; boundary=x", strings.NewReader(bad)), bad, 0},
		"a form":           {post(s.URL+"/task/openapi/create", "application/x-www-form-urlencoded", strings.NewReader(bad)), bad, 0},
		"a stream":         {post(s.URL+"/task/openapi/create", "application/json", io.MultiReader(strings.NewReader(bad))), bad, 0},
		"large":            {post(s.URL+"/task/openapi/create", "application/json", strings.NewReader(large)), large, 0},
		"large, no length": {post(s.URL+"/task/openapi/create", "application/json", bytes.NewReader([]byte(large)), -1), large, 0},
		"no body":          {post(s.URL+"/task/openapi/create", "application/json", nil), "", 0},
		"encoded": {func() *http.Request {
			r := post(s.URL+"/task/openapi/create", "application/json", strings.NewReader(bad))()
			r.Header.Set("Content-Encoding", "gzip")
			return r
		}, bad, 0},
	} {
		t.Run(name, func(t *testing.T) {
			seen := 0
			c := s.client(t, &preflight.Transport{MaxBody: 1000, Report: func(*http.Request, rules.Result, bool) { seen++ }})
			req := tt.request()
			resp, err := c.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer drop(t, resp)
			got, err := io.ReadAll(resp.Body)
			if err != nil || string(got) != tt.want || seen != tt.seen {
				t.Errorf("%v; sent %d bytes of %d; %d reports", err, len(got), len(tt.want), seen)
			}
		})
	}
	if !closed {
		t.Error("the body was not closed")
	}
}

func post(url, kind string, body io.Reader, length ...int64) func() *http.Request {
	return func() *http.Request {
		r, err := http.NewRequest(http.MethodPost, url, body)
		if err != nil {
			panic(err)
		}
		if kind != "" {
			r.Header.Set("Content-Type", kind)
		}
		for _, n := range length {
			r.ContentLength = n
		}
		return r
	}
}

func TestOtherHostsPass(t *testing.T) {
	s := serve(t)
	c := &http.Client{Transport: &preflight.Transport{Check: checker(t).Request}}
	resp, err := c.Post(s.URL+"/task/openapi/create", "application/json", strings.NewReader(bad))
	if err != nil {
		t.Fatal(err)
	}
	drop(t, resp)
	for _, h := range []string{"www.runninghub.cn", "runninghub.cn", "www.runninghub.ai", "runninghub.ai"} {
		_, err := c.Post("https://"+strings.ToUpper(h)+":443/task/openapi/create", "application/json", strings.NewReader(bad))
		if _, ok := errors.AsType[*preflight.RejectedError](err); !ok {
			t.Errorf("%s: %v", h, err)
		}
	}
}

func TestReportOnly(t *testing.T) {
	s := serve(t)
	type report struct {
		request *http.Request
		result  rules.Result
		refused bool
	}
	var got []report
	c := s.client(t, &preflight.Transport{ReportOnly: true, Report: func(req *http.Request, r rules.Result, refused bool) {
		got = append(got, report{req, r, refused})
	}})
	resp, err := c.Post(s.URL+"/task/openapi/create", "application/json", strings.NewReader(bad))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	drop(t, resp)
	if string(body) != bad || len(got) != 1 || got[0].refused || got[0].result.Verdict.Code != 803 || got[0].result.Endpoint != endpoint.Create || got[0].request == nil {
		t.Errorf("%s %+v", body, got)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("disk on fire") }
func (failing) Close() error             { return nil }

func TestPartialAndFailures(t *testing.T) {
	s := serve(t)
	type check = func(context.Context, string, string, []byte) (rules.Result, error)
	result := func(v rules.Verdict, err error) check {
		return func(context.Context, string, string, []byte) (rules.Result, error) {
			return rules.Result{Verdict: v, Findings: []rule.Finding{{Rule: &rule.Rule{}, Severity: rule.Error, Message: "words", Pointer: "/p"}}}, err
		}
	}
	send := func(check check, guard *preflight.Transport, body io.Reader, length ...int64) error {
		guard.Base, guard.Check, guard.Hosts = http.DefaultTransport, check, []string{s.host()}
		resp, err := guard.RoundTrip(post(s.URL+"/task/openapi/create", "", body, length...)())
		if err == nil {
			drop(t, resp)
		}
		return err
	}
	partial := result(rules.Verdict{Outcome: rules.Partial}, nil)
	if err := send(partial, &preflight.Transport{}, strings.NewReader(good)); err != nil {
		t.Error(err)
	}
	err := send(partial, &preflight.Transport{RefusePartial: true, Lang: message.Chinese}, strings.NewReader(good))
	if err == nil || !strings.Contains(err.Error(), "有输出被丢弃：/p：words") {
		t.Error(err)
	}
	if err := send(result(rules.Verdict{}, context.Canceled), &preflight.Transport{}, strings.NewReader(good)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := send(partial, &preflight.Transport{}, failing{}, 5); err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Error(err)
	}
	req := post(s.URL+"/task/openapi/create", "", strings.NewReader(good))()
	req.URL.Host = s.host()
	req.GetBody = func() (io.ReadCloser, error) { return nil, errors.New("gone") }
	if _, err := (&preflight.Transport{Check: partial, Hosts: []string{s.host()}}).RoundTrip(req); err == nil {
		t.Error("a body that cannot be had was sent")
	}
	req.GetBody = func() (io.ReadCloser, error) { return failing{}, nil }
	if _, err := (&preflight.Transport{Check: partial, Hosts: []string{s.host()}}).RoundTrip(req); err == nil {
		t.Error("a body that cannot be read was sent")
	}
}

// TestSecretsStayOut looks at what the check gets to see of the URL.
func TestSecretsStayOut(t *testing.T) {
	s := serve(t)
	var saw string
	check := func(_ context.Context, _, url string, _ []byte) (rules.Result, error) {
		saw = url
		return rules.Result{}, nil
	}
	u, _ := url.Parse(s.URL + "/task/openapi/create?apiKey=" + key + "#x")
	u.User = url.UserPassword("u", key)
	req := post(u.String(), "", strings.NewReader(good))()
	resp, err := (&preflight.Transport{Check: check, Hosts: []string{s.host()}}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	drop(t, resp)
	if saw != s.URL+"/task/openapi/create" {
		t.Errorf("the check saw %s", saw)
	}
	if req.URL.RawQuery == "" {
		t.Error("the request was changed")
	}
}

func TestConcurrent(t *testing.T) {
	s := serve(t)
	var reports atomic.Int64
	c := s.client(t, &preflight.Transport{Report: func(*http.Request, rules.Result, bool) { reports.Add(1) }})
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for range 10 {
				body := good
				if i%2 == 0 {
					body = bad
				}
				resp, err := c.Post(s.URL+"/task/openapi/create", "application/json", strings.NewReader(body))
				if err == nil {
					drop(t, resp)
				}
				if (err != nil) != (i%2 == 0) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if reports.Load() != 160 {
		t.Errorf("%d reports", reports.Load())
	}
}
