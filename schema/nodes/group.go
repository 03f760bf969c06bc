package nodes

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// group runs functions in goroutines of their own. What one of them panics with
// goes on in the goroutine that waits.
type group struct {
	running sync.WaitGroup
	once    sync.Once
	fault   *relayed
}

// start runs f.
func (g *group) start(f func()) {
	g.running.Go(func() {
		defer func() {
			if v := recover(); v != nil {
				g.once.Do(func() { g.fault = &relayed{v, debug.Stack()} })
			}
		}()
		f()
	})
}

// wait waits for all.
func (g *group) wait() {
	g.running.Wait()
	if g.fault != nil {
		panic(g.fault)
	}
}

// relayed is a panic that goes on in another goroutine than it began in.
type relayed struct {
	value any
	stack []byte
}

func (r *relayed) Error() string { return fmt.Sprintf("%v\n\n%s", r.value, r.stack) }

// Origin is the stack where it began.
func (r *relayed) Origin() []byte { return r.stack }
