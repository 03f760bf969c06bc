// Package standin is a RunningHub on the local machine, for tests: it answers
// the requests that package fetch sends as the fact pages and the collected
// answers say the platform does, and misbehaves when told to.
package standin

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Key is the API key that is accepted. It is marked so that a test can look
// for it in everything a run leaves behind.
const Key = "5ec3e7c0ffee5ec3e7c0ffee5ec3e7aa"

// Answer is an error answer.
type Answer struct {
	Code any // an int or a string
	Msg  string
	// Status is the HTTP status, 200 if zero.
	Status int
	// Message names msg as some endpoints do.
	Message bool
}

// Fault is what goes wrong with one request; nothing does with the zero value.
type Fault struct {
	// Status and RetryAfter answer without a code; Body is then the body.
	Status     int
	RetryAfter string
	Body       string
	// Cut closes the connection after so many bytes of the right answer.
	Cut int
	// Reset closes the connection before any byte.
	Reset bool
	// Hang gives nothing until the client goes away.
	Hang bool
	// Trickle sends the right answer byte by byte, with a pause after each.
	Trickle time.Duration
	// Location redirects.
	Location string
	// Bare sends Body with status 200 in place of the answer.
	Bare bool
}

// Server is the stand-in. Fields may be changed between requests under Lock.
type Server struct {
	*httptest.Server
	sync.Mutex
	// Workflows maps ids to API-format graphs, Apps to the data of
	// apiCallDemo, both as JSON.
	Workflows, Apps map[string]string
	// Answers maps ids to error answers.
	Answers map[string]Answer
	// Faults are used up one a request, in order, by id ("nodes" for
	// object_info, "models" for the list of models).
	Faults map[string][]Fault
	// ObjectInfo writes the node definitions.
	ObjectInfo func(io.Writer)
	// Models maps kinds of models to their names.
	Models map[string][]string
	// Delay is waited for before every answer.
	Delay time.Duration
	// StringCode sends code 0 as "0", SuccessCode another number for it.
	StringCode  bool
	SuccessCode int

	requests       map[string]int
	authorizations []string
}

// Asked is how often an id was asked for ("nodes" for object_info).
func (s *Server) Asked(id string) int {
	s.Lock()
	defer s.Unlock()
	return s.requests[id]
}

// Authorizations are the headers of that name, in order.
func (s *Server) Authorizations() []string {
	s.Lock()
	defer s.Unlock()
	return append([]string(nil), s.authorizations...)
}

// New starts a server; Close ends it.
func New() *Server {
	s := &Server{
		Workflows: map[string]string{}, Apps: map[string]string{}, Answers: map[string]Answer{},
		Faults: map[string][]Fault{}, requests: map[string]int{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/openapi/getJsonApiFormat", s.workflow)
	mux.HandleFunc("GET /api/webapp/apiCallDemo", s.app)
	mux.HandleFunc("GET /proxy/{key}/object_info", s.nodes)
	mux.HandleFunc("GET /object_info", s.nodes)
	mux.HandleFunc("POST /openapi/v2/resource/list", s.models)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, Answer{Code: 412, Msg: "TOKEN_INVALID"})
	})
	s.Server = httptest.NewServer(mux)
	return s
}

func (s *Server) workflow(w http.ResponseWriter, r *http.Request) {
	var body struct{ APIKey, WorkflowID string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		refuse(w, Answer{Code: 500, Msg: "UNKNOWN_ERROR"})
		return
	}
	s.answer(w, r, body.APIKey, body.WorkflowID, func() (string, bool) {
		graph, ok := s.Workflows[body.WorkflowID]
		prompt, _ := json.Marshal(graph)
		return `{"prompt":` + string(prompt) + `}`, ok
	}, Answer{Code: 380, Msg: "WORKFLOW_NOT_EXISTS"})
}

func (s *Server) app(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.answer(w, r, q.Get("apiKey"), q.Get("webappId"), func() (string, bool) {
		data, ok := s.Apps[q.Get("webappId")]
		// The real answer shows a ready command with the caller's key in it.
		curl, _ := json.Marshal(`curl --data-raw '{"webappId":"null","apiKey":"` + q.Get("apiKey") + `"}'`)
		return `{"curl":` + string(curl) + `,` + strings.TrimPrefix(strings.TrimSpace(data), "{"), ok
	}, Answer{Code: 901, Msg: "WEBAPP_NOT_EXISTS"})
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, key, id string, data func() (string, bool), missing Answer) {
	if s.fault(w, r, id, func() string { s.Lock(); defer s.Unlock(); d, _ := data(); return s.envelope(d) }) {
		return
	}
	s.Lock()
	defer s.Unlock()
	a, bad := s.Answers[id]
	d, ok := data()
	switch {
	case key != Key:
		refuse(w, Answer{Code: 802, Msg: "APIKEY_UNAUTHORIZED: " + key})
	case bad:
		refuse(w, a)
	case !ok:
		refuse(w, missing)
	default:
		write(w, s.envelope(d))
	}
}

func (s *Server) envelope(data string) string {
	code := strconv.Itoa(s.SuccessCode)
	if s.StringCode {
		code = `"` + code + `"`
	}
	return `{"code":` + code + `,"msg":"SUCCESS","errorMessages":null,"data":` + data + `}`
}

