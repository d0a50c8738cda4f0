# shellcheck shell=bash
# The real node. Sourced after state.sh.
# shellcheck disable=SC2034

node_address=''
check_node_programs() { die "no real node here yet: leave --real-node out"; }
teardown_node() { :; }
