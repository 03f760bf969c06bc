//go:build unix

package readfile

import "syscall"

// nonblocking opens a regular file the way that the runtime would have it: without
// the flag it sets it, finds that files of a disk cannot be waited for, and takes it
// back, with four calls of the system. What became a pipe meanwhile does not hold up
// who opens it.
const nonblocking = syscall.O_NONBLOCK
