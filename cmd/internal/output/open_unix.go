//go:build unix

package output

import "syscall"

// nonblocking opens a pipe without waiting for its reader.
const nonblocking = syscall.O_NONBLOCK
