//go:build !unix

package readfile

// nonblocking is nothing where opening a file costs no more without it.
const nonblocking = 0
