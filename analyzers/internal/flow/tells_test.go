package flow

import (
	"bytes"
	"encoding/gob"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
)

// exported are functions, types and interfaces that others may use.
var exported = []string{
	`func Start(b []byte) (*Reply, error) { return Helper(b) }`,
	`func Helper(b []byte) (*Reply, error) { var e Reply; if err := post("/task/openapi/create", &e); err != nil { return nil, err }; return &e, nil }`,
	`func Fail(e *Reply) error { if e.Code != 0 { return &apiError{e.Code} }; return nil }`,
	`func Run(b []byte) (string, error) { e, err := Start(b); if err != nil { return "", err }; if err := Fail(e); err != nil { return "", err }; return TaskID(e), nil }`,
	`func TaskID(e *Reply) string { return e.Data.TaskID }`,
	`func Number(e *Reply) int { return e.Code }`,
	`func Busy(err error) bool { var api *apiError; return errors.As(err, &api) && (api.Code == 415 || api.Code == 421) }`,
	`type Reply struct { Code int ¦json:"code"¦; Msg string ¦json:"msg"¦; Data struct { TaskID string ¦json:"taskId"¦ } ¦json:"data"¦ }`,
	`type API interface { Create(b []byte) (*Reply, error) }`,
	`type client struct{}`,
	`func (client) Create(b []byte) (*Reply, error) { return Start(b) }`,
	`type traced struct{ next API }`,
	`func (t traced) Create(b []byte) (*Reply, error) { return t.next.Create(b) }`,
	`func Plain(n int) int { return n + 1 }`,
}

// The fact is the same, byte for byte, whatever the order of declarations.
func TestTells(t *testing.T) {
	var first []byte
	rnd := rand.New(rand.NewPCG(3, 4))
	order := slices.Clone(exported)
	for range 25 {
		src := strings.ReplaceAll(strings.ReplaceAll(head+strings.Join(order, "\n"), "func use(any)", "func use(any) {}"), "¦", "`")
		fact := build(passtest.New(t, Analyzer, "a", src, nil)).tells()
		var now bytes.Buffer
		if err := gob.NewEncoder(&now).Encode(fact); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = now.Bytes()
			checkTells(t, fact)
		}
		if !bytes.Equal(now.Bytes(), first) {
			t.Fatalf("%s\n\nfor\n%s", fact, strings.Join(order, "\n"))
		}
		rnd.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
}

func checkTells(t *testing.T, fact *summary.Package) {
	t.Helper()
	const want = "API.Create asks [create] gives 0; Busy takes 0; Fail takes 0; Helper asks [create] gives 0; Number takes 0; " +
		"Run asks [create] fails; Start asks [create] gives 0; TaskID takes 0; apiError.Error takes -1; client.Create asks [create] gives 0; " +
		"traced.Create asks [create] gives 0; a.Reply of [create]"
	if got := fact.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	size := new(bytes.Buffer)
	if err := gob.NewEncoder(size).Encode(fact); err != nil || size.Len() > 4096 {
		t.Errorf("%d bytes, %v", size.Len(), err)
	}
}
