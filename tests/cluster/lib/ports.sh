# shellcheck shell=bash
# Free ports on the loopback. Sourced after common.sh.
# shellcheck disable=SC2154  # cluster_runtime comes from common.sh

# port_is_taken PORT: does anything listen on it?
port_is_taken() {
  local files=(/proc/net/tcp) hex
  [ -e /proc/net/tcp6 ] && files+=(/proc/net/tcp6)
  hex=$(printf ':%04X' "$1")
  awk -v port="$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' "${files[@]}"
}

# free_ports COUNT: prints them. Below the ports that the kernel gives to clients, and never one that
# another cluster has written down. ZDTP_PORTS=FROM-TO: others than 20000-29999. The caller holds the ports' lock until its own are written down.
free_ports() {
  local count=$1 given=0 tries=0 port chosen=' ' range=${ZDTP_PORTS:-20000-29999}
  [[ $range =~ ^[0-9]+-[0-9]+$ ]] || die "not a range of ports: ZDTP_PORTS=$range: give one such as 20000-29999"
  local from=${range%-*} to=${range#*-}
  while [ "$given" -lt "$count" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 2000 ] || die "no free port between $from and $to on the loopback: end what listens there"
    port=$((from + RANDOM % (to - from + 1)))
    [[ $chosen != *" $port "* ]] || continue
    grep -qsw "$port" "$cluster_runtime"/*/ports && continue
    port_is_taken "$port" && continue
    chosen="$chosen$port "
    given=$((given + 1))
    printf '%s\n' "$port"
  done
}
