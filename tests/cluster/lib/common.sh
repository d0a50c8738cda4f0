# shellcheck shell=bash
# What every script of tests/cluster shares: the places, the versions and the way errors are said.
# Sourced, never run. The sourcing script has set `-euo pipefail`.
# shellcheck disable=SC2034  # what is set here is read by the scripts that source it

cluster_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cluster_cache=${ZDTP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/zdtp}/cluster
cluster_runtime=${ZDTP_RUNTIME:-${XDG_RUNTIME_DIR:-/tmp}/zdtp-$UID}/cluster
default_version=v1.36.3

say() { printf '%s\n' "$*" >&2; }

# One line: what, where, what to do.
die() {
  say "$(basename "$0"): $*"
  exit 1
}

# need_space DIRECTORY MEBIBYTES WHAT_TO_DO
need_space() {
  local free
  free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
  if [ "$free" -lt "$2" ]; then
    die "no room in $1: $free MiB free, $2 MiB needed: $3"
  fi
}

# make_private DIRECTORY: the directory is ours alone, or we say why it cannot be.
make_private() {
  (umask 077 && mkdir -p "$1") 2>/dev/null || die "cannot create $1: check its permissions or choose another place ($2)"
  [ -w "$1" ] || die "cannot write to $1: check its permissions or choose another place ($2)"
}

# The file that pins a Kubernetes version: the default is go.mod itself, others lie in versions/.
mod_file() {
  if [ "$1" = "$default_version" ]; then
    printf '%s\n' "$cluster_dir/go.mod"
  else
    local file="$cluster_dir/versions/$1.mod"
    [ -f "$file" ] || die "no such Kubernetes version here: $1: choose one of: $(known_versions)"
    printf '%s\n' "$file"
  fi
}

known_versions() {
  local file list=$default_version
  for file in "$cluster_dir"/versions/*.mod; do
    [ -e "$file" ] && list="$list $(basename "$file" .mod)"
  done
  printf '%s\n' "$list"
}
