package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// printCodes writes the codes of an endpoint that findings rest on: number,
// name, and the first line of the code table's advice.
func printCodes(w io.Writer, kind endpoint.Kind, lang message.Lang) error {
	if _, ok := endpoint.Default().Lookup(kind); !ok {
		var kinds []string
		for _, e := range endpoint.Default().All() {
			if !e.Internal {
				kinds = append(kinds, string(e.Kind))
			}
		}
		return fmt.Errorf("no endpoint of that name; the endpoints are %s", strings.Join(kinds, ", "))
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range code.All() {
		if !e.Answers(kind) {
			continue
		}
		advice, _, _ := strings.Cut(lang.Format("code-"+e.Code.String()+".advice", nil), "\n")
		_, _ = fmt.Fprintf(out, "%s\t%s\t%s\n", e.Code, e.Name, advice)
	}
	return out.Flush()
}
