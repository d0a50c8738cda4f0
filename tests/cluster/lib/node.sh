# shellcheck shell=bash
# The real node: kubelet, kube-proxy, containerd and runc, with the whole cluster in a network namespace of its own, so
# that nothing listens on the machine's addresses and two clusters never meet. containerd and the kubelet also have a
# mount namespace of their own: the places that they insist on (/run, /var/lib/cni, ...) are the cluster's there, and
# all their mounts go with them. Sourced after state.sh.
# shellcheck disable=SC2034,SC2154  # shared with up and down

node_address=''
node_number=''

check_node_programs() {
  local missing=() one
  [ "$(id -u)" = 0 ] || die "the real node needs root: run up as root, or leave --real-node out (fake nodes need no root)"
  for one in containerd containerd-shim-runc-v2 ctr runc ip iptables conntrack nsenter unshare mount; do
    type -P "$one" >/dev/null || missing+=("$one")
  done
  for one in bridge host-local loopback portmap; do
    [ -x "$(cni_plugins)/$one" ] || missing+=("cni-$one")
  done
  [ "${#missing[@]}" -eq 0 ] || die "the real node needs ${missing[*]}: apt-get install containerd runc containernetworking-plugins iptables conntrack iproute2"
  [ -w /sys/fs/cgroup ] || die "the real node needs a writable /sys/fs/cgroup: run up where cgroups can be made, or leave --real-node out"
}

cni_plugins() {
  if [ -d /usr/lib/cni ]; then printf '/usr/lib/cni\n'; else printf '/opt/cni/bin\n'; fi
}

# make_network: a namespace, joined to the machine by a pair of addresses that only the two of them have. Its number is
# the cluster's on the whole machine, whatever runtime folder it was started from: making the namespace claims it.
make_network() {
  local number
  for ((number = 1; number < 255; number++)); do
    [ ! -e "/run/netns/zdtp$number" ] || continue
    [ -z "$(ip -4 -o addr show to "10.77.$number.0/24")" ] || continue
    [ -z "$(ip -4 -o route show to root "10.88.$number.0/24")" ] || continue
    if ip netns add "zdtp$number" 2>"$state/logs/network.log"; then break; fi
    [ -e "/run/netns/zdtp$number" ] || die "no network namespace can be made: $(last_words network): run where one can be, or leave --real-node out"
  done
  [ "$number" -lt 255 ] || die "no free network between 10.77.1.0 and 10.77.254.0: end clusters that are not needed (tests/cluster/status)"
  printf '%s\n' "$number" >"$state/network"
  node_number=$number
  local namespace=zdtp$number
  ip link add "$namespace" type veth peer name up0 netns "$namespace" 2>"$state/logs/network.log" \
    || die "no pair of network devices can be made: $(last_words network): run where one can be, or leave --real-node out"
  ip addr add "10.77.$number.1/30" dev "$namespace"
  ip link set "$namespace" up
  ip -n "$namespace" link set lo up
  ip -n "$namespace" addr add "10.77.$number.2/30" dev up0
  ip -n "$namespace" link set up0 up
  # No default route: nothing in the cluster reaches anything but the machine's side of the pair, so a wrong image
  # or address fails at once instead of after half a minute.
  # Tests may speak to pods, pods to what listens on the machine's side of the pair.
  ip route add "10.88.$number.0/24" via "10.77.$number.2"
  node_address=10.77.$number.2
  # nsenter, not `ip netns exec`: that mounts a new /sys, which hides the cgroups.
  in_network=(nsenter "--net=/run/netns/$namespace")
}

# The kubelet changes these for the whole machine. The first real node writes down what they were, the last puts it back.
node_sysctls='vm/overcommit_memory kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes'
node_shared=/run/zdtp-nodes

# other_nodes: is another real node alive on this machine?
other_nodes() {
  local file
  for file in "$node_shared"/node-*; do
    [ -e "$file" ] || continue
    [ "$file" != "$node_shared/node-$node_number" ] || continue
    if [ -e "/run/netns/zdtp${file##*-}" ]; then return 0; fi
    rm -f "$file"
  done
  return 1
}

