#pragma once

#include "k8s/base/result.h"
#include "ui/theme/tokens.h"

#include <QStringList>

#include <optional>

namespace zdtp::console {

/// What the command line asks for.
struct Options
{
    QString kubeconfig;
    QString context;
    QString nameSpace;
    std::optional<ui::Scheme> scheme; ///< none: as it was left
    QString file;                     ///< a task document to open
    QString answer;                   ///< --help or --version: print it and end
};

/// `arguments` without the program's name.
Result<Options> parseOptions(const QStringList &arguments);

} // namespace zdtp::console
