#pragma once

#include "models/session/clustersession.h"
#include "models/tables/contexttablemodel.h"

#include <QObject>

namespace zdtp::ui {

/// What the window asks of the composition root: which clusters there are, and the connection to one of them.
/// GUI thread only; outlives the window.
class ClusterDirectory : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual QList<tables::ContextLine> clusters() const = 0;
    /// nullptr while no cluster could be opened; problem() says why.
    virtual ClusterSession *session() const = 0;
    virtual QString problem() const = 0;
    virtual QString currentContext() const = 0;
    /// Closes the present connection and opens this one. `context` empty: the current one again, from its files.
    virtual void open(const QString &context) = 0;

signals:
    /// The present session is about to be destroyed: let go of it now.
    void sessionClosing();
    /// session() and problem() have new values.
    void sessionChanged();
    void clustersChanged();
};

} // namespace zdtp::ui
