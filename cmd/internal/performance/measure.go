package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// usage is what one run of a program cost.
type usage struct {
	wall, cpu time.Duration
}

// measure runs a program once. Exit status 1 (findings) is no failure.
func (b *bench) measure(program string, args ...string) (usage, error) {
	cmd := exec.CommandContext(context.Background(), program, args...) //nolint:gosec // the programs under test
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	u := usage{wall: time.Since(start)}
	if cmd.ProcessState == nil || err != nil && cmd.ProcessState.ExitCode() != 1 {
		return u, fmt.Errorf("%s %s: %w: %s", filepath.Base(program), strings.Join(args, " "), err, stderr.String())
	}
	u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return u, nil
}

// medians runs commands in turn, so that a busy moment hits all of them, and
// returns the median of each.
func (b *bench) medians(n int, commands ...[]string) ([]usage, error) {
	all := make([][]usage, len(commands))
	for range n {
		for i, c := range commands {
			u, err := b.measure(c[0], c[1:]...)
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], u)
		}
	}
	out := make([]usage, len(commands))
	for i, list := range all {
		out[i] = usage{wall: median(list, func(u usage) time.Duration { return u.wall }), cpu: median(list, func(u usage) time.Duration { return u.cpu })}
	}
	return out, nil
}

func median(list []usage, of func(usage) time.Duration) time.Duration {
	values := make([]time.Duration, len(list))
	for i, u := range list {
		values[i] = of(u)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// build makes the programs under test as releases are made: without cgo, for
// which .goreleaser.yaml, the image and the npm packages set the same.
func (b *bench) build() error {
	b.program, b.self = filepath.Join(b.dir, "payloadlint"), filepath.Join(b.dir, "performance")
	for out, pkg := range map[string]string{b.program: "./cmd/payloadlint", b.self: "./cmd/internal/performance"} {
		cmd := exec.CommandContext(context.Background(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, pkg) //nolint:gosec // our own packages
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("build %s: %w", pkg, err)
		}
	}
	return nil
}

// folder checks a folder of request files.
func (b *bench) folder() error {
	flow, err := b.write("graph.json", []byte(graph(189)))
	if err != nil {
		return err
	}
	for i := range b.files {
		if _, err := b.write(fmt.Sprintf("requests/%05d.json", i), request(i, "\n  ")); err != nil {
			return err
		}
	}
	dir := filepath.Join(b.dir, "requests")
	commands := [][]string{{b.program, "check", "-w", flow, dir}, {b.self, "-floor", "files", dir}}
	others, err := b.readers(dir)
	if err != nil {
		return err
	}
	for _, o := range others {
		commands = append(commands, o.command)
	}
	u, err := b.medians(max(3, b.repeat/4), commands...)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%s request files of 1 KB, processor time", thousands(b.files))
	b.add(ratioRow(what, u[0].cpu, u[1].cpu, "os.ReadFile + gjson.ValidBytes", 2))
	for i, o := range others {
		b.add(ratioRow("the same, wall time", u[0].wall, u[2+i].wall, o.shown, o.aim))
	}
	return nil
}

// stream checks one long JSONL file.
func (b *bench) stream() error {
	path, size, err := b.writeStream(5 * b.files)
	if err != nil {
		return err
	}
	command := []string{b.program, "check", "-w", filepath.Join(b.dir, "graph.json"), path}
	u, err := b.medians(3, command)
	if err != nil {
		return err
	}
	most, err := b.peak(command...)
	if err != nil {
		return err
	}
	mb := float64(size) / 1e6
	perCore := mb / u[0].cpu.Seconds()
	b.add(row{
		what: fmt.Sprintf("JSONL stream of %.0f MB", mb), measured: fmt.Sprintf("%.0f MB/s a core, %.0f MB/s in all", perCore, mb/u[0].wall.Seconds()),
		aim: "60 MB/s a core", met: yes(perCore >= 60),
	})
	b.add(row{what: "memory of that run", measured: fmt.Sprintf("%d MiB", most>>10), aim: "64 MiB", met: yes(most>>10 < 64)})
	return nil
}

// peak is the largest resident set of a command, in KiB. A child's counts from its
// parent's size: a small program of its own runs it.
func (b *bench) peak(command ...string) (int64, error) {
	cmd := exec.CommandContext(context.Background(), b.self, append([]string{"-floor", "peak"}, command...)...) //nolint:gosec // the programs under test
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("run %s: %w", command[0], err)
	}
	return readPeak(string(out))
}

func readPeak(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read a peak: %w", err)
	}
	return n, nil
}

