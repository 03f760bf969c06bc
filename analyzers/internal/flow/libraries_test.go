package flow

import (
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
)

// A library is known by a row: the same source has one more answer with a row
// for the function that fills it, and one less with a row for another argument.
func TestLibraryRow(t *testing.T) {
	const body = `
func mine(b string) (string, error) {
	res, err := http.Post(base+"/task/openapi/create", "", bytes.NewReader(nil))
	if err != nil {
		return "", err
	}
	var e envelope
	if _, err := fmt.Fscan(res.Body, &e); err != nil {
		return "", err
	}
	return e.Data.TaskID, nil
}`
	src := strings.ReplaceAll(strings.ReplaceAll(head+body, "func use(any)", "func use(any) {}"), "¦", "`")
	with := func(rows ...libraries.Row) int {
		p := buildWith(passtest.New(t, Analyzer, "a", src, nil), append(libraries.Default(), rows...))
		n := 0
		for _, a := range p.Answers {
			if a.Fn.Name() == "mine" {
				n++
			}
		}
		return n
	}
	if got := with(); got != 0 {
		t.Errorf("%d answers without a row", got)
	}
	if got := with(libraries.Row{Package: "fmt", Names: []string{"Fscan"}, Role: libraries.Decodes, Arg: 1}); got != 1 {
		t.Errorf("%d answers with a row, want 1", got)
	}
	if got := with(libraries.Row{Package: "fmt", Names: []string{"Fscan"}, Role: libraries.Decodes, Arg: 7}); got != 0 {
		t.Errorf("%d answers with a row for another argument", got)
	}
}
