package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// size is how large the program is that a user downloads.
func (b *bench) size() error {
	info, err := os.Stat(b.program)
	if err != nil {
		return fmt.Errorf("look at the program: %w", err)
	}
	b.add(row{what: "size of the program, without symbols", measured: megabytes(info.Size())})
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.2f MB", float64(n)/1e6) }

// engine is where make playground puts the engine for JavaScript.
const engine = "dist/js"

// firstVerdict is a program for node that checks one request by the engine.
const firstVerdict = `const { check } = await import(process.argv[1]);
const r = await check({ apiKey: "${KEY}", workflowId: "1904136902449209346", nodeInfoList: [{ nodeId: "9", fieldName: "width", fieldValue: "64" }] },
  { workflow: { 1: { class_type: "EmptyImage", inputs: { width: 512, height: 512, batch_size: 1, color: 0 } } } });
if (r.files[0].verdict.code !== 803) process.exit(2);`

// playground measures the engine of the playground where it is built.
func (b *bench) playground() error {
	info, err := os.Stat(filepath.Join(engine, "engine.wasm.gz"))
	if err != nil {
		return nil //nolint:nilerr // make playground was not run: nothing to measure
	}
	const most = 2_500_000
	b.add(row{what: "engine of the playground, packed", measured: megabytes(info.Size()), aim: megabytes(most), met: yes(info.Size() <= most)})
	node, err := exec.LookPath("node")
	if err != nil {
		return nil //nolint:nilerr // nothing to run it with
	}
	module, err := filepath.Abs(filepath.Join(engine, "node.js"))
	if err != nil {
		return fmt.Errorf("find the engine: %w", err)
	}
	u, err := b.medians(max(3, b.repeat/2), []string{node, "--input-type=module", "-e", firstVerdict, module}, []string{node, "-e", "0"})
	if err != nil {
		return err
	}
	b.add(timeRow("the same: from the start of node to the first verdict", u[0].wall, u[1].wall, "node -e 0", 250*time.Millisecond))
	return nil
}
