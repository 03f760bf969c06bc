#!/usr/bin/env bash
# What the image's entry does, without a container: payloadlint as the owner of
# the folder, with --fix and --changed.
source "$(dirname "$0")/lib.sh"
[ "$(id -u)" -eq 0 ] || {
  echo "skipped: only root can become another user"
  exit 0
}
apt git git
apt util-linux setpriv
(cd "$root" && go build -o "$work/bin/" ./cmd/payloadlint)
export PATH="$work/bin:$PATH" HOME=/tmp
# As the image sets it, for this folder.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="$work/mount"
entry() { (cd "$work/mount" && sh "$root/cmd/image/entrypoint" "$@"); }

chmod 755 "$work" "$work/bin"
mkdir "$work/mount"
cd "$work/mount"
git -c init.defaultBranch=main init -q
echo '{"apiKey": "${KEY}", "taskId": "1904152026220003329"}' >old.json
git add . && git -c user.email=e2e@example.com -c user.name=e2e commit -qm begin
echo '{"apiKey": "${KEY}", "workflowId": "1904152026220003329", "nodeInfoList": [{"nodeId": "6", "fieldname": "text", "fieldValue": "x"}]}' >req.json
cp req.json given.json
chown -R 12345:12346 .

entry --fix --fail-on never req.json >/dev/null
grep -q '"fieldName"' req.json || die "--fix did not change the user's file"
[ "$(stat -c %u:%g req.json)" = 12345:12346 ] || die "the file belongs to $(stat -c %u:%g req.json)"
expect 0 entry --changed --fail-on never -f json .
says '"path":"given.json"'
silent_on old.json
# A user of one's own is kept, and so is the exit status.
expect 0 setpriv --reuid 12345 --regid 12346 --clear-groups sh -c "cd '$work/mount' && sh '$root/cmd/image/entrypoint' old.json"
expect 2 entry --no-such-flag
chown 0:0 .
expect 0 entry old.json
echo "the image's entry works on a mount"
