#!/usr/bin/env bash
# Holds the includes of every module against its DEPENDS line: a module may include itself and what
# it depends on, nothing else. The command line, which is no module, may include everything.
set -euo pipefail
cd "$1"
failed=0
for list in infoplane/*/CMakeLists.txt; do
  module=$(basename "$(dirname "$list")")
  grep -q '^infoplane_module' "$list" || continue
  allowed="$module $(sed -n 's/^ *DEPENDS \([a-z ]*\).*/\1/p' "$list")"
  while IFS=: read -r file line text; do
    included=$(sed 's|.*"infoplane/\([a-z]*\)/.*|\1|' <<<"$text")
    if ! grep -qw "$included" <<<"$allowed"; then
      echo "$file:$line: $module includes $included, but depends on: $allowed"
      failed=1
    fi
  done < <(grep -rn '#include "infoplane/' "infoplane/$module" --include='*.h' --include='*.cc')
done
exit $failed
