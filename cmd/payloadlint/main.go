// Payloadlint checks RunningHub API requests before they are sent: it reads a
// request with the workflow definition it names and says which code the server
// would answer, where, why, and what to change.
package main

import "os"

func main() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
