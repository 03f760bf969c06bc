#!/usr/bin/env bash
# The MCP server as the client of the official Go SDK sees it, in a module of its
# own: cmd/internal/mcptest.
source "$(dirname "$0")/lib.sh"
(cd "$root" && go build -o "$work/bin/" ./cmd/payloadlint)
cd "$root/cmd/internal/mcptest"
expect 0 go vet ./...
expect 0 env PAYLOADLINT="$work/bin/payloadlint" go test -count=1 -v ./...
says "PASS"
silent_on "SKIP"
