# shellcheck shell=bash
# A running cluster is a directory: its keys, its logs, what it was started with and one file for each process.
# Sourced after common.sh.
# shellcheck disable=SC2034,SC2154  # shared with the scripts that source this

# use_cluster NAME: sets `name` and `state`
use_cluster() {
  name=$1
  [[ $name =~ ^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$ ]] \
    || die "not a name for a cluster: $name: use up to 32 small letters, digits and hyphens"
  state=$cluster_runtime/$name
}

# lock_cluster: one script at a time for each cluster; let go when the script ends
lock_cluster() {
  make_private "$cluster_runtime" ZDTP_RUNTIME
  # The usual place is in /tmp, where anybody could have been first.
  [ -O "$cluster_runtime" ] || die "$cluster_runtime belongs to somebody else: set ZDTP_RUNTIME to a folder of your own"
  exec 9>"$cluster_runtime/.$name.lock"
  if ! flock -n 9; then
    say "another up or down of the cluster $name is at work: waiting for it ..."
    flock -w 300 9 || die "the cluster $name stays locked: end the up or down that holds $cluster_runtime/.$name.lock"
  fi
}

# The kernel's start time of a process, so that a number used again is not taken for ours. A killed process
# stays a zombie until its parent looks at it: it counts as gone.
process_start() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # The command's name may hold spaces and brackets: everything up to the last bracket goes.
  read -r -a stat <<<"${stat##*) }"
  [ "${stat[0]}" != Z ] && [ "${stat[0]}" != X ] || return 1
  printf '%s\n' "${stat[19]}"
}

# is_alive COMPONENT
is_alive() {
  local pid started
  read -r pid started <"$state/run/$1" 2>/dev/null || return 1
  [ "$(process_start "$pid")" = "$started" ]
}

# start COMPONENT COMMAND...: in the background, with a session of its own, in the cluster's network
start() {
  local component=$1
  shift
  printf '%s\0' "${in_network[@]}" "$@" >"$state/run/$component.command"
  again "$component"
}

# again COMPONENT: with the command that it was started with
again() {
  local component=$1 pid command
  mapfile -d '' command <"$state/run/$component.command"
  setsid "${command[@]}" >>"$state/logs/$component.log" 2>&1 </dev/null 7>&- 8>&- 9>&- &
  pid=$!
  disown
  printf '%s %s\n' "$pid" "$(process_start "$pid" || echo 0)" >"$state/run/$component"
}

# The processes that have a file, in the order in which they are best ended: who writes before who is written to.
components_of() {
  local component
  for component in kwok kube-proxy kubelet kube-scheduler kube-controller-manager kube-apiserver etcd containerd mounts; do
    [ ! -e "$state/run/$component" ] || printf '%s\n' "$component"
  done
}

# end_process COMPONENT [SIGNAL]: waits until it is gone. Only ever what we started. Its file stays, so that status
# can say that it is gone. KILL, because a cluster's data does not outlive it, and an API server with open watches
# takes its time to leave.
end_process() {
  local component=$1 pid i
  if is_alive "$component"; then
    read -r pid _ <"$state/run/$component"
    kill "-${2:-KILL}" "$pid" 2>/dev/null || true
    for ((i = 0; i < 3500; i++)); do
      is_alive "$component" || break
      sleep 0.02
    done
    ! is_alive "$component" || die "$component (process $pid) of the cluster $name does not end: end it and run down again"
  fi
}

# last_words COMPONENT: the line of its log that most likely says why it ended
last_words() {
  local line='' pattern
  for pattern in '^F[0-9]{4} |"level":"fatal"|^panic' '^(Error|error|FATA)' '^E[0-9]{4} |"level":"error"|level=error' '.'; do
    [ -n "$line" ] || line=$({ grep -aE "$pattern" "$state/logs/$1.log" || true; } 2>/dev/null | tail -n 1)
  done
  # Of a line of JSON, what went wrong.
  line=$(sed -E 's/^\{.*"(err|error)":"(([^"\\]|\\.)*)".*/\2/; s/^\{.*"msg":"(([^"\\]|\\.)*)".*/\1/' <<<"$line" | cut -c 1-300)
  printf '%s\n' "${line:-it said nothing}"
}

# dead_components: those that were started and are gone
dead_components() {
  local component
  for component in $(components_of); do
    is_alive "$component" || printf '%s\n' "$component"
  done
}

# teardown everything|keep-logs: ends exactly what this cluster started and removes what it wrote
teardown() {
  local component
  teardown_node
  for component in $(components_of); do
    end_process "$component"
  done
  teardown_network
  if [ "$1" = keep-logs ]; then
    rm -rf "$state"/{etcd,pki,run,users,node,ready,ports,admin.kubeconfig,cluster.env}
  else
    rm -rf "$state"
  fi
}
