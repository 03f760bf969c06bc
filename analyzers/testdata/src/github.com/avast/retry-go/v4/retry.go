// Package retry stands in for the library: the passes know it by its path.
package retry

import "time"

type (
	Config                       struct{}
	Option                       func(*Config)
	RetryableFunc                func() error
	RetryIfFunc                  func(error) bool
	RetryableFuncWithData[T any] func() (T, error)
)

func Do(f RetryableFunc, opts ...Option) error                                { return f() }
func DoWithData[T any](f RetryableFuncWithData[T], opts ...Option) (T, error) { return f() }
func Attempts(n uint) Option                                                  { return nil }
func Delay(d time.Duration) Option                                            { return nil }
func RetryIf(f RetryIfFunc) Option                                            { return nil }
func Unrecoverable(err error) error                                           { return err }