save_sysctls() {
  local one
  mkdir -p "$node_shared"
  exec 5>"$node_shared/lock"
  flock 5
  # Without a living node the file is left over from one that was killed: what the kubelet wrote is still in force
  # and the old values are still the right ones, unless the machine has been started anew since.
  if ! grep -qsxF "boot $(cat /proc/sys/kernel/random/boot_id)" "$node_shared/sysctls"; then
    {
      printf 'boot %s\n' "$(cat /proc/sys/kernel/random/boot_id)"
      for one in $node_sysctls; do
        [ ! -r "/proc/sys/$one" ] || printf '%s %s\n' "$one" "$(cat "/proc/sys/$one")"
      done
    } >"$node_shared/sysctls.new"
    mv "$node_shared/sysctls.new" "$node_shared/sysctls"
  fi
  : >"$node_shared/node-$node_number"
  exec 5>&-
}

restore_sysctls() {
  local one value
  [ -e "$node_shared/node-$node_number" ] || return 0
  exec 5>"$node_shared/lock"
  flock 5
  rm -f "$node_shared/node-$node_number"
  if ! other_nodes && [ -e "$node_shared/sysctls" ]; then
    while read -r one value; do
      [ "$one" != boot ] || continue
      printf '%s\n' "$value" >"/proc/sys/$one" || say "could not put back /proc/sys/$one to $value"
    done <"$node_shared/sysctls"
    rm -f "$node_shared/sysctls"
  fi
  exec 5>&-
}