// writeStream writes n requests, one a line.
func (b *bench) writeStream(n int) (path string, size int, err error) {
	path = filepath.Join(b.dir, "stream.jsonl")
	f, err := os.Create(filepath.Clean(path))
	if err != nil {
		return "", 0, fmt.Errorf("write the data: %w", err)
	}
	w := bufio.NewWriter(f)
	for i := range n {
		k, _ := w.Write(append(request(i, " "), '\n')) // Flush reports what fails
		size += k
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return "", 0, fmt.Errorf("write the data: %w", err)
	}
	return path, size, nil
}

// start measures how long the program takes to do next to nothing.
func (b *bench) start() error {
	one, err := b.write("one.json", request(0, "\n  "))
	if err != nil {
		return err
	}
	u, err := b.medians(b.repeat,
		[]string{b.program, "version"}, []string{b.program, "check", "-w", filepath.Join(b.dir, "graph.json"), one}, []string{b.self, "-floor", "empty"})
	if err != nil {
		return err
	}
	const floor = "an empty program with jsonschema/v5"
	b.add(timeRow("start: version", u[0].wall, u[2].wall, floor, 6500*time.Microsecond))
	b.add(timeRow("start: one file with its workflow", u[1].wall, u[2].wall, floor, 10*time.Millisecond))
	return nil
}

// catalog checks one request against node definitions of 100 MB that were never
// seen before.
func (b *bench) catalog() error {
	size := 100_000_000
	if b.files < 10_000 {
		size /= 10
	}
	info, err := b.write("object_info.json", objectInfo(size))
	if err != nil {
		return err
	}
	args := []string{"check", "--nodes", info, "-w", filepath.Join(b.dir, "graph.json"), filepath.Join(b.dir, "one.json")}
	var cold []usage
	for i := range 5 {
		cache := filepath.Join(b.dir, "cache", strconv.Itoa(i))
		if err := os.MkdirAll(cache, 0o700); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
		u, err := b.measure("env", append([]string{"XDG_CACHE_HOME=" + cache, b.program}, args...)...)
		if err != nil {
			return err
		}
		cold = append(cold, u)
	}
	floor, err := b.medians(5, []string{b.self, "-floor", "files", b.dir})
	if err != nil {
		return err
	}
	wall := median(cold, func(u usage) time.Duration { return u.wall })
	b.add(timeRow(fmt.Sprintf("object_info of %d MB, cold", size/1_000_000), wall, floor[0].wall, "os.ReadFile + gjson.ValidBytes", 150*time.Millisecond))
	return nil
}

// inProcess runs the benchmarks of the packages and adds those that have an aim
// or a floor.
func (b *bench) inProcess() error {
	benchtime, count := "200ms", "5"
	if b.files < 10_000 {
		benchtime, count = "50ms", "1"
	}
	cmd := exec.CommandContext(context.Background(), "go", "test", "-run", "^$", "-bench", ".", "-benchtime", benchtime, "-count", count, "-benchmem", "./...")
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "GOGC=400") // as the command sets it
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("run the benchmarks: %w\n%s", err, out)
	}
	results := parseBenchmarks(string(out))
	for _, a := range aims {
		r, ok := results[a.name]
		if !ok {
			continue
		}
		b.add(a.row(r, results[a.floor]))
	}
	for _, g := range growths(results) {
		b.add(g)
	}
	return nil
}

// ratioRow compares with what was measured beside it; an aim of 0 is none.
func ratioRow(what string, got, floor time.Duration, floorName string, aim float64) row {
	ratio := got.Seconds() / floor.Seconds()
	r := row{what: what, measured: show(got), floor: floorName + ": " + show(floor), ratio: fmt.Sprintf("%.2f", ratio)}
	if aim > 0 {
		r.aim, r.met = fmt.Sprintf("at most %.1f × floor", aim), yes(ratio <= aim)
	}
	return r
}

func timeRow(what string, got, floor time.Duration, floorName string, aim time.Duration) row {
	return row{
		what: what, measured: show(got), floor: floorName + ": " + show(floor), ratio: fmt.Sprintf("%.2f", got.Seconds()/floor.Seconds()),
		aim: show(aim), met: yes(got <= aim),
	}
}

func yes(met bool) string {
	if met {
		return "yes"
	}
	return "no"
}

// show is a duration with three digits.
func show(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.3g ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.3g µs", d.Seconds()*1e6)
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
