//go:build !unix

package output

// nonblocking is nothing where no pipe has a name among the files.
const nonblocking = 0