# The cluster's own piece of each cgroup hierarchy: two kubelets under one root would clean up each other's pods.
make_cgroups() {
  local controller
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    while read -r controller; do
      printf '+%s\n' "$controller" >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null || true
    done < <(tr ' ' '\n' </sys/fs/cgroup/cgroup.controllers)
    mkdir -p "/sys/fs/cgroup/zdtp-$node_number"
    return 0
  fi
  local hierarchy
  for hierarchy in /sys/fs/cgroup/*/; do
    mountpoint -q "$hierarchy" || continue
    mkdir -p "${hierarchy}zdtp-$node_number"
    # A new cpuset is empty, and nothing can run in it before it has a processor and a memory node.
    if [ -e "${hierarchy}cpuset.cpus" ]; then
      cat "${hierarchy}cpuset.cpus" >"${hierarchy}zdtp-$node_number/cpuset.cpus"
      cat "${hierarchy}cpuset.mems" >"${hierarchy}zdtp-$node_number/cpuset.mems"
    fi
  done
}

our_cgroups() { find /sys/fs/cgroup -maxdepth 2 -type d -name "zdtp-$node_number" 2>/dev/null; }

write_containerd_config() {
  local snapshotter=overlayfs
  grep -qw overlay /proc/filesystems || snapshotter=native
  cat >"$state/node/containerd.toml" <<TOML
version = 2
root = "$state/node/containerd"
state = "$state/node/run/containerd-state"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[grpc]
  address = "$state/node/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "$state/node/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/zdtp/pause:1"
  # Without CAP_SYS_RESOURCE every sandbox fails otherwise.
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$(cni_plugins)"
    conf_dir = "$state/node/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "$snapshotter"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
TOML
  cat >"$state/node/cni/10-zdtp.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "zdtp", "plugins": [
  {"type": "bridge", "bridge": "pods0", "isGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.88.$node_number.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
}

write_kubelet_config() {
  cat >"$state/node/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $state/pki/ca.crt}}
authorization: {mode: Webhook}
address: $node_address
containerRuntimeEndpoint: unix://$state/node/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /zdtp-$node_number
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
maxOpenFiles: 20000
podLogsDir: $state/node/pod-logs
staticPodPath: ""
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%, nodefs.inodesFree: 1%}
# The images came from no registry: once collected they would be gone.
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
resolvConf: $state/node/resolv.conf
clusterDomain: cluster.local
# Nobody answers there, but without an address every pod gets a warning.
clusterDNS: [10.96.0.10]
readOnlyPort: 0
registryPullQPS: 0
syncFrequency: 10s
nodeStatusUpdateFrequency: 5s
YAML
}

# start_containerd: in the background of the API server's start
start_containerd() {
  local socket=$state/node/containerd.sock
  [ "${#socket}" -lt 100 ] || die "the path $socket is too long for a socket: set ZDTP_RUNTIME to a shorter one"
  mkdir -p "$state"/node/{cni,containerd,opt,run,kubelet,pod-logs,var-lib-kubelet,var-lib-cni,var-log-containers,var-log-pods}
  mkdir -p /var/lib/kubelet /var/lib/cni /var/log/containers /var/log/pods
  save_sysctls
  make_cgroups
  write_containerd_config
  # No name is known inside: asking the machine's name server would take its time-out.
  printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >"$state/node/resolv.conf"
  # One process does nothing but hold the mounts: containerd and the kubelet may be stopped and started again.
  # shellcheck disable=SC2016  # expanded by the inner shell
  start mounts unshare --mount --propagation private bash -euc '
    mount --bind "$1/run" /run
    mkdir -p /run/netns /run/lock
    mount --bind "$1/var-lib-kubelet" /var/lib/kubelet
    mount --bind "$1/var-lib-cni" /var/lib/cni
    mount --bind "$1/var-log-containers" /var/log/containers
    mount --bind "$1/var-log-pods" /var/log/pods
    mount --bind "$1/resolv.conf" "$(readlink -f /etc/resolv.conf)"
    mount --make-rshared /
    : >"$1/mounted"
    exec sleep infinity' mounts "$state/node"
  local i pid
  for ((i = 0; i < 500; i++)); do
    [ ! -e "$state/node/mounted" ] || break
    is_alive mounts || die "the mounts of the real node cannot be made: $(last_words mounts); leave --real-node out"
    sleep 0.01
  done
  read -r pid _ <"$state/run/mounts"
  in_mounts=(nsenter "--mount=/proc/$pid/ns/mnt")
  start containerd "${in_mounts[@]}" containerd --config "$state/node/containerd.toml"
}

# import_images ARCHIVE: as soon as containerd answers
import_images() {
  local i
  for ((i = 0; i < 400; i++)); do
    is_alive containerd || return 1
    ctr -a "$state/node/containerd.sock" version >/dev/null 2>&1 && break
    sleep 0.05
  done
  ctr -a "$state/node/containerd.sock" -n k8s.io images import "$1" >"$state/logs/images.log" 2>&1
}

# start_kubelet PROGRAM: in containerd's mount namespace
start_kubelet() {
  write_kubelet_config
  start kubelet "${in_mounts[@]}" "$1" --config "$state/node/kubelet.yaml" --kubeconfig "$state/pki/kubelet.kubeconfig" \
    --hostname-override real-1 --node-ip "$node_address" --register-node --root-dir "$state/node/kubelet" --cert-dir "$state/pki/kubelet"
}

# start_proxy PROGRAM
start_proxy() {
  cat >"$state/node/proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clientConnection: {kubeconfig: $state/pki/kube-proxy.kubeconfig}
clusterCIDR: 10.88.$node_number.0/24
hostnameOverride: real-1
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
YAML
  start kube-proxy "$1" --config "$state/node/proxy.yaml"
}

# kill_pods: every process in the cluster's cgroups, and the shims that would look after them. The kubelet is gone.
kill_pods() {
  local round pid directory left
  for ((round = 0; round < 100; round++)); do
    left=''
    while read -r pid; do
      [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = containerd-shim ] || continue
      process_start "$pid" >/dev/null || continue
      kill -KILL "$pid" 2>/dev/null || true
      left=yes
    done < <(grep -lsaF -- "$state/node/containerd.sock" /proc/[0-9]*/cmdline | cut -d / -f 3)
    for directory in $(our_cgroups); do
      for pid in $(find "$directory" -name cgroup.procs -exec cat {} + 2>/dev/null | sort -u); do
        process_start "$pid" >/dev/null || continue
        kill -KILL "$pid" 2>/dev/null || true
        left=yes
      done
    done
    [ -n "$left" ] || return 0
    sleep 0.05
  done
  say "some processes in the pods of $name do not end"
}

teardown_node() {
  [ -e "$state/network" ] || return 0
  local component directory mounted
  node_number=$(cat "$state/network")
  for component in kube-proxy kubelet; do
    end_process "$component"
  done
  kill_pods
  end_process containerd
  kill_pods
  end_process mounts
  # Nothing is left in the mount namespace, so its mounts are gone. Should one be seen here all the same, it
  # must be gone before anything is removed: what lies behind it may be somebody else's.
  while read -r mounted; do
    umount "$mounted" 2>/dev/null || umount -l "$mounted"
  done < <(awk -v under="$state/" 'index($2, under) == 1 { print $2 }' /proc/self/mounts | sort -r)
  for directory in $(our_cgroups); do
    find "$directory" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
  ip route del "10.88.$node_number.0/24" via "10.77.$node_number.2" 2>/dev/null || true
  restore_sysctls
}

# teardown_network: when the last process of the namespace is gone
teardown_network() {
  [ -e "$state/network" ] || return 0
  node_number=$(cat "$state/network")
  ip netns del "zdtp$node_number" 2>/dev/null || true
  ip link del "zdtp$node_number" 2>/dev/null || true
  rm -f "$state/network"
}
