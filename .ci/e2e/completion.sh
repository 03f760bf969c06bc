#!/usr/bin/env bash
# Completion in the real shells, typed into a terminal: the words of a command
# line are taken apart by each shell in its own way.
source "$(dirname "$0")/lib.sh"
apt tmux tmux
apt zsh zsh
apt fish fish
[ -e /usr/share/bash-completion/bash_completion ] || apt bash-completion bash-completion
(cd "$root" && go build -o "$work/bin/" ./cmd/payloadlint)
export PATH="$work/bin:$PATH"

project="$work/project"
mkdir -p "$project/requests"
cd "$project"
for f in walk run; do echo '{"apiKey": "${KEY}", "taskId": "1904152026220003329"}' >"requests/$f.json"; done
echo '{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}}}' >graph.json
cat >.payloadlint.yaml <<'YAML'
version: 1
workflows: {"1904136902449209346": graph.json}
apps: {"1938625710351437826": graph.json}
YAML

session=payloadlint-e2e-$$
term() { tmux -L "$session" -f /dev/null "$@"; }
trap 'term kill-server 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT

# begin SHELL SETUP: a shell in a terminal of its own, which has said that it is
# ready.
begin() {
  local shell=$1 setup=$2
  term new-session -d -s "$session" -x 120 -y 50 -c "$project" \
    env PATH="$PATH" LC_ALL=C.UTF-8 HOME="$work" TERM=xterm-256color PS1='> ' $shell
  term send-keys -t "$session" "$setup; echo ready | tr a-z A-Z" Enter
}

screen() { term capture-pane -p -t "$session"; }

# shows TEXT: the terminal comes to show it.
shows() {
  local i
  for i in $(seq 100); do
    if screen | grep -qF -- "$1"; then return 0; fi
    sleep 0.1
  done
  return 1
}

# completes TYPED WANT: a tab makes the line WANT.
completes() {
  term send-keys -t "$session" C-u
  term send-keys -t "$session" C-l
  term send-keys -t "$session" -l "$1"
  sleep 0.2
  term send-keys -t "$session" Tab
  shows "$2" || {
    screen >&2
    die "$current: a tab after '$1' does not give '$2'"
  }
}

# offers TYPED WANT NOT: tabs list WANT and do not list NOT.
offers() {
  term send-keys -t "$session" C-u
  term send-keys -t "$session" C-l
  term send-keys -t "$session" -l "$1"
  sleep 0.2
  term send-keys -t "$session" Tab
  sleep 0.5
  term send-keys -t "$session" Tab
  shows "$2" || {
    screen >&2
    die "$current: tabs after '$1' do not list '$2'"
  }
  if screen | grep -qF -- "$3"; then
    screen >&2
    die "$current: tabs after '$1' list '$3'"
  fi
}

try() {
  current=$1
  begin "$2" "$3"
  shows READY || {
    screen >&2
    die "$current does not begin"
  }
  # Files, for the program itself and for a command.
  completes 'payloadlint requests/w' 'payloadlint requests/walk.json'
  completes 'payloadlint check requests/w' 'payloadlint check requests/walk.json'
  completes 'payloadlint -w requests/w' 'payloadlint -w requests/walk.json'
  completes 'payloadlint requests/walk.json requests/r' 'payloadlint requests/walk.json requests/run.json'
  # Commands and flags.
  completes 'payloadlint doc' 'payloadlint doctor'
  completes 'payloadlint --no-pl' 'payloadlint --no-placeholders'
  # Values of flags.
  completes 'payloadlint -f sar' 'payloadlint -f sarif'
  completes 'payloadlint --fail-on ne' 'payloadlint --fail-on never'
  completes 'payloadlint --endpoint v2-run-w' 'payloadlint --endpoint v2-run-workflow'
  completes 'payloadlint --lang z' 'payloadlint --lang zh'
  completes 'payloadlint --color al' 'payloadlint --color always'
  completes 'payloadlint --hyperlinks ne' 'payloadlint --hyperlinks never'
  completes 'payloadlint --group ca' 'payloadlint --group cause'
  completes 'payloadlint eval -f mark' 'payloadlint eval -f markdown'
  completes 'payloadlint doctor -f js' 'payloadlint doctor -f json'
  # Ids that the project names.
  completes 'payloadlint fetch workflow 19' 'payloadlint fetch workflow 1904136902449209346'
  completes 'payloadlint fetch app 19' 'payloadlint fetch app 1938625710351437826'
  # Helpers of the library are nobody's business.
  offers 'payloadlint fetch ' 'workflow' 'no-help'
  offers 'payloadlint --fail-on ' 'warning' 'no-help'
  term kill-session -t "$session"
  echo "$current completes"
}

try bash 'bash --norc --noprofile -i' 'source /usr/share/bash-completion/bash_completion; source <(payloadlint completion bash)'
try zsh 'zsh -f -i' 'autoload -U compinit && compinit -u; source <(payloadlint completion zsh)'
try fish 'fish --no-config -i' 'payloadlint completion fish | source'
