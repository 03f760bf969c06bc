// Package repository holds the tests that are about the repository as a whole:
// its public API, not about any one package.
package repository
