package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
)

// edited is what TestEditsKeepNoMemory logs.
var edited = regexp.MustCompile(`(\d+) edits: (\d+) kB before, (\d+) kB after`)

// edits asks the language server's own test how much memory 10,000 edits keep.
func (b *bench) edits() error {
	cmd := exec.CommandContext(context.Background(), "go", "test", "-run", "^TestEditsKeepNoMemory$", "-v", "-count", "1", "./cmd/payloadlint")
	cmd.Env = append(os.Environ(), "PAYLOADLINT_EDITS="+strconv.Itoa(b.files))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("edit a request: %w\n%s", err, out)
	}
	r, err := editsRow(string(out))
	if err != nil {
		return err
	}
	b.add(r)
	return nil
}

// editsRow reads the log of the test. Memory is flat where it grows by less than a
// tenth.
func editsRow(log string) (row, error) {
	m := edited.FindStringSubmatch(log)
	if m == nil {
		return row{}, fmt.Errorf("the test logs no edits:\n%s", log)
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[1+i]) // digits
	}
	ratio := float64(n[2]) / float64(max(n[1], 1))
	return row{
		what: fmt.Sprintf("%s edits of a request of 1,000 items, memory", thousands(n[0])), measured: fmt.Sprintf("%s kB to %s kB", thousands(n[1]), thousands(n[2])),
		ratio: fmt.Sprintf("%.2f", ratio), aim: "at most 1.1", met: yes(ratio <= 1.1),
	}, nil
}