func (s *Server) nodes(w http.ResponseWriter, r *http.Request) {
	if s.fault(w, r, "nodes", func() string { var b strings.Builder; s.ObjectInfo(&b); return b.String() }) {
		return
	}
	if k := r.PathValue("key"); k != "" && k != Key {
		refuse(w, Answer{Code: 802, Msg: "APIKEY_UNAUTHORIZED " + r.URL.Path})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	s.ObjectInfo(w)
}

// models answers the list of models by pages.
func (s *Server) models(w http.ResponseWriter, r *http.Request) {
	var body struct {
		ResourceType  string
		Current, Size int
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		refuse(w, Answer{Code: 1007, Msg: "failed to parse request body", Message: true})
		return
	}
	page := func() string {
		s.Lock()
		defer s.Unlock()
		names := s.Models[body.ResourceType]
		from := min(max(body.Current-1, 0)*body.Size, len(names))
		records := []map[string]any{}
		for _, n := range names[from:min(from+body.Size, len(names))] {
			records = append(records, map[string]any{"nodeModelName": n, "resourceName": "a " + n})
		}
		data, _ := json.Marshal(map[string]any{"code": 0, "message": "success", "data": map[string]any{"records": records, "total": strconv.Itoa(len(names)), "current": body.Current}})
		return string(data)
	}
	if s.fault(w, r, "models", page) {
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+Key || body.Size > 50 {
		refuse(w, Answer{Code: 1002, Msg: "bad key or size", Message: true})
		return
	}
	write(w, page())
}

// fault misbehaves if told to.
func (s *Server) fault(w http.ResponseWriter, r *http.Request, id string, right func() string) bool {
	f, delay, faulty := s.next(r, id)
	select {
	case <-time.After(delay):
	case <-r.Context().Done():
	}
	if faulty && f != (Fault{}) {
		f.answer(w, r, right)
	}
	return faulty && f != (Fault{})
}

// next notes a request and takes the fault that is due for it.
func (s *Server) next(r *http.Request, id string) (f Fault, delay time.Duration, faulty bool) {
	s.Lock()
	defer s.Unlock()
	s.requests[id]++
	s.authorizations = append(s.authorizations, r.Header.Get("Authorization"))
	if list := s.Faults[id]; len(list) > 0 {
		f, s.Faults[id], faulty = list[0], list[1:], true
	}
	return f, s.Delay, faulty
}

// answer does what the fault says.
func (f *Fault) answer(w http.ResponseWriter, r *http.Request, right func() string) {
	switch {
	case f.Hang:
		<-r.Context().Done()
	case f.Trickle > 0:
		f.trickle(w, r, right())
	case f.Reset:
		hangUp(w)
	case f.Location != "":
		w.Header().Set("Location", f.Location)
		w.WriteHeader(http.StatusTemporaryRedirect)
	case f.Cut > 0:
		body := right()
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		write(w, body[:min(f.Cut, len(body)-1)])
		_ = http.NewResponseController(w).Flush()
		hangUp(w)
	case f.Bare:
		write(w, f.Body)
	default:
		if f.RetryAfter != "" {
			w.Header().Set("Retry-After", f.RetryAfter)
		}
		w.WriteHeader(f.Status)
		write(w, f.Body)
	}
}

// trickle sends a body byte by byte.
func (f *Fault) trickle(w http.ResponseWriter, r *http.Request, body string) {
	for _, b := range []byte(body) {
		if _, err := w.Write([]byte{b}); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
		select {
		case <-time.After(f.Trickle):
		case <-r.Context().Done():
			return
		}
	}
}

// hangUp closes the connection with what was sent so far.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

func refuse(w http.ResponseWriter, a Answer) {
	if a.Status != 0 {
		w.WriteHeader(a.Status)
	}
	name := "msg"
	if a.Message {
		name = "message"
	}
	data, _ := json.Marshal(map[string]any{"code": a.Code, name: a.Msg, "data": nil})
	write(w, string(data))
}

func write(w io.Writer, s string) { _, _ = io.WriteString(w, s) }

// BigObjectInfo writes an object_info of at least so many bytes: the classes
// of a large installation, each with long lists.
func BigObjectInfo(size int) func(io.Writer) {
	return func(w io.Writer) {
		var files strings.Builder
		for i := range 400 {
			fmt.Fprintf(&files, `"models/checkpoint-%04d.safetensors",`, i)
		}
		list := strings.TrimSuffix(files.String(), ",")
		write(w, "{")
		for i, n := 0, 0; n < size; i++ {
			class := fmt.Sprintf(`"Class%d":{"input":{"required":{"ckpt":[[%s],{}],"steps":["INT",{"default":20,"min":1,"max":10000}],"seed":["INT",{"min":0,"max":18446744073709551615}],"model":["MODEL"]},"optional":{}},"output":["IMAGE"],"output_name":["IMAGE"],"output_node":%t,"name":"Class%d","python_module":"nodes"}`, i, list, i%10 == 0, i)
			if i > 0 {
				write(w, ",")
			}
			write(w, class)
			n += len(class) + 1
		}
		write(w, "}")
	}
}
