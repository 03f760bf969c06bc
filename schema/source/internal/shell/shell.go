// Package shell finds the requests of command lines: curl, wget, httpie and jq
// in POSIX shells, PowerShell and cmd. It runs nothing.
package shell

import (
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Container is a script of a POSIX shell, or what somebody typed into one.
var Container = source.Container{
	Kind:       "shell",
	Extensions: []string{".sh", ".bash", ".zsh", ".ksh", ".envrc"},
	Fences:     []string{"sh", "shell", "bash", "zsh", "ksh", "console", "shell-session", "shellsession", "sh-session", "terminal", "curl"},
	Comment:    source.Comment{Line: "#"},
	Extract:    posix,
	Quote:      quotePOSIX,
}

// CmdContainer is a script of Windows' cmd.
var CmdContainer = source.Container{
	Kind:       "cmd",
	Extensions: []string{".bat", ".cmd"},
	Fences:     []string{"bat", "batch", "cmd", "dos", "doscon", "batchfile"},
	Comment:    source.Comment{Line: "REM"},
	Extract:    cmd,
}

// PowerShellContainer is a script of PowerShell.
var PowerShellContainer = source.Container{
	Kind:       "powershell",
	Extensions: []string{".ps1", ".psm1"},
	Fences:     []string{"powershell", "ps1", "pwsh", "ps", "posh"},
	Comment:    source.Comment{Line: "#", Open: "<#", Close: "#>"},
	Extract:    powershell,
	Quote:      quotePowerShell,
}
