// Package cobra stands in for the library.
package cobra

import (
	"context"
	"io"
)

type Command struct {
	Use  string
	Args func(cmd *Command, args []string) error
	RunE func(cmd *Command, args []string) error
	Run  func(cmd *Command, args []string)
}

func (c *Command) Context() context.Context                { return nil }
func (c *Command) OutOrStdout() io.Writer                  { return nil }
func (c *Command) AddCommand(cmds ...*Command)             {}
func ExactArgs(n int) func(cmd *Command, a []string) error { return nil }
