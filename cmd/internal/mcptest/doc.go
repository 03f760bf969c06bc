// Package mcptest tries the MCP server with the client of the official Go SDK. It
// is a module of its own, so that the program does not depend on the SDK.
package mcptest
