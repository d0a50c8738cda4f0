#pragma once

namespace zdtp::local {

/// `zdtp-local run-container`: supervises one container until it ends, independent of the server. Its spec is on
/// standard input. Signals: SIGTERM asks the container to end, SIGUSR1 kills all of it.
int runContainer();

/// `zdtp-local run-inside FD FD`: inside the sandbox, becomes the container's program. The first descriptor holds the
/// command, the second takes "+" just before the program starts and then, if it does not, why.
int runInside(int specFd, int statusFd);

} // namespace zdtp::local
