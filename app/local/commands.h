#pragma once

#include "k8s/local/serve/cluster.h"

#include <string>

namespace zdtp::local {

// The commands of zdtp-local. Each returns the exit code and throws Failure with one line.

int serveCommand(const Cluster::Options &options, bool detach);
/// `keepRunning`: the server ends, what it runs does not.
int stopCommand(const std::string &data, bool keepRunning);
int statusCommand(const std::string &data);
int kubeconfigCommand(const std::string &data);
int resetCommand(const std::string &data, bool yes);

} // namespace zdtp::local
