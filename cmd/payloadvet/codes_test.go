package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

func TestPrintCodes(t *testing.T) {
	var out strings.Builder
	if err := printCodes(&out, endpoint.Create, message.English); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Count(out.String(), "\n"), len(slices.DeleteFunc(code.All(), func(e code.Entry) bool { return !e.Answers(endpoint.Create) })); got != want {
		t.Errorf("%d lines for %d codes", got, want)
	}
	if !strings.Contains(out.String(), "803   APIKEY_INVALID_NODE_INFO") || !strings.Contains(out.String(), "Fetch the workflow again") {
		t.Errorf("803 or its advice is missing:\n%s", out.String())
	}
	if err := printCodes(&out, "creat", message.English); err == nil || !strings.Contains(err.Error(), "outputs") {
		t.Errorf("an unknown endpoint gets %v", err)
	}
}
