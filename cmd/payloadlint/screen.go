package main

import (
	"io"
	"sync"
)

// screen is a terminal on which a line is shown for the time being: whatever
// else is printed there takes its place.
type screen struct {
	mu sync.Mutex
	to io.Writer
	// shown says that the line is there, within that the output so far ends in
	// the middle of a line of its own, which must not be overwritten.
	shown, within bool
}

// eraseLine goes to the beginning of the line and clears it.
const eraseLine = "\r\x1b[K"

// clearScreen clears what is seen and leaves what was scrolled away.
const clearScreen = "\x1b[2J\x1b[H"

// over is a stream that goes to the same terminal.
func (s *screen) over(w io.Writer) io.Writer { return overScreen{s, w} }

// show shows a line; a nil screen shows nothing.
func (s *screen) show(text string) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.within {
		return
	}
	s.shown = true
	_, _ = io.WriteString(s.to, eraseLine+text) // nowhere left to report to
}

// erase takes the line away.
func (s *screen) erase() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
}

func (s *screen) clear() {
	if s.shown {
		_, _ = io.WriteString(s.to, eraseLine) // nowhere left to report to
	}
	s.shown = false
}

// overScreen is a stream whose text takes the place of the line.
type overScreen struct {
	screen *screen
	io.Writer
}

// Under is the stream itself.
func (o overScreen) Under() io.Writer { return o.Writer }

func (o overScreen) Write(p []byte) (int, error) {
	o.screen.mu.Lock()
	defer o.screen.mu.Unlock()
	o.screen.clear()
	n, err := o.Writer.Write(p)
	if n > 0 {
		o.screen.within = p[n-1] != '\n'
	}
	return n, err
}
