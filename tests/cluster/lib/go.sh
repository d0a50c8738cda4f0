# shellcheck shell=bash
# Finds a Go that is new enough for the control plane, or makes one: a bare Debian 12 has Go 1.19, which
# cannot build Kubernetes but can fetch a newer toolchain, because toolchains are modules too.
# Sourced after common.sh. Sets `go_program`.
# shellcheck disable=SC2034,SC2154  # cluster_cache comes from common.sh, go_program goes to the caller

bootstrap_go_version=1.26.8

# at_least FOUND WANTED: both dotted numbers
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }

# Prints 1.26.8 for a program that says "go version go1.26.8 linux/amd64"; nothing when it does not run.
go_version_of() {
  [ -x "$1" ] || return 0
  { (cd / && GOTOOLCHAIN=local "$1" version 2>/dev/null) || true; } | sed -n 's/^go version go\([0-9.]*\).*/\1/p'
}

go_platform() {
  case "$(uname -m)" in
    x86_64) printf 'linux-amd64\n' ;;
    aarch64) printf 'linux-arm64\n' ;;
    *) die "no Go toolchain is known for $(uname -m): install Go $bootstrap_go_version yourself and put it into PATH" ;;
  esac
}

# fetch_go OLD_GO: unpacks the toolchain module into our cache
fetch_go() {
  local old=$1 module place source
  module="golang.org/toolchain@v0.0.1-go$bootstrap_go_version.$(go_platform)"
  place=$cluster_cache/go/$bootstrap_go_version
  make_private "$cluster_cache/go" ZDTP_CACHE
  need_space "$cluster_cache/go" 800 "free some space, or set ZDTP_CACHE to a place that has it"
  exec 8>"$cluster_cache/go/lock"
  flock 8
  if [ ! -x "$place/bin/go" ]; then
    say "fetching Go $bootstrap_go_version with $old ..."
    # Outside any module: an old Go does not understand our go.mod.
    source=$(cd / && GOFLAGS='' GO111MODULE=on GOTOOLCHAIN=local "$old" mod download -json "$module" \
      | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p') || true
    [ -d "$source" ] || die "Go $bootstrap_go_version could not be fetched as a module with $old: check the network and GOPROXY, or put a Go of at least $1 into PATH"
    rm -rf "$cluster_cache"/go/tmp.*
    local half
    half=$(mktemp -d "$cluster_cache/go/tmp.XXXXXX")
    cp -R "$source/." "$half/"
    # The module cache is read-only and has lost the executable bits.
    chmod -R u+w "$half"
    chmod +x "$half"/bin/* "$half"/pkg/tool/*/* 2>/dev/null || true
    rm -rf "$place"
    mv "$half" "$place"
  fi
  flock -u 8
  exec 8>&-
  go_program=$place/bin/go
}

# find_go WANTED: WANTED is the "go" line of the module to build
find_go() {
  local wanted=$1 candidate found old=''
  go_program=''
  for candidate in "${ZDTP_GO:-}" "$(type -P go || true)" /usr/local/go/bin/go \
      "$cluster_cache/go/$bootstrap_go_version/bin/go" /usr/lib/go-*/bin/go; do
    [ -n "$candidate" ] || continue
    found=$(go_version_of "$candidate")
    [ -n "$found" ] || continue
    if at_least "$found" "$wanted"; then
      go_program=$candidate
      return 0
    fi
    [ -n "$old" ] || old=$candidate
  done
  [ -n "$old" ] || die "no Go on this machine: put Go $wanted or newer into PATH, or install any Go from 1.16 on (Debian: golang-1.19-go), which fetches the rest"
  fetch_go "$old"
}
