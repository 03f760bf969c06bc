package man

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
)

func TestWrite(t *testing.T) {
	root := &cobra.Command{Use: "tool [PATH...]", Short: "reads things", Long: "Reads things.\n\n  tool -x a.json\n\n.hidden files are left out.", Run: func(*cobra.Command, []string) {}}
	root.Example = "tool a.json"
	root.Flags().StringP("file", "f", "", "read `NAME`, a \\ path")
	sub := &cobra.Command{Use: "sub", Short: "does less", Run: func(*cobra.Command, []string) {}}
	hidden := &cobra.Command{Use: "secret", Hidden: true, Run: func(*cobra.Command, []string) {}}
	root.AddCommand(sub, hidden)
	dir := filepath.Join(t.TempDir(), "man")
	if err := Write(dir, root, "1.2.3", "2026-11-25", func(*cobra.Command) []Section { return []Section{{"EXIT STATUS", "0 when all is well."}} }); err != nil {
		t.Fatal(err)
	}
	const want = `.nh
.TH "TOOL" "1" "2026-11-25" "tool 1.2.3" ""
.SH NAME
tool \- reads things
.SH SYNOPSIS
\fBtool [PATH...] [flags]\fP
.SH DESCRIPTION
Reads things.
.PP
.nf
  tool \-x a.json
.fi
.PP
\&.hidden files are left out.
.SH OPTIONS
.TP
\fB\-f\fP, \fB\-\-file\fP \fINAME\fP
read NAME, a \e path
.SH EXAMPLES
.nf
  tool a.json
.fi
.SH EXIT STATUS
0 when all is well.
.SH SEE ALSO
\fBtool\-sub\fP(1)
`
	if got, err := os.ReadFile(filepath.Join(dir, "tool.1")); err != nil || string(got) != want {
		t.Errorf("%v; page:\n%s", err, got)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 || entries[0].Name() != "tool-sub.1" {
		t.Errorf("pages: %v, %v", entries, err)
	}
}

func TestWriteFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, &cobra.Command{Use: "tool"}, "", "", nil); err == nil {
		t.Error("a file was taken for a folder")
	}
}
