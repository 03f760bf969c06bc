package code

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// A new endpoint answers the codes of its role: the code table names groups,
// not endpoints.
func TestNewEndpoint(t *testing.T) {
	row := endpoint.Endpoint{Kind: "batch-run", Method: "POST", Path: "/task/openapi/batch/run", KeyField: "apiKey", Role: endpoint.RoleRun, Resource: endpoint.Workflow, NodeInfo: true}
	b := newBook(append(endpoint.Default().All(), row))
	for _, e := range b.rows {
		if e.Answers(row.Kind) != e.Answers(endpoint.Create) {
			t.Errorf("%d: batch-run %t, create %t", e.Code, e.Answers(row.Kind), e.Answers(endpoint.Create))
		}
	}
}
