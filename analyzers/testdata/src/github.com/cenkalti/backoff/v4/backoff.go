// Package backoff stands in for the library: the passes know it by its path.
package backoff

import "time"

type BackOff interface{ NextBackOff() time.Duration }

type ExponentialBackOff struct{ MaxElapsedTime time.Duration }

func (b *ExponentialBackOff) NextBackOff() time.Duration { return 0 }

type PermanentError struct{ Err error }

func (e *PermanentError) Error() string { return e.Err.Error() }

type Operation func() error

type OperationWithData[T any] func() (T, error)

func NewExponentialBackOff() *ExponentialBackOff                                  { return nil }
func WithMaxRetries(b BackOff, max uint64) BackOff                                { return b }
func Permanent(err error) error                                                   { return err }
func Retry(o Operation, b BackOff) error                                          { return o() }
func RetryNotify(o Operation, b BackOff, notify func(error, time.Duration)) error { return o() }
func RetryWithData[T any](o OperationWithData[T], b BackOff) (T, error)           { return o() }
